//! Made-up content for the pages of proving who one is and of acting for organisations, in their states. Names,
//! numbers and codes are invented: the numbers have check characters that do not fit.

use super::Sample;
use super::samples::{account_name, asking, long_asking, words};
use crate::moment::{example_ago, example_ahead, example_now};
use crate::{
    ActingRole, BankCardField, CapacityEntity, CapacityPage, Carried, DocumentKind, DocumentRow,
    DocumentState, EvidenceRow, FailReason, FieldProblem, Frame, IdentityChange, IdentityLevel, IdentityPage,
    KnownIdentity, Lasts, Link, Looks, Message, OwnName, PhoneField, ProofKind, Proved, TriedWay,
    TypedPerson, VerifiedPage, VerifyOutcome, VerifyPage, VerifyReason, VerifyWay, WaitingPage, WayState,
    WorthReason,
};

/// Every sample, in the order of the list.
pub(super) const ALL: &[Sample] = &[
    ("verify", |frame| crate::verify(frame, &verify(frame))),
    ("verify-identity", |frame| crate::verify(frame, &VerifyPage { identity: None, ..verify(frame) })),
    ("verify-identity-problems", |frame| crate::verify(frame, &verify_identity_problems(frame))),
    ("verify-change-problems", |frame| {
        let known = verify(frame).identity;
        crate::verify(frame, &VerifyPage { identity: known, ..verify_identity_problems(frame) })
    }),
    ("verify-way-problems", |frame| crate::verify(frame, &verify_way_problems(frame))),
    ("verify-wished", |frame| crate::verify(frame, &verify_wished(frame))),
    ("verify-second-step", |frame| crate::verify(frame, &verify_second(frame))),
    ("verify-fresh-face-only", |frame| crate::verify(frame, &verify_fresh(frame))),
    ("verify-own-no-ways", |frame| crate::verify(frame, &verify_own(frame))),
    ("verify-long", |frame| {
        crate::verify(frame, &VerifyPage { asking: Some(long_asking(frame)), ..verify(frame) })
    }),
    ("waiting", |frame| crate::waiting(frame, &waiting(frame))),
    ("waiting-visit", |frame| crate::waiting(frame, &waiting_visit(frame))),
    ("verified-passed", |frame| crate::verified(frame, &passed(frame, (1, 1), UNTIL))),
    ("verified-first-of-two", |frame| crate::verified(frame, &first_of_two(frame))),
    ("verified-session", |frame| crate::verified(frame, &passed(frame, (1, 1), Lasts::ThisSession))),
    ("verified-no-match", |frame| crate::verified(frame, &failed(frame, FailReason::NoMatch))),
    ("verified-not-live", |frame| crate::verified(frame, &failed(frame, FailReason::NotLive))),
    ("verified-other-face", |frame| crate::verified(frame, &failed(frame, FailReason::OtherFace))),
    ("verified-document-invalid", |frame| {
        crate::verified(frame, &failed(frame, FailReason::DocumentInvalid))
    }),
    ("verified-deceased", |frame| crate::verified(frame, &failed(frame, FailReason::Deceased))),
    ("verified-refused", |frame| crate::verified(frame, &failed(frame, FailReason::Refused))),
    ("verified-subject-mismatch", |frame| {
        crate::verified(frame, &failed(frame, FailReason::SubjectMismatch))
    }),
    ("verified-elsewhere", |frame| crate::verified(frame, &elsewhere(frame))),
    ("verified-cancelled", |frame| crate::verified(frame, &ended(frame, VerifyOutcome::Cancelled))),
    ("verified-expired", |frame| crate::verified(frame, &ended(frame, VerifyOutcome::Expired))),
    ("verified-broke", |frame| crate::verified(frame, &ended(frame, VerifyOutcome::Broke))),
    ("capacity", |frame| crate::capacity(frame, &capacity(frame))),
    ("capacity-problems", |frame| crate::capacity(frame, &capacity_problems(frame))),
    ("capacity-organisations-only", |frame| crate::capacity(frame, &capacity_nobody(frame))),
    ("home-identity", |frame| crate::identity(frame, &identity(frame))),
    ("home-identity-new", |frame| crate::identity(frame, &identity_new(frame))),
    ("home-identity-disputed", |frame| crate::identity(frame, &identity_disputed(frame))),
];

const DAY: u64 = 24 * 60;

const UNTIL: Lasts = Lasts::Until(example_now_and_a_year());

const fn example_now_and_a_year() -> base::Time {
    base::Time::from_seconds(example_now().seconds() + 365 * 24 * 3600)
}

fn carried() -> Carried {
    Carried { handle: "sample".to_owned(), csrf: "sample".to_owned() }
}

fn register(frame: &Frame) -> String {
    words(frame, "云江省人口登记", "Yunjiang Population Register").to_owned()
}

fn bank(frame: &Frame) -> String {
    words(frame, "云江银行", "Bank of Yunjiang").to_owned()
}

fn operator(frame: &Frame) -> String {
    words(frame, "云江通信", "Yunjiang Mobile").to_owned()
}

fn camera(frame: &Frame) -> String {
    words(frame, "云江人脸核验中心", "Yunjiang Face Centre").to_owned()
}

fn verify(frame: &Frame) -> VerifyPage {
    VerifyPage {
        carried: carried(),
        asking: Some(asking(frame)),
        reason: VerifyReason::Needed,
        level: IdentityLevel::L2,
        needed: IdentityLevel::L4,
        identity: Some(KnownIdentity {
            document: DocumentKind::ResidentId,
            number: "1****************3".to_owned(),
            name: words(frame, "阿依古丽·买买提", "Ayguli Maimaiti").to_owned(),
            change: IdentityChange::Offered,
        }),
        typed: TypedPerson::default(),
        ways: ways(frame),
        tried: None,
        problems: Vec::new(),
        skip_href: None,
        cancel_href: Some("/ui".to_owned()),
    }
}

fn way(provider: &str, name: String, kind: ProofKind, (step, steps): (u32, u32)) -> VerifyWay {
    VerifyWay {
        provider: provider.to_owned(),
        name,
        kind,
        step,
        steps,
        phone: PhoneField::NotNeeded,
        bank_card: BankCardField::NotNeeded,
        state: WayState::Now,
    }
}

fn ways(frame: &Frame) -> Vec<VerifyWay> {
    let network = words(frame, "国家网络身份认证", "National Network Identity").to_owned();
    let wechat = words(frame, "微信", "WeChat").to_owned();
    vec![
        way("network", network, ProofKind::NetworkIdentityFace, (1, 1)),
        way("camera", camera(frame), ProofKind::Face, (1, 2)),
        VerifyWay {
            phone: PhoneField::Asked,
            bank_card: BankCardField::Asked,
            ..way("bank", bank(frame), ProofKind::BankFourElement, (1, 2))
        },
        VerifyWay {
            phone: PhoneField::Known { masked: "138 **** 5678".to_owned() },
            ..way("operator", operator(frame), ProofKind::TelecomElements, (1, 2))
        },
        VerifyWay {
            state: WayState::NotNow,
            ..way("register", register(frame), ProofKind::TwoElement, (1, 2))
        },
        VerifyWay { state: WayState::NotHere, ..way("wechat", wechat, ProofKind::Face, (1, 2)) },
    ]
}

fn verify_identity_problems(frame: &Frame) -> VerifyPage {
    VerifyPage {
        identity: None,
        typed: TypedPerson {
            document: Some(DocumentKind::ResidentId),
            number: "110105194912310020".to_owned(),
            name: String::new(),
        },
        problems: vec![
            FieldProblem { field: "number", message: Message::DocumentNumberMistyped },
            FieldProblem { field: "name", message: Message::PersonNameMissing },
        ],
        ..verify(frame)
    }
}

fn verify_way_problems(frame: &Frame) -> VerifyPage {
    VerifyPage {
        ways: ways(frame).into_iter().map(with_a_look_at_the_face).collect(),
        tried: Some(TriedWay {
            provider: "bank".to_owned(),
            kind: ProofKind::Face,
            phone: "1380000".to_owned(),
        }),
        problems: vec![
            FieldProblem { field: "phone", message: Message::PhoneShape },
            FieldProblem { field: "bank_card", message: Message::BankCardMissing },
            FieldProblem { field: "face_consent", message: Message::FaceConsentMissing },
        ],
        ..verify(frame)
    }
}

/// A way with every field there is.
fn with_a_look_at_the_face(way: VerifyWay) -> VerifyWay {
    if way.provider == "bank" { VerifyWay { kind: ProofKind::Face, ..way } } else { way }
}

fn verify_wished(frame: &Frame) -> VerifyPage {
    VerifyPage {
        reason: VerifyReason::Wished,
        needed: IdentityLevel::L3,
        ways: vec![
            way("register", register(frame), ProofKind::TwoElement, (1, 1)),
            VerifyWay {
                state: WayState::OtherDocument,
                ..way("operator", operator(frame), ProofKind::TelecomElements, (1, 1))
            },
        ],
        skip_href: Some("/ui".to_owned()),
        ..verify(frame)
    }
}

fn verify_second(frame: &Frame) -> VerifyPage {
    let second = |way: VerifyWay| VerifyWay { step: 2, steps: 2, ..way };
    VerifyPage {
        level: IdentityLevel::L3,
        ways: ways(frame).into_iter().take(2).map(second).collect(),
        ..verify(frame)
    }
}

fn verify_fresh(frame: &Frame) -> VerifyPage {
    let known = verify(frame).identity;
    VerifyPage {
        reason: VerifyReason::Fresh,
        level: IdentityLevel::L4,
        identity: known.map(|known| KnownIdentity { change: IdentityChange::No, ..known }),
        ways: ways(frame).into_iter().take(1).collect(),
        ..verify(frame)
    }
}

fn verify_own(frame: &Frame) -> VerifyPage {
    VerifyPage {
        asking: None,
        reason: VerifyReason::Own,
        identity: Some(KnownIdentity {
            document: DocumentKind::ForeignPermanentResident,
            number: "9****************0".to_owned(),
            name: "Maria-Magdalena Konstantinopoulou de la Fuente y Villanueva".to_owned(),
            change: IdentityChange::Offered,
        }),
        ways: Vec::new(),
        ..verify(frame)
    }
}

fn waiting(frame: &Frame) -> WaitingPage {
    WaitingPage {
        carried: carried(),
        asking: Some(asking(frame)),
        seq: "0123456789abcdef0123456789abcdef".to_owned(),
        provider: bank(frame),
        kind: ProofKind::BankFourElement,
        provider_href: None,
        looks: Looks::Every { seconds: 2, still_href: "/ui/waiting-visit".to_owned() },
        wait_href: "/ui/waiting".to_owned(),
        minutes_left: 28,
    }
}

fn waiting_visit(frame: &Frame) -> WaitingPage {
    WaitingPage {
        provider: camera(frame),
        kind: ProofKind::Face,
        provider_href: Some("/ui".to_owned()),
        looks: Looks::ByHand,
        wait_href: "/ui/waiting-visit".to_owned(),
        ..waiting(frame)
    }
}

fn passed(frame: &Frame, (step, steps): (u32, u32), lasts: Lasts) -> VerifiedPage {
    VerifiedPage {
        asking: Some(asking(frame)),
        provider: camera(frame),
        outcome: VerifyOutcome::Passed(Proved {
            kind: ProofKind::Face,
            level: IdentityLevel::L4,
            lasts,
            step,
            steps,
        }),
        again_href: (lasts == Lasts::ThisSession).then(|| "/ui/verify".to_owned()),
        way_on: to_platform(frame),
    }
}

fn first_of_two(frame: &Frame) -> VerifiedPage {
    VerifiedPage {
        provider: bank(frame),
        outcome: VerifyOutcome::Passed(Proved {
            kind: ProofKind::BankFourElement,
            level: IdentityLevel::L3,
            lasts: UNTIL,
            step: 1,
            steps: 2,
        }),
        way_on: Link { href: "/ui/verify-second-step".to_owned(), label: Message::WayNextProof },
        ..passed(frame, (1, 2), UNTIL)
    }
}

fn to_platform(frame: &Frame) -> Link {
    Link { href: "/ui".to_owned(), label: Message::WayToPlatform { platform: asking(frame).name } }
}

fn ended(frame: &Frame, outcome: VerifyOutcome) -> VerifiedPage {
    VerifiedPage { outcome, again_href: Some("/ui/verify".to_owned()), ..passed(frame, (1, 1), UNTIL) }
}

fn failed(frame: &Frame, reason: FailReason) -> VerifiedPage {
    ended(frame, VerifyOutcome::Failed(reason))
}

fn elsewhere(frame: &Frame) -> VerifiedPage {
    VerifiedPage {
        asking: None,
        again_href: None,
        way_on: Link { href: "/ui/sign-in".to_owned(), label: Message::WaySignIn },
        ..failed(frame, FailReason::Elsewhere)
    }
}

fn capacity(frame: &Frame) -> CapacityPage {
    let entity = |id: &str, name: &str, role| CapacityEntity {
        id: id.to_owned(),
        name: name.to_owned(),
        role,
        until: None,
        items: Vec::new(),
    };
    let shop = words(frame, "云江海屿茶叶店", "Haiyu Tea Shop");
    let works = words(frame, "云江精密机械制造有限公司", "Yunjiang Precision Works Ltd");
    CapacityPage {
        carried: carried(),
        asking: Some(asking(frame)),
        self_name: account_name(frame),
        own_name: OwnName::Offered,
        entities: vec![
            entity("e1", shop, ActingRole::LegalRepresentative),
            entity("e2", works, ActingRole::Administrator),
            CapacityEntity {
                until: Some(example_ahead(90 * DAY)),
                items: items(frame),
                ..entity("e3", words(frame, "邻江物流集团", "Linjiang Logistics"), ActingRole::Agent)
            },
        ],
        chosen: None,
        problems: Vec::new(),
        cancel_href: Some("/ui".to_owned()),
    }
}

/// Matters that a right may be for.
pub(super) fn items(frame: &Frame) -> Vec<String> {
    let both = [("社保缴费申报", "Social insurance returns"), ("公积金缴存", "Housing fund payments")];
    both.map(|(chinese, english)| words(frame, chinese, english).to_owned()).to_vec()
}

fn capacity_problems(frame: &Frame) -> CapacityPage {
    CapacityPage {
        problems: vec![FieldProblem { field: "capacity", message: Message::CapacityMissing }],
        ..capacity(frame)
    }
}

/// Somebody without an organisation at a platform that serves organisations only.
fn capacity_nobody(frame: &Frame) -> CapacityPage {
    CapacityPage { own_name: OwnName::NotTaken, entities: Vec::new(), ..capacity(frame) }
}

fn identity(frame: &Frame) -> IdentityPage {
    IdentityPage {
        csrf: "sample".to_owned(),
        level: IdentityLevel::L3,
        until: Some(example_ahead(170 * DAY)),
        session_level: Some(IdentityLevel::L4),
        documents: vec![
            DocumentRow {
                kind: DocumentKind::ResidentId,
                number: "1****************3".to_owned(),
                name: account_name(frame),
                state: DocumentState::Verified { at: example_ago(200 * DAY) },
                valid_until: Some(example_ahead(2000 * DAY)),
                new_name: Some(words(frame, "阿依古丽·艾力", "Ayguli Eli").to_owned()),
            },
            DocumentRow {
                kind: DocumentKind::Passport,
                number: "E*******1".to_owned(),
                name: account_name(frame),
                state: DocumentState::Told,
                valid_until: None,
                new_name: None,
            },
        ],
        evidence: evidence(frame),
        raise_href: Some("/ui/verify".to_owned()),
        problems: Vec::new(),
        notice: Some(Message::IdentityTold),
        now: example_now(),
    }
}

fn evidence(frame: &Frame) -> Vec<EvidenceRow> {
    let row = |id: &str, (kind, provider): (ProofKind, String), minutes, worth, why| EvidenceRow {
        id: id.to_owned(),
        kind,
        provider,
        issued: example_ago(minutes),
        until: Some(example_ahead(170 * DAY)),
        worth,
        why,
    };
    let third = Some(IdentityLevel::L3);
    let lapsed = (ProofKind::TelecomElements, operator(frame));
    vec![
        row(
            "p1",
            (ProofKind::Face, camera(frame)),
            12,
            Some(IdentityLevel::L4),
            WorthReason::OnlyInItsSession,
        ),
        row("p2", (ProofKind::TwoElement, register(frame)), 195 * DAY, third, WorthReason::Counts),
        EvidenceRow { until: None, ..row("p3", lapsed, 400 * DAY, None, WorthReason::Expired) },
        EvidenceRow {
            until: None,
            ..row(
                "p4",
                (ProofKind::SelfAsserted, String::new()),
                401 * DAY,
                Some(IdentityLevel::L2),
                WorthReason::Counts,
            )
        },
    ]
}

fn identity_new(frame: &Frame) -> IdentityPage {
    IdentityPage {
        level: IdentityLevel::L1,
        until: None,
        session_level: None,
        documents: Vec::new(),
        evidence: Vec::new(),
        notice: None,
        ..identity(frame)
    }
}

/// Every reason there is why a proof counts for less, after a report.
fn identity_disputed(frame: &Frame) -> IdentityPage {
    let reasons = [
        WorthReason::Disputed,
        WorthReason::BesideDisputed,
        WorthReason::Revoked,
        WorthReason::NeedsSecondKind,
        WorthReason::CappedByProvider,
        WorthReason::TooOld,
        WorthReason::NoRule,
    ];
    let kinds = [
        ProofKind::Face,
        ProofKind::BankFourElement,
        ProofKind::ProviderRealName,
        ProofKind::CardRead,
        ProofKind::NetworkIdentityPassword,
        ProofKind::CounterCheck,
        ProofKind::PhoneCode,
    ];
    let rows = reasons.into_iter().zip(kinds).enumerate().map(|(place, (why, kind))| EvidenceRow {
        id: format!("p{place}"),
        kind,
        provider: camera(frame),
        issued: example_ago(DAY),
        until: None,
        worth: None,
        why,
    });
    IdentityPage {
        level: IdentityLevel::L2,
        until: None,
        session_level: None,
        evidence: rows.collect(),
        raise_href: None,
        problems: vec![FieldProblem { field: "", message: Message::EvidenceGone }],
        notice: None,
        ..identity(frame)
    }
}
