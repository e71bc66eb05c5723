# 登录、第二步验证、扫码、注册提示和找回账户的文字。
# 变量：$name 名称或时间，$count 数量；句子用各自的 $minutes $seconds $minimum。

continue = 继续
field-code = 验证码
field-recovery-code = 恢复码
field-phone = 手机号码

# 登录方式
ways-last = 您上次使用的方式
ways-password = 使用用户名和密码
ways-others = 其他登录方式
ways-now = 现在可以用这些方式登录
ways-others-link = 使用其他登录方式
way-passkey = 通行密钥
way-passkey-hint = 用指纹、面容、锁屏密码或安全密钥登录，无需输入密码。
way-qr = 用已登录的手机扫码
way-qr-hint = 在手机上确认后，这台设备就会登录。
way-code = 手机验证码
way-code-hint = 我们向您的手机发送 6 位数字。
way-recover-link = 无法登录？

# 通行密钥：按钮和过程中的提示
passkey-use = 使用通行密钥
passkey-waiting = 请按设备的提示操作。
passkey-checking = 正在核对，请稍候。
passkey-stopped = 没有完成。可能是您取消了、等待时间过长，或这台设备上没有可用的通行密钥。请再试一次，或选择其他方式。
passkey-not-here = 这个浏览器不能使用通行密钥，请选择其他方式。
passkey-known = 这台设备上已有这个账户的通行密钥，无需再添加。
passkey-failed = 设备没有给出可用的回答。请再试一次，或选择其他方式。

# 为什么要再确认
reason-platform = 您要办理的事项需要更稳妥的登录，{ $name }因此请您再用一种方式确认。
reason-again = { $name }请您再确认一次是您本人。
reason-setting = 您设置了每次登录都要两步验证。
reason-before-password = 修改密码之前，请确认是您本人。
reason-before-passkeys = 更改通行密钥之前，请确认是您本人。
reason-before-second-step = 更改两步验证之前，请确认是您本人。
reason-before-recovery-codes = 生成新的恢复码之前，请确认是您本人。
reason-before-contact = 更改手机号码或邮箱之前，请确认是您本人。
reason-before-export = 下载您的资料之前，请确认是您本人。
reason-before-close = 注销账户之前，请确认是您本人。
reason-before-allow = 允许另一台设备登录之前，请确认是您本人。
reason-before-other = 为保护您的账户，继续之前请确认是您本人。

# 第二步
second-totp-heading = 输入身份验证器上的数字
second-totp-lead = 打开手机上的身份验证器，找到“一门”，输入此刻显示的 6 位数字。
second-recovery-heading = 输入一个恢复码
second-recovery-lead = 请使用您保存的恢复码中还没有用过的一个。每个恢复码只能用一次。
second-sms-heading = 用手机验证码确认
second-sms-lead = 我们会向您账户中已确认的手机发送 6 位数字。
second-sms-sent = 验证码已发往您账户中已确认的手机，{ $count } 分钟内有效。
second-mail-heading = 用邮件验证码确认
second-mail-lead = 我们会向您账户中已确认的邮箱发送 6 位数字。
second-mail-sent = 验证码已发往您账户中已确认的邮箱，{ $count } 分钟内有效。
second-passkey-heading = 用通行密钥确认
second-passkey-lead = 用指纹、面容、锁屏密码或安全密钥确认是您本人。
second-password-heading = 输入密码确认
second-password-lead = 请输入这个账户的密码。
second-others = 换一种方式确认
second-none = 这些方式都用不了？
second-skip = 暂不确认，继续
second-by-passkey-hint = 用指纹、面容、锁屏密码或安全密钥。
second-by-totp = 身份验证器
second-by-totp-hint = 手机应用上每 30 秒更换的 6 位数字。
second-by-recovery = 恢复码
second-by-recovery-hint = 您打印或抄写下来的一次性代码。
second-by-sms = 手机验证码
second-by-sms-hint = 发往账户中已确认的手机。
second-by-mail = 邮件验证码
second-by-mail-hint = 发往账户中已确认的邮箱。
second-by-password = 密码
second-by-password-hint = 这个账户的登录密码。
recovery-code-hint = 10 个字母和数字，例如 7KQ2M-9DX4T，不分大小写。

# 验证码
phone-heading = 用手机验证码登录
phone-lead = 请填写手机号码，我们会发送一条带有 6 位数字的短信。
phone-hint = 中国大陆手机号码，11 位数字。境外号码请以 + 和国家或地区代码开头。
phone-new-account = 如果这个号码还没有账户，验证后会为您注册一个。
phone-needs-account = 这个号码须是您账户中已确认的手机。
code-send = 发送验证码
code-sms-heading = 请输入短信中的验证码
code-mail-heading = 请输入邮件中的验证码
code-to-number = 我们已向您填写的号码发送 6 位数字，{ $count } 分钟内有效。
code-to-address = 我们已向您填写的邮箱发送 6 位数字，{ $count } 分钟内有效。
code-to-confirmed-phone = 如果填写的内容无误，您账户中已确认的手机会收到 6 位数字，{ $count } 分钟内有效。
code-to-confirmed-mail = 如果填写的内容无误，您账户中已确认的邮箱会收到 6 位数字，{ $count } 分钟内有效。
code-keep-secret = 不要把验证码告诉任何人。我们的工作人员不会向您索要。
code-missing-question = 没有收到？
code-resend = 重新发送
code-change-number = 更换手机号码
code-change-address = 更换邮箱
code-ways-link = 使用其他方式

# 需要先设置第二步
set-up-heading = 需要先设置两步验证
set-up-platform = { $name }的这项服务要求用两种方式确认是您本人，您的账户目前只有一种。设置一次即可，以后一直可用。
set-up-own = 您的账户目前只有一种登录方式。设置一次即可，以后一直可用。
set-up-choose = 选择一种来设置
set-up-passkey = 添加通行密钥
set-up-passkey-hint = 推荐。用指纹、面容或锁屏密码，约 1 分钟。
set-up-app = 使用身份验证器
set-up-app-hint = 手机应用显示 6 位数字，没有网络也能用，约 3 分钟。
set-up-after = 设置完成后，会从这里继续前往这项服务。
set-up-back-to = 暂不设置，返回{ $name }

# 扫码登录：屏幕
qr-heading = 用手机扫码登录
qr-lead = 需要一部已登录一门的手机。
qr-picture = 供手机扫描的二维码
qr-number-label = 您的数字
qr-step-scan = 用手机相机扫描这个二维码，并打开链接。
qr-step-number = 在手机上选择与这里相同的数字。
qr-step-allow = 在手机上选择“同意登录”。
qr-opened = 手机已打开。请在手机上选择这个数字，再选择“同意登录”。
qr-opened-told = 手机已扫码，请在手机上继续。
qr-approved-told = 手机已同意，正在登录。
qr-soon-told = 二维码将在 20 秒后失效，之后可以换一个新的。
qr-valid = 二维码 { $count } 分钟内有效。
qr-left = 剩余时间
qr-finish = 我已在手机上同意
qr-denied-heading = 手机上没有同意
qr-denied = 这台设备没有登录。如果是按错了，可以再试一次。
qr-expired-heading = 二维码已失效
qr-expired = 为了安全，二维码只在短时间内有效。请换一个新的。
qr-again = 换一个二维码

# 扫码登录：手机
scan-heading = 要在另一台设备上登录吗？
scan-account = 将使用{ $name }的账户。
scan-device = 那台设备
scan-source = 所在网络
scan-goes-to = 登录后前往
scan-own-account = 一门“我的账户”
scan-when = 二维码生成于
scan-warning = 只有当您就在那块屏幕前、并且是您自己要登录时，才能同意。如果有人通过电话、短信或聊天请您扫码，请选择“不同意”。
scan-number = 那块屏幕上显示的是哪个数字？
scan-deny = 不同意
scan-allow = 同意登录
scan-approved-heading = 已同意登录
scan-approved = 请回到那块屏幕继续。您可以随时在“我的账户”中退出那台设备。
scan-denied-heading = 已拒绝
scan-denied = 那台设备没有登录。如果是别人请您扫的码，请不要再理会对方。
scan-wrong-heading = 数字不一致，已停止
scan-wrong = 为了安全，那台设备没有登录。如果您就在那块屏幕前，请换一个新的二维码再试。
scan-expired-heading = 这个二维码已不能使用
scan-expired = 它已过期，或者已经用过。请在那块屏幕上换一个新的二维码。

# 注册
register-phone-later = 手机号码可以在注册后添加，用验证码确认。
register-no-password = 不想设密码？
register-by-phone = 用手机验证码注册

# 找回账户
recover-heading = 无法登录？
recover-lead = 没关系。请选择您手上还有的东西，我们帮您重新登录。
recover-what = 您还有哪些？
recover-passkey = 通行密钥
recover-passkey-hint = 直接登录，然后在“我的账户”中设置新密码。
recover-device = 另一台已登录的设备
recover-device-hint = 用它扫码，登录这台设备。
recover-code = 恢复码
recover-code-hint = 您打印或抄写下来的一次性代码。
recover-phone = 已确认的手机
recover-phone-hint = 我们向它发送验证码。为了安全，等待的时间较长。
recover-none-heading = 都没有？
recover-none = 请带上身份证件原件，到就近的政务服务大厅办理，工作人员会当面核对。
recover-code-heading = 用恢复码找回账户
recover-code-lead = 请填写用户名和一个还没有用过的恢复码。
recover-phone-heading = 用手机找回账户
recover-phone-lead = 请填写用户名。验证码会发往账户中已确认的手机。
recover-other = 选择其他办法
recover-answer-heading = 已收到您的申请
recover-answer = 如果填写的内容无误，到时间后您就可以设置新密码。
recover-answer-now = 如果填写的内容无误，您现在就可以设置新密码。
recover-answer-why = 等待期间，我们会通知账户的主人。这样，即使有人冒用您的信息，您也来得及阻止。
recover-answer-keep = 请保存下一页的网址，凭它继续办理。换一台设备也能打开，但不要发给别人。
recover-answer-open = 打开并保存下一页
ticket-waiting-heading = 请稍后再来
ticket-ready-at = 可以设置新密码的时间
ticket-waiting-why = 等待期间，我们会通知账户的主人。这样，即使有人冒用您的信息，您也来得及阻止。
ticket-waiting-keep = 请收藏这个页面，到时间后再次打开。有效期至{ $name }。
ticket-cancel-hint = 想起密码了？直接登录即可；登录后可以在“我的账户”中取消这次申请。
ticket-ready-heading = 设置新密码
ticket-ready-lead = 设置后，所有设备都会退出登录，请用新密码重新登录。
ticket-ready-until = 请在{ $name }前完成。
ticket-password = 新密码
ticket-submit = 设置新密码
ticket-over-heading = 这次申请已结束
ticket-over = 它已被取消、已经完成，或者超过了有效期。账户没有因此发生变化。
ticket-over-again = 重新申请
recover-done-heading = 新密码已设置
recover-done = 所有设备都已退出登录。
recover-done-next = 登录后，请检查“我的账户”中的登录设备和联系方式，并生成新的恢复码。
recover-done-sign-in = 去登录

# 程序选择的句子；每条对应 Message 的一个变体。
problem-phone-missing = 请填写手机号码。
problem-code-missing = 请填写验证码。
problem-code-shape = 验证码是 6 位数字。
problem-code-wrong = 验证码不正确，请检查后重试。
problem-code-expired = 验证码已过期，请重新发送。
problem-code-used-up = 输错次数过多，这个验证码已作废，请重新发送。
problem-code-too-soon = 请在 { $seconds } 秒后再重新发送。
problem-code-not-sent = 验证码没有发出去，请稍后再试，或使用其他方式。
problem-totp-wrong = 数字不正确。请输入身份验证器此刻显示的数字，并检查手机的时间是否准确。
problem-recovery-code-missing = 请填写恢复码。
problem-recovery-code-wrong = 恢复码不正确，或者已经用过。
problem-recovery-details-wrong = 用户名与恢复码不相符，或者恢复码已经用过。
problem-password-wrong = 密码不正确，请重试。
problem-passkey-unknown = 这个通行密钥不属于这里的任何账户，可能已被移除。请使用其他方式。
problem-progress-stale = 等待时间过长，为了安全请重新登录。
problem-number-missing = 请选择那块屏幕上显示的数字。
problem-password-dictionary = 这个密码只是一个常见的词，容易被猜中。请再加几个不相关的词。
problem-password-keyboard = 这个密码是键盘上相邻的按键，容易被猜中，请换一个。
problem-password-repeats = 这个密码是同样的字符重复多次，容易被猜中，请换一个。
problem-password-sequence = 这个密码是 abc、123 这样的顺序，容易被猜中，请换一个。
problem-password-date = 这个密码像日期，例如生日，容易被猜中，请换一个。
problem-password-guessable = 这个密码容易被猜中。请再加几个不相关的词。
problem-password-breached = 这个密码曾在别处泄露，任何人都可能知道它，请换一个。

qr-not-yet = 手机上还没有同意。请先在手机上选择数字并同意。

error-way-off-heading = 这里不提供这种登录方式
error-way-off = 请使用其他登录方式。
error-sign-in-slow-heading = 这次登录停留得太久
error-sign-in-slow = 为了安全，请重新登录。没有做任何更改。
way-other-ways = 使用其他登录方式
way-recover = 找回账户
