//! Made-up content for every page in its states. The names of platforms are invented; none is a real client.

use super::Sample;
use super::components::components;
use crate::{
    Asking, Busy, Consent, ConsentItem, Detail, ErrorPage, FormPost, Frame, Link, Locale, LogoutOutcome,
    LogoutState, Message, Need, SignOutConfirm, SignedOut, item_label,
};

/// Every sample, in the order of the list.
pub(super) const ALL: &[Sample] = &[
    ("components", components),
    ("consent", |frame| crate::consent(frame, &consent(frame))),
    ("consent-nothing", |frame| crate::consent(frame, &Consent { items: Vec::new(), ..consent(frame) })),
    ("error", |frame| crate::error(frame, &error())),
    ("error-fault", |frame| crate::error(frame, &fault())),
    ("sign-out-confirm", |frame| crate::sign_out_confirm(frame, &sign_out_confirm(frame))),
    ("signed-out", |frame| crate::signed_out(frame, &signed_out(frame))),
    ("form-post", |frame| crate::form_post(frame, &form_post(frame))),
    ("busy", |frame| crate::busy(frame, &Busy { retry_after_seconds: 20 })),
    ("not-found", crate::not_found),
];

/// The sample's words in the page's language.
pub(super) fn words(frame: &Frame, chinese: &'static str, english: &'static str) -> &'static str {
    if frame.locale == Locale::ZhHans { chinese } else { english }
}

pub(super) fn asking(frame: &Frame) -> Asking {
    Asking {
        name: words(frame, "云江办", "Cloud River Services").to_owned(),
        place: words(frame, "云江省", "Yunjiang Province").to_owned(),
        logo: Some(crate::asset_href("mark.svg")),
    }
}

pub(super) fn long_asking(frame: &Frame) -> Asking {
    Asking {
        name: words(
            frame,
            "云江省海屿蒙古族藏族自治州住房公积金管理中心网上办事服务大厅",
            "Online Service Hall of the Housing Provident Fund Administration Centre of Haiyu Prefecture",
        )
        .to_owned(),
        place: words(frame, "云江省海屿蒙古族藏族自治州", "Haiyu Autonomous Prefecture, Yunjiang Province")
            .to_owned(),
        logo: None,
    }
}

pub(super) fn account_name(frame: &Frame) -> String {
    words(frame, "阿依古丽·买买提", "Ayguli Maimaiti").to_owned()
}

fn consent(frame: &Frame) -> Consent {
    let item = |name: &str, purpose: &str, need| ConsentItem {
        name: name.to_owned(),
        label: item_label(frame.locale, name).unwrap_or_default(),
        purpose: purpose.to_owned(),
        legal_basis: words(
            frame,
            "《云江省公共数据条例》第十二条",
            "Yunjiang Public Data Regulations, article 12",
        )
        .to_owned(),
        need,
    };
    Consent {
        handle: "sample".to_owned(),
        csrf: "sample".to_owned(),
        asking: asking(frame),
        account_name: account_name(frame),
        items: vec![
            item(
                "name",
                words(frame, "在您的申请表上填写姓名", "To fill in your name on your application"),
                Need::Required,
            ),
            item(
                "id_number",
                words(frame, "查询您名下的公积金账户", "To find the fund account in your name"),
                Need::Required,
            ),
            item(
                "phone",
                words(frame, "办理结果短信通知", "To text you when the decision is made"),
                Need::Optional,
            ),
        ],
    }
}

fn error() -> ErrorPage {
    ErrorPage {
        heading: Message::RequestUnusableHeading,
        text: Message::ReturnAddressUnknown,
        detail: Some(Detail {
            code: "invalid_request".to_owned(),
            description: "redirect_uri is not registered for this client".to_owned(),
        }),
        incident: None,
        way_on: vec![Link { href: "/home".to_owned(), label: Message::WayHome }],
    }
}

fn fault() -> ErrorPage {
    ErrorPage {
        heading: Message::FaultHeading,
        text: Message::Fault,
        detail: None,
        incident: Some("7f3a91c2".to_owned()),
        way_on: vec![
            Link { href: "/ui".to_owned(), label: Message::WayTryAgain },
            Link { href: "/home".to_owned(), label: Message::WayHome },
        ],
    }
}

fn sign_out_confirm(frame: &Frame) -> SignOutConfirm {
    SignOutConfirm {
        handle: "sample".to_owned(),
        csrf: "sample".to_owned(),
        asking: Some(asking(frame)),
        account_name: account_name(frame),
    }
}

/// One platform of each outcome.
pub(super) fn outcomes(frame: &Frame) -> Vec<LogoutOutcome> {
    let outcome = |platform: &str, state| LogoutOutcome { platform: platform.to_owned(), state };
    vec![
        outcome(words(frame, "云江办", "Cloud River Services"), LogoutState::Delivered),
        outcome(words(frame, "海屿公积金", "Haiyu Housing Fund"), LogoutState::Pending),
        outcome(words(frame, "云江人社", "Yunjiang Work and Pensions"), LogoutState::Failed),
    ]
}

fn signed_out(frame: &Frame) -> SignedOut {
    SignedOut {
        asking: Some(asking(frame)),
        told: outcomes(frame),
        way_on: Some(Link {
            href: "/ui".to_owned(),
            label: Message::WayToPlatform { platform: asking(frame).name },
        }),
    }
}

fn form_post(frame: &Frame) -> FormPost {
    FormPost {
        action: "https://platform.invalid/callback".to_owned(),
        fields: vec![("code".to_owned(), "sample".to_owned()), ("state".to_owned(), "sample".to_owned())],
        asking: Some(asking(frame)),
    }
}
