//! Signing in at a screen by a device that is signed in already: the number that must match, who may decide, who may
//! finish, how often and how long, and what it is worth.

use std::time::Duration;

use serde_json::json;
use store::account::AccountStatus;
use testkit::{Browser, Page, Person, RelyingParty, World, on_each_database};
use yimen::risk::Source;
use yimen::sign_in::Visitor;

use super::acts::{
    A1, A2, A3, begins, both, call, claims, demand, entries, field, of_eight, second, session, set_status,
    told_of, touch,
};

on_each_database! {
    the_right_number_lets_the_screen_in,
    a_key_on_the_device_is_the_second_level_at_the_screen,
    a_key_at_the_screen_raises_what_came_from_a_device,
    an_account_that_wants_two_steps_is_asked_at_the_screen,
    the_screen_follows_how_far_it_is,
    refused_before_the_device_has_decided,
    refused_when_the_number_is_wrong,
    refused_when_the_device_turns_it_away,
    refused_when_the_screen_called_it_off,
    refused_when_its_time_is_over,
    refused_in_another_browser,
    refused_when_it_was_used,
    of_eight_uses_at_two_nodes_one_signs_in,
    a_second_device_is_turned_away,
    refused_when_the_device_signed_out_meanwhile,
    refused_when_the_account_was_frozen_meanwhile,
    a_fresh_sign_in_on_the_device_is_wanted_where_the_platform_wants_one,
    who_is_not_signed_in_on_the_device_signs_in_first,
    a_decision_needs_a_number,
    a_decision_is_taken_from_its_own_page_only,
    a_picture_nobody_made_leads_nowhere,
}

/// A screen with a picture, and a phone that is signed in.
struct Scene {
    city: RelyingParty,
    lin: Person,
    ask: testkit::Ask,
    screen: Browser,
    shown: Page,
    phone: Browser,
}

async fn scene(world: &World) -> Scene {
    let (city, lin) = both(world).await;
    let mut phone = world.browser();
    lin.tokens(&mut phone, &city.ask()).await;
    world.advance(Duration::from_secs(60));
    let (mut screen, ask) = (world.browser(), city.ask());
    ask.open(&mut screen).await;
    let shown = screen.press("way-qr").await.unwrap();
    Scene { city, lin, ask, screen, shown, phone }
}

/// What a camera sees in the picture of a screen.
fn seen(world: &World, screen: &Browser, shown: &Page) -> String {
    let browser = screen.cookie("yimen_browser").unwrap().value.clone();
    let visitor = Visitor {
        browser: &browser,
        session: None,
        device: None,
        source: Source::of([127, 0, 0, 1].into()),
        description: "",
        locale: "en",
        client: None,
        request_id: "",
    };
    let picture = world.app.sign_ins.picture(&visitor, &field(shown, "scan")).unwrap();
    world.url(&format!("/scan/{}", picture.secret))
}

fn number(shown: &Page) -> String {
    shown.text("qr-number").unwrap()
}

impl Scene {
    async fn scan(&mut self, world: &World) -> Page {
        let address = seen(world, &self.screen, &self.shown);
        self.phone.get(&address).await.unwrap()
    }

    async fn decide(&mut self, page: &Page, number: &str, decision: &str) -> Page {
        let fields = [("number", number), ("decision", decision)];
        self.phone.submit_on(page, "scan-form", &fields).await.unwrap()
    }

    async fn allow(&mut self, world: &World) -> Page {
        let page = self.scan(world).await;
        self.decide(&page, &number(&self.shown), "allow").await
    }

    async fn finish(&mut self) -> Page {
        self.screen.submit_on(&self.shown, "finish-form", &[]).await.unwrap()
    }

    async fn state(&mut self, world: &World) -> String {
        let address = self.shown.attribute("qr-page", "data-status").unwrap();
        let page = self.screen.clone().get(&world.url(&address)).await.unwrap();
        page.json::<serde_json::Value>().unwrap()["state"].as_str().unwrap().to_owned()
    }

    /// The screen is not let in.
    async fn is_refused(&mut self) {
        let page = self.finish().await;
        assert!(
            page.status < 500 && !page.url.as_str().starts_with(self.city.redirect_uri()),
            "{}",
            page.body
        );
        assert_eq!(session(&self.screen), None);
    }
}

async fn the_right_number_lets_the_screen_in(world: World) {
    let mut scene = scene(&world).await;
    let page = scene.allow(&world).await;
    assert_eq!((page.status, page.has("scan-result-page")), (200, true));
    let page = scene.finish().await;
    let claims = claims(&scene.city, &scene.ask, &page).await;
    assert_eq!(told_of(&claims), (A1, "pwd mca".to_owned()));
    assert_eq!(claims["auth_time"], json!(world.now().seconds() - 60), "when the phone was signed in");
    assert_eq!(entries(&world, "scan.approved").await, 1);
}

async fn a_key_on_the_device_is_the_second_level_at_the_screen(world: World) {
    let mut scene = scene(&world).await;
    let mut key = world.security_key();
    world.give_passkey(&scene.lin, &mut key).await;
    let page = scene.city.ask().with("prompt", "login").open(&mut scene.phone).await;
    touch(&mut scene.phone, &page, &mut key, &[]).await;
    scene.allow(&world).await;
    let page = scene.finish().await;
    // What held off phishing on the phone does not reach over to the screen.
    assert_eq!(told_of(&claims(&scene.city, &scene.ask, &page).await), (A2, "hwk user mca mfa".to_owned()));
}

async fn a_key_at_the_screen_raises_what_came_from_a_device(world: World) {
    let mut scene = scene(&world).await;
    let mut key = world.security_key();
    world.give_passkey(&scene.lin, &mut key).await;
    scene.allow(&world).await;
    scene.finish().await;
    let ask = demand(scene.city.ask(), A3);
    let page = ask.open(&mut scene.screen).await;
    let page = touch(&mut scene.screen, &page, &mut key, &[]).await;
    assert_eq!(told_of(&claims(&scene.city, &ask, &page).await), (A3, "hwk user phr mfa".to_owned()));
}

async fn an_account_that_wants_two_steps_is_asked_at_the_screen(world: World) {
    let mut scene = scene(&world).await;
    let app = world.give_app(&scene.lin).await;
    world.always_two_steps(&scene.lin).await;
    scene.allow(&world).await;
    let page = scene.finish().await;
    assert!(page.has("second-page"), "{}", page.body);
    assert_eq!(session(&scene.screen), None);
    let page = second(&mut scene.screen, &page, "totp", &app.code(world.now())).await;
    assert_eq!(told_of(&claims(&scene.city, &scene.ask, &page).await), (A2, "pwd otp mca mfa".to_owned()));
}

async fn the_screen_follows_how_far_it_is(world: World) {
    let mut scene = scene(&world).await;
    assert_eq!(scene.state(&world).await, "waiting");
    let page = scene.scan(&world).await;
    assert!(page.has(&format!("number-{}", number(&scene.shown))));
    assert_eq!(scene.state(&world).await, "opened");
    let again = scene.screen.get(scene.shown.url.as_str()).await.unwrap();
    assert_eq!((number(&again), again.has("qr-opened")), (number(&scene.shown), true));
    scene.decide(&page, &number(&again), "allow").await;
    assert_eq!(scene.state(&world).await, "approved");
    scene.finish().await;
    assert_eq!(scene.state(&world).await, "used");
}

async fn refused_before_the_device_has_decided(world: World) {
    let mut scene = scene(&world).await;
    let page = scene.finish().await;
    assert!(page.has("qr-page") && page.has("notice"), "{}", page.body);
    scene.is_refused().await;
    scene.scan(&world).await;
    scene.is_refused().await;
}

async fn refused_when_the_number_is_wrong(world: World) {
    let mut scene = scene(&world).await;
    let page = scene.scan(&world).await;
    let wrong = (10..100).map(|number: u8| number.to_string());
    let wrong = wrong.filter(|other| page.has(&format!("number-{other}")) && *other != number(&scene.shown));
    let wrong: Vec<String> = wrong.collect();
    assert_eq!(wrong.len(), 2);
    scene.decide(&page, &wrong[0], "allow").await;
    assert_eq!(scene.state(&world).await, "denied");
    scene.is_refused().await;
    // There is no second guess.
    let page = scene.decide(&page, &number(&scene.shown.clone()), "allow").await;
    assert!(page.has("scan-result-page"));
    scene.is_refused().await;
    assert_eq!(entries(&world, "scan.denied").await, 1);
}

async fn refused_when_the_device_turns_it_away(world: World) {
    let mut scene = scene(&world).await;
    let page = scene.scan(&world).await;
    // Turning away needs no number.
    let turned = scene.phone.submit_on(&page, "scan-form", &[("decision", "deny")]).await.unwrap();
    assert!(turned.has("scan-result-page"));
    assert_eq!(scene.state(&world).await, "denied");
    scene.is_refused().await;
    assert_eq!(entries(&world, "scan.denied").await, 1);
}

async fn refused_when_the_screen_called_it_off(world: World) {
    let mut scene = scene(&world).await;
    let page = scene.scan(&world).await;
    let back = scene.screen.submit_on(&scene.shown, "cancel-form", &[]).await.unwrap();
    assert!(back.has("sign-in-form"));
    assert_eq!(scene.state(&world).await, "cancelled");
    scene.decide(&page, &number(&scene.shown.clone()), "allow").await;
    scene.is_refused().await;
    assert_eq!(entries(&world, "scan.approved").await, 0);
}

async fn refused_when_its_time_is_over(world: World) {
    let mut scene = scene(&world).await;
    world.advance(Duration::from_secs(119));
    scene.allow(&world).await;
    assert_eq!(scene.state(&world).await, "approved");
    world.advance(Duration::from_secs(1));
    assert_eq!(scene.state(&world).await, "expired");
    scene.is_refused().await;
    let page = scene.scan(&world).await;
    assert!(page.has("scan-result-page") && !page.has("scan-form"));
}

async fn refused_in_another_browser(world: World) {
    let mut scene = scene(&world).await;
    scene.allow(&world).await;
    let mut elsewhere = world.browser();
    scene.ask.open(&mut elsewhere).await;
    let own = elsewhere.press("way-qr").await.unwrap();
    let scan = field(&scene.shown, "scan");
    let page = elsewhere.submit_on(&own, "finish-form", &[("scan", &scan)]).await.unwrap();
    assert!(page.has("qr-page"), "{}", page.body);
    assert_eq!(session(&elsewhere), None);
    let address = scene.shown.attribute("qr-page", "data-status").unwrap();
    let told = elsewhere.get(&world.url(&address)).await.unwrap();
    assert_eq!(told.json::<serde_json::Value>().unwrap(), json!({ "state": "expired" }));
    elsewhere.submit_on(&own, "cancel-form", &[("scan", &scan)]).await.unwrap();
    let page = scene.finish().await;
    claims(&scene.city, &scene.ask, &page).await;
}

async fn refused_when_it_was_used(world: World) {
    let mut scene = scene(&world).await;
    scene.allow(&world).await;
    let sent = call(&world, &scene.screen, (&scene.shown, "finish-form"), &[]);
    assert!(begins(&world.send(sent.clone()).await));
    assert!(!begins(&world.send(sent).await));
}

async fn of_eight_uses_at_two_nodes_one_signs_in(world: World) {
    let mut scene = scene(&world).await;
    scene.allow(&world).await;
    let other = world.second_node().await;
    let sent = call(&world, &scene.screen, (&scene.shown, "finish-form"), &[]);
    assert_eq!(of_eight(&world, &other, &sent).await, 1);
}

async fn a_second_device_is_turned_away(world: World) {
    let mut scene = scene(&world).await;
    let page = scene.scan(&world).await;
    let chen = world.person("chen").await;
    for person in [&chen, &scene.lin] {
        let mut other = world.browser();
        person.tokens(&mut other, &scene.city.ask()).await;
        let looked = other.get(&seen(&world, &scene.screen, &scene.shown)).await.unwrap();
        assert!(looked.has("scan-result-page") && !looked.has("scan-form"), "{}", looked.body);
    }
    scene.decide(&page, &number(&scene.shown.clone()), "allow").await;
    let page = scene.finish().await;
    claims(&scene.city, &scene.ask, &page).await;
}

async fn refused_when_the_device_signed_out_meanwhile(world: World) {
    let mut scene = scene(&world).await;
    scene.allow(&world).await;
    scene.phone.get(&world.url("/")).await.unwrap();
    scene.phone.press("sign-out").await.unwrap();
    scene.is_refused().await;
}

async fn refused_when_the_account_was_frozen_meanwhile(world: World) {
    let mut scene = scene(&world).await;
    let page = scene.scan(&world).await;
    scene.allow(&world).await;
    set_status(&world, &scene.lin, AccountStatus::Frozen).await;
    scene.is_refused().await;
    let page = scene.decide(&page, &number(&scene.shown.clone()), "allow").await;
    assert!(!page.has("scan-result-page"), "nobody is signed in on the phone any more");
    scene.is_refused().await;
}

async fn a_fresh_sign_in_on_the_device_is_wanted_where_the_platform_wants_one(world: World) {
    let mut scene = scene(&world).await;
    for (name, value) in [("prompt", "login"), ("max_age", "30")] {
        world.advance(Duration::from_secs(60));
        scene.screen = world.browser();
        scene.ask = scene.city.ask().with(name, value);
        scene.ask.open(&mut scene.screen).await;
        scene.shown = scene.screen.press("way-qr").await.unwrap();
        let page = scene.scan(&world).await;
        assert!(page.has("sign-in-form"), "{name}: {}", page.body);
        let page = scene.lin.sign_in_on(&mut scene.phone, &page).await;
        assert!(page.has("scan-form"), "{name}: {}", page.body);
        scene.decide(&page, &number(&scene.shown.clone()), "allow").await;
        let page = scene.finish().await;
        let claims = claims(&scene.city, &scene.ask, &page).await;
        assert_eq!(claims["auth_time"], json!(world.now().seconds()), "{name}");
    }
}

async fn who_is_not_signed_in_on_the_device_signs_in_first(world: World) {
    let mut scene = scene(&world).await;
    scene.phone = world.browser();
    let page = scene.scan(&world).await;
    assert!(page.has("sign-in-form"));
    assert_eq!(scene.state(&world).await, "waiting");
    let page = scene.lin.sign_in_on(&mut scene.phone, &page).await;
    assert!(page.has("scan-form"));
    assert_eq!(scene.state(&world).await, "opened");
}

async fn a_decision_needs_a_number(world: World) {
    let mut scene = scene(&world).await;
    let page = scene.scan(&world).await;
    let again = scene.phone.submit_on(&page, "scan-form", &[("decision", "allow")]).await.unwrap();
    assert_eq!((again.status, again.has("number-problem")), (422, true));
    assert_eq!(scene.state(&world).await, "opened");
    scene.decide(&again, &number(&scene.shown.clone()), "allow").await;
    assert_eq!(scene.state(&world).await, "approved");
}

async fn a_decision_is_taken_from_its_own_page_only(world: World) {
    let mut scene = scene(&world).await;
    let page = scene.scan(&world).await;
    let mut screen = world.browser();
    scene.ask.open(&mut screen).await;
    let other = screen.press("way-qr").await.unwrap();
    let other = scene.phone.get(&seen(&world, &screen, &other)).await.unwrap();
    let (csrf, number) = (field(&other, "csrf"), number(&scene.shown));
    let fields = [("csrf", csrf.as_str()), ("number", &number), ("decision", "allow")];
    for csrf in [csrf.as_str(), "", "x"] {
        let fields = [("csrf", csrf), fields[1], fields[2]];
        let refused = scene.phone.submit_on(&page, "scan-form", &fields).await.unwrap();
        assert_eq!(refused.status, 403);
    }
    assert_eq!(scene.state(&world).await, "opened");
}

async fn a_picture_nobody_made_leads_nowhere(world: World) {
    let mut scene = scene(&world).await;
    for secret in ["x".to_owned(), "A".repeat(32), "x".repeat(2000)] {
        let page = scene.phone.get(&world.url(&format!("/scan/{secret}"))).await.unwrap();
        assert!(page.status < 500 && !page.has("scan-form"), "{}", page.body);
    }
    let told = scene.screen.get(&world.url("/sign-in/qr/status?scan=x")).await.unwrap();
    assert_eq!(told.json::<serde_json::Value>().unwrap(), json!({ "state": "expired" }));
}
