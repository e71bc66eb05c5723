//! What a call must be: for each rule a call that breaks it alone.

use sandbox::providers::{JwtRefusal, RequestRefusal, people};
use serde_json::{Value, json};

use crate::world::{Form, NOW, World, put, seq};

/// Posts a right form to the bank, changed as the test likes.
async fn bank(world: &World, change: impl FnOnce(&mut Form)) -> crate::world::Answer {
    let mut form = world.form(&seq(1), &people()[0]);
    change(&mut form);
    world.post_form(&world.setting("bank", "url"), &form).await
}

async fn bank_refuses(why: RequestRefusal, change: impl FnOnce(&mut Form)) {
    let world = World::new().await;
    let answer = bank(&world, change).await;
    world.assert_refused("bank", &answer, why);
}

#[tokio::test]
async fn a_right_form_is_taken() {
    let world = World::new().await;
    assert_eq!(bank(&world, |_| {}).await.status, 200);
    assert!(world.city.refusals("bank").unwrap().is_empty());
    assert_eq!(world.city.calls("bank").unwrap(), 1);
}

#[tokio::test]
async fn a_form_is_refused_for_the_rule_it_breaks() {
    use RequestRefusal::{ForeignAddress, Missing, NotTheCaller, Time, Unfit};
    let fields = [
        (NotTheCaller, "app_id", "somebody"),
        (Time, "timestamp", "1799999699"),
        (Time, "timestamp", "1800000301"),
        (Unfit("timestamp"), "timestamp", "now"),
        (Missing("nonce"), "nonce", ""),
        (Unfit("out_seq_no"), "out_seq_no", "0000000000000000000000000000000G"),
        (Unfit("document_type"), "document_type", "library_card"),
        (Missing("document_number"), "document_number", ""),
        (Missing("phone"), "phone", ""),
        (Missing("bank_card"), "bank_card", ""),
        (ForeignAddress("notify_url"), "notify_url", "http://somebody-else.example/callback"),
        (Unfit("notify_url"), "notify_url", "callback"),
    ];
    for (why, name, value) in fields {
        bank_refuses(why, |form| put(form, name, value)).await;
    }
}

#[tokio::test]
async fn a_form_within_five_minutes_is_taken() {
    for timestamp in ["1799999700", "1800000300"] {
        let world = World::new().await;
        assert_eq!(bank(&world, |form| put(form, "timestamp", timestamp)).await.status, 200);
    }
}

#[tokio::test]
async fn refused_when_a_field_was_changed_after_signing() {
    let world = World::new().await;
    let form = world.issuer.form(&world.form(&seq(1), &people()[0]));
    let changed = form.replace("yimen-demo", "yimen-other");
    let url = world.setting("bank", "url");
    let answer = world.post(&url, "application/x-www-form-urlencoded", &changed).await;
    world.assert_refused("bank", &answer, RequestRefusal::SignatureWrong);
}

#[tokio::test]
async fn refused_when_a_field_comes_twice() {
    let world = World::new().await;
    let form = format!("{}&name=a", world.issuer.form(&world.form(&seq(1), &people()[0])));
    let answer = world.post(&world.setting("bank", "url"), "application/x-www-form-urlencoded", &form).await;
    world.assert_refused("bank", &answer, RequestRefusal::Malformed);
}

#[tokio::test]
async fn refused_when_the_media_type_is_another() {
    let world = World::new().await;
    let form = world.issuer.form(&world.form(&seq(1), &people()[0]));
    let answer = world.post(&world.setting("bank", "url"), "text/plain", &form).await;
    world.assert_refused("bank", &answer, RequestRefusal::MediaType);
    let answer = world.post(&world.setting("population", "url"), "text/plain", &form).await;
    world.assert_refused("population", &answer, RequestRefusal::MediaType);
}

#[tokio::test]
async fn refused_when_the_provider_was_told_of_no_key() {
    let world = World::of_strangers().await;
    let answer = bank(&world, |_| {}).await;
    world.assert_refused("bank", &answer, RequestRefusal::CallerUnknown);
}

#[tokio::test]
async fn refused_when_the_nonce_was_used_before() {
    let world = World::new().await;
    let first = world.form(&seq(1), &people()[0]);
    let nonce = first.iter().find(|(name, _)| name == "nonce").unwrap().1.clone();
    let url = world.setting("bank", "url");
    assert_eq!(world.post_form(&url, &first).await.status, 200);
    let mut second = world.form(&seq(2), &people()[0]);
    put(&mut second, "nonce", &nonce);
    let answer = world.post_form(&url, &second).await;
    world.assert_refused("bank", &answer, RequestRefusal::Replayed);
}

#[tokio::test]
async fn refused_when_the_number_was_used_before() {
    let world = World::new().await;
    assert_eq!(bank(&world, |_| {}).await.status, 200);
    let answer = bank(&world, |_| {}).await;
    world.assert_refused("bank", &answer, RequestRefusal::SeqUsed);
    let claims = world.claims("population", &seq(1), &people()[0]);
    assert_eq!(world.ask_register(&claims).await.status, 200);
    let answer = world.ask_register(&claims).await;
    world.assert_refused("population", &answer, RequestRefusal::SeqUsed);
}

#[tokio::test]
async fn refused_when_nobody_knows_the_case() {
    let world = World::new().await;
    world.begin("bank", &seq(1)).await;
    let mut form = World::common(&seq(1));
    put(&mut form, "reference", "another");
    let answer = world.post_form(&world.setting("bank", "query_url"), &form).await;
    world.assert_refused("bank", &answer, RequestRefusal::CaseUnknown);
}

#[tokio::test]
async fn refused_when_the_kind_of_proof_is_not_given() {
    let world = World::new().await;
    let mut form = world.form(&seq(1), &people()[0]);
    put(&mut form, "kind", "certificate");
    let answer = world.post_form(&world.setting("open-sorted", "url"), &form).await;
    world.assert_refused("open-sorted", &answer, RequestRefusal::KindUnknown);
    let mut claims = world.claims("open-set", &seq(1), &people()[0]);
    claims["kind"] = json!("certificate");
    let answer = world.ask_open_set(&claims).await;
    world.assert_refused("open-set", &answer, RequestRefusal::KindUnknown);
}

/// Asks the register with a right question, changed as the test likes.
async fn register_refuses(why: RequestRefusal, change: impl FnOnce(&mut Value)) {
    let world = World::new().await;
    let mut claims = world.claims("population", &seq(1), &people()[0]);
    change(&mut claims);
    let answer = world.ask_register(&claims).await;
    world.assert_refused("population", &answer, why);
}

#[tokio::test]
async fn a_question_is_refused_for_the_rule_it_breaks() {
    use JwtRefusal::{AudienceDiffers, Expired, IssuedInFuture, IssuerDiffers, JtiMissing};
    use RequestRefusal::{Jwt, LivesTooLong, Missing, Unfit};
    let claims = [
        (Jwt(IssuerDiffers), "iss", json!("http://somebody-else.example")),
        (Jwt(AudienceDiffers), "aud", json!("http://somebody-else.example")),
        (Jwt(Expired), "exp", json!(NOW - 61)),
        (Jwt(IssuedInFuture), "iat", json!(NOW + 61)),
        (Jwt(JtiMissing), "jti", Value::Null),
        (LivesTooLong, "exp", json!(NOW + 301)),
        (Unfit("out_seq_no"), "jti", json!("another")),
        (Missing("document"), "document", Value::Null),
        (Unfit("document"), "document", json!({ "type": "library_card", "number": "1" })),
        (Missing("number"), "document", json!({ "type": "passport" })),
        (Unfit("name"), "name", json!(7)),
    ];
    for (why, name, value) in claims {
        register_refuses(why, |claims| {
            let claims = claims.as_object_mut().unwrap();
            claims.remove(name);
            claims.extend((!value.is_null()).then(|| (name.to_owned(), value)));
        })
        .await;
    }
}

#[tokio::test]
async fn refused_when_the_token_is_of_another_type() {
    let world = World::new().await;
    let claims = world.claims("population", &seq(1), &people()[0]);
    let url = world.setting("population", "url");
    let answer = world.post_token(&url, "yimen-message+jwt", &claims).await;
    world.assert_refused("population", &answer, JwtRefusal::WrongType.into());
}

#[tokio::test]
async fn refused_when_the_browser_would_be_sent_elsewhere() {
    let world = World::new().await;
    for (name, why) in [("return_url", "return_url"), ("notify_url", "notify_url")] {
        let world = World::new().await;
        let mut claims = world.claims("open-set", &seq(1), &people()[0]);
        claims[name] = json!("http://somebody-else.example/");
        let answer = world.ask_open_set(&claims).await;
        world.assert_refused("open-set", &answer, RequestRefusal::ForeignAddress(why));
    }
    let mut form = world.form(&seq(1), &people()[0]);
    put(&mut form, "return_url", "http://somebody-else.example/");
    let answer = world.post_form(&world.setting("open-sorted", "url"), &form).await;
    world.assert_refused("open-sorted", &answer, RequestRefusal::ForeignAddress("return_url"));
}

#[tokio::test]
async fn a_question_about_a_case_is_taken_once() {
    let world = World::new().await;
    let reference = world.begin_open_set(&seq(1)).await.json()["reference"].clone();
    let claims = json!({ "iss": world.issuer.url, "aud": world.setting("open-set", "audience"), "iat": NOW,
        "exp": NOW + 60, "jti": "q1", "out_seq_no": seq(1), "reference": reference });
    let url = world.setting("open-set", "query_url");
    assert_eq!(world.post_token(&url, "yimen-verification-query+jwt", &claims).await.status, 204);
    let answer = world.post_token(&url, "yimen-verification-query+jwt", &claims).await;
    world.assert_refused("open-set", &answer, RequestRefusal::Replayed);
}
