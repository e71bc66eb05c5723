//! Changing the password at the home.

use testkit::{Browser, Page, Person, World, on_each_database};

use super::acts::{
    SECURITY, at_home, is_refused, logged, open, reached, sign_in, sign_in_by, told, with_messages,
    without_password,
};

on_each_database! {
    a_password_is_changed_with_the_one_before,
    its_person_is_told_and_the_log_knows,
    refused_without_the_one_before,
    refused_when_the_one_before_is_wrong,
    guesses_at_the_one_before_run_out,
    refused_when_the_new_one_is_weak,
    other_sessions_end_if_wished,
    other_sessions_go_on_if_not,
    the_one_before_is_not_asked_of_whoever_came_with_a_passkey,
    a_first_password_needs_none_before,
}

const NEW: &str = "quite another long password";

async fn lin_at_home(world: &World) -> (Person, Browser) {
    let lin = world.person("lin").await;
    let browser = at_home(world, &lin).await;
    (lin, browser)
}

async fn change(world: &World, browser: &mut Browser, fields: &[(&str, &str)]) -> Page {
    let page = open(world, browser, "/home/password").await;
    browser.submit_on(&page, "password-form", fields).await.unwrap()
}

async fn signs_in(world: &World, password: &str) -> bool {
    let lin = Person { username: "lin".to_owned(), password: password.to_owned() };
    let mut browser = world.browser();
    let page = open(world, &mut browser, "/sign-in").await;
    lin.sign_in_on(&mut browser, &page).await.has("home-page")
}

async fn a_password_is_changed_with_the_one_before(world: World) {
    let (lin, mut browser) = lin_at_home(&world).await;
    open(&world, &mut browser, SECURITY).await;
    browser.press("password-change").await.unwrap();
    let fields = [("current", lin.password.as_str()), ("password", NEW)];
    let page = browser.submit("password-form", &fields).await.unwrap();
    assert!(page.has("security-page") && page.has("notice"), "{}", page.body);
    assert!(signs_in(&world, NEW).await && !signs_in(&world, &lin.password).await);
}

async fn its_person_is_told_and_the_log_knows(world: World) {
    let world = with_messages(world).await;
    let lin = reached(&world, "lin").await;
    let mut browser = at_home(&world, &lin).await;
    change(&world, &mut browser, &[("current", &lin.password), ("password", NEW)]).await;
    assert_eq!(told(&world).await, ["password_changed"]);
    assert_eq!(logged(&world, &lin, "password.changed").await, 1);
}

async fn refused_without_the_one_before(world: World) {
    let (lin, mut browser) = lin_at_home(&world).await;
    let page = change(&world, &mut browser, &[("password", NEW)]).await;
    assert!(is_refused(&page) && page.has("current"), "{}", page.body);
    let page = change(&world, &mut browser, &[("current", &lin.password)]).await;
    assert!(is_refused(&page));
    assert!(signs_in(&world, &lin.password).await);
}

async fn refused_when_the_one_before_is_wrong(world: World) {
    let (lin, mut browser) = lin_at_home(&world).await;
    let page = change(&world, &mut browser, &[("current", "not it at all"), ("password", NEW)]).await;
    assert!(is_refused(&page));
    assert!(!page.body.contains(NEW) && !page.body.contains("not it at all"), "secrets are not shown again");
    assert_eq!(logged(&world, &lin, "session.sign_in_refused").await, 1);
    assert!(signs_in(&world, &lin.password).await);
}

async fn guesses_at_the_one_before_run_out(world: World) {
    let (lin, mut browser) = lin_at_home(&world).await;
    for _ in 0..10 {
        change(&world, &mut browser, &[("current", "a wrong guess"), ("password", NEW)]).await;
    }
    // The right one is not even compared any more.
    let page = change(&world, &mut browser, &[("current", &lin.password), ("password", NEW)]).await;
    assert!(is_refused(&page));
    assert_eq!(logged(&world, &lin, "password.changed").await, 0);
    assert_eq!(logged(&world, &lin, "session.sign_in_refused").await, 10);
}

async fn refused_when_the_new_one_is_weak(world: World) {
    let (lin, mut browser) = lin_at_home(&world).await;
    for weak in ["short", "password", "lin@mail.example", "qwertyuiop", &"x".repeat(2000)] {
        let page = change(&world, &mut browser, &[("current", &lin.password), ("password", weak)]).await;
        assert!(is_refused(&page), "{weak}");
    }
    assert_eq!(logged(&world, &lin, "password.changed").await, 0);
}

async fn other_sessions_end_if_wished(world: World) {
    let (lin, mut browser) = lin_at_home(&world).await;
    let mut other = at_home(&world, &lin).await;
    let fields = [("current", lin.password.as_str()), ("password", NEW), ("end_others", "yes")];
    let page = change(&world, &mut browser, &fields).await;
    assert!(page.text("notice").unwrap().contains('1'), "{}", page.body);
    assert!(!open(&world, &mut other, "/home").await.has("home-page"));
    assert!(open(&world, &mut browser, "/home").await.has("home-page"));
}

async fn other_sessions_go_on_if_not(world: World) {
    let (lin, mut browser) = lin_at_home(&world).await;
    let mut other = at_home(&world, &lin).await;
    let csrf = super::acts::csrf(&world, &mut browser).await;
    let fields = [("csrf", csrf.as_str()), ("current", &lin.password), ("password", NEW)];
    assert!(browser.post("/home/password", &fields).await.unwrap().has("notice"));
    assert!(open(&world, &mut other, "/home").await.has("home-page"));
}

async fn the_one_before_is_not_asked_of_whoever_came_with_a_passkey(world: World) {
    let lin = world.person("lin").await;
    let mut key = world.security_key();
    world.give_passkey(&lin, &mut key).await;
    let mut browser = sign_in_by(&world, &mut key).await;
    assert!(!open(&world, &mut browser, "/home/password").await.has("current"));
    assert!(change(&world, &mut browser, &[("password", NEW)]).await.has("notice"));
    assert!(signs_in(&world, NEW).await);
}

async fn a_first_password_needs_none_before(world: World) {
    let (lin, mut browser) = lin_at_home(&world).await;
    without_password(&world, &lin).await;
    assert!(!open(&world, &mut browser, "/home/password").await.has("current"));
    assert!(change(&world, &mut browser, &[("password", NEW)]).await.has("notice"));
    let lin = Person { password: NEW.to_owned(), ..lin };
    sign_in(&world, &mut world.browser(), &lin).await;
}
