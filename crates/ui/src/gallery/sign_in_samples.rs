//! Made-up content for the pages of signing in, registering and getting back into an account, in their states.

use std::time::Duration;

use super::Sample;
use super::samples::{account_name, asking, long_asking, words};
use crate::moment::{example_ago, example_now};
use crate::{
    Carried, CodeTarget, EnterCode, FieldProblem, Frame, Link, Message, MethodKind, OtherMethod,
    PasskeyOffer, PhoneCode, Qr, QrState, Reason, Recover, RecoverAnswer, RecoverDetails, RecoverDone,
    RecoverRoute, RecoverTicket, Register, Scan, ScanOutcome, ScanResult, SecondMethod, SecondStep, Sending,
    SensitiveAct, SentTo, SetUpNeeded, SignIn, TicketState, UnknownNumber, Way, Ways, Work,
};

/// Every sample, in the order of the list.
pub(super) const ALL: &[Sample] = &[
    ("sign-in", |frame| crate::sign_in(frame, &sign_in(frame))),
    ("sign-in-own", |frame| {
        crate::sign_in(frame, &SignIn { asking: None, cancel_href: None, ..sign_in(frame) })
    }),
    ("sign-in-password-only", |frame| {
        crate::sign_in(frame, &SignIn { ways: Ways::default(), ..sign_in(frame) })
    }),
    ("sign-in-known-device", |frame| crate::sign_in(frame, &last_used(frame, Way::Passkey))),
    ("sign-in-by-scan-last", |frame| crate::sign_in(frame, &last_used(frame, Way::Qr))),
    ("sign-in-problems", |frame| crate::sign_in(frame, &sign_in_problems(frame))),
    ("sign-in-too-many", |frame| crate::sign_in(frame, &sign_in_too_many(frame))),
    ("sign-in-work", |frame| crate::sign_in(frame, &SignIn { work: work(), ..sign_in(frame) })),
    ("sign-in-work-problems", |frame| crate::sign_in(frame, &sign_in_work_problems(frame))),
    ("sign-in-again", |frame| crate::sign_in(frame, &sign_in_again(frame))),
    ("sign-in-fresh", |frame| crate::sign_in(frame, &sign_in_fresh(frame))),
    ("sign-in-long", |frame| {
        crate::sign_in(frame, &SignIn { asking: Some(long_asking(frame)), ..sign_in(frame) })
    }),
    ("phone-code", |frame| crate::phone_code(frame, &phone_code(frame))),
    ("phone-code-problems", |frame| crate::phone_code(frame, &phone_code_problems(frame))),
    ("phone-code-work", |frame| crate::phone_code(frame, &PhoneCode { work: work(), ..phone_code(frame) })),
    ("enter-code", |frame| crate::enter_code(frame, &enter_code(frame))),
    ("enter-code-problems", |frame| crate::enter_code(frame, &enter_code_problems(frame))),
    ("enter-code-work", |frame| crate::enter_code(frame, &EnterCode { work: work(), ..enter_code(frame) })),
    ("enter-code-recover", |frame| crate::enter_code(frame, &enter_code_recover(frame))),
    ("enter-code-contact", |frame| crate::enter_code(frame, &enter_code_contact(frame))),
    ("second-totp", |frame| crate::second_step(frame, &second(frame, SecondMethod::Totp))),
    ("second-totp-problems", |frame| crate::second_step(frame, &second_problems(frame))),
    ("second-sms", |frame| crate::second_step(frame, &second(frame, SecondMethod::Sms(Sending::NotYet)))),
    ("second-sms-sent", |frame| crate::second_step(frame, &second(frame, SecondMethod::Sms(SENT)))),
    ("second-mail-sent", |frame| crate::second_step(frame, &second(frame, SecondMethod::Mail(SENT)))),
    ("second-recovery", |frame| crate::second_step(frame, &second(frame, SecondMethod::RecoveryCode))),
    ("second-passkey", |frame| crate::second_step(frame, &second(frame, SecondMethod::Passkey(passkey())))),
    ("second-password", |frame| crate::second_step(frame, &second_password(frame))),
    ("second-fresh", |frame| crate::second_step(frame, &second_fresh(frame))),
    ("set-up-needed", |frame| crate::set_up_needed(frame, &set_up_needed(frame))),
    ("qr", |frame| crate::qr(frame, &qr(frame, QrState::Waiting))),
    ("qr-opened", |frame| crate::qr(frame, &qr(frame, QrState::Opened))),
    ("qr-approved", |frame| crate::qr(frame, &qr(frame, QrState::Approved))),
    ("qr-too-early", |frame| crate::qr(frame, &qr_too_early(frame))),
    ("qr-denied", |frame| crate::qr(frame, &qr(frame, QrState::Denied))),
    ("qr-expired", |frame| crate::qr(frame, &qr(frame, QrState::Expired))),
    ("scan", |frame| crate::scan(frame, &scan(frame))),
    ("scan-problems", |frame| crate::scan(frame, &scan_problems(frame))),
    ("scan-approved", |frame| crate::scan_result(frame, &scan_result(frame, ScanOutcome::Approved))),
    ("scan-denied", |frame| crate::scan_result(frame, &scan_result(frame, ScanOutcome::Denied))),
    ("scan-wrong-number", |frame| crate::scan_result(frame, &scan_result(frame, ScanOutcome::WrongNumber))),
    ("scan-expired", |frame| crate::scan_result(frame, &scan_result(frame, ScanOutcome::Expired))),
    ("register", |frame| crate::register(frame, &register(frame))),
    ("register-problems", |frame| crate::register(frame, &register_problems(frame))),
    ("register-work", |frame| crate::register(frame, &Register { work: work(), ..register(frame) })),
    ("recover", |frame| crate::recover(frame, &recover(frame))),
    ("recover-by-code", |frame| {
        crate::recover_details(frame, &recover_details(frame, RecoverRoute::RecoveryCode))
    }),
    ("recover-by-code-problems", |frame| crate::recover_details(frame, &recover_problems(frame))),
    ("recover-by-phone", |frame| crate::recover_details(frame, &recover_details(frame, RecoverRoute::Phone))),
    ("recover-answer", |frame| crate::recover_answer(frame, &recover_answer(frame))),
    ("recover-answer-now", |frame| {
        crate::recover_answer(frame, &RecoverAnswer { ready_at: example_now(), ..recover_answer(frame) })
    }),
    ("recover-waiting", |frame| crate::recover_ticket(frame, &ticket(waiting()))),
    ("recover-ready", |frame| crate::recover_ticket(frame, &ticket(ready()))),
    ("recover-ready-problems", |frame| crate::recover_ticket(frame, &ticket_problems())),
    ("recover-over", |frame| crate::recover_ticket(frame, &ticket(TicketState::Over))),
    ("recover-done", |frame| {
        crate::recover_done(frame, &RecoverDone { sign_in_href: "/sign-in".to_owned() })
    }),
];

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const SENT: Sending = Sending::Sent { valid_minutes: 5, resend_after_seconds: 60 };

fn waiting() -> TicketState {
    TicketState::Waiting { ready_at: example_now().plus(DAY), expires_at: example_now().plus(3 * DAY) }
}

fn ready() -> TicketState {
    TicketState::Ready { expires_at: example_now().plus(DAY), password_minimum: 8 }
}

fn carried() -> Carried {
    Carried { handle: "sample".to_owned(), csrf: "sample".to_owned() }
}

fn some(href: &str) -> Option<String> {
    Some(href.to_owned())
}

fn passkey() -> PasskeyOffer {
    PasskeyOffer {
        state: "sample".to_owned(),
        options:
            r#"{"publicKey":{"challenge":"c2FtcGxl","rpId":"localhost","userVerification":"preferred"}}"#
                .to_owned(),
    }
}

fn work() -> Option<Work> {
    Some(Work {
        puzzle: "sample".to_owned(),
        nonce: "c2FtcGxlIG5vbmNlIG9uZQ".to_owned(),
        bits: 12,
        ripe_after_seconds: 30,
    })
}

fn problem(field: &'static str, message: Message) -> Vec<FieldProblem> {
    vec![FieldProblem { field, message }]
}

fn sign_in(frame: &Frame) -> SignIn {
    SignIn {
        carried: carried(),
        asking: Some(asking(frame)),
        username: String::new(),
        problems: Vec::new(),
        work: None,
        ways: Ways {
            passkey: Some(passkey()),
            phone_code_href: some("/ui/phone-code"),
            qr_href: some("/ui/qr"),
            recover_href: some("/ui/recover"),
            last_used: None,
        },
        register_href: some("/ui/register"),
        reauthenticate: None,
        reason: None,
        cancel_href: some("/ui"),
    }
}

fn last_used(frame: &Frame, way: Way) -> SignIn {
    let view = sign_in(frame);
    SignIn { ways: Ways { last_used: Some(way), ..view.ways }, ..view }
}

fn sign_in_problems(frame: &Frame) -> SignIn {
    SignIn {
        username: "ayguli".to_owned(),
        problems: problem("password", Message::CredentialsWrong),
        ..sign_in(frame)
    }
}

fn sign_in_too_many(frame: &Frame) -> SignIn {
    SignIn {
        username: "ayguli".to_owned(),
        problems: problem("", Message::TooManyAttempts { minutes: 6 }),
        ..sign_in(frame)
    }
}

fn sign_in_work_problems(frame: &Frame) -> SignIn {
    SignIn {
        username: "ayguli".to_owned(),
        problems: problem("", Message::WorkMissing { minutes: 1 }),
        work: work(),
        ..sign_in(frame)
    }
}

fn sign_in_again(frame: &Frame) -> SignIn {
    SignIn {
        username: "ayguli".to_owned(),
        register_href: None,
        reauthenticate: Some(account_name(frame)),
        reason: Some(Reason::Again),
        ..sign_in(frame)
    }
}

fn sign_in_fresh(frame: &Frame) -> SignIn {
    SignIn {
        asking: None,
        reason: Some(Reason::Before(SensitiveAct::ChangePassword)),
        ..sign_in_again(frame)
    }
}

fn phone_code(frame: &Frame) -> PhoneCode {
    PhoneCode {
        carried: carried(),
        asking: Some(asking(frame)),
        phone: String::new(),
        unknown_number: UnknownNumber::MakesAnAccount,
        problems: Vec::new(),
        work: None,
        ways_href: "/ui/sign-in".to_owned(),
        cancel_href: some("/ui"),
    }
}

fn phone_code_problems(frame: &Frame) -> PhoneCode {
    PhoneCode {
        phone: "138".to_owned(),
        unknown_number: UnknownNumber::Nothing,
        problems: problem("phone", Message::PhoneShape),
        ..phone_code(frame)
    }
}

fn enter_code(frame: &Frame) -> EnterCode {
    EnterCode {
        carried: carried(),
        asking: Some(asking(frame)),
        target: CodeTarget::SignIn,
        sent: "sample".to_owned(),
        sent_to: SentTo::NumberEntered,
        valid_minutes: 5,
        resend_after_seconds: 60,
        problems: Vec::new(),
        work: None,
        change_href: some("/ui/phone-code"),
        ways_href: some("/ui/sign-in"),
        cancel_href: some("/ui"),
    }
}

fn enter_code_problems(frame: &Frame) -> EnterCode {
    EnterCode { resend_after_seconds: 0, problems: problem("code", Message::CodeWrong), ..enter_code(frame) }
}

fn enter_code_recover(frame: &Frame) -> EnterCode {
    EnterCode {
        target: CodeTarget::Recover,
        sent_to: SentTo::ConfirmedPhone,
        change_href: None,
        ways_href: some("/ui/recover"),
        ..enter_code(frame)
    }
}

fn enter_code_contact(frame: &Frame) -> EnterCode {
    EnterCode {
        asking: None,
        target: CodeTarget::Contact,
        sent_to: SentTo::AddressEntered,
        ways_href: None,
        ..enter_code(frame)
    }
}

fn second(frame: &Frame, method: SecondMethod) -> SecondStep {
    let shown = method.kind();
    let kinds = [
        MethodKind::Passkey,
        MethodKind::Totp,
        MethodKind::Sms,
        MethodKind::Mail,
        MethodKind::RecoveryCode,
        MethodKind::Password,
    ];
    let other = |kind: MethodKind| OtherMethod { kind, href: "/ui/second-totp".to_owned() };
    SecondStep {
        carried: carried(),
        asking: Some(asking(frame)),
        progress: "sample".to_owned(),
        reason: Reason::Platform,
        method,
        others: kinds.into_iter().filter(|kind| *kind != shown).map(other).collect(),
        problems: Vec::new(),
        recover_href: some("/ui/recover"),
        skip_href: None,
        cancel_href: some("/ui"),
    }
}

fn second_problems(frame: &Frame) -> SecondStep {
    SecondStep {
        reason: Reason::Setting,
        problems: problem("code", Message::TotpWrong),
        skip_href: some("/ui"),
        ..second(frame, SecondMethod::Totp)
    }
}

fn second_password(frame: &Frame) -> SecondStep {
    let method = SecondMethod::Password { username: "ayguli".to_owned() };
    SecondStep { others: Vec::new(), ..second(frame, method) }
}

fn second_fresh(frame: &Frame) -> SecondStep {
    SecondStep {
        asking: None,
        reason: Reason::Before(SensitiveAct::ChangePasskeys),
        ..second(frame, SecondMethod::Totp)
    }
}

fn set_up_needed(frame: &Frame) -> SetUpNeeded {
    SetUpNeeded {
        asking: Some(asking(frame)),
        passkey_href: some("/ui"),
        totp_href: some("/ui"),
        back_href: some("/ui"),
    }
}

fn qr(frame: &Frame, state: QrState) -> Qr {
    Qr {
        carried: carried(),
        asking: Some(asking(frame)),
        scan: "sample".to_owned(),
        text: "https://yimen.invalid/scan/4bKq8sT2nZx7Rw1uYc5dHg".to_owned(),
        number: 42,
        seconds_left: 120,
        state,
        notice: None,
        again_href: "/ui/qr".to_owned(),
        ways_href: "/ui/sign-in".to_owned(),
    }
}

fn qr_too_early(frame: &Frame) -> Qr {
    Qr { notice: Some(Message::QrNotYet), seconds_left: 75, ..qr(frame, QrState::Opened) }
}

fn scan(frame: &Frame) -> Scan {
    Scan {
        csrf: "sample".to_owned(),
        secret: "sample".to_owned(),
        asking: Some(asking(frame)),
        device: words(frame, "Chrome，Windows 电脑", "Chrome on Windows").to_owned(),
        source: words(frame, "云江省海屿州，203.0.113.*", "Haiyu, Yunjiang Province, 203.0.113.*").to_owned(),
        opened_at: example_ago(0),
        now: example_now(),
        account_name: account_name(frame),
        numbers: [87, 42, 19],
        problems: Vec::new(),
    }
}

fn scan_problems(frame: &Frame) -> Scan {
    Scan { asking: None, problems: problem("number", Message::NumberMissing), ..scan(frame) }
}

fn scan_result(frame: &Frame, outcome: ScanOutcome) -> ScanResult {
    let home = Link { href: "/home".to_owned(), label: Message::WayHome };
    ScanResult { outcome, asking: Some(asking(frame)), way_on: Some(home) }
}

fn register(frame: &Frame) -> Register {
    Register {
        carried: carried(),
        asking: Some(asking(frame)),
        username: String::new(),
        display_name: String::new(),
        problems: Vec::new(),
        work: None,
        sign_in_href: some("/ui/sign-in"),
        phone_href: some("/ui/phone-code"),
        cancel_href: some("/ui"),
        password_minimum: 8,
    }
}

fn register_problems(frame: &Frame) -> Register {
    Register {
        username: "a b".to_owned(),
        display_name: account_name(frame),
        problems: vec![
            FieldProblem { field: "username", message: Message::UsernameShape },
            FieldProblem { field: "password", message: Message::PasswordDate },
        ],
        ..register(frame)
    }
}

fn recover(frame: &Frame) -> Recover {
    Recover {
        asking: Some(asking(frame)),
        passkey_href: some("/ui/sign-in"),
        qr_href: some("/ui/qr"),
        recovery_code_href: some("/ui/recover-by-code"),
        phone_href: some("/ui/recover-by-phone"),
        cancel_href: some("/ui/sign-in"),
    }
}

fn recover_details(frame: &Frame, route: RecoverRoute) -> RecoverDetails {
    RecoverDetails {
        carried: carried(),
        asking: Some(asking(frame)),
        route,
        username: String::new(),
        problems: Vec::new(),
        other_href: "/ui/recover".to_owned(),
    }
}

fn recover_problems(frame: &Frame) -> RecoverDetails {
    RecoverDetails {
        username: "ayguli".to_owned(),
        problems: problem("code", Message::RecoveryDetailsWrong),
        ..recover_details(frame, RecoverRoute::RecoveryCode)
    }
}

fn recover_answer(frame: &Frame) -> RecoverAnswer {
    RecoverAnswer {
        asking: Some(asking(frame)),
        route: RecoverRoute::RecoveryCode,
        ready_at: example_now().plus(DAY),
        now: example_now(),
        ticket_href: "/ui/recover-waiting".to_owned(),
    }
}

fn ticket(state: TicketState) -> RecoverTicket {
    RecoverTicket {
        carried: Carried { handle: String::new(), ..carried() },
        route: RecoverRoute::Phone,
        ticket: "sample".to_owned(),
        state,
        problems: Vec::new(),
    }
}

fn ticket_problems() -> RecoverTicket {
    RecoverTicket { problems: problem("password", Message::PasswordBreached), ..ticket(ready()) }
}
