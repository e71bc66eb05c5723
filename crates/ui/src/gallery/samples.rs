//! Made-up content for every page in its states. The names of platforms are invented; none is a real client.

use super::Sample;
use super::components::components;
use crate::moment::{example_ago, example_now};
use crate::{
    Asking, AuthenticationLevel, Busy, Consent, ConsentItem, ConsentRow, Detail, ErrorPage, FieldProblem,
    FormPost, Frame, Home, IdentityLevel, Levels, Link, Locale, LogoutOutcome, LogoutState, Message, Need,
    Register, ServiceTile, SessionRow, SignIn, SignOutConfirm, SignedOut, Standing, item_label,
};

/// Every sample, in the order of the list.
pub(super) const ALL: &[Sample] = &[
    ("components", components),
    ("sign-in", |frame| crate::sign_in(frame, &sign_in(frame))),
    ("sign-in-own", |frame| {
        crate::sign_in(frame, &SignIn { asking: None, cancel_href: None, ..sign_in(frame) })
    }),
    ("sign-in-problems", |frame| crate::sign_in(frame, &sign_in_problems(frame))),
    ("sign-in-again", |frame| crate::sign_in(frame, &sign_in_again(frame))),
    ("sign-in-long", |frame| {
        crate::sign_in(frame, &SignIn { asking: Some(long_asking(frame)), ..sign_in(frame) })
    }),
    ("register", |frame| crate::register(frame, &register(frame))),
    ("register-problems", |frame| crate::register(frame, &register_problems(frame))),
    ("consent", |frame| crate::consent(frame, &consent(frame))),
    ("consent-nothing", |frame| crate::consent(frame, &Consent { items: Vec::new(), ..consent(frame) })),
    ("error", |frame| crate::error(frame, &error())),
    ("error-fault", |frame| crate::error(frame, &fault())),
    ("sign-out-confirm", |frame| crate::sign_out_confirm(frame, &sign_out_confirm(frame))),
    ("signed-out", |frame| crate::signed_out(frame, &signed_out(frame))),
    ("home", |frame| crate::home(frame, &home(frame))),
    ("home-new", |frame| crate::home(frame, &home_new(frame))),
    ("form-post", |frame| crate::form_post(frame, &form_post(frame))),
    ("busy", |frame| crate::busy(frame, &Busy { retry_after_seconds: 20 })),
    ("not-found", crate::not_found),
];

/// The sample's words in the page's language.
pub(super) fn words(frame: &Frame, chinese: &'static str, english: &'static str) -> &'static str {
    if frame.locale == Locale::ZhHans { chinese } else { english }
}

fn asking(frame: &Frame) -> Asking {
    Asking {
        name: words(frame, "云江办", "Cloud River Services").to_owned(),
        place: words(frame, "云江省", "Yunjiang Province").to_owned(),
    }
}

fn long_asking(frame: &Frame) -> Asking {
    Asking {
        name: words(
            frame,
            "云江省海屿蒙古族藏族自治州住房公积金管理中心网上办事服务大厅",
            "Online Service Hall of the Housing Provident Fund Administration Centre of Haiyu Prefecture",
        )
        .to_owned(),
        place: words(frame, "云江省海屿蒙古族藏族自治州", "Haiyu Autonomous Prefecture, Yunjiang Province")
            .to_owned(),
    }
}

fn account_name(frame: &Frame) -> String {
    words(frame, "阿依古丽·买买提", "Ayguli Maimaiti").to_owned()
}

fn sign_in(frame: &Frame) -> SignIn {
    SignIn {
        handle: "sample".to_owned(),
        csrf: "sample".to_owned(),
        asking: Some(asking(frame)),
        username: String::new(),
        problems: Vec::new(),
        register_href: Some("/register".to_owned()),
        reauthenticate: None,
        cancel_href: Some("/ui".to_owned()),
    }
}

fn sign_in_problems(frame: &Frame) -> SignIn {
    SignIn {
        username: "ayguli".to_owned(),
        problems: vec![FieldProblem { field: "password", message: Message::CredentialsWrong }],
        ..sign_in(frame)
    }
}

fn sign_in_again(frame: &Frame) -> SignIn {
    SignIn {
        username: "ayguli".to_owned(),
        register_href: None,
        reauthenticate: Some(account_name(frame)),
        ..sign_in(frame)
    }
}

fn register(frame: &Frame) -> Register {
    Register {
        handle: "sample".to_owned(),
        csrf: "sample".to_owned(),
        asking: Some(asking(frame)),
        username: String::new(),
        display_name: String::new(),
        phone: String::new(),
        problems: Vec::new(),
        sign_in_href: None,
        password_minimum: 8,
    }
}

fn register_problems(frame: &Frame) -> Register {
    Register {
        username: "a b".to_owned(),
        display_name: account_name(frame),
        phone: "12".to_owned(),
        problems: vec![
            FieldProblem { field: "username", message: Message::UsernameShape },
            FieldProblem { field: "phone", message: Message::PhoneShape },
            FieldProblem { field: "password", message: Message::PasswordTooShort { minimum: 8 } },
        ],
        ..register(frame)
    }
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

fn home(frame: &Frame) -> Home {
    Home {
        csrf: "sample".to_owned(),
        account_name: account_name(frame),
        levels: Levels { identity: IdentityLevel::L3, authentication: AuthenticationLevel::A1 },
        services: services(frame),
        sessions: sessions(frame),
        consents: consents(frame),
        logouts: outcomes(frame),
        notice: Some(Message::SessionEnded),
        now: example_now(),
    }
}

fn home_new(frame: &Frame) -> Home {
    Home {
        levels: Levels { identity: IdentityLevel::L2, authentication: AuthenticationLevel::A1 },
        services: Vec::new(),
        sessions: sessions(frame).into_iter().take(1).collect(),
        consents: Vec::new(),
        logouts: Vec::new(),
        notice: Some(Message::AccountCreated),
        ..home(frame)
    }
}

fn services(frame: &Frame) -> Vec<ServiceTile> {
    let tile = |name: &str, place: &str| ServiceTile {
        name: name.to_owned(),
        place: place.to_owned(),
        href: "/ui".to_owned(),
    };
    let province = words(frame, "云江省", "Yunjiang Province");
    vec![
        tile(words(frame, "云江办", "Cloud River Services"), province),
        tile(words(frame, "海屿公积金", "Haiyu Housing Fund"), words(frame, "海屿州", "Haiyu Prefecture")),
        tile(words(frame, "云江人社", "Yunjiang Work and Pensions"), province),
        tile(words(frame, "教育考试院", "Examinations Office"), words(frame, "教育部门", "Education")),
    ]
}

fn sessions(frame: &Frame) -> Vec<SessionRow> {
    let row = |id: &str, device: &str, minutes, standing| SessionRow {
        id: id.to_owned(),
        device: device.to_owned(),
        started: example_ago(minutes + 95),
        last_seen: example_ago(minutes),
        standing,
    };
    vec![
        row("a1", words(frame, "Chrome，Windows 电脑", "Chrome on Windows"), 0, Standing::Current),
        row("b2", words(frame, "Safari，iPhone", "Safari on iPhone"), 47, Standing::Other),
        row("c3", words(frame, "Firefox，Linux 电脑", "Firefox on Linux"), 60 * 24 * 3, Standing::Other),
    ]
}

fn consents(frame: &Frame) -> Vec<ConsentRow> {
    let items =
        |names: &[&str]| names.iter().filter_map(|name| item_label(frame.locale, name)).collect::<Vec<_>>();
    vec![
        ConsentRow {
            client_id: "cloud-river".to_owned(),
            platform: asking(frame).name,
            items: items(&["name", "id_number", "phone"]),
            given: example_ago(60 * 24 * 12),
        },
        ConsentRow {
            client_id: "haiyu-fund".to_owned(),
            platform: words(frame, "海屿公积金", "Haiyu Housing Fund").to_owned(),
            items: items(&["name"]),
            given: example_ago(60 * 24 * 200),
        },
    ]
}

fn form_post(frame: &Frame) -> FormPost {
    FormPost {
        action: "https://platform.invalid/callback".to_owned(),
        fields: vec![("code".to_owned(), "sample".to_owned()), ("state".to_owned(), "sample".to_owned())],
        asking: Some(asking(frame)),
    }
}
