//! What people do at the account's home, and what can be seen of it afterwards.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use config::Config;
use http::{HeaderName, HeaderValue};
use serde_json::{Value, json};
use store::audit::AuditFilter;
use testkit::{Authenticator, Browser, Call, Lie, Page, Person, World};

pub(super) const SECURITY: &str = "/home/security";
/// How long a proof is fresh.
pub(super) const FRESH: Duration = Duration::from_secs(5 * 60);
pub(super) const MOMENT: Duration = Duration::from_millis(1);
/// What a browser calls itself.
pub(super) const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

const SMS: &str = "/sms";
const MAIL: &str = "/mail";

/// The same deployment with somebody who takes messages to phones and mailboxes.
pub(super) async fn with_messages(world: World) -> World {
    let (sms, mail) = (world.outside().east(SMS), world.outside().east(MAIL));
    let change = |config: &mut Config| {
        config.messages.sms_url = Some(sms.parse().unwrap());
        config.messages.mail_url = Some(mail.parse().unwrap());
    };
    world.set(change).await
}

/// Somebody with a confirmed mail address, who is told there of what happens.
pub(super) async fn reached(world: &World, username: &str) -> Person {
    world.person_with(username, json!({ "contacts_confirmed": true })).await
}

/// The messages to mailboxes so far, oldest first.
async fn mails(world: &World) -> Vec<Value> {
    messages(world, MAIL).await
}

async fn messages(world: &World, path: &str) -> Vec<Value> {
    while world.app.notices.send_due().await.unwrap() > 0 {}
    let calls = world.outside().heard(path);
    calls.iter().map(|call| message(&call.pairs.first().unwrap().0)).collect()
}

fn message(token: &str) -> Value {
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    let claims: Value = serde_json::from_slice(&claims).unwrap();
    claims["message"].clone()
}

/// What people were told by mail so far, in no order that time tells: the clock stands still.
pub(super) async fn told(world: &World) -> Vec<String> {
    let mut told: Vec<_> =
        mails(world).await.iter().map(|mail| mail["template"].as_str().unwrap().to_owned()).collect();
    told.sort();
    told
}

/// The last code sent to a number or address.
pub(super) async fn code_for(world: &World, to: &str) -> String {
    let path = if to.contains('@') { MAIL } else { SMS };
    let sent = messages(world, path).await;
    let own = sent.iter().rev().filter(|message| message["to"].as_str().unwrap().ends_with(to));
    own.filter_map(|message| message["code"].as_str()).next().expect("a code was sent").to_owned()
}

/// Somebody who has just signed in by name and password, with the page they came to open.
pub(super) async fn at_home(world: &World, person: &Person) -> Browser {
    let agent = HeaderValue::from_static(FIREFOX);
    let mut browser = world.browser().with_header(HeaderName::from_static("user-agent"), agent);
    sign_in(world, &mut browser, person).await;
    browser
}

/// Signs in by name and password.
pub(super) async fn sign_in(world: &World, browser: &mut Browser, person: &Person) {
    let page = browser.get(&world.url("/sign-in")).await.unwrap();
    let page = person.sign_in_on(browser, &page).await;
    assert!(page.has("home-page"), "{}", page.body);
}

/// Signs in by passkey.
pub(super) async fn sign_in_by(world: &World, device: &mut Authenticator) -> Browser {
    let mut browser = world.browser();
    let page = browser.get(&world.url("/sign-in")).await.unwrap();
    let page = touch(&mut browser, &page, device).await;
    assert!(page.has("home-page"), "{}", page.body);
    browser
}

/// Answers the question of a page by a device.
pub(super) async fn touch(browser: &mut Browser, page: &Page, device: &mut Authenticator) -> Page {
    let options = page.attribute("passkey-form", "data-options").expect("the page asks for a passkey");
    let response = device.get(&options, &[]).unwrap();
    browser.submit_on(page, "passkey-form", &[("credential", &response)]).await.unwrap()
}

/// Makes a passkey on the page that asks for one.
pub(super) async fn make(
    browser: &mut Browser,
    (page, device): (&Page, &mut Authenticator),
    name: &str,
    lies: &[Lie],
) -> Page {
    let options = page.attribute("passkey-create-form", "data-options");
    let options = options.unwrap_or_else(|| panic!("no question: {}", page.body));
    let made = device.create(&options, lies).unwrap();
    let fields = [("credential", made.as_str()), ("name", name)];
    browser.submit_on(page, "passkey-create-form", &fields).await.unwrap()
}

/// Opens a page of the service.
pub(super) async fn open(world: &World, browser: &mut Browser, path: &str) -> Page {
    browser.get(&world.url(path)).await.unwrap()
}

/// The token that forms of the home bring back.
pub(super) async fn csrf(world: &World, browser: &mut Browser) -> String {
    let page = open(world, browser, "/home").await;
    page.forms().first().unwrap().control("csrf").unwrap().value.clone()
}

/// Sends a form of the home with these fields.
pub(super) async fn post(world: &World, browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> Page {
    let csrf = csrf(world, browser).await;
    browser.post(path, &[fields, &[("csrf", csrf.as_str())]].concat()).await.unwrap()
}

/// A form of the home as a browser would send it, to be sent as often as a test wants.
pub(super) async fn call(world: &World, browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> Call {
    let csrf = csrf(world, browser).await;
    Call::post(path, &[fields, &[("csrf", csrf.as_str())]].concat()).cookies(&cookies(world, browser))
}

/// The cookies that a browser sends to the service.
pub(super) fn cookies(world: &World, browser: &Browser) -> String {
    let living = browser.jar().living(world.now());
    let own = living.filter(|cookie| cookie.host == "127.0.0.1");
    own.map(|cookie| format!("{}={}", cookie.name, cookie.value)).collect::<Vec<_>>().join("; ")
}

/// Whether a page asks its person to prove who they are before they go on.
pub(super) fn asks_for_proof(page: &Page) -> bool {
    page.url.path() == "/sign-in" && page.has("sign-in-form")
}

/// Whether a page tells of something that was wrong.
pub(super) fn is_refused(page: &Page) -> bool {
    page.status == 422 && page.has("error-summary")
}

/// What the log holds of an account, newest first.
pub(super) async fn log_of(world: &World, person: &Person) -> Vec<(String, Value)> {
    let account = world.account(person).await;
    let mut conn = world.app.ground.db.reader().await.unwrap();
    let events = store::audit::page(&mut conn, &AuditFilter::Account(account.id), None, 200).await.unwrap();
    let read = |detail: &str| serde_json::from_str(detail).unwrap();
    events.into_iter().map(|event| (event.kind, read(&event.detail))).collect()
}

/// How many entries of a kind the log holds of an account.
pub(super) async fn logged(world: &World, person: &Person, kind: &str) -> usize {
    log_of(world, person).await.iter().filter(|(own, _)| own == kind).count()
}

/// The names of a person's passkeys.
pub(super) async fn passkeys(world: &World, person: &Person) -> Vec<(String, String)> {
    let account = world.account(person).await;
    let all = world.app.authenticators.passkeys_of(account.id).await.unwrap();
    all.into_iter().map(|passkey| (passkey.id.to_string(), passkey.name)).collect()
}

/// Takes the password of an account away, as if it had been opened by phone.
pub(super) async fn without_password(world: &World, person: &Person) {
    let (id, now) = (world.account(person).await.id, world.now());
    let set = world
        .app
        .ground
        .db
        .write(move |tx| Box::pin(async move { store::account::set_password(tx, id, None, now).await }));
    let set: Result<bool, base::Fault> = set.await;
    assert!(set.unwrap());
}
