# 程序选择的句子；每条对应 Message 的一个变体。

problem-username-missing = 请填写用户名。
problem-password-missing = 请填写密码。
problem-credentials-wrong = 用户名或密码不正确，请检查后重试。
problem-too-many-attempts = 尝试次数过多，请在 { $minutes } 分钟后再试。
problem-page-stale = 页面打开的时间过长，没有做任何更改。请重新填写。
problem-username-number = 用户名不能是手机号码的样子。如需用手机号码登录，请在“我的账户”中验证手机号码。
problem-username-shape = 用户名只能包含字母、数字、点、下划线和连字符。
problem-username-too-short = 用户名至少需要 { $minimum } 个字符。
problem-username-too-long = 用户名最多 { $maximum } 个字符。
problem-username-taken = 这个用户名已有人使用，请换一个。
problem-display-name-missing = 请填写姓名。
problem-display-name-shape = 姓名中有无法显示的字符，请删去。
problem-display-name-too-long = 姓名最多 { $maximum } 个字符。
problem-password-too-short = 密码至少需要 { $minimum } 个字符。
problem-password-too-long = 密码最多 { $maximum } 个字符。
problem-password-common = 这个密码很多人在用，容易被猜中，请换一个。
problem-password-like-name = 密码与用户名或姓名太接近，请换一个。
problem-password-shape = 密码中有键盘无法输入的字符，请删去。
problem-phone-shape = 请填写有效的手机号码，例如 138 0000 0000。
problem-decision-missing = 请选择同意或不同意。

error-request-unusable-heading = 无法办理这次登录
error-request-unusable = 平台发来的请求有问题，需要由平台修正。您的账户没有受到影响。
error-platform-unknown = 请您登录的平台没有在这里登记，为了您的安全，我们没有继续。您的账户没有受到影响。
error-platform-disabled = 请您登录的平台目前已停用，请稍后再试，或与该平台联系。
error-return-address-unknown = 平台要求返回的地址没有登记，为了您的安全，我们没有继续。您的账户没有受到影响。
error-request-expired-heading = 这次登录已过期
error-request-expired = 等待时间过长，或者已在别的页面完成。请回到平台重新开始，之前没有做任何更改。
error-form-stale-heading = 请重新提交
error-form-stale = 页面打开的时间过长，或者不是从本站打开的。没有做任何更改，请再试一次。
error-cookies-off-heading = 浏览器没有保存登录所需的信息
error-cookies-off = 登录需要浏览器保存 Cookie。请在浏览器设置中允许本站使用 Cookie，然后再试一次。
error-account-unusable-heading = 这个账户暂时不能使用
error-account-unusable = 账户已停用或被冻结。如需恢复，请带上身份证件到就近的政务服务大厅办理。
error-sign-out-unclear-heading = 没有退出登录
error-sign-out-unclear = 平台发来的退出请求无法核实，所以我们没有更改您的登录状态。您可以在“我的账户”中自行退出。
error-registration-closed-heading = 这里不开放注册
error-registration-closed = 账户由您所在的单位或办事大厅开通。
error-too-many-requests-heading = 请求过于频繁
error-too-many-requests = 请在 { $seconds } 秒后再试。
error-level-not-reached-heading = 这项服务需要更高的账户等级
error-level-not-reached = 您的账户目前还没有达到这项服务的要求。您可以回到平台选择其他办理方式，或到就近的政务服务大厅提升等级。
error-second-step-lost = 您设置了两步登录，但目前没有可用的第二步验证方式。请稍后再试；如果一直如此，请携带身份证件到政务服务大厅办理。
error-not-allowed-heading = 不能这样打开这个页面
error-not-allowed = 请从平台或“我的账户”重新进入。
error-not-found-heading = 没有找到这个页面
error-not-found = 网址可能有误，或者页面已经移走。
error-busy-heading = 现在使用的人很多
error-busy = 请在 { $seconds } 秒后再试。您已填写的内容没有提交，不会重复办理。
error-fault-heading = 我们这边出了问题
error-fault = 这不是您的原因，我们已记录并会尽快处理。请稍后再试。

way-home = 前往我的账户
way-sign-in = 重新登录
way-register = 注册账户
way-try-again = 再试一次
way-to-platform = 返回{ $platform }

notice-session-ended = 已退出该设备。
notice-other-sessions-ended = 已退出其他 { $count } 台设备。
notice-consent-withdrawn = 已撤回对{ $platform }的同意。
notice-account-created = 账户已注册，您现在已登录。

# 应用内的浏览器，用厂商自己的名称。
device-wechat = 微信
device-alipay = 支付宝
device-weibo = 微博
device-unknown = 未知浏览器
