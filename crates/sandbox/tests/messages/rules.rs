//! A call that is taken and, for each rule, one that is refused for that rule alone.

use std::time::Duration;

use sandbox::messages::{CallRefusal, Channel, JwtRefusal, Purpose};
use serde_json::json;

use crate::issuer::Key;
use crate::world::{NOW, PHONE, World};

/// Sends the body to the SMS address and expects this refusal.
async fn refused(world: &World, body: &str, status: u16, why: impl Into<CallRefusal>) {
    let answer = world.send(body).await;
    assert_eq!(answer.status, status, "{answer:?}");
    world.assert_refused(&answer, why.into());
    assert_eq!(world.provider.messages(), []);
}

#[tokio::test]
async fn a_right_call_is_taken() {
    let world = World::new().await;
    let answer = world.send(&world.call("m1", |_| {})).await;
    assert_eq!((answer.status, &answer.body), (200, &json!({ "id": "m1", "outcome": "taken" })));
    let [message] = world.provider.messages().try_into().unwrap();
    assert_eq!((message.id.as_str(), message.to.as_str(), message.template.as_str()), ("m1", PHONE, "code"));
    assert_eq!((message.channel, message.purpose), (Channel::Sms, Purpose::Code));
    assert_eq!(message.code.as_deref(), Some("042917"));
    assert_eq!(message.received_at.seconds(), NOW);
    assert_eq!(message.values["minutes"], "5");
    assert_eq!(world.provider.code_for("13800138000").as_deref(), Some("042917"));
    assert_eq!((world.provider.calls(), world.provider.refusals()), (1, vec![]));
}

#[tokio::test]
async fn mail_is_taken_at_its_own_address() {
    let world = World::new().await;
    let call = world.call("m1", |claims| {
        claims["message"]["channel"] = json!("mail");
        claims["message"]["to"] = json!("an@example.org");
        claims["message"]["subject"] = json!("新登录");
        claims["message"]["purpose"] = json!("notice");
        claims["message"].as_object_mut().unwrap().remove("code");
    });
    let answer = world.try_post(&world.provider.mail_url(), &call).await.unwrap();
    assert_eq!(answer.status, 200, "{answer:?}");
    let [message] = world.provider.messages_to("an@example.org").try_into().unwrap();
    assert_eq!((message.subject.as_deref(), message.code), (Some("新登录"), None));
}

#[tokio::test]
async fn a_call_signed_with_a_rotated_key_is_taken() {
    let world = World::new().await;
    world.take("m1", |_| {}).await;
    world.issuer.rotate("second");
    let header = json!({ "alg": "ES256", "kid": "second", "typ": "yimen-message+jwt" });
    let answer = world.send(&world.issuer.sign(&header, &world.claims("m2"))).await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

#[tokio::test]
async fn refused_when_signed_by_another() {
    let world = World::new().await;
    let call = Key::new("first").sign(&world.header(), &world.claims("m1"));
    refused(&world, &call, 401, JwtRefusal::SignatureWrong).await;
}

#[tokio::test]
async fn refused_when_key_is_not_published() {
    let world = World::new().await;
    let header = json!({ "alg": "ES256", "kid": "other", "typ": "yimen-message+jwt" });
    refused(&world, &Key::new("other").sign(&header, &world.claims("m1")), 401, JwtRefusal::KeyUnknown).await;
}

#[tokio::test]
async fn refused_when_not_signed() {
    let world = World::new().await;
    let header = json!({ "alg": "none", "kid": "first", "typ": "yimen-message+jwt" });
    let call = world.issuer.sign(&header, &world.claims("m1"));
    let unsigned = format!("{}.", call.rsplit_once('.').unwrap().0);
    refused(&world, &unsigned, 401, JwtRefusal::Unsigned).await;
}

#[tokio::test]
async fn refused_when_of_another_type() {
    let world = World::new().await;
    for typ in [json!("at+jwt"), json!("JWT"), json!("logout+jwt")] {
        let world = World::new().await;
        let header = json!({ "alg": "ES256", "kid": "first", "typ": typ });
        let call = world.issuer.sign(&header, &world.claims("m1"));
        refused(&world, &call, 401, JwtRefusal::WrongType).await;
    }
    let header = json!({ "alg": "ES256", "kid": "first" });
    refused(&world, &world.issuer.sign(&header, &world.claims("m1")), 401, JwtRefusal::WrongType).await;
}

#[tokio::test]
async fn refused_when_from_another_issuer() {
    let world = World::new().await;
    let call = world.call("m1", |claims| claims["iss"] = json!("http://127.0.0.1:1"));
    refused(&world, &call, 401, JwtRefusal::IssuerDiffers).await;
}

#[tokio::test]
async fn refused_when_meant_for_another() {
    let world = World::new().await;
    let call = world.call("m1", |claims| claims["aud"] = json!("https://sms.example.org"));
    refused(&world, &call, 401, JwtRefusal::AudienceDiffers).await;
}

#[tokio::test]
async fn refused_when_expired() {
    let world = World::new().await;
    let call =
        world.call("m1", |claims| drop(claims["message"].as_object_mut().unwrap().remove("expires_at")));
    world.clock.advance(Duration::from_secs(361));
    refused(&world, &call, 401, JwtRefusal::Expired).await;
}

#[tokio::test]
async fn refused_when_issued_in_the_future() {
    let world = World::new().await;
    let call = world.call("m1", |claims| {
        claims["iat"] = json!(NOW + 61);
        claims["exp"] = json!(NOW + 361);
    });
    refused(&world, &call, 401, JwtRefusal::IssuedInFuture).await;
}

#[tokio::test]
async fn refused_when_a_time_or_the_identifier_is_missing() {
    for (member, why) in [
        ("iat", JwtRefusal::IssuedAtMissing),
        ("exp", JwtRefusal::ExpiryMissing),
        ("jti", JwtRefusal::JtiMissing),
    ] {
        let world = World::new().await;
        let call = world.call("m1", |claims| drop(claims.as_object_mut().unwrap().remove(member)));
        refused(&world, &call, 401, why).await;
    }
}

#[tokio::test]
async fn refused_when_living_too_long() {
    let world = World::new().await;
    let call = world.call("m1", |claims| claims["exp"] = json!(NOW + 3601));
    refused(&world, &call, 401, CallRefusal::LivesTooLong).await;
}

#[tokio::test]
async fn refused_when_not_a_jwt() {
    for body in ["", "042917", "a.b", "a.b.c", "{\"message\":{}}"] {
        let world = World::new().await;
        refused(&world, body, 400, JwtRefusal::Malformed).await;
    }
}

#[tokio::test]
async fn refused_when_sent_as_something_else() {
    let world = World::new().await;
    let url = world.provider.sms_url();
    let answer = world.post_as(&url, "application/json", &world.call("m1", |_| {})).await.unwrap();
    assert_eq!(answer.status, 400);
    world.assert_refused(&answer, CallRefusal::MediaType);
    let answer = world.post_as(&url, "Application/JWT; charset=utf-8", &world.call("m1", |_| {})).await;
    assert_eq!(answer.unwrap().status, 200);
}

#[tokio::test]
async fn refused_when_the_message_is_missing() {
    let world = World::new().await;
    let call = world.call("m1", |claims| drop(claims.as_object_mut().unwrap().remove("message")));
    refused(&world, &call, 400, CallRefusal::MessageMissing).await;
}

#[tokio::test]
async fn refused_when_a_member_of_the_message_is_missing() {
    for member in ["channel", "to", "purpose", "template", "locale", "text"] {
        let world = World::new().await;
        let call = world.call("m1", |claims| drop(claims["message"].as_object_mut().unwrap().remove(member)));
        refused(&world, &call, 400, CallRefusal::MessageUnreadable).await;
    }
}

#[tokio::test]
async fn refused_when_the_message_is_for_the_other_channel() {
    let world = World::new().await;
    let answer = world.try_post(&world.provider.mail_url(), &world.call("m1", |_| {})).await.unwrap();
    assert_eq!(answer.status, 400);
    world.assert_refused(&answer, CallRefusal::ChannelDiffers);
}

#[tokio::test]
async fn refused_when_the_address_is_none_of_the_channel() {
    let world = World::new().await;
    let call = world.call("m1", |claims| claims["message"]["to"] = json!("13800138000"));
    refused(&world, &call, 400, CallRefusal::AddressUnfit).await;
}

#[tokio::test]
async fn refused_when_a_code_has_no_code() {
    let world = World::new().await;
    let call = world.call("m1", |claims| drop(claims["message"].as_object_mut().unwrap().remove("code")));
    refused(&world, &call, 400, CallRefusal::CodeMissing).await;
}

#[tokio::test]
async fn refused_when_the_message_is_of_no_use_any_more() {
    let world = World::new().await;
    let call = world.call("m1", |claims| claims["message"]["expires_at"] = json!(NOW));
    refused(&world, &call, 400, CallRefusal::TooLate).await;
}

#[tokio::test]
async fn refused_when_the_token_is_used_twice() {
    let world = World::new().await;
    let call = world.call("m1", |_| {});
    assert_eq!(world.send(&call).await.status, 200);
    let answer = world.send(&call).await;
    assert_eq!(answer.status, 401);
    world.assert_refused(&answer, CallRefusal::Replayed);
    assert_eq!(world.provider.messages().len(), 1);
}

#[tokio::test]
async fn another_attempt_at_a_message_is_taken_and_shown_once() {
    let world = World::new().await;
    world.take("m1", |_| {}).await;
    world.clock.advance(Duration::from_secs(15));
    let again = world.call("m1", |claims| {
        claims["iat"] = json!(NOW + 15);
        claims["message"]["text"] = json!("验证码 042917，4 分钟内有效。");
    });
    let answer = world.send(&again).await;
    assert_eq!((answer.status, &answer.body["outcome"]), (200, &json!("taken_before")));
    assert_eq!(world.provider.messages().len(), 1);
}

#[tokio::test]
async fn refused_when_another_message_comes_under_the_identifier_of_one() {
    let world = World::new().await;
    world.take("m1", |_| {}).await;
    let other = world.call("m1", |claims| claims["message"]["code"] = json!("111111"));
    let answer = world.send(&other).await;
    assert_eq!(answer.status, 400);
    world.assert_refused(&answer, CallRefusal::MessageDiffers);
    assert_eq!(world.provider.messages().len(), 1);
}
