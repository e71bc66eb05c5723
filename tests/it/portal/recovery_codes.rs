//! Recovery codes made at the home.

use testkit::{Browser, Person, World, on_each_database};

use super::acts::{SECURITY, at_home, logged, open, reached, told, with_messages};

on_each_database! {
    ten_codes_are_shown_this_once,
    new_codes_make_the_old_worthless,
    its_person_is_told_and_the_log_knows,
}

async fn lin_at_home(world: &World) -> (Person, Browser) {
    let lin = world.person("lin").await;
    let browser = at_home(world, &lin).await;
    (lin, browser)
}

async fn make(world: &World, browser: &mut Browser) -> Vec<String> {
    open(world, browser, SECURITY).await;
    browser.press("recovery-codes-new").await.unwrap().texts("recovery-code")
}

/// Whether a code is one of those that are left; it is not any more then.
async fn counts(world: &World, person: &Person, code: &str) -> bool {
    let (account, code) = (world.account(person).await.id, code.to_owned());
    let authenticators = world.app.authenticators.clone();
    let used = world.app.ground.db.write(move |tx| {
        let (authenticators, code) = (authenticators.clone(), code.clone());
        Box::pin(async move { authenticators.use_recovery_code(tx, account, &code).await })
    });
    used.await.unwrap()
}

async fn ten_codes_are_shown_this_once(world: World) {
    let (lin, mut browser) = lin_at_home(&world).await;
    let codes = make(&world, &mut browser).await;
    assert_eq!(codes.len(), 10);
    let page = open(&world, &mut browser, SECURITY).await;
    assert!(codes.iter().all(|code| !page.body.contains(code)));
    assert!(page.text("recovery-codes-left").unwrap().contains("10"));
    assert!(counts(&world, &lin, &codes[0]).await && !counts(&world, &lin, &codes[0]).await);
    assert!(open(&world, &mut browser, SECURITY).await.text("recovery-codes-left").unwrap().contains('9'));
}

async fn new_codes_make_the_old_worthless(world: World) {
    let (lin, mut browser) = lin_at_home(&world).await;
    let old = make(&world, &mut browser).await;
    let new = make(&world, &mut browser).await;
    assert!(!counts(&world, &lin, &old[3]).await);
    assert!(counts(&world, &lin, &new[3].to_lowercase()).await);
}

async fn its_person_is_told_and_the_log_knows(world: World) {
    let world = with_messages(world).await;
    let lin = reached(&world, "lin").await;
    let mut browser = at_home(&world, &lin).await;
    make(&world, &mut browser).await;
    assert_eq!(told(&world).await, ["recovery_codes_made"]);
    assert_eq!(logged(&world, &lin, "recovery_codes.made").await, 1);
}
