//! What an open browser alone must not do needs a fresh proof, and two steps where the person always wants two.

use testkit::{Browser, Page, Person, World, on_each_database};

use super::acts::{
    FRESH, MOMENT, SECURITY, asks_for_proof, at_home, csrf, log_of, open, passkeys, reached, with_messages,
};

on_each_database! {
    each_sensitive_page_is_open_while_the_proof_is_fresh,
    each_sensitive_page_asks_for_a_proof_that_is_not,
    who_proves_it_comes_to_the_page_that_was_asked_for,
    each_sensitive_form_asks_for_a_proof_and_changes_nothing,
    two_steps_are_asked_for_where_they_are_always_wanted,
    two_steps_that_cannot_be_taken_are_not_asked_for,
    a_page_that_was_open_long_asks_who_is_there_and_leads_back,
    pages_that_only_show_need_no_fresh_proof,
}

const PAGES: [(&str, &str); 5] = [
    ("/home/passkeys/new", "passkey-page"),
    ("/home/totp/new", "totp-page"),
    ("/home/password", "password-page"),
    ("/home/contacts/mail", "contact-page"),
    ("/home/close", "close-page"),
];

async fn lin_at_home(world: World) -> (World, Person, Browser) {
    let world = with_messages(world).await;
    let lin = reached(&world, "lin").await;
    let browser = at_home(&world, &lin).await;
    (world, lin, browser)
}

async fn each_sensitive_page_is_open_while_the_proof_is_fresh(world: World) {
    let (world, _, mut browser) = lin_at_home(world).await;
    world.advance(FRESH);
    for (path, testid) in PAGES {
        assert!(open(&world, &mut browser, path).await.has(testid), "{path}");
    }
    assert_eq!(open(&world, &mut browser, "/home/export").await.status, 200);
}

async fn each_sensitive_page_asks_for_a_proof_that_is_not(world: World) {
    let (world, _, mut browser) = lin_at_home(world).await;
    world.advance(FRESH + MOMENT);
    for path in PAGES.map(|(path, _)| path).into_iter().chain(["/home/export"]) {
        let page = open(&world, &mut browser, path).await;
        assert!(asks_for_proof(&page), "{path}: {}", page.url);
    }
}

async fn who_proves_it_comes_to_the_page_that_was_asked_for(world: World) {
    let (world, lin, mut browser) = lin_at_home(world).await;
    for (path, testid) in PAGES {
        world.advance(FRESH + MOMENT);
        let page = open(&world, &mut browser, path).await;
        // The name is known, only the password is asked for.
        let form = page.form("sign-in-form").unwrap();
        assert_eq!(form.control("username").unwrap().value, "lin");
        let page = lin.sign_in_on(&mut browser, &page).await;
        assert!(page.has(testid), "{path}: {}", page.url);
    }
}

/// Every form that changes how somebody signs in, or what is kept of them.
async fn forms(world: &World, lin: &Person) -> Vec<(String, Vec<(&'static str, &'static str)>)> {
    let (id, _) = passkeys(world, lin).await.remove(0);
    vec![
        ("/home/passkeys/begin".to_owned(), vec![]),
        (format!("/home/passkeys/{id}/rename"), vec![("name", "other")]),
        (format!("/home/passkeys/{id}/remove"), vec![]),
        ("/home/totp/remove".to_owned(), vec![]),
        ("/home/recovery-codes/new".to_owned(), vec![]),
        ("/home/second-step".to_owned(), vec![("value", "always")]),
        ("/home/password".to_owned(), vec![("current", "a long enough password"), ("password", "x")]),
        ("/home/contacts/mail".to_owned(), vec![("mail", "other@mail.example")]),
        ("/home/contacts/mail/remove".to_owned(), vec![]),
        ("/home/close".to_owned(), vec![("confirm", "yes")]),
    ]
}

async fn each_sensitive_form_asks_for_a_proof_and_changes_nothing(world: World) {
    let (world, lin, mut browser) = lin_at_home(world).await;
    world.give_passkey(&lin, &mut world.security_key()).await;
    world.give_app(&lin).await;
    let csrf = csrf(&world, &mut browser).await;
    let before = log_of(&world, &lin).await;
    world.advance(FRESH + MOMENT);
    for (path, fields) in forms(&world, &lin).await {
        let fields: Vec<_> = fields.into_iter().chain([("csrf", csrf.as_str())]).collect();
        open(&world, &mut browser, "/home").await;
        let page = browser.post(&path, &fields).await.unwrap();
        assert!(asks_for_proof(&page), "{path}: {} {}", page.status, page.url);
    }
    assert_eq!(log_of(&world, &lin).await, before);
    assert_eq!(passkeys(&world, &lin).await[0].1, "a passkey");
}

async fn two_steps_are_asked_for_where_they_are_always_wanted(world: World) {
    let (world, lin, mut browser) = lin_at_home(world).await;
    let app = world.give_app(&lin).await;
    // Set elsewhere: this session was begun with one step.
    world.always_two_steps(&lin).await;
    let page = open(&world, &mut browser, "/home/password").await;
    assert!(asks_for_proof(&page));
    let page = lin.sign_in_on(&mut browser, &page).await;
    assert!(page.has("second-page"), "{}", page.body);
    let code = app.code(world.now());
    let page = browser.submit_on(&page, "second-form", &[("code", &code)]).await.unwrap();
    assert!(page.has("password-page"), "{}", page.body);
}

async fn two_steps_that_cannot_be_taken_are_not_asked_for(world: World) {
    let lin = world.person("lin").await;
    let mut browser = at_home(&world, &lin).await;
    world.always_two_steps(&lin).await;
    let page: Page = open(&world, &mut browser, "/home/password").await;
    assert!(page.has("password-page"), "{}", page.body);
}

async fn a_page_that_was_open_long_asks_who_is_there_and_leads_back(world: World) {
    let lin = world.person("lin").await;
    let mut browser = at_home(&world, &lin).await;
    world.advance(std::time::Duration::from_secs(31 * 60));
    for path in [SECURITY, "/home/devices", "/home/history", "/home/consents", "/home/settings"] {
        let page = open(&world, &mut world.browser(), path).await;
        assert!(asks_for_proof(&page), "{path}");
    }
    let page = open(&world, &mut browser, "/home/history").await;
    assert!(lin.sign_in_on(&mut browser, &page).await.has("history-page"));
}

async fn pages_that_only_show_need_no_fresh_proof(world: World) {
    let lin = world.person("lin").await;
    let mut browser = at_home(&world, &lin).await;
    world.advance(FRESH + MOMENT);
    let pages = [
        ("/home", "home-page"),
        (SECURITY, "security-page"),
        ("/home/devices", "devices-page"),
        ("/home/history", "history-page"),
        ("/home/consents", "consents-page"),
        ("/home/settings", "settings-page"),
    ];
    for (path, testid) in pages {
        assert!(open(&world, &mut browser, path).await.has(testid), "{path}");
    }
}
