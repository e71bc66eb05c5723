//! A proof counts for the one it was asked about and for nobody else, however its provider says whom it saw.

use std::time::Duration;

use base::VerificationId;
use evidence::document::DocumentType;
use evidence::kind::EvidenceKind;
use provider::{About, Finding, Inputs, Outcome, Subject, subject_digest};
use sandbox::providers::{Behaviour, Verdict, people};
use serde_json::json;
use store::verification::VerificationState;
use testkit::{World, declared, on_each_database};
use yimen::verification::{Concluded, EntryPoint};

use super::acts::{BANK, Case, FACE, conclusions};

on_each_database! {
    who_was_asked_about_passes_in_each_form,
    somebody_else_fails_in_each_form,
    another_name_at_the_provider_fails,
    the_name_at_the_provider_may_be_bound_to_the_reference,
    another_kind_of_proof_fails,
    what_was_found_at_another_time_fails,
    somebody_else_seen_by_any_provider_never_passes,
    an_answer_about_another_reference_is_no_answer,
}

fn lin() -> Subject {
    let Some(lin) = people().first() else { panic!("the city has people") };
    Subject { document: DocumentType::ResidentId, number: lin.number.to_owned(), name: lin.name.to_owned() }
}

fn found(about: About) -> Finding {
    Finding {
        kind: EvidenceKind::Face,
        about,
        openid: None,
        reference: "proof".to_owned(),
        at: None,
        inputs: Inputs::default(),
    }
}

async fn concluded(case: &Case, id: VerificationId, finding: Finding) -> (VerificationState, String) {
    let outcome = Outcome::Passed(Box::new(finding));
    let concluded = case.world.app.verifications.conclude(id, outcome, (EntryPoint::Poll, "")).await.unwrap();
    assert!(matches!(concluded, Concluded::Now(_)), "{concluded:?}");
    case.ended(id).await
}

fn reference(case: &Case, id: VerificationId) -> String {
    let all = case.city.cases(FACE.0).unwrap();
    all.into_iter().find(|one| one.seq == id.to_string()).unwrap().reference
}

async fn who_was_asked_about_passes_in_each_form(world: World) {
    let case = Case::of(world, &["open-set"]).await;
    for form in 0..3 {
        let id = case.begun(FACE).await;
        let about = match form {
            0 => About::Named(lin()),
            1 => About::Digest(subject_digest(&id.to_string(), &lin())),
            _ => About::Reference(reference(&case, id)),
        };
        assert_eq!(concluded(&case, id, found(about)).await.0, VerificationState::Passed);
        assert_eq!(case.evidence(id).await.len(), 1);
    }
}

async fn somebody_else_fails_in_each_form(world: World) {
    let case = Case::of(world, &["open-set"]).await;
    let other = people()[1].number.to_owned();
    let wrong: [fn(&Case, VerificationId, String) -> About; 6] = [
        |_, _, number| About::Named(Subject { number, ..lin() }),
        |_, _, _| About::Named(Subject { name: people()[1].name.to_owned(), ..lin() }),
        |_, _, _| About::Named(Subject { document: DocumentType::ResidencePermit, ..lin() }),
        |_, id, number| About::Digest(subject_digest(&id.to_string(), &Subject { number, ..lin() })),
        |case, id, _| About::Digest(subject_digest(&reference(case, id), &lin())),
        |_, id, _| About::Reference(id.to_string()),
    ];
    for wrong in wrong {
        let id = case.begun(FACE).await;
        let about = wrong(&case, id, other.clone());
        let ended = concluded(&case, id, found(about)).await;
        assert_eq!(ended, (VerificationState::Failed, "subject_mismatch".to_owned()));
        let [told] = <[_; 1]>::try_from(conclusions(&case.world, id).await).unwrap();
        assert_eq!(told["reason"], "subject_mismatch");
        assert!(case.evidence(id).await.is_empty());
        assert_eq!(case.levels().await, (2, 2));
    }
}

/// Where the provider is told who the person is in its app.
async fn with_openid(world: World) -> Case {
    let case = Case::of(world, &["open-set"]).await;
    let mut known = declared(&case.city.registration("open-set").unwrap());
    known.settings["needs"] = json!(["openid"]);
    case.world.register(&known).await;
    case
}

async fn another_name_at_the_provider_fails(world: World) {
    let case = with_openid(world).await;
    for openid in [Some("o-somebody-else"), None] {
        let id = case.begun(FACE).await;
        let about = About::Digest(subject_digest(&id.to_string(), &lin()));
        let finding = Finding { openid: openid.map(str::to_owned), ..found(about) };
        let ended = concluded(&case, id, finding).await;
        assert_eq!(ended, (VerificationState::Failed, "subject_mismatch".to_owned()), "{openid:?}");
    }
    assert_eq!(case.levels().await, (2, 2));
}

async fn the_name_at_the_provider_may_be_bound_to_the_reference(world: World) {
    let case = with_openid(world).await;
    let id = case.begun(FACE).await;
    let about = About::Digest(subject_digest(&id.to_string(), &lin()));
    let finding = Finding { openid: Some(people()[0].openid.to_owned()), ..found(about) };
    assert_eq!(concluded(&case, id, finding).await.0, VerificationState::Passed);
    let id = case.begun(FACE).await;
    let about = About::Reference(reference(&case, id));
    assert_eq!(concluded(&case, id, found(about)).await.0, VerificationState::Passed);
}

async fn another_kind_of_proof_fails(world: World) {
    let case = Case::of(world, &["open-set"]).await;
    let id = case.begun(FACE).await;
    let finding = Finding { kind: EvidenceKind::CounterCheck, ..found(About::Named(lin())) };
    let ended = concluded(&case, id, finding).await;
    assert_eq!(ended, (VerificationState::Failed, "kind_mismatch".to_owned()));
    assert_eq!(case.levels().await, (2, 2));
}

async fn somebody_else_seen_by_any_provider_never_passes(world: World) {
    let faces = ["wechat", "alipay", "cloud-face", "open-set", "open-sorted"];
    let case = Case::of(world, &faces).await;
    for provider in faces {
        let id = case.begun((provider, EvidenceKind::Face)).await;
        case.decide(provider, id, Verdict::WrongSubject).await;
        case.world.conclude_due().await;
        case.world.app.verifications.returned(id, &[], "").await.unwrap();
        let (state, reason) = case.ended(id).await;
        assert_ne!(state, VerificationState::Passed, "{provider}");
        if matches!(provider, "cloud-face" | "open-set" | "open-sorted") {
            assert_eq!(reason, "subject_mismatch", "{provider}");
        }
        assert!(case.evidence(id).await.is_empty(), "{provider}");
        assert_eq!(case.levels().await, (2, 2), "{provider}");
    }
}

async fn an_answer_about_another_reference_is_no_answer(world: World) {
    let case = Case::of(world, &["bank"]).await;
    let id = case.begun(BANK).await;
    case.city.set("bank", Behaviour::WrongSubject).unwrap();
    case.decide("bank", id, Verdict::Pass).await;
    case.world.conclude_due().await;
    assert_eq!(case.ended(id).await.0, VerificationState::Started);
    // Asked again when it behaves, it is believed.
    case.city.set("bank", Behaviour::Faithful).unwrap();
    case.world.app.verifications.returned(id, &[], "").await.unwrap();
    assert_eq!(case.ended(id).await.0, VerificationState::Passed);
}

async fn what_was_found_at_another_time_fails(world: World) {
    let case = Case::of(world, &["open-set"]).await;
    let now = case.world.now();
    for at in [now.minus(Duration::from_secs(301)), now.plus(Duration::from_secs(301))] {
        let id = case.begun(FACE).await;
        let ended = concluded(&case, id, Finding { at: Some(at), ..found(About::Named(lin())) }).await;
        assert_eq!(ended, (VerificationState::Failed, "another_time".to_owned()));
    }
    let id = case.begun(FACE).await;
    let at = Some(now.minus(Duration::from_secs(299)));
    let ended = concluded(&case, id, Finding { at, ..found(About::Named(lin())) }).await;
    assert_eq!(ended.0, VerificationState::Passed);
    // Never older than the question.
    assert_eq!(case.evidence(id).await[0].issued_at, now);
}
