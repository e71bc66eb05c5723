//! Language and size of print.

use testkit::{Browser, Person, World, on_each_database};

use super::acts::{at_home, log_of, open, post};

on_each_database! {
    choices_are_kept_with_the_account_and_in_the_browser,
    what_is_kept_is_shown,
    refused_when_the_language_is_none_of_ours,
    what_else_is_kept_of_the_person_stays,
}

async fn lin_at_home(world: &World) -> (Person, Browser) {
    let lin = world.person("lin").await;
    let browser = at_home(world, &lin).await;
    (lin, browser)
}

fn chosen(page: &testkit::Page, name: &str) -> String {
    use sandbox::actor::ControlKind;
    let form = page.form("settings-form").unwrap();
    let mut controls = form.controls.iter().filter(|control| control.name == name);
    controls.find(|control| control.kind == ControlKind::Chosen).unwrap().value.clone()
}

async fn choices_are_kept_with_the_account_and_in_the_browser(world: World) {
    let (lin, mut browser) = lin_at_home(&world).await;
    open(&world, &mut browser, "/home/settings").await;
    let page = browser.submit("settings-form", &[("language", "en"), ("print", "large")]).await.unwrap();
    assert!(page.has("notice") && page.body.contains("lang=\"en\""), "{}", page.body);
    let account = world.account(&lin).await;
    assert_eq!(account.locale.as_deref(), Some("en"));
    assert_eq!(world.app.accounts.profile(&account).unwrap().print.as_deref(), Some("large"));
    let cookie = |name| browser.cookie(name).map(|cookie| cookie.value.clone());
    assert_eq!((cookie("lang").as_deref(), cookie("print").as_deref()), (Some("en"), Some("large")));
    assert_eq!(log_of(&world, &lin).await.len(), 2, "looks are nobody's business but one's own");
}

async fn what_is_kept_is_shown(world: World) {
    let (lin, mut browser) = lin_at_home(&world).await;
    let page = open(&world, &mut browser, "/home/settings").await;
    assert_eq!((chosen(&page, "language").as_str(), chosen(&page, "print").as_str()), ("zh-Hans", "normal"));
    post(&world, &mut browser, "/home/settings", &[("language", "en"), ("print", "large")]).await;
    let mut other = at_home(&world, &lin).await;
    let page = open(&world, &mut other, "/home/settings").await;
    assert_eq!((chosen(&page, "language").as_str(), chosen(&page, "print").as_str()), ("en", "large"));
}

async fn refused_when_the_language_is_none_of_ours(world: World) {
    let (lin, mut browser) = lin_at_home(&world).await;
    for language in ["", "tlh", "<script>"] {
        let page = post(&world, &mut browser, "/home/settings", &[("language", language)]).await;
        assert!(page.has("settings-page") && !page.has("notice"), "{language}");
    }
    assert_eq!(world.account(&lin).await.locale, None);
}

async fn what_else_is_kept_of_the_person_stays(world: World) {
    let (lin, mut browser) = lin_at_home(&world).await;
    let before = world.app.accounts.profile(&world.account(&lin).await).unwrap();
    post(&world, &mut browser, "/home/settings", &[("language", "en"), ("print", "normal")]).await;
    let mut after = world.app.accounts.profile(&world.account(&lin).await).unwrap();
    assert_eq!(after.print.take().as_deref(), Some("normal"));
    assert_eq!(after, before);
}
