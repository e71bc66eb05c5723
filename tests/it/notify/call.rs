//! The call to a provider.

use serde_json::json;
use testkit::{World, on_each_database};
use yimen::notify::{Channel, Notice, Recipient};

use super::*;

on_each_database! {
    a_code_reaches_the_provider_signed,
    a_notice_reaches_the_provider_without_a_code,
    mail_goes_to_its_own_provider,
    an_audience_of_its_own_is_named,
    a_call_passes_for_no_token_of_ours,
    nothing_is_queued_where_nobody_takes_it,
}

async fn a_code_reaches_the_provider_signed(world: World) {
    let node = node(&world).await;
    queue_code(&node, &Recipient::phone(PHONE), "zh-Hans").await;
    assert_eq!(send(&node).await, 1);
    let call = world.outside().heard(SMS).remove(0);
    assert_eq!(
        (call.method.as_str(), call.headers["content-type"].as_bytes()),
        ("POST", &b"application/jwt"[..])
    );
    let claims = verified(&node, &tokens(&world, SMS).remove(0)).await;
    let now = node.now().seconds();
    assert_eq!(claims["iss"], json!(node.issuer()));
    assert_eq!(claims["aud"], json!(world.outside().east("")));
    assert_eq!((&claims["iat"], &claims["exp"]), (&json!(now), &json!(now + 300)));
    assert_eq!(claims["jti"].as_str().unwrap().len(), 32);
    let expected = json!({
        "channel": "sms", "to": "+8613800138000", "purpose": "code", "template": "code", "locale": "zh-Hans",
        "text": "【一门】042917 是您的验证码，5 分钟内有效。请勿告诉任何人，工作人员也不会向您索要。如非本人操作，请不用理会。",
        "code": CODE, "values": { "code": CODE, "minutes": "5" }, "expires_at": now + 300,
    });
    assert_eq!(claims["message"], expected);
    assert_eq!(send(&node).await, 0);
}

async fn a_notice_reaches_the_provider_without_a_code(world: World) {
    let node = node(&world).await;
    queue_notice(&node, &Recipient::phone(PHONE), Notice::PasswordChanged, None).await;
    send(&node).await;
    let claims = verified(&node, &tokens(&world, SMS).remove(0)).await;
    let message = &claims["message"];
    assert_eq!((&message["purpose"], &message["template"]), (&json!("notice"), &json!("password_changed")));
    assert_eq!(message["values"], json!({ "at": "2026年3月1日08:00" }));
    assert_eq!((message.get("code"), message.get("subject")), (None, None));
}

async fn mail_goes_to_its_own_provider(world: World) {
    let node = node(&world).await;
    queue_code(&node, &Recipient::mail(ADDRESS), "en").await;
    send(&node).await;
    assert_eq!(world.outside().heard(SMS), []);
    let claims = verified(&node, &tokens(&world, MAIL).remove(0)).await;
    let message = &claims["message"];
    assert_eq!((&message["channel"], &message["to"]), (&json!("mail"), &json!(ADDRESS)));
    assert_eq!((&message["locale"], &message["subject"]), (&json!("en"), &json!("Your Yimen code")));
}

async fn an_audience_of_its_own_is_named(world: World) {
    let sms = world.outside().east(SMS);
    let change = |config: &mut config::Config| {
        config.messages.sms_url = Some(sms.parse().unwrap());
        config.messages.sms_audience = Some("provider".to_owned());
    };
    let node = world.node_with(change).await;
    queue_code(&node, &Recipient::phone(PHONE), "zh-Hans").await;
    send(&node).await;
    assert_eq!(verified(&node, &tokens(&world, SMS).remove(0)).await["aud"], json!("provider"));
}

async fn a_call_passes_for_no_token_of_ours(world: World) {
    let node = node(&world).await;
    queue_code(&node, &Recipient::phone(PHONE), "zh-Hans").await;
    send(&node).await;
    let token = tokens(&world, SMS).remove(0);
    let city = world.party("city", json!({})).await;
    assert_eq!(city.userinfo(&token).await.status, 401);
    assert_eq!(city.introspect(&token).await, json!({ "active": false }));
}

async fn nothing_is_queued_where_nobody_takes_it(world: World) {
    assert!(!world.app.notices.can(Channel::Sms) && !world.app.notices.can(Channel::Mail));
    queue_notice(&world, &Recipient::phone(PHONE), Notice::PasswordChanged, None).await;
    assert_eq!(world.database().rows().await["message"], 0);
    let notices = world.app.notices.clone();
    let until = world.now().plus(CODE_LIFE);
    let refused = world.app.ground.db.write(move |tx| {
        let notices = notices.clone();
        Box::pin(async move {
            notices.enqueue_code(tx, &Recipient::phone(PHONE), CODE, "en", (until, None)).await
        })
    });
    let fault: base::Fault = refused.await.unwrap_err();
    assert!(!fault.chain().contains(PHONE) && !fault.chain().contains(CODE), "{}", fault.chain());
}
