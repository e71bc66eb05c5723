//! Logout that a platform asks for (OpenID Connect RP-Initiated Logout 1.0).

use serde_json::{Value, json};
use testkit::{
    Browser, Call, Page, RelyingParty, TestKey, Tokens, World, on_each_database, tampered, unsigned,
};

on_each_database! {
    back_to_the_registered_place_with_state,
    by_post_too,
    a_hint_of_this_session_needs_no_question,
    refused_when_the_place_is_not_registered,
    refused_when_a_place_is_named_and_no_client,
    refused_when_the_hint_is_not_ours,
    refused_when_hint_and_client_disagree,
    refused_when_a_parameter_is_there_twice,
    a_third_site_only_gets_a_question,
    the_person_may_stay,
    the_person_may_go,
    the_question_is_answered_from_its_own_page_only,
    a_hint_of_another_session_gets_a_question,
    without_a_session_there_is_nothing_to_end,
    a_disabled_client_cannot_ask,
    a_form_from_another_site_tells_of_no_sign_out,
}

async fn signed_on(world: &World) -> (RelyingParty, Browser, Tokens) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let mut browser = world.browser();
    let tokens = lin.tokens(&mut browser, &city.ask()).await;
    (city, browser, tokens)
}

async fn leave(city: &RelyingParty, browser: &mut Browser, pairs: &[(&str, &str)]) -> Page {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    browser.get(&city.url(&format!("/end-session?{query}"))).await.unwrap()
}

async fn is_signed_in(city: &RelyingParty, browser: &mut Browser) -> bool {
    let answer = city.ask().with("prompt", "none").unasked(browser).await;
    answer.get("code").is_some()
}

fn left(world: &World) -> String {
    world.outside().east("/city/left")
}

async fn back_to_the_registered_place_with_state(world: World) {
    let (city, mut browser, tokens) = signed_on(&world).await;
    let place = left(&world);
    let pairs =
        [("id_token_hint", tokens.id_token()), ("post_logout_redirect_uri", &place), ("state", "a&b=c")];
    let page = leave(&city, &mut browser, &pairs).await;
    assert!(page.url.as_str().starts_with(&place));
    assert_eq!(page.json::<Vec<(String, String)>>().unwrap(), [("state".to_owned(), "a&b=c".to_owned())]);
    assert!(!is_signed_in(&city, &mut browser).await);
}

async fn by_post_too(world: World) {
    let (city, mut browser, tokens) = signed_on(&world).await;
    let place = left(&world);
    let pairs = [("id_token_hint", tokens.id_token()), ("post_logout_redirect_uri", &place)];
    let page = browser.post(&city.url("/end-session"), &pairs).await.unwrap();
    assert_eq!(page.url.as_str(), place);
}

async fn a_hint_of_this_session_needs_no_question(world: World) {
    let (city, mut browser, tokens) = signed_on(&world).await;
    let page = leave(&city, &mut browser, &[("id_token_hint", tokens.id_token())]).await;
    assert!(page.has("signed-out-page"));
    assert!(!is_signed_in(&city, &mut browser).await);
}

async fn refused_when_the_place_is_not_registered(world: World) {
    let (city, mut browser, tokens) = signed_on(&world).await;
    let place = left(&world);
    for altered in [
        format!("{place}?x=1"),
        format!("{place}/"),
        format!("{place}#f"),
        place.replace("127.0.0.2", "127.0.0.3"),
        world.outside().east("/city/back"),
        "https://evil.example/".to_owned(),
        "javascript:alert(1)".to_owned(),
    ] {
        let pairs = [("id_token_hint", tokens.id_token()), ("post_logout_redirect_uri", &altered)];
        let page = leave(&city, &mut browser, &pairs).await;
        assert_eq!((page.status, page.visited.len()), (400, 1), "{altered}");
    }
    assert!(is_signed_in(&city, &mut browser).await);
}

async fn refused_when_a_place_is_named_and_no_client(world: World) {
    let (city, mut browser, _) = signed_on(&world).await;
    let page = leave(&city, &mut browser, &[("post_logout_redirect_uri", &left(&world))]).await;
    assert_eq!((page.status, page.visited.len()), (400, 1));
    assert!(is_signed_in(&city, &mut browser).await);
}

async fn refused_when_the_hint_is_not_ours(world: World) {
    let (city, mut browser, tokens) = signed_on(&world).await;
    let claims: Value = city.verified(tokens.id_token()).await;
    let place = left(&world);
    for hint in [
        unsigned(&claims),
        TestKey::new("foreign").sign(&claims),
        tampered(tokens.id_token()),
        tokens.access_token.clone(),
        "x".to_owned(),
    ] {
        let pairs = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", &place)];
        let page = leave(&city, &mut browser, &pairs).await;
        assert_eq!((page.status, page.visited.len()), (400, 1));
    }
    assert!(is_signed_in(&city, &mut browser).await);
}

async fn refused_when_hint_and_client_disagree(world: World) {
    let (city, mut browser, tokens) = signed_on(&world).await;
    world.party("town", json!({})).await;
    let other = [("id_token_hint", tokens.id_token()), ("client_id", "town")];
    assert_eq!(leave(&city, &mut browser, &other).await.status, 400);
    assert!(is_signed_in(&city, &mut browser).await);
    let own = [("id_token_hint", tokens.id_token()), ("client_id", "city")];
    assert!(leave(&city, &mut browser, &own).await.has("signed-out-page"));
}

async fn refused_when_a_parameter_is_there_twice(world: World) {
    let (city, mut browser, tokens) = signed_on(&world).await;
    let pairs = [("id_token_hint", tokens.id_token()), ("state", "a"), ("state", "b")];
    assert_eq!(leave(&city, &mut browser, &pairs).await.status, 400);
    assert!(is_signed_in(&city, &mut browser).await);
}

async fn a_third_site_only_gets_a_question(world: World) {
    let (city, mut browser, _) = signed_on(&world).await;
    let place = left(&world);
    for pairs in [
        &[][..],
        &[("client_id", "city")],
        &[("client_id", "city"), ("post_logout_redirect_uri", &place)],
        &[("state", "x")],
        &[("logout_hint", "lin")],
    ] {
        let page = leave(&city, &mut browser, pairs).await;
        assert!(page.has("sign-out-form"), "{pairs:?}");
        assert!(is_signed_in(&city, &mut browser).await, "{pairs:?}");
    }
}

async fn the_person_may_stay(world: World) {
    let (city, mut browser, _) = signed_on(&world).await;
    leave(&city, &mut browser, &[]).await;
    browser.press("stay").await.unwrap();
    assert!(is_signed_in(&city, &mut browser).await);
}

async fn the_person_may_go(world: World) {
    let (city, mut browser, _) = signed_on(&world).await;
    let place = left(&world);
    leave(&city, &mut browser, &[("client_id", "city"), ("post_logout_redirect_uri", &place)]).await;
    let page = browser.press("sign-out").await.unwrap();
    // Nobody showed an ID token, so the way on is offered and not taken.
    assert!(page.has("signed-out-page"));
    assert_eq!(page.link("way-on").unwrap().as_str(), place);
    assert!(!is_signed_in(&city, &mut browser).await);
}

async fn the_question_is_answered_from_its_own_page_only(world: World) {
    let (city, mut browser, _) = signed_on(&world).await;
    let page = leave(&city, &mut browser, &[]).await;
    let form = page.form("sign-out-form").unwrap();
    let handle = form.control("request").unwrap().value.clone();
    let bare = [("request", handle.as_str()), ("decision", "sign-out")];
    assert_eq!(browser.post("/end-session/confirm", &bare).await.unwrap().status, 403);
    let guessed = [("request", handle.as_str()), ("decision", "sign-out"), ("csrf", "AAAA")];
    assert_eq!(browser.post("/end-session/confirm", &guessed).await.unwrap().status, 403);
    assert!(is_signed_in(&city, &mut browser).await);
}

async fn a_hint_of_another_session_gets_a_question(world: World) {
    let (city, _, tokens) = signed_on(&world).await;
    let chen = world.person("chen").await;
    let mut other = world.browser();
    chen.tokens(&mut other, &city.ask()).await;
    let page = leave(&city, &mut other, &[("id_token_hint", tokens.id_token())]).await;
    assert!(page.has("sign-out-form"));
    assert!(is_signed_in(&city, &mut other).await);
}

async fn without_a_session_there_is_nothing_to_end(world: World) {
    let (city, _, tokens) = signed_on(&world).await;
    let place = left(&world);
    let mut stranger = world.browser();
    let pairs = [("id_token_hint", tokens.id_token()), ("post_logout_redirect_uri", &place)];
    assert_eq!(leave(&city, &mut stranger, &pairs).await.url.as_str(), place);
    assert!(leave(&city, &mut stranger, &[]).await.has("signed-out-page"));
}

async fn a_disabled_client_cannot_ask(world: World) {
    let (city, mut browser, tokens) = signed_on(&world).await;
    world.party("town", json!({})).await;
    world.set_client("city", store::client::ClientStatus::Disabled).await;
    let place = left(&world);
    let pairs = [("id_token_hint", tokens.id_token()), ("post_logout_redirect_uri", &place)];
    let page = leave(&city, &mut browser, &pairs).await;
    assert_eq!((page.status, page.visited.len()), (400, 1));
}

async fn a_form_from_another_site_tells_of_no_sign_out(world: World) {
    let (city, mut browser, tokens) = signed_on(&world).await;
    let pairs = [("id_token_hint", tokens.id_token())];
    // RFC 6265bis section 5.6.7.1: a cross-site POST comes without cookies that are `SameSite=Lax`.
    let posted = world.send(Call::post("/end-session", &pairs).header("sec-fetch-site", "cross-site")).await;
    assert_eq!(posted.status, 303);
    let around = posted.header("location").unwrap().to_owned();
    assert!(around.starts_with("/end-session?"), "{around}");
    assert!(is_signed_in(&city, &mut browser).await);
    assert!(browser.get(&world.url(&around)).await.unwrap().has("signed-out-page"));
    assert!(!is_signed_in(&city, &mut browser).await);
}
