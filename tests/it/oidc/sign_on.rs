//! The whole way of a sign-on when all is well, and what the platform learns.

use http::Method;
use serde_json::json;
use testkit::{Answer, World, on_each_database};

on_each_database! {
    a_person_signs_on_and_the_platform_gets_tokens,
    a_second_platform_is_reached_without_a_page,
    the_answer_names_state_and_issuer,
    an_answer_by_form_post_is_posted,
    consent_is_asked_once,
    consent_is_asked_again_when_more_is_wanted,
    a_refusal_of_consent_reaches_the_platform_and_is_not_remembered,
    a_query_of_the_redirect_uri_is_kept,
    a_client_without_the_refresh_grant_gets_no_refresh_token,
    claims_asked_for_by_name_are_in_the_id_token,
    the_scope_openid_is_needed_for_an_id_token,
}

async fn a_person_signs_on_and_the_platform_gets_tokens(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let tokens = lin.tokens(&mut world.browser(), &city.ask()).await;
    let claims = tokens.claims();
    assert_eq!(claims.acr.map(|acr| acr.to_string()).as_deref(), Some("urn:yimen:acr:L1.A1"));
    assert_eq!(claims.amr, ["pwd"]);
    assert_eq!(claims.auth_time.map(|at| at.time()), Some(world.now()));
    assert!(claims.sid.is_some());
    let person = city.userinfo(&tokens.access_token).await;
    assert_eq!(person.text("sub"), claims.sub);
    assert_eq!(person.text("name"), "lin 某");
}

async fn a_second_platform_is_reached_without_a_page(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let town = world.party("town", json!({ "platform": "hillside" })).await;
    let mut browser = world.browser();
    lin.tokens(&mut browser, &city.ask()).await;
    let ask = town.ask();
    let answer = ask.unasked(&mut browser).await;
    town.tokens(&ask, answer.code()).await;
}

async fn the_answer_names_state_and_issuer(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let (mut browser, ask) = (world.browser(), city.ask());
    let given = lin.answer(&mut browser, &ask).await;
    let refused = ask.clone().with("scope", "openid unheard_of").unasked(&mut browser).await;
    for answer in [given, refused] {
        assert_eq!(answer.get("state"), ask.value("state"));
        // RFC 9207 section 2: in errors too.
        assert_eq!(answer.get("iss"), Some(world.issuer()));
    }
}

async fn an_answer_by_form_post_is_posted(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let ask = city.ask().with("response_mode", "form_post");
    let answer = lin.answer(&mut world.browser(), &ask).await;
    city.tokens(&ask, answer.code()).await;
    let heard = world.outside().heard("/city/back");
    assert_eq!(heard.len(), 1);
    assert_eq!(heard[0].method, Method::POST);
}

async fn consent_is_asked_once(world: World) {
    let lin = world.person("lin").await;
    let city = world.party("city", json!({ "consent": "required" })).await;
    let (mut browser, ask) = (world.browser(), city.ask());
    let page = ask.open(&mut browser).await;
    let page = lin.sign_in_on(&mut browser, &page).await;
    assert!(page.has("consent-form"));
    lin.go_on(&mut browser, page, &ask).await.code();
    city.ask().unasked(&mut browser).await.code();
}

async fn consent_is_asked_again_when_more_is_wanted(world: World) {
    let lin = world.person("lin").await;
    let city = world.party("city", json!({ "consent": "required" })).await;
    let mut browser = world.browser();
    lin.answer(&mut browser, &city.ask()).await.code();
    let more = city.ask().with("scope", "openid profile email");
    let page = more.open(&mut browser).await;
    assert!(page.has("consent-form") && page.has("item-email"));
}

async fn a_refusal_of_consent_reaches_the_platform_and_is_not_remembered(world: World) {
    let lin = world.person("lin").await;
    let city = world.party("city", json!({ "consent": "required" })).await;
    let (mut browser, ask) = (world.browser(), city.ask());
    let page = ask.open(&mut browser).await;
    lin.sign_in_on(&mut browser, &page).await;
    let page = browser.submit("consent-form", &[("decision", "deny")]).await.unwrap();
    assert_eq!(Answer::of(&page, &ask).unwrap().error(), "access_denied");
    assert!(city.ask().open(&mut browser).await.has("consent-form"));
}

async fn a_query_of_the_redirect_uri_is_kept(world: World) {
    let uri = world.outside().east("/city/back?via=door");
    let city = world.party("city", json!({ "redirect_uris": [uri] })).await;
    let lin = world.person("lin").await;
    let answer = lin.answer(&mut world.browser(), &city.ask()).await;
    assert_eq!(answer.get("via"), Some("door"));
    answer.code();
}

async fn a_client_without_the_refresh_grant_gets_no_refresh_token(world: World) {
    let record = json!({ "grant_types": ["authorization_code"], "scope": "openid profile" });
    let (city, lin) = (world.party("city", record).await, world.person("lin").await);
    let tokens = lin.tokens(&mut world.browser(), &city.ask()).await;
    assert_eq!(tokens.refresh_token, None);
}

async fn claims_asked_for_by_name_are_in_the_id_token(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let mut browser = world.browser();
    let named = city.ask().with("claims", r#"{"id_token":{"birthdate":null,"phone_number":null}}"#);
    let tokens = lin.tokens(&mut browser, &named).await;
    assert_eq!(tokens.claims().extra.get("birthdate"), Some(&json!("1990-01-02")));
    // No legal basis is registered for it.
    assert_eq!(tokens.claims().extra.get("phone_number"), None);
    let plain = lin.tokens(&mut browser, &city.ask()).await;
    assert_eq!(plain.claims().extra.get("birthdate"), None);
}

async fn the_scope_openid_is_needed_for_an_id_token(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let ask = city.ask().with("scope", "profile");
    let answer = lin.answer(&mut world.browser(), &ask).await;
    let reply = city.redeem(&ask, answer.code()).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.json().get("id_token"), None);
}
