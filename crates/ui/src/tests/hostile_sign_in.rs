//! The pages of signing in, registering and getting back into an account, full of hostile values.

use base::Time;

use super::escaping::hostile;
use crate::{
    Asking, Carried, CodeTarget, EnterCode, FieldProblem, Frame, Link, Message, MethodKind, OtherMethod,
    PasskeyOffer, PhoneCode, Qr, QrState, Reason, Recover, RecoverAnswer, RecoverDetails, RecoverDone,
    RecoverRoute, RecoverTicket, Register, Scan, ScanOutcome, ScanResult, SecondMethod, SecondStep, Sending,
    SensitiveAct, SentTo, SetUpNeeded, SignIn, TicketState, UnknownNumber, Way, Ways, Work,
};

const RUNS: &str = "javascript:alert(1)";
const ELSEWHERE: &str = "//evil.example";

fn runs() -> Option<String> {
    Some(RUNS.to_owned())
}

fn elsewhere() -> Option<String> {
    Some(ELSEWHERE.to_owned())
}

fn carried() -> Carried {
    Carried { handle: hostile(), csrf: hostile() }
}

fn asking() -> Option<Asking> {
    Some(Asking { name: hostile(), place: hostile(), logo: Some(hostile()) })
}

fn problems(field: &'static str) -> Vec<FieldProblem> {
    vec![FieldProblem { field, message: Message::WayToPlatform { platform: hostile() } }]
}

fn passkey() -> PasskeyOffer {
    PasskeyOffer { state: hostile(), options: hostile() }
}

fn work() -> Option<Work> {
    Some(Work { puzzle: hostile(), nonce: hostile(), bits: 12, ripe_after_seconds: 30 })
}

pub(super) fn sign_in() -> SignIn {
    SignIn {
        carried: carried(),
        asking: asking(),
        username: hostile(),
        problems: problems("username"),
        work: work(),
        ways: Ways {
            passkey: Some(passkey()),
            phone_code_href: runs(),
            qr_href: elsewhere(),
            recover_href: runs(),
            last_used: Some(Way::Passkey),
        },
        register_href: runs(),
        reauthenticate: Some(hostile()),
        reason: Some(Reason::Again),
        cancel_href: elsewhere(),
    }
}

fn register() -> Register {
    Register {
        carried: carried(),
        asking: asking(),
        username: hostile(),
        display_name: hostile(),
        problems: problems("display_name"),
        work: work(),
        sign_in_href: runs(),
        phone_href: elsewhere(),
        cancel_href: runs(),
        password_minimum: 8,
    }
}

fn codes(frame: &Frame) -> [String; 2] {
    let ask = PhoneCode {
        carried: carried(),
        asking: asking(),
        phone: hostile(),
        unknown_number: UnknownNumber::Nothing,
        problems: problems("phone"),
        work: work(),
        ways_href: RUNS.to_owned(),
        cancel_href: elsewhere(),
    };
    let enter = EnterCode {
        carried: carried(),
        asking: asking(),
        target: CodeTarget::SignIn,
        sent: hostile(),
        sent_to: SentTo::NumberEntered,
        valid_minutes: 5,
        resend_after_seconds: 60,
        problems: problems("code"),
        work: work(),
        change_href: runs(),
        ways_href: elsewhere(),
        cancel_href: runs(),
    };
    [crate::phone_code(frame, &ask), crate::enter_code(frame, &enter)]
}

fn second(method: SecondMethod) -> SecondStep {
    SecondStep {
        carried: carried(),
        asking: asking(),
        progress: hostile(),
        reason: Reason::Platform,
        method,
        others: vec![OtherMethod { kind: MethodKind::Totp, href: RUNS.to_owned() }],
        problems: problems(""),
        recover_href: runs(),
        skip_href: elsewhere(),
        cancel_href: runs(),
    }
}

fn scans(frame: &Frame) -> [String; 3] {
    let screen = Qr {
        carried: carried(),
        asking: asking(),
        scan: hostile(),
        text: hostile(),
        number: 42,
        seconds_left: 120,
        state: QrState::Waiting,
        notice: Some(Message::WayToPlatform { platform: hostile() }),
        again_href: RUNS.to_owned(),
        ways_href: ELSEWHERE.to_owned(),
    };
    let phone = Scan {
        csrf: hostile(),
        secret: hostile(),
        asking: asking(),
        device: hostile(),
        source: hostile(),
        opened_at: Time::from_seconds(0),
        now: Time::from_seconds(60),
        account_name: hostile(),
        numbers: [11, 42, 99],
        problems: problems("number"),
    };
    let way_on = Link { href: RUNS.to_owned(), label: Message::WayToPlatform { platform: hostile() } };
    let result = ScanResult { outcome: ScanOutcome::Approved, asking: asking(), way_on: Some(way_on) };
    [crate::qr(frame, &screen), crate::scan(frame, &phone), crate::scan_result(frame, &result)]
}

fn recovering(frame: &Frame) -> [String; 5] {
    let (at, expires_at) = (Time::from_seconds(60), Time::from_seconds(120));
    let start = Recover {
        asking: asking(),
        passkey_href: runs(),
        qr_href: elsewhere(),
        recovery_code_href: runs(),
        phone_href: elsewhere(),
        cancel_href: runs(),
    };
    let details = RecoverDetails {
        carried: carried(),
        asking: asking(),
        route: RecoverRoute::RecoveryCode,
        username: hostile(),
        problems: problems("code"),
        other_href: RUNS.to_owned(),
    };
    let answer = RecoverAnswer {
        asking: asking(),
        route: RecoverRoute::Phone,
        ready_at: at,
        now: Time::from_seconds(0),
        ticket_href: RUNS.to_owned(),
    };
    let ticket = RecoverTicket {
        carried: carried(),
        route: RecoverRoute::Phone,
        ticket: hostile(),
        state: TicketState::Ready { expires_at, password_minimum: 8 },
        problems: problems("password"),
    };
    [
        crate::recover(frame, &start),
        crate::recover_details(frame, &details),
        crate::recover_answer(frame, &answer),
        crate::recover_ticket(frame, &ticket),
        crate::recover_done(frame, &RecoverDone { sign_in_href: RUNS.to_owned() }),
    ]
}

/// All of them.
pub(super) fn pages(frame: &Frame) -> Vec<String> {
    let sent = Sending::Sent { valid_minutes: 5, resend_after_seconds: 60 };
    let set_up =
        SetUpNeeded { asking: asking(), passkey_href: runs(), totp_href: elsewhere(), back_href: runs() };
    let fresh = SecondStep {
        reason: Reason::Before(SensitiveAct::Other),
        ..second(SecondMethod::Password { username: hostile() })
    };
    let mut pages = vec![
        crate::sign_in(frame, &sign_in()),
        crate::register(frame, &register()),
        crate::second_step(frame, &second(SecondMethod::Sms(sent))),
        crate::second_step(frame, &second(SecondMethod::Passkey(passkey()))),
        crate::second_step(frame, &fresh),
        crate::set_up_needed(frame, &set_up),
    ];
    pages.extend(codes(frame));
    pages.extend(scans(frame));
    pages.extend(recovering(frame));
    pages
}
