//! What comes to the address for callbacks: taken once, refused for one reason each, never a way in.

use std::time::Duration;

use sandbox::providers::{Behaviour, Verdict};
use store::provider::ProviderStatus;
use store::verification::VerificationState;
use testkit::{World, declared, on_each_database};
use yimen::verification::DeclaredProvider;

use super::acts::{Case, FACE, detail, events, media_type};

on_each_database! {
    the_same_again_is_acknowledged_and_written_once,
    the_same_id_with_other_content_is_a_conflict,
    what_is_not_the_providers_is_refused,
    of_another_method_nothing_is_taken,
    what_is_too_long_is_not_read,
    a_flood_of_false_callbacks_does_not_fill_the_log,
    refused_where_there_is_no_such_provider,
    refused_where_nothing_is_called_back,
    about_another_providers_verification_it_changes_nothing,
    about_no_verification_it_is_taken_and_forgotten,
}

const HOUR: Duration = Duration::from_secs(3600);
const PUSHING: [&str; 2] = ["open-set", "open-sorted"];

async fn the_same_again_is_acknowledged_and_written_once(world: World) {
    let case = Case::of(world, &["open-set"]).await;
    let id = case.begun(FACE).await;
    let letter = case.letter("open-set", id, Verdict::Pass).await;
    for _ in 0..3 {
        let reply = case.world.call_back("open-set", media_type("open-set"), &letter).await;
        assert_eq!((reply.status, reply.body.as_str()), (202, ""));
    }
    case.world.conclude_due().await;
    let reply = case.world.call_back("open-set", media_type("open-set"), &letter).await;
    assert_eq!(reply.status, 202);
    assert_eq!(case.world.database().rows().await["callback_inbox"], 1);
}

async fn the_same_id_with_other_content_is_a_conflict(world: World) {
    let case = Case::of(world, &PUSHING).await;
    for provider in PUSHING {
        let id = case.begun((provider, FACE.1)).await;
        case.city.set(provider, Behaviour::SameIdOtherBody).unwrap();
        case.decide(provider, id, Verdict::Pass).await;
        let told = case.city.deliveries(provider).unwrap();
        let statuses: Vec<u16> = told.iter().map(|one| one.answer.as_ref().unwrap().status).collect();
        assert_eq!(statuses[1], 409, "{provider}");
        assert!(matches!(statuses[0], 200 | 202), "{provider}");
        case.world.conclude_due().await;
        assert_eq!(case.ended(id).await.0, VerificationState::Passed, "{provider}");
        let noted: Vec<_> = events(&case.world, "callback.conflict").await.iter().map(detail).collect();
        let noted = noted.iter().find(|one| one["verification"] == id.to_string()).unwrap();
        assert_eq!(noted["provider"], provider);
    }
    assert_eq!(events(&case.world, "callback.conflict").await.len(), 2);
}

async fn what_is_not_the_providers_is_refused(world: World) {
    let case = Case::of(world, &["open-set", "open-sorted", "population", "bank"]).await;
    let wrong = [
        Behaviour::Tampered,
        Behaviour::OldTimestamp,
        Behaviour::FutureTimestamp,
        Behaviour::UnknownKey,
        Behaviour::RotatedKey,
        Behaviour::OtherProvidersKey,
        Behaviour::NoSignature,
        Behaviour::AlgNone,
        Behaviour::OtherAudience,
    ];
    for behaviour in wrong {
        for provider in PUSHING {
            let id = case.begun((provider, FACE.1)).await;
            case.city.set(provider, behaviour).unwrap();
            let entries = events(&case.world, "callback.refused").await.len();
            case.decide(provider, id, Verdict::Pass).await;
            let sent = case.city.deliveries(provider).unwrap();
            let answer = sent.last().unwrap().answer.clone().unwrap();
            // A language without an audience names a verification that is not ours.
            if (provider, behaviour) == ("open-sorted", Behaviour::OtherAudience) {
                assert_eq!(answer.status, 200);
            } else {
                assert_eq!(answer.status, 400, "{provider} {behaviour:?}");
                assert!(events(&case.world, "callback.refused").await.len() > entries, "{behaviour:?}");
            }
            case.world.app.verifications.process_inbox().await.unwrap();
            assert_eq!(case.ended(id).await.0, VerificationState::Started, "{provider} {behaviour:?}");
            // Budgets fill again.
            case.world.advance(HOUR);
        }
    }
    assert_eq!(case.world.database().rows().await["callback_inbox"], 1);
    assert_eq!(case.world.stored_level(&case.lin).await.level, 2);
}

async fn of_another_method_nothing_is_taken(world: World) {
    let case = Case::of(world, &PUSHING).await;
    for provider in PUSHING {
        let id = case.begun((provider, FACE.1)).await;
        case.city.set(provider, Behaviour::GetInstead).unwrap();
        case.decide(provider, id, Verdict::Pass).await;
        let sent = case.city.deliveries(provider).unwrap();
        assert!(sent.iter().all(|one| one.answer.as_ref().is_some_and(|answer| answer.status == 405)));
        assert_eq!(case.ended(id).await.0, VerificationState::Started);
    }
    let reply = case.world.get("/providers/open-set/callback").await;
    assert_eq!((reply.status, reply.header("allow")), (405, Some("POST")));
    assert_eq!(case.world.database().rows().await["callback_inbox"], 0);
}

async fn what_is_too_long_is_not_read(world: World) {
    let case = Case::of(world, &PUSHING).await;
    for provider in PUSHING {
        let id = case.begun((provider, FACE.1)).await;
        case.city.set(provider, Behaviour::Oversized).unwrap();
        case.decide(provider, id, Verdict::Pass).await;
        let sent = case.city.deliveries(provider).unwrap();
        let answered = sent.iter().filter_map(|one| one.answer.as_ref());
        assert!(answered.into_iter().all(|answer| answer.status == 413), "{provider}");
        assert_eq!(case.ended(id).await.0, VerificationState::Started);
    }
    assert_eq!(case.world.database().rows().await["callback_inbox"], 0);
}

async fn a_flood_of_false_callbacks_does_not_fill_the_log(world: World) {
    let case = Case::of(world, &["open-set"]).await;
    for _ in 0..30 {
        let reply = case.world.call_back("open-set", media_type("open-set"), "not a token").await;
        assert_eq!((reply.status, reply.text("err")), (400, "invalid_request".to_owned()));
    }
    assert_eq!(events(&case.world, "callback.refused").await.len(), 20);
    // What is true still comes through.
    let id = case.begun(FACE).await;
    case.decide("open-set", id, Verdict::Pass).await;
    case.world.conclude_due().await;
    assert_eq!(case.ended(id).await.0, VerificationState::Passed);
}

async fn refused_where_there_is_no_such_provider(world: World) {
    let reply = world.call_back("nobody", media_type("open-set"), "").await;
    assert_eq!(reply.status, 404);
    assert_eq!(events(&world, "callback.refused").await.len(), 0);
}

async fn refused_where_nothing_is_called_back(world: World) {
    let case = Case::of(world, &["population", "open-set"]).await;
    let id = case.begun(FACE).await;
    let letter = case.letter("open-set", id, Verdict::Pass).await;
    let reply = case.world.call_back("population", media_type("open-set"), &letter).await;
    assert!((400..500).contains(&reply.status), "{reply:?}");
    assert_eq!(case.world.database().rows().await["callback_inbox"], 0);
}

async fn about_another_providers_verification_it_changes_nothing(world: World) {
    let case = Case::of(world, &PUSHING).await;
    let id = case.begun(FACE).await;
    let known = declared(&case.city.registration("open-set").unwrap());
    // A second provider that signs with the same key: what it says of the first one's verification is not its to say.
    case.world.register(&DeclaredProvider { id: "twin".to_owned(), ..known }).await;
    let (kid, key) = case.city.registration("open-set").unwrap().their_keys.remove(0);
    case.world.add_key("twin", (&kid, key)).await.unwrap();
    case.world.switch("twin", ProviderStatus::Enabled).await;
    let letter = case.letter("open-set", id, Verdict::Pass).await;
    assert_eq!(case.world.call_back("twin", media_type("open-set"), &letter).await.status, 202);
    case.world.app.verifications.process_inbox().await.unwrap();
    assert_eq!(case.ended(id).await.0, VerificationState::Started);
    assert_eq!(case.world.call_back("open-set", media_type("open-set"), &letter).await.status, 202);
    case.world.app.verifications.process_inbox().await.unwrap();
    assert_eq!(case.ended(id).await.0, VerificationState::Passed);
}

async fn about_no_verification_it_is_taken_and_forgotten(world: World) {
    let case = Case::of(world, &["open-sorted"]).await;
    let id = case.begun(("open-sorted", FACE.1)).await;
    case.city.set("open-sorted", Behaviour::OtherAudience).unwrap();
    case.decide("open-sorted", id, Verdict::Pass).await;
    case.world.app.verifications.process_inbox().await.unwrap();
    let [delivery] =
        <[_; 1]>::try_from(case.world.app.verifications.deliveries("open-sorted", 10).await.unwrap())
            .unwrap();
    assert!(delivery.processed_at.is_some());
    assert_eq!(case.ended(id).await.0, VerificationState::Started);
}
