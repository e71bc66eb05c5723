# “我的账户”及其下的各页。
# 变量：$name 名称，$count 数量，其余如其名。

home-heading = 我的账户
home-levels = 账户等级
home-levels-hint = 不同的服务要求不同。一个等级表示我们对您身份的把握，另一个表示您这次怎样登录。
home-identity-level = 身份核验
home-authentication-level = 本次登录
home-level-of = 第 { $count } 级，共 { $total } 级
home-identity-1 = 访客，尚未填写身份信息。
home-identity-2 = 身份信息由您本人填写，尚未核对。
home-identity-3 = 姓名和证件号码已与权威记录核对一致。
home-identity-4 = 已确认您本人与权威记录一致。
home-identity-5 = 已在窗口或用数字证书当面确认。
home-authentication-1 = 使用了一种验证方式。
home-authentication-2 = 使用了两种验证方式。
home-authentication-3 = 使用了防钓鱼的安全硬件。
home-services = 可以直达的服务
home-services-hint = 打开即已登录，无需再次输入密码。
home-services-none = 目前还没有接入的服务。
home-sessions = 登录的设备
home-sessions-hint = 有不认识的设备？请立即退出它，并修改密码。
home-session-current = 当前设备
home-session-started = 登录于
home-session-last-seen = 最近使用
home-session-end = 退出此设备
home-session-end-label = 退出此设备：{ $name }
home-sessions-end-all = 退出其他所有设备
home-consents = 您同意提供的信息
home-consents-hint = 撤回后，该平台将不能再取得这些信息。
home-consents-none = 您没有同意向任何平台提供信息。
home-consent-given = 同意于
home-consent-withdraw = 撤回同意
home-consent-withdraw-label = 撤回同意：{ $name }
home-logouts = 最近的退出通知
home-sign-out = 退出登录

trail = 当前位置
save = 保存
change = 更改
change-label = 更改{ $name }
remove-label = 移除{ $name }
set-up = 去设置
used-last = 最近使用
used-never = 尚未使用
back-to-security = 不做更改，返回
only-way-in = 这是您唯一的登录方式，请先添加另一种，再移除它。
print-page = 打印
copy = 复制
copied = 已复制

attention-heading = 请留意
attention-recovery = 有人申请重设密码，找回这个账户。如果不是您本人，请立即阻止。
attention-recovery-requested = 申请时间
attention-recovery-ready = 可重设时间
attention-recovery-cancel = 不是我，立即阻止
attention-place = 来自
attention-device = 设备
attention-seen = 登录时间
attention-new-device = 有一台新设备登录了您的账户。
attention-to-devices = 查看登录的设备
attention-copied = 通行密钥“{ $name }”可能被复制，我们已拒绝使用。请移除它，再添加一个新的。
attention-to-security = 前往登录方式
attention-one-way = 您只有一种登录方式。一旦丢失，就无法登录了。
attention-add-way = 添加第二种方式
attention-few-codes = { $count ->
    [0] 您的恢复码已用完。
   *[other] 您的恢复码只剩 { $count } 个。
}
attention-new-codes = 生成新的恢复码

overview-manage = 管理账户
overview-security = 通行密钥、恢复码和密码
overview-passkeys = { $count ->
    [0] 没有通行密钥
   *[other] { $count } 个通行密钥
}
overview-two-steps-always = 每次登录都要两步验证
overview-two-steps-when-asked = 服务要求时才两步验证
overview-two-steps-none = 没有设置第二步
overview-devices = 已在 { $count } 台设备上登录
overview-history = 最近一次登录：{ $name }
overview-history-none = 登录和更改的记录
overview-consents = { $count ->
    [0] 没有提供任何信息
   *[other] 向 { $count } 个平台提供信息
}

devices-heading = 设备
devices-lead = 您的账户现在在哪里登录，以及我们认得的设备。
devices-from = 来自
devices-known = 认得的设备
devices-known-hint = 这些设备以前登录过。忘记一台设备后，它再次登录时我们会提醒您；已有的登录不受影响，请在上面退出。
devices-first-seen = 首次登录
devices-last-seen = 最近登录
devices-forget = 忘记此设备
devices-forget-label = 忘记此设备：{ $name }

security-heading = 登录方式
security-lead = 请至少保留两种。丢了一种，还能用另一种登录。

passkeys-heading = 通行密钥
passkeys-hint = 用设备的指纹、面容或锁屏密码登录。不用记，也不会泄露给别人。
passkeys-none = 您还没有通行密钥。
passkeys-synced = 同一厂商的设备通用
passkeys-this-device = 仅在这台设备上
passkeys-created = 添加于
passkeys-name = 通行密钥的名称
passkeys-name-hint = 方便您辨认，例如“单位电脑”。
passkeys-remove = 移除通行密钥
passkeys-remove-hint = 移除后不能再用它登录。请在您的设备上也把它删除。
passkeys-add = 添加通行密钥
passkey-new-heading = 添加通行密钥
passkey-new-lead = 您的设备会请您验证指纹、面容或锁屏密码。
passkey-new-stays = 指纹和面容只留在您的设备上，我们不会得到。
passkey-new-phishing = 通行密钥只在本站有效，骗不走，假网站也用不了。
passkey-new-lost = 设备丢了，可以用其他方式登录，在这里把它移除。
passkey-new-submit = 在设备上验证
passkey-new-not-here = 目前无法在这个浏览器中添加通行密钥。如果关闭了脚本，请开启后重新打开本页；如果浏览器版本过旧，请换一个浏览器。您的其他登录方式不受影响。

totp-heading = 验证器应用
totp-hint = 手机上的应用每 30 秒显示一个新的验证码，不需要网络。
totp-on = 已设置
totp-off = 尚未设置。
totp-since = 设置于
totp-replace = 换到另一个应用或手机
totp-remove = 移除
totp-remove-hint = 移除后，它的验证码在这里不再有效。
totp-new-heading = 设置验证器应用
totp-new-lead = 需要您的手机，约 2 分钟。
totp-step-app = 打开手机上的验证器应用
totp-step-app-hint = 能显示六位验证码的应用都可以，许多密码管理应用也自带此功能。
totp-step-scan = 在应用中添加账户，扫描这张图
totp-qr = 供手机扫描的图，与下面的密钥内容相同。
totp-step-type = 不能扫描时，请在应用中输入这个密钥。请勿告诉他人：
totp-step-code = 填写应用现在显示的验证码
totp-code = 应用中的验证码
totp-code-hint = 6 位数字。快要更换时，请等下一个。
totp-submit = 完成设置

recovery-codes-heading = 恢复码
recovery-codes-hint = 手机丢失时使用，每个只能用一次。
recovery-codes-not-made = 尚未生成。
recovery-codes-left = 还剩 { $count } 个。
recovery-codes-replaced = 重新生成后，它们将失效。
recovery-codes-make = 生成恢复码
recovery-codes-remake = 重新生成
recovery-codes-new-heading = 您的恢复码
recovery-codes-new-lead = 请打印本页或抄写下来，放在只有您能拿到的地方。
recovery-codes-warning = 恢复码只显示这一次。以前的恢复码已失效。
recovery-codes-made = 生成于
recovery-codes-keep = 不要存在用来登录的手机里。我们不会通过电话、短信或邮件向您索要恢复码。
recovery-codes-kept = 我已保存好

contacts-heading = 手机和邮箱
contacts-hint = 账户有重要变动时，我们会通知您。
contact-phone = 手机号码
contact-mail = 邮箱
contact-none = 没有
contact-add = 添加
contact-replace = 更换
contact-remove = 移除
contact-remove-hint = 移除后，我们不能再在那里提醒您，也不会再发送验证码。
contact-current = 目前：{ $name }
contact-phone-heading = 您的手机号码
contact-phone-lead = 我们会发送验证码，确认号码是您本人的。
contact-phone-hint = 中国大陆号码直接填写；其他号码请加国家或地区代码，例如 +852。
contact-mail-heading = 您的邮箱
contact-mail-lead = 我们会发送验证码，确认邮箱是您本人的。
contact-mail-hint = 例如 name@example.com。
contact-send = 发送验证码

password-not-set = 您没有密码，用其他方式登录。
password-is-set = 已设置。
password-changed = 上次修改
password-set = 设置密码
password-change = 修改密码
password-set-heading = 设置密码
password-change-heading = 修改密码
password-current = 当前密码
password-new = 新密码
password-new-hint = 至少 { $count } 个字符。
password-tips = 好密码
password-tip-words = 要长：四个互不相关的词，好记又安全。
password-tip-own = 不含您的姓名、生日和电话号码。
password-tip-once = 只在这里使用。
password-end-others = 同时退出其他所有设备
password-save = 保存密码

two-steps-heading = 两步验证
two-steps-hint = 有了第二步，别人即使知道密码也进不来。
two-steps-question = 什么时候要两步验证？
two-steps-always = 每次登录
two-steps-always-hint = 最安全。通行密钥一次就算两步。
two-steps-when-asked = 只在服务要求时
two-steps-when-asked-hint = 有些服务办理重要事项时需要。
two-steps-nothing = 请先设置第二步要用的通行密钥或验证器应用。

history-heading = 账户记录
history-lead = 您的账户发生过的事，最新的在前。
history-not-me = 有不是您本人做的？去保护账户安全。
history-none = 还没有记录。
history-with = 使用
history-older = 更早
history-newest = 最新
event-registered = 注册账户
event-imported = 管理员开通账户
event-status = 管理员更改了账户的使用状态
event-signed-in = 登录
event-refused = 登录被拒绝
event-limited = 尝试次数过多，已暂停
event-signed-out = 退出登录
event-passkey-added = 添加了通行密钥
event-passkey-removed = 移除了通行密钥
event-passkey-copied = 拒绝了可能被复制的通行密钥
event-totp-added = 设置了验证器应用
event-totp-removed = 移除了验证器应用
event-recovery-codes = 生成了新的恢复码
event-two-steps = 更改了两步验证的设置
event-password = 修改了密码
event-phone = 更改了手机号码
event-mail = 更改了邮箱
event-contact = 更改了手机或邮箱
event-device-forgotten = 忘记了一台设备
event-scan-approved = 同意另一台设备登录
event-scan-denied = 拒绝另一台设备登录
event-recovery-started = 有人申请找回账户
event-recovery-cancelled = 阻止了找回账户
event-recovery-finished = 找回账户并设置了新密码
event-consent-given = 同意向{ $name }提供信息
event-consent-refused = 没有同意向{ $name }提供信息
event-consent-withdrawn = 撤回了对{ $name }的同意
event-exported = 下载了个人数据
event-closed = 注销账户
method-password = 密码
method-passkey = 通行密钥
method-code = 一次性验证码
method-sms = 短信验证码
method-phone = 已登录的手机

settings-heading = 设置
settings-lead = 随账户保存，在每台设备上生效。
settings-language = 语言
settings-print = 字号
settings-print-normal = 标准版
settings-print-large = 大字版
settings-print-large-hint = 每一页的字都更大。
export-heading = 您的数据
export-hint = 我们保存的所有关于您的内容，在一个其他程序也能读取的文件中。
export-download = 下载我的数据
close-heading = 注销账户
close-hint = 注销后无法恢复。决定之前，您会看到注销的后果。
close-begin = 注销账户

close-question = 确定永久注销账户吗？
close-account = 账户：{ $name }
close-then = 注销之后
close-then-sessions = 您会立即在所有地方退出登录，各平台会得到通知。
close-then-erased = 您的姓名、手机号码、登录方式和同意记录都会删除。
close-then-records = 登录记录按法律要求的期限保留，但不含您的姓名。
close-then-platforms = 各平台自己保存的内容不受影响，如需删除，请向平台提出。
close-then-final = 任何人都无法恢复，我们也不能。您的用户名以后可能由他人使用。
close-platforms = 您用这个账户登录过
close-export = 您可以先保存一份数据：
close-confirm = 我已了解，永久注销我的账户。
close-submit = 注销账户
close-cancel = 保留账户
closed-heading = 账户已注销
closed-text = 您已在所有地方退出登录，我们保存的个人信息已删除。
closed-way = 前往首页

problem-passkey-name-missing = 请填写通行密钥的名称。
problem-passkey-name-too-long = 名称最多 { $maximum } 个字符。
problem-passkey-refused = 您的设备没有给出可用的结果，请重试。
problem-passkey-already-here = 这台设备上已有您账户的通行密钥。
problem-passkey-kind = 这里不接受这种通行密钥，请换一台设备或安全密钥。
problem-current-password-missing = 请填写当前密码。
problem-current-password-wrong = 当前密码不正确。
problem-mail-missing = 请填写邮箱。
problem-mail-shape = 请填写有效的邮箱，例如 name@example.com。
problem-close-unconfirmed = 如果要注销账户，请先勾选。
problem-only-way-in = 这是您唯一的登录方式，没有移除。请先添加另一种。

notice-passkey-added = 已添加通行密钥“{ $name }”。
notice-passkey-renamed = 通行密钥已改名为“{ $name }”。
notice-passkey-removed = 已移除通行密钥“{ $name }”。
notice-totp-set-up = 验证器应用已设置。
notice-totp-removed = 验证器应用已移除。
notice-second-step-gone = 已移除。账户已没有可用于第二步验证的方式，因此今后登录不再每次要求两步验证。
notice-two-steps-always = 从现在起，每次登录都要两步验证。
notice-two-steps-when-asked = 只在服务要求时才两步验证。
notice-password-changed = 密码已修改。
notice-password-changed-others = 密码已修改，{ $count ->
    [0] 没有其他设备登录
   *[other] 已退出其他 { $count } 台设备
}。
notice-password-set = 密码已设置。
notice-phone-confirmed = 手机号码已确认。
notice-mail-confirmed = 邮箱已确认。
notice-phone-removed = 手机号码已移除。
notice-mail-removed = 邮箱已移除。
notice-device-forgotten = 已忘记该设备。
notice-recovery-stopped = 已阻止，没有人能再用那种方式重设密码。如果有人试图进入您的账户，请立即修改密码。
notice-settings-saved = 设置已保存。
