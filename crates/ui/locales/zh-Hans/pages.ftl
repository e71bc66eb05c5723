# 界面文字：短句、日常用语，不用协议术语。
# 变量：$name 名称，$count 数量，$year $month $day $clock 日期与时刻。

# 语言本身：切换处显示的名称，书写方向（ltr 或 rtl）。
language-own-name = 简体中文
language-direction = ltr

brand = 一门
tagline = 统一身份认证
skip-to-content = 跳到正文
switch-print-large = 大字版
switch-print-normal = 标准版
switches = 语言与字号
account-link = 我的账户
signed-in-as = 已登录：{ $name }
title = { $name } - 一门
title-with-problem = 有误：{ $name } - 一门
footer-password = 我们不会通过电话、短信或邮件向您索要密码。
footer-reference = 页面编号
asking-purpose = 使用一门统一登录
problem-prefix = 有误：
error-summary-heading = 有内容需要更正
optional = （可不填）
password-show = 显示
password-hide = 隐藏
password-show-label = 显示密码
password-hide-label = 隐藏密码
progress = 第 { $count } 步，共 { $total } 步

sign-in-heading = 登录
sign-in-next = 登录后，您将回到{ $name }。
sign-in-own = 登录后，您可以查看自己的账户。
sign-in-again-heading = 请确认是您本人
sign-in-again = 您已登录为{ $name }。
sign-in-submit = 登录
sign-in-again-submit = 继续
sign-in-cancel = 取消
sign-in-cancel-to = 取消，返回{ $name }
sign-in-no-account = 还没有账户？
sign-in-register = 注册账户
field-username = 用户名
field-password = 密码

register-heading = 注册账户
register-next = 只需一次。注册后，您将回到{ $name }。
register-own = 只需一次，各地各部门的平台通用。
register-username-hint = 登录时使用。可用字母、数字、点、下划线和连字符。
register-display-name = 姓名
register-display-name-hint = 请填写全名，少数民族姓名中的“·”请保留。
register-password-hint =
    至少 { $count } 个字符。几个互不相关的词连在一起，好记又安全。
register-submit = 注册并继续
register-have-account = 已有账户？
register-sign-in = 去登录

consent-heading = 同意向{ $name }提供以下信息吗？
consent-account = 您正在使用{ $name }的账户。
consent-required = 办理所必需
consent-optional = 由您选择
consent-optional-hint = 不勾选也能办理。
consent-purpose = 用途
consent-basis = 依据
consent-after = 选择“不同意”时，不会提供任何信息，您将回到{ $name }。同意后，您可以随时在“我的账户”中撤回。
consent-allow = 同意
consent-deny = 不同意
consent-nothing = 除了您已登录这一事实，不会提供其他信息。

error-incident = 事件编号
error-incident-hint = 向服务人员求助时，请提供这个编号。
error-detail-summary = 给技术人员的说明
error-detail-code = 代码
error-detail-description = 说明

sign-out-heading = 要退出登录吗？
sign-out-asked = { $name }请您退出登录。
sign-out-effect = 退出后，您在这个浏览器上登录的所有平台都会一并退出。
sign-out-account = 当前账户：{ $name }
sign-out-submit = 退出登录
sign-out-stay = 保持登录

signed-out-heading = 您已退出登录
signed-out-text = 这个浏览器上已没有登录信息。
signed-out-told = 已通知的平台
signed-out-failed = 有平台没有收到通知。请到该平台自行退出，或关闭浏览器。
logout-pending = 正在通知
logout-delivered = 已退出
logout-failed = 未能通知

form-post-heading = 正在返回{ $name }
form-post-heading-plain = 正在返回
form-post-text = 如果页面没有自动跳转，请按下面的按钮。
form-post-submit = 继续

moment = { $year }年{ $month }月{ $day }日 { $clock }
moment-day = { $year }年{ $month }月{ $day }日
moment-now = 刚刚
moment-minutes = { $count } 分钟前
moment-hours = { $count } 小时前
moment-days = { $count } 天前

item-openid = 您在该平台的专用编号
item-profile = 姓名等基本资料
item-name = 姓名
item-preferred-username = 用户名
item-phone = 手机号码
item-email = 电子邮箱
item-address = 地址
item-birthdate = 出生日期
item-gender = 性别
item-id-number = 身份证件号码
item-id-number-masked = 部分隐去的身份证件号码
item-real-name = 经核对的证件姓名
item-id-document-type = 身份证件种类
item-age-over-18 = 是否年满 18 周岁
item-resident-in = 户籍是否在当地
item-resident-in-code = 户籍是否在行政区划代码为{ $name }的地方
item-entity-name = 您所代表单位的名称
item-entity-uscc = 您所代表单位的统一社会信用代码
item-levels = 账户等级
item-entity = 您所代表的单位
item-offline-access = 您不在线时继续为您办理

gallery-heading = 页面与组件
gallery-text = 每个页面和组件及其各种状态，供查看和比较。
gallery-pages = 页面
gallery-components = 组件
gallery-table-caption = 近三天的登录次数
gallery-table-day = 日期
gallery-table-count = 次数
gallery-choice = 您想怎样证明身份？
gallery-choice-phone = 用手机
gallery-choice-phone-hint = 需要能上网的手机，约 2 分钟。
gallery-choice-hall = 去办事大厅
gallery-choice-hall-hint = 请带上身份证原件，不需要手机。
gallery-code = 短信验证码
gallery-code-hint = 6 位数字，10 分钟内有效。
gallery-notice-info = 今晚 22:00 至 24:00 维护，期间可能无法登录。
gallery-notice-success = 手机号码已更新。
gallery-notice-warning = 您的身份核验将在 30 天后到期。
gallery-buttons = 按钮
gallery-primary = 主要操作
gallery-quiet = 次要操作
gallery-danger = 不可撤销的操作
