//! Messages in Chinese.

use base::Time;

use super::{Sentences, local};
use crate::notify::{DeviceKind, Notice, Occasion};

/// How a text message says whom it is from.
pub(super) const SIGN: &str = "【一门】";

/// A code, which comes first: it is what a locked screen shows and what telephones offer to fill in.
pub(super) fn code(code: &str, minutes: u64) -> Sentences {
    Sentences {
        subject: "一门验证码".to_owned(),
        facts: format!("{code} 是您的验证码，{minutes} 分钟内有效。"),
        advice: "请勿告诉任何人，工作人员也不会向您索要。如非本人操作，请不用理会。".to_owned(),
    }
}

/// A notice of what happened at a moment.
pub(super) fn notice(occasion: &Occasion, at: Time) -> Sentences {
    let at = moment(at);
    let on = occasion.device.map(on).unwrap_or_default();
    Sentences {
        subject: format!("一门安全提醒：{}", subject(&occasion.notice)),
        facts: facts(&occasion.notice, &at, &on),
        advice: advice(&occasion.notice).to_owned(),
    }
}

/// Day and time of day, to the minute.
pub(super) fn moment(at: Time) -> String {
    let at = local(at);
    let (year, month, day) = (at.year(), u8::from(at.month()), at.day());
    format!("{year}年{month}月{day}日{:02}:{:02}", at.hour(), at.minute())
}

/// Between Chinese and Latin letters stands a space.
fn on(kind: DeviceKind) -> String {
    let name = device(kind);
    let gap = if name.starts_with(|first: char| first.is_ascii()) { " " } else { "" };
    format!("在{gap}{name}上")
}

pub(super) const fn device(kind: DeviceKind) -> &'static str {
    match kind {
        DeviceKind::Windows => "Windows 电脑",
        DeviceKind::Mac => "苹果电脑",
        DeviceKind::Linux => "Linux 电脑",
        DeviceKind::Iphone => "苹果手机",
        DeviceKind::Ipad => "苹果平板",
        DeviceKind::Harmony => "鸿蒙设备",
        DeviceKind::Android => "安卓设备",
    }
}

pub(super) fn foot(host: &str) -> String {
    format!(
        "以上时间为北京时间。这封邮件由一门（{host}）自动发出，请勿回复。一门不会向您索要密码或验证码，也不会请您点击邮件中的链接。"
    )
}

const fn subject(notice: &Notice) -> &'static str {
    match notice {
        Notice::NewDevice => "新设备登录",
        Notice::PasswordChanged => "密码已修改",
        Notice::PasskeyAdded => "已添加通行密钥",
        Notice::PasskeyRemoved => "已删除通行密钥",
        Notice::TotpAdded => "已启用动态验证码",
        Notice::TotpRemoved => "已停用动态验证码",
        Notice::RecoveryCodesMade => "已生成新的恢复码",
        Notice::SecondStepChanged => "两步登录设置已更改",
        Notice::ContactChanged => "联系方式已更改",
        Notice::RecoveryStarted { .. } => "有人申请找回账户",
        Notice::RecoveryDone => "账户已找回",
        Notice::AccountClosed => "账户已注销",
        Notice::AllSessionsEnded => "其他设备已退出",
        Notice::CloneSuspected => "通行密钥可能被复制",
        Notice::LevelChanged => "实名等级已变化",
        Notice::EvidenceDisputed => "已对一项核验提出异议",
        Notice::NamedRepresentative => "您已成为一家单位的法定代表人或管理员",
        Notice::DelegationInvited => "有单位邀请您代为办事",
        Notice::DelegationEnded => "代单位办事的授权已终止",
    }
}

fn facts(notice: &Notice, at: &str, on: &str) -> String {
    match notice {
        Notice::NewDevice if on.is_empty() => format!("您的账户于{at}在新设备上登录。"),
        Notice::NewDevice => format!("您的账户于{at}{on}登录，这是一台新设备。"),
        Notice::PasswordChanged => format!("您的账户于{at}{on}修改了密码。"),
        Notice::PasskeyAdded => format!("您的账户于{at}{on}添加了一个通行密钥。"),
        Notice::PasskeyRemoved => format!("您的账户于{at}{on}删除了一个通行密钥。"),
        Notice::TotpAdded => format!("您的账户于{at}{on}启用了动态验证码。"),
        Notice::TotpRemoved => format!("您的账户于{at}{on}停用了动态验证码。"),
        Notice::RecoveryCodesMade => format!("您的账户于{at}{on}生成了新的恢复码，旧的已失效。"),
        Notice::SecondStepChanged => format!("您的账户于{at}{on}更改了两步登录的设置。"),
        Notice::ContactChanged => format!("您的账户于{at}{on}更改了手机号码或邮箱。"),
        Notice::RecoveryStarted { ready_at } => {
            format!("有人于{at}{on}申请找回您的账户，{}后可设置新密码。", moment(*ready_at))
        }
        Notice::RecoveryDone => format!("您的账户于{at}{on}通过找回设置了新密码。"),
        Notice::AccountClosed => format!("您的账户已于{at}{on}注销。"),
        Notice::AllSessionsEnded => format!("您的账户已于{at}在其他所有设备上退出登录。"),
        Notice::LevelChanged => format!("您的账户的实名等级于{at}{on}发生变化。"),
        Notice::EvidenceDisputed => format!("有人于{at}{on}在您的账户中表示一项身份核验并非本人所为。"),
        Notice::NamedRepresentative => format!("您于{at}成为一家单位的法定代表人或管理员。"),
        Notice::DelegationInvited => format!("一家单位于{at}邀请您代为办事。"),
        Notice::DelegationEnded => format!("您得到或给出的一项代单位办事的授权已于{at}终止。"),
        Notice::CloneSuspected => format!("您的一个通行密钥可能已被复制。有人于{at}{on}用它登录，已被拒绝。"),
    }
}

const fn advice(notice: &Notice) -> &'static str {
    match notice {
        Notice::NewDevice => "如非本人操作，请立即登录一门，退出该设备并修改密码。",
        Notice::PasswordChanged => "如非本人操作，请立即在一门找回账户。",
        Notice::PasskeyAdded => "如非本人操作，请立即登录一门删除它，并修改密码。",
        Notice::TotpAdded => "如非本人操作，请立即登录一门停用它，并修改密码。",
        Notice::RecoveryCodesMade => "如非本人操作，请立即登录一门重新生成，并修改密码。",
        Notice::PasskeyRemoved
        | Notice::TotpRemoved
        | Notice::SecondStepChanged
        | Notice::ContactChanged
        | Notice::AllSessionsEnded
        | Notice::EvidenceDisputed => "如非本人操作，请立即登录一门检查账户，并修改密码。",
        Notice::RecoveryStarted { .. } => "如非本人操作，请在此之前登录一门取消申请。",
        Notice::RecoveryDone | Notice::AccountClosed => {
            "如非本人操作，请带上身份证件到就近的政务服务大厅办理。"
        }
        Notice::LevelChanged => "如非本人操作，请立即登录一门，在“我的身份”中选择“不是我”。",
        Notice::NamedRepresentative => "如您对此不知情，请带上身份证件到就近的政务服务大厅办理。",
        Notice::DelegationInvited => "请登录一门，在“代单位办事”中接受或拒绝。如您对此不知情，不接受即可。",
        Notice::DelegationEnded => "请登录一门，在“代单位办事”中查看。",
        Notice::CloneSuspected => "请登录一门删除这个通行密钥，再重新添加。",
    }
}
