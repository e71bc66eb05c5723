//! What people do on the pages of a sign-in, and what can be seen of it afterwards.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::future::join_all;
use serde_json::{Value, json};
use store::account::AccountStatus;
use store::audit::AuditFilter;
use testkit::{
    Answer, Ask, Authenticator, Browser, Call, Lie, Node, Page, Person, RelyingParty, Reply, World,
};

pub(super) const A1: &str = "urn:yimen:acr:L1.A1";
pub(super) const A2: &str = "urn:yimen:acr:L1.A2";
pub(super) const A3: &str = "urn:yimen:acr:L1.A3";

const SESSION: &str = "yimen_session";
/// Where the provider of mail is asked.
const MAIL: &str = "/mail";

/// A platform and a person.
pub(super) async fn both(world: &World) -> (RelyingParty, Person) {
    (world.party("city", json!({})).await, world.person("lin").await)
}

/// The same deployment with a provider of mail.
pub(super) async fn with_mail(world: World) -> World {
    let mail = world.outside().east(MAIL);
    world.set(|config| config.messages.mail_url = Some(mail.parse().unwrap())).await
}

/// Somebody whose mail address is known to reach them.
pub(super) async fn reached(world: &World, username: &str) -> Person {
    world.person_with(username, json!({ "contacts_confirmed": true })).await
}

/// What people were told by mail so far, oldest first.
pub(super) async fn told(world: &World) -> Vec<String> {
    world.app.notices.send_due().await.unwrap();
    let calls = world.outside().heard(MAIL);
    calls.iter().map(|call| template(&call.pairs.first().unwrap().0)).collect()
}

fn template(token: &str) -> String {
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    let claims: Value = serde_json::from_slice(&claims).unwrap();
    claims["message"]["template"].as_str().unwrap().to_owned()
}

/// Entries of that kind in the audit log.
pub(super) async fn entries(world: &World, kind: &str) -> usize {
    let mut conn = world.app.ground.db.reader().await.unwrap();
    store::audit::page(&mut conn, &AuditFilter::Kind(kind.to_owned()), None, 100).await.unwrap().len()
}

pub(super) async fn set_status(world: &World, person: &Person, status: AccountStatus) {
    let account = world.account(person).await;
    world.app.accounts.set_status(account.id, status, "test").await.unwrap();
}

pub(super) fn session(browser: &Browser) -> Option<String> {
    browser.cookie(SESSION).map(|cookie| cookie.value.clone())
}

/// Whether an answer hands out a session.
pub(super) fn begins(reply: &Reply) -> bool {
    reply.set_cookies().iter().any(|cookie| cookie.starts_with(&format!("{SESSION}=")))
}

/// Refused on the page, and nobody is signed in.
pub(super) fn is_refused(browser: &Browser, page: &Page) {
    assert_eq!(page.status, 422, "{}", page.body);
    assert!(page.has("error-summary"), "{}", page.body);
    assert_eq!(session(browser), None);
}

/// Back at the beginning, and nobody is signed in.
pub(super) fn begins_again(browser: &Browser, page: &Page) {
    assert_eq!((page.status, page.url.path()), (200, "/sign-in"), "{}", page.body);
    assert!(page.has("sign-in-form"));
    assert_eq!(session(browser), None);
}

/// The claims of the ID token that a page's answer leads to.
pub(super) async fn claims(city: &RelyingParty, ask: &Ask, page: &Page) -> Value {
    let answer = Answer::of(page, ask).unwrap_or_else(|| panic!("{} {}", page.url, page.body));
    let tokens = city.tokens(ask, answer.code()).await;
    city.verified(tokens.id_token()).await
}

/// Level and methods as claims tell them.
pub(super) fn told_of(claims: &Value) -> (&str, String) {
    let words: Vec<&str> = claims["amr"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    (claims["acr"].as_str().unwrap(), words.join(" "))
}

/// What the page asks a device for.
pub(super) fn options(page: &Page) -> String {
    page.attribute("passkey-form", "data-options").unwrap_or_else(|| panic!("no question: {}", page.body))
}

/// Answers the page's question with a device.
pub(super) async fn touch(
    browser: &mut Browser,
    page: &Page,
    device: &mut Authenticator,
    lies: &[Lie],
) -> Page {
    let response = device.get(&options(page), lies).unwrap();
    browser.submit_on(page, "passkey-form", &[("credential", &response)]).await.unwrap()
}

/// The value of a field that some form of the page has.
pub(super) fn field(page: &Page, name: &str) -> String {
    let forms = page.forms();
    let control = forms.iter().find_map(|form| form.control(name));
    control.unwrap_or_else(|| panic!("no {name}: {}", page.body)).value.clone()
}

/// Answers a page of the second step by a method, also one that it does not offer.
pub(super) async fn second(browser: &mut Browser, page: &Page, method: &str, value: &str) -> Page {
    let (request, csrf, progress) = (field(page, "request"), field(page, "csrf"), field(page, "progress"));
    let name = if method == "password" { "password" } else { "code" };
    let pairs = [
        ("request", request.as_str()),
        ("csrf", &csrf),
        ("progress", &progress),
        ("method", method),
        (name, value),
    ];
    browser.get(page.url.as_str()).await.unwrap();
    browser.post("/sign-in/second", &pairs).await.unwrap()
}

/// The password on the sign-in page of nobody's request.
pub(super) async fn halfway(world: &World, browser: &mut Browser, person: &Person) -> Page {
    let page = browser.get(&world.url("/sign-in")).await.unwrap();
    person.sign_in_on(browser, &page).await
}

/// A form as a browser would send it, to be sent as often and wherever a test wants.
pub(super) fn call(
    world: &World,
    browser: &Browser,
    (page, selector): (&Page, &str),
    fields: &[(&str, &str)],
) -> Call {
    let form = page.form(selector).unwrap_or_else(|| panic!("no {selector}: {}", page.body));
    let pairs = form.filled(fields, None).unwrap();
    let pairs: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    Call::post(form.action, &pairs).cookies(&cookies(world, browser))
}

/// The cookies that a browser sends to the service.
pub(super) fn cookies(world: &World, browser: &Browser) -> String {
    let living = browser.jar().living(world.now());
    let own = living.filter(|cookie| cookie.host == "127.0.0.1");
    own.map(|cookie| format!("{}={}", cookie.name, cookie.value)).collect::<Vec<_>>().join("; ")
}

/// How many of eight times a form is sent at once, to two nodes in turn, hand out a session.
pub(super) async fn of_eight(here: &Node, there: &Node, call: &Call) -> usize {
    let at = |number: usize| if number.is_multiple_of(2) { here } else { there };
    let replies = join_all((0..8).map(|number| at(number).send(call.clone()))).await;
    assert!(replies.iter().all(|reply| reply.status < 500), "{replies:?}");
    replies.iter().filter(|reply| begins(reply)).count()
}

/// A demand for one of these levels (OpenID Connect Core 1.0 section 5.5.1.1).
pub(super) fn demand(ask: Ask, level: &str) -> Ask {
    let claims = json!({ "id_token": { "acr": { "essential": true, "values": [level] } } });
    ask.with("claims", &claims.to_string())
}
