//! Made-up content for the pages of an account in their states. The names of platforms are invented; none is a real
//! client.

use base::Secret;

use super::Sample;
use super::samples::{account_name, asking, outcomes, words};
use crate::moment::{example_ago, example_ahead, example_now};
use crate::{
    Attention, AuthenticationLevel, CloseAccount, Conclusion, ConsentRow, Consents, ContactChange,
    ContactKind, ContactState, CurrentPassword, DeviceRow, Devices, FieldProblem, Frame, Happening, History,
    HistoryRow, IdentityLevel, Kept, Levels, Message, Method, NewPasskey, NewRecoveryCodes, Overview,
    PasskeyRow, PasswordChange, PasswordState, RecoveryCodesState, Removal, SectionStates, Security,
    ServiceTile, SessionRow, Settings, Standing, Tick, TotpSetUp, TotpState, TwoSteps, item_label,
};

/// Every sample, in the order of the list.
pub(super) const ALL: &[Sample] = &[
    ("home", |frame| crate::overview(frame, &overview(frame))),
    ("home-new", |frame| crate::overview(frame, &overview_new(frame))),
    ("home-devices", |frame| crate::devices(frame, &devices(frame))),
    ("home-devices-new", |frame| crate::devices(frame, &devices_new(frame))),
    ("home-consents", |frame| crate::consents(frame, &agreed(frame))),
    ("home-consents-none", |frame| {
        crate::consents(frame, &Consents { consents: Vec::new(), notice: None, ..agreed(frame) })
    }),
    ("home-security", |frame| crate::security(frame, &security(frame))),
    ("home-security-new", |frame| crate::security(frame, &security_new(frame))),
    ("home-security-refused", |frame| crate::security(frame, &security_refused(frame))),
    ("home-passkey", |frame| crate::new_passkey(frame, &new_passkey(frame))),
    ("home-passkey-problems", |frame| crate::new_passkey(frame, &new_passkey_problems(frame))),
    ("home-totp", |frame| crate::totp_set_up(frame, &totp())),
    ("home-recovery-codes", |frame| crate::new_recovery_codes(frame, &recovery_codes(frame))),
    ("home-password", |frame| crate::password_change(frame, &password())),
    ("home-password-problems", |frame| crate::password_change(frame, &password_problems())),
    ("home-password-first", |frame| {
        crate::password_change(frame, &PasswordChange { current: CurrentPassword::None, ..password() })
    }),
    ("home-contact-phone", |frame| crate::contact_change(frame, &contact(ContactKind::Phone))),
    ("home-contact-mail", |frame| crate::contact_change(frame, &contact_problems())),
    ("home-history", |frame| crate::history(frame, &history(frame))),
    ("home-history-none", |frame| {
        crate::history(
            frame,
            &History { rows: Vec::new(), older_href: None, newest_href: None, now: example_now() },
        )
    }),
    ("home-settings", |frame| crate::settings(frame, &settings(frame))),
    ("home-close", |frame| crate::close_account(frame, &close(frame))),
    ("home-close-problems", |frame| {
        let problems = vec![FieldProblem { field: "confirm", message: Message::CloseUnconfirmed }];
        crate::close_account(frame, &CloseAccount { problems, platforms: Vec::new(), ..close(frame) })
    }),
    ("closed", crate::account_closed),
];

const DAY: u64 = 24 * 60;

fn overview(frame: &Frame) -> Overview {
    Overview {
        csrf: "sample".to_owned(),
        account_name: account_name(frame),
        levels: Levels { identity: IdentityLevel::L3, authentication: AuthenticationLevel::A2 },
        attention: vec![
            Attention::RecoveryPending {
                id: "r1".to_owned(),
                requested: example_ago(40),
                ready: example_ahead(24 * 60 - 40),
                place: words(frame, "邻江省 · 198.51.100.*", "Linjiang Province · 198.51.100.*").to_owned(),
            },
            Attention::NewDevice {
                device: words(frame, "Firefox，Linux 电脑", "Firefox on Linux").to_owned(),
                place: place(frame),
                seen: example_ago(3 * DAY),
            },
            Attention::PasskeyCopied { name: words(frame, "旧手机", "Old phone").to_owned() },
            Attention::Invited { entity: words(frame, "海屿旅行社", "Haiyu Travel Agency").to_owned() },
            Attention::FewRecoveryCodes { left: 2 },
        ],
        services: services(frame),
        states: SectionStates {
            passkeys: Some(2),
            two_steps: Some(TwoSteps::Always),
            browsers: 3,
            last_signed_in: Some(example_ago(95)),
            consents: 2,
        },
        logouts: outcomes(frame),
        notice: Some(Message::SettingsSaved),
        now: example_now(),
    }
}

fn overview_new(frame: &Frame) -> Overview {
    Overview {
        levels: Levels { identity: IdentityLevel::L2, authentication: AuthenticationLevel::A1 },
        attention: vec![Attention::OneWayIn],
        services: Vec::new(),
        states: SectionStates {
            passkeys: Some(0),
            two_steps: Some(TwoSteps::NothingSetUp),
            browsers: 1,
            last_signed_in: None,
            consents: 0,
        },
        logouts: Vec::new(),
        notice: Some(Message::AccountCreated),
        ..overview(frame)
    }
}

fn place(frame: &Frame) -> String {
    words(frame, "云江省 · 203.0.113.*", "Yunjiang Province · 203.0.113.*").to_owned()
}

fn devices(frame: &Frame) -> Devices {
    let row = |id: &str, description: &str, days, standing| DeviceRow {
        id: id.to_owned(),
        description: description.to_owned(),
        first_seen: example_ago((days + 90) * DAY),
        last_seen: example_ago(days * DAY + 95),
        standing,
    };
    Devices {
        csrf: "sample".to_owned(),
        sessions: sessions(frame),
        devices: vec![
            row("d1", words(frame, "Chrome，Windows 电脑", "Chrome on Windows"), 0, Standing::Current),
            row("d2", words(frame, "Safari，iPhone", "Safari on iPhone"), 0, Standing::Other),
            row("d3", words(frame, "微信，安卓手机", "WeChat on Android"), 61, Standing::Other),
        ],
        logouts: outcomes(frame),
        notice: Some(Message::SessionEnded),
        now: example_now(),
    }
}

fn devices_new(frame: &Frame) -> Devices {
    Devices {
        sessions: sessions(frame).into_iter().take(1).collect(),
        devices: Vec::new(),
        logouts: Vec::new(),
        notice: None,
        ..devices(frame)
    }
}

fn agreed(frame: &Frame) -> Consents {
    Consents {
        csrf: "sample".to_owned(),
        consents: consents(frame),
        notice: Some(Message::ConsentWithdrawn {
            platform: words(frame, "云江人社", "Yunjiang Work and Pensions").to_owned(),
        }),
    }
}

fn security(frame: &Frame) -> Security {
    Security {
        csrf: "sample".to_owned(),
        passkeys: Some(passkeys(frame)),
        totp: Some(TotpState::SetUp { since: example_ago(200 * DAY), last_used: Some(example_ago(2 * DAY)) }),
        recovery_codes: Some(RecoveryCodesState::Made { left: 8 }),
        contacts: vec![
            contact_state(ContactKind::Phone, Some("138 **** 5678")),
            contact_state(ContactKind::Mail, None),
        ],
        password: Some(PasswordState::Set { changed: Some(example_ago(400 * DAY)) }),
        two_steps: Some(TwoSteps::Always),
        problems: Vec::new(),
        notice: Some(Message::PasskeyAdded {
            name: words(frame, "单位电脑", "Work computer").to_owned()
        }),
        now: example_now(),
    }
}

fn contact_state(kind: ContactKind, masked: Option<&str>) -> ContactState {
    ContactState { kind, masked: masked.map(str::to_owned), removal: Removal::Possible }
}

fn passkeys(frame: &Frame) -> Vec<PasskeyRow> {
    let row = |id: &str, name: &str, last_used, kept| PasskeyRow {
        id: id.to_owned(),
        name: name.to_owned(),
        created: example_ago(200 * DAY),
        last_used,
        kept,
        removal: Removal::Possible,
    };
    vec![
        row("p1", words(frame, "我的手机", "My phone"), Some(example_ago(95)), Kept::Synced),
        row("p2", words(frame, "单位电脑", "Work computer"), None, Kept::ThisDeviceOnly),
    ]
}

fn security_new(frame: &Frame) -> Security {
    Security {
        passkeys: Some(Vec::new()),
        totp: Some(TotpState::NotSetUp),
        recovery_codes: Some(RecoveryCodesState::NotMade),
        contacts: vec![contact_state(ContactKind::Phone, None)],
        password: Some(PasswordState::Set { changed: None }),
        two_steps: Some(TwoSteps::NothingSetUp),
        notice: None,
        ..security(frame)
    }
}

/// An account whose one way in was not removed, at a deployment that offers little.
fn security_refused(frame: &Frame) -> Security {
    let only = |row| PasskeyRow { removal: Removal::OnlyWayIn, ..row };
    Security {
        passkeys: Some(passkeys(frame).into_iter().take(1).map(only).collect()),
        totp: None,
        recovery_codes: None,
        contacts: vec![ContactState {
            removal: Removal::OnlyWayIn,
            ..contact_state(ContactKind::Mail, Some("a****i@mail.example"))
        }],
        password: Some(PasswordState::NotSet),
        two_steps: None,
        problems: vec![FieldProblem { field: "", message: Message::OnlyWayIn }],
        notice: None,
        ..security(frame)
    }
}

fn new_passkey(frame: &Frame) -> NewPasskey {
    NewPasskey {
        csrf: "sample".to_owned(),
        handle: String::new(),
        options: r#"{"publicKey":{"challenge":"c2FtcGxl"}}"#.to_owned(),
        state: "sample".to_owned(),
        name: words(frame, "Chrome，Windows 电脑", "Chrome on Windows").to_owned(),
        problems: Vec::new(),
        back_href: "/home/security".to_owned(),
    }
}

fn new_passkey_problems(frame: &Frame) -> NewPasskey {
    NewPasskey {
        name: String::new(),
        problems: vec![
            FieldProblem { field: "name", message: Message::PasskeyNameMissing },
            FieldProblem { field: "", message: Message::PasskeyAlreadyHere },
        ],
        ..new_passkey(frame)
    }
}

fn totp() -> TotpSetUp {
    TotpSetUp {
        csrf: "sample".to_owned(),
        handle: "sample".to_owned(),
        sealed: "sample".to_owned(),
        uri: Secret::from("otpauth://totp/Yimen:ayguli?secret=MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK&issuer=Yimen"),
        secret: Secret::from("MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK"),
        problems: Vec::new(),
        back_href: "/home/security".to_owned(),
    }
}

fn recovery_codes(frame: &Frame) -> NewRecoveryCodes {
    let codes = [
        "8RTK2-M4QXV",
        "0PW9N-7HCDZ",
        "K3V5J-YB1SG",
        "6FQ8T-RM2XA",
        "ZN4H7-C9WKE",
        "2GJ6P-5VDTY",
        "X1BS0-8QRFM",
        "T7KCN-3HZW4",
        "9EYV2-JG6PD",
        "5AM1X-S0B8R",
    ];
    NewRecoveryCodes {
        account_name: account_name(frame),
        codes: codes.into_iter().map(Secret::from).collect(),
        made: example_now(),
    }
}

fn password() -> PasswordChange {
    PasswordChange {
        csrf: "sample".to_owned(),
        username: "ayguli".to_owned(),
        current: CurrentPassword::Asked,
        end_others: Tick::Ticked,
        minimum: 8,
        problems: Vec::new(),
    }
}

fn password_problems() -> PasswordChange {
    PasswordChange {
        end_others: Tick::Open,
        problems: vec![
            FieldProblem { field: "current", message: Message::CurrentPasswordWrong },
            FieldProblem { field: "password", message: Message::PasswordTooShort { minimum: 8 } },
        ],
        ..password()
    }
}

fn contact(kind: ContactKind) -> ContactChange {
    ContactChange {
        csrf: "sample".to_owned(),
        kind,
        current: Some("138 **** 5678".to_owned()),
        typed: String::new(),
        problems: Vec::new(),
    }
}

fn contact_problems() -> ContactChange {
    ContactChange {
        current: None,
        typed: "ayguli@".to_owned(),
        problems: vec![FieldProblem { field: "mail", message: Message::MailShape }],
        ..contact(ContactKind::Mail)
    }
}

fn history(frame: &Frame) -> History {
    let phone = words(frame, "Safari，iPhone", "Safari on iPhone");
    let computer = words(frame, "Chrome，Windows 电脑", "Chrome on Windows");
    let row = |minutes, what, methods: &[Method], device: &str| HistoryRow {
        at: example_ago(minutes),
        what,
        methods: methods.to_vec(),
        device: device.to_owned(),
        place: place(frame),
    };
    let platform = asking(frame).name;
    History {
        rows: vec![
            row(12, Happening::PasskeyAdded, &[], computer),
            row(95, Happening::SignedIn, &[Method::Password, Method::Code], computer),
            row(97, Happening::SignInRefused, &[Method::Password], computer),
            row(3 * 60, Happening::ScanApproved, &[], phone),
            row(DAY + 20, Happening::ConsentGiven { platform: platform.clone() }, &[], phone),
            row(DAY + 22, Happening::SignedIn, &[Method::Passkey], phone),
            row(
                3 * DAY,
                Happening::DelegationInvited {
                    entity: Some(words(frame, "海屿旅行社", "Haiyu Travel Agency").to_owned()),
                },
                &[],
                "",
            ),
            row(4 * DAY, Happening::LevelChanged { level: Some(IdentityLevel::L3) }, &[], ""),
            row(4 * DAY, Happening::VerificationConcluded { conclusion: Conclusion::Passed }, &[], ""),
            row(9 * DAY, Happening::RecoveryStarted, &[Method::Code], ""),
            row(12 * DAY, Happening::ContactChanged { kind: Some(ContactKind::Phone) }, &[], phone),
            row(30 * DAY, Happening::ConsentWithdrawn { platform }, &[], phone),
            HistoryRow { place: String::new(), ..row(400 * DAY, Happening::Imported, &[], "") },
        ],
        older_href: Some("/ui/home-history-none".to_owned()),
        newest_href: Some("/ui/home-history".to_owned()),
        now: example_now(),
    }
}

fn settings(frame: &Frame) -> Settings {
    Settings {
        csrf: "sample".to_owned(),
        language: frame.locale,
        print: frame.large_print,
        notice: Some(Message::SettingsSaved),
    }
}

fn close(frame: &Frame) -> CloseAccount {
    CloseAccount {
        csrf: "sample".to_owned(),
        account_name: account_name(frame),
        platforms: services(frame).into_iter().map(|service| service.name).collect(),
        problems: Vec::new(),
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
        source: place(frame),
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
