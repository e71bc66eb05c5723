//! Answers and tokens of an issuer that is wrong in one way, and requests from elsewhere: nobody gets signed in.

use http::HeaderValue;
use http::header::ORIGIN;

use crate::issuer::Fault;
use crate::world::World;

/// Signs in at an issuer with a fault and returns the error code the page shows.
async fn shown(fault: Fault, path: &str) -> Option<String> {
    let mut world = World::new().await;
    world.issuer.book().fault = fault;
    let page = world.open(path).await;
    assert!(!page.has("signed-in"), "signed in in spite of {fault:?}");
    assert_eq!(world.platform.sessions(), 0);
    page.text("error-code")
}

#[tokio::test]
async fn refused_when_the_answer_does_not_name_its_issuer() {
    assert_eq!(shown(Fault::IssMissing, "/sign-in").await.as_deref(), Some("issuer_missing"));
}

#[tokio::test]
async fn refused_when_the_answer_is_of_another_issuer() {
    assert_eq!(shown(Fault::IssOfAnother, "/sign-in").await.as_deref(), Some("issuer_differs"));
}

#[tokio::test]
async fn refused_when_the_id_token_breaks_a_rule() {
    for fault in [
        Fault::Nonce,
        Fault::Audience,
        Fault::Issuer,
        Fault::Expired,
        Fault::IssuedAhead,
        Fault::AccessTokenHash,
        Fault::Party,
        Fault::SignedByAnother,
        Fault::NoIdToken,
    ] {
        assert_eq!(shown(fault, "/sign-in").await.as_deref(), Some("id_token_refused"), "{fault:?}");
    }
}

#[tokio::test]
async fn refused_when_the_login_is_older_than_asked_for() {
    for path in ["/sign-in?prompt=login", "/sign-in?max_age=60"] {
        assert_eq!(shown(Fault::OldLogin, path).await.as_deref(), Some("login_too_old"), "{path}");
    }
}

#[tokio::test]
async fn refused_when_the_level_is_below_the_one_demanded() {
    for acr in ["urn:yimen:acr:L5.A1", "gold"] {
        let mut world = World::new().await;
        world.issuer.book().acr = acr;
        let page = world.open("/strong").await;
        assert_eq!(page.text("error-code").as_deref(), Some("level_too_low"), "{acr}");
        assert_eq!(world.platform.sessions(), 0);
    }
}

#[tokio::test]
async fn accepted_with_an_old_login_when_any_will_do() {
    let mut world = World::new().await;
    world.issuer.book().fault = Fault::OldLogin;
    assert!(world.open("/sign-in?max_age=7200").await.has("signed-in"));
}

#[tokio::test]
async fn refused_when_the_code_is() {
    assert_eq!(shown(Fault::InvalidGrant, "/sign-in").await.as_deref(), Some("invalid_grant"));
}

#[tokio::test]
async fn an_answer_brought_to_another_browser_is_refused() {
    let mut world = World::new().await;
    let (begin, mut victim) = (world.at("/sign-in"), world.another_browser());
    let to_issuer = world.browser.get_once(&begin).await.unwrap().location().unwrap();
    let back = world.browser.get_once(to_issuer.as_str()).await.unwrap().location().unwrap();
    let page = victim.get(back.as_str()).await.unwrap();
    assert_eq!(page.text("error-code").as_deref(), Some("other_browser"));
    assert!(world.browser.get(back.as_str()).await.unwrap().has("signed-in"));
    let again = world.browser.get(back.as_str()).await.unwrap();
    assert_eq!(again.text("error-code").as_deref(), Some("state_unknown"));
}

#[tokio::test]
async fn a_repeated_parameter_is_refused() {
    let mut world = World::new().await;
    let page = world.open("/callback?state=a&state=b").await;
    assert_eq!((page.status, page.text("error-code").as_deref()), (400, Some("invalid_request")));
}

#[tokio::test]
async fn a_sign_in_that_breaks_a_rule_never_leaves() {
    let mut world = World::new().await;
    for query in ["prompt=maybe", "max_age=-1", "return_to=https://evil.example/", "claims=x"] {
        assert_eq!(world.open(&format!("/sign-in?{query}")).await.status, 400, "{query}");
    }
    assert!(world.issuer.book().asked.is_empty());
}

#[tokio::test]
async fn a_form_from_another_origin_changes_nothing() {
    let mut world = World::signed_in().await;
    let mut foreign =
        world.browser.clone().with_header(ORIGIN, HeaderValue::from_static("http://127.0.0.1:1"));
    let sign_out = world.at("/sign-out");
    foreign.get(&world.at("/events")).await.unwrap();
    let page = foreign.get(&world.issuer.url).await.unwrap();
    assert_eq!(page.status, 404);
    let page = foreign.post(&sign_out, &[]).await.unwrap();
    assert_eq!((page.status, page.text("error-code").as_deref()), (403, Some("foreign_page")));
    assert!(world.open("/").await.has("signed-in"));
}

#[tokio::test]
async fn buttons_pressed_without_a_session_are_refused() {
    let mut world = World::new().await;
    world.open("/").await;
    for path in ["/refresh", "/userinfo"] {
        let page = world.browser.post(path, &[]).await.unwrap();
        assert_eq!((page.status, page.text("error-code").as_deref()), (401, Some("not_signed_in")));
    }
}
