//! The pages of an account with hostile values wherever a value can come from outside.

use base::{Secret, Time};

use super::escaping::{hostile, outcome};
use crate::{
    Attention, CloseAccount, ConsentRow, Consents, ContactChange, ContactKind, ContactState, CurrentPassword,
    DeviceRow, Devices, FieldProblem, Frame, Happening, History, HistoryRow, Kept, Levels, Message, Method,
    NewPasskey, NewRecoveryCodes, Overview, PasskeyRow, PasswordChange, PasswordState, RecoveryCodesState,
    Removal, SectionStates, Security, ServiceTile, SessionRow, Settings, Standing, Tick, TotpSetUp,
    TotpState, TwoSteps,
};

const AT: Time = Time::from_seconds(0);

const LEVELS: Levels =
    Levels { identity: crate::IdentityLevel::L1, authentication: crate::AuthenticationLevel::A1 };

/// Every page of an account.
pub(super) fn pages(frame: &Frame) -> Vec<String> {
    vec![
        crate::overview(frame, &overview()),
        crate::devices(frame, &devices()),
        crate::consents(frame, &agreed()),
        crate::security(frame, &security()),
        crate::new_passkey(frame, &new_passkey()),
        crate::totp_set_up(frame, &totp()),
        crate::new_recovery_codes(frame, &recovery_codes()),
        crate::password_change(frame, &password()),
        crate::contact_change(frame, &contact()),
        crate::history(frame, &history()),
        crate::settings(frame, &settings(frame)),
        crate::close_account(frame, &close()),
    ]
}

fn notice() -> Option<Message> {
    Some(Message::PasskeyRenamed { name: hostile() })
}

fn problem(field: &'static str) -> Vec<FieldProblem> {
    vec![FieldProblem { field, message: Message::WayToPlatform { platform: hostile() } }]
}

fn service() -> ServiceTile {
    ServiceTile { name: hostile(), place: hostile(), href: "data:text/html,<script>".to_owned() }
}

fn session() -> SessionRow {
    SessionRow {
        id: hostile(),
        device: hostile(),
        source: hostile(),
        started: AT,
        last_seen: AT,
        standing: Standing::Other,
    }
}

fn consent() -> ConsentRow {
    ConsentRow { client_id: hostile(), platform: hostile(), items: vec![hostile()], given: AT }
}

/// The account's home with something to look at.
pub(super) fn overview_with(attention: Vec<Attention>) -> Overview {
    Overview { attention, ..overview() }
}

fn overview() -> Overview {
    Overview {
        csrf: hostile(),
        account_name: hostile(),
        levels: LEVELS,
        attention: vec![
            Attention::RecoveryPending { id: hostile(), requested: AT, ready: AT, place: hostile() },
            Attention::NewDevice { device: hostile(), place: hostile(), seen: AT },
            Attention::PasskeyCopied { name: hostile() },
        ],
        services: vec![service()],
        states: SectionStates {
            passkeys: None,
            two_steps: Some(TwoSteps::WhenAsked),
            browsers: 1,
            last_signed_in: Some(AT),
            consents: 1,
        },
        logouts: vec![outcome()],
        notice: notice(),
        now: AT,
    }
}

fn devices() -> Devices {
    let device = DeviceRow {
        id: hostile(),
        description: hostile(),
        first_seen: AT,
        last_seen: AT,
        standing: Standing::Other,
    };
    Devices {
        csrf: hostile(),
        sessions: vec![session()],
        devices: vec![device],
        logouts: vec![outcome()],
        notice: notice(),
        now: AT,
    }
}

fn agreed() -> Consents {
    Consents { csrf: hostile(), consents: vec![consent()], notice: notice() }
}

fn security() -> Security {
    let passkey = PasskeyRow {
        id: hostile(),
        name: hostile(),
        created: AT,
        last_used: Some(AT),
        kept: Kept::Synced,
        removal: Removal::Possible,
    };
    let contact =
        ContactState { kind: ContactKind::Mail, masked: Some(hostile()), removal: Removal::Possible };
    Security {
        csrf: hostile(),
        passkeys: Some(vec![passkey]),
        totp: Some(TotpState::SetUp { since: AT, last_used: Some(AT) }),
        recovery_codes: Some(RecoveryCodesState::Made { left: 1 }),
        contacts: vec![contact],
        password: Some(PasswordState::Set { changed: Some(AT) }),
        two_steps: Some(TwoSteps::WhenAsked),
        problems: problem(""),
        notice: notice(),
        now: AT,
    }
}

fn new_passkey() -> NewPasskey {
    NewPasskey {
        csrf: hostile(),
        handle: hostile(),
        options: hostile(),
        state: hostile(),
        name: hostile(),
        problems: problem("name"),
        back_href: "javascript:alert(1)".to_owned(),
    }
}

fn totp() -> TotpSetUp {
    TotpSetUp {
        csrf: hostile(),
        handle: hostile(),
        sealed: hostile(),
        uri: Secret::new(hostile()),
        secret: Secret::new(crate::visible::visible(&hostile()).into_owned()),
        problems: problem("code"),
        back_href: "data:text/html,<script>".to_owned(),
    }
}

fn recovery_codes() -> NewRecoveryCodes {
    NewRecoveryCodes { account_name: hostile(), codes: vec![Secret::from("8RTK2-M4QXV")], made: AT }
}

fn password() -> PasswordChange {
    PasswordChange {
        csrf: hostile(),
        username: hostile(),
        current: CurrentPassword::Asked,
        end_others: Tick::Open,
        minimum: 8,
        problems: problem("current"),
    }
}

fn contact() -> ContactChange {
    ContactChange {
        csrf: hostile(),
        kind: ContactKind::Phone,
        current: Some(hostile()),
        typed: hostile(),
        problems: problem("phone"),
    }
}

fn history() -> History {
    let row = HistoryRow {
        at: AT,
        what: Happening::ConsentGiven { platform: hostile() },
        methods: vec![Method::Phone],
        device: hostile(),
        place: hostile(),
    };
    History {
        rows: vec![row],
        older_href: Some("javascript:alert(1)".to_owned()),
        newest_href: Some("//evil.example".to_owned()),
        now: AT,
    }
}

fn settings(frame: &Frame) -> Settings {
    Settings { csrf: hostile(), language: frame.locale, print: frame.large_print, notice: notice() }
}

fn close() -> CloseAccount {
    CloseAccount {
        csrf: hostile(),
        account_name: hostile(),
        platforms: vec![hostile()],
        problems: problem("confirm"),
    }
}
