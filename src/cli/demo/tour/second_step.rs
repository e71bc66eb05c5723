//! Steps 7 and 8: a second step by an app that shows codes, because a platform asks for it, and by a text message,
//! because the person wants it at every sign-in.

use std::time::Duration;

use base::Clock as _;
use sandbox::actor::{Browser, CodeApp, Page};
use sandbox::messages::{Message, Purpose};

use super::arrival::{Newcomer, SignedIn};
use super::departure;
use super::report::Seen;
use super::traveller::Traveller;
use super::unmet::{Unmet, present, same, shows, within};
use crate::assurance;
use crate::cli::demo::region::Region::{Chengdu, Hangzhou};

/// RFC 6238 section 5.2: a code counts once, so the next one is waited for.
pub(super) const NEXT_CODE: Duration = Duration::from_secs(30);
/// Messages leave at once; a busy machine may take a moment.
const DELIVERED: Duration = Duration::from_secs(10);

/// Step 7. The password counts that was given before; the app's code is all that is asked for.
pub(super) async fn by_app(
    t: &mut Traveller<'_>,
    newcomer: &Newcomer,
    before: &SignedIn,
) -> Result<Seen<()>, Unmet> {
    let app = set_up_app(t).await?;
    t.clock.pass(NEXT_CODE);
    t.browser.get(&format!("{}/", t.at(Hangzhou))).await?;
    let page = t.browser.press("sign-in-strong").await?;
    shows(&page, &t.issuer(), "second-form")?;
    let code = app.code(t.clock.now());
    let page = t.browser.submit("second-form", &[("code", &code)]).await?;
    shows(&page, &t.at(Hangzhou), "signed-in")?;
    let session = t.session(Hangzhou).await?;
    same("acr", &Some(assurance::TWO_FACTORS.to_string()), &session.acr)?;
    same("amr", &Some(words(&["pwd", "otp", "mfa"])), &session.amr)?;
    same("sub before and after", &Some(before.sub.clone()), &session.sub)?;
    same("sid before and after", &Some(before.sid.clone()), &session.sid)?;
    same("auth_time before and after", &Some(before.auth_time), &session.auth_time)?;
    let facts = [
        format!("{} set an app up and was asked for its code alone, no password again", newcomer.username),
        format!("acr {}, amr pwd otp mfa; auth_time and sid as before", assurance::TWO_FACTORS),
        format!("a code counts once: the tour's clock was moved on {} s to the next", NEXT_CODE.as_secs()),
    ];
    Ok(Seen::new((), facts))
}

/// Reads the secret off the page into an app and shows the page what the app shows.
pub(super) async fn set_up_app(t: &mut Traveller<'_>) -> Result<CodeApp, Unmet> {
    security(t).await?;
    let page = t.browser.press("totp-set-up").await?;
    shows(&page, &t.issuer(), "totp-form")?;
    let secret = present("the secret for the app", page.text("totp-secret"))?;
    let app = present("a secret that an app takes", CodeApp::typed(&secret))?;
    let code = app.code(t.clock.now());
    let page = t.browser.submit("totp-form", &[("code", &code)]).await?;
    shows(&page, &t.issuer(), "security-page")?;
    Ok(app)
}

/// Step 8. Two steps are wanted at every sign-in from now on; another browser takes them with password and phone.
pub(super) async fn by_message(
    t: &mut Traveller<'_>,
    newcomer: &Newcomer,
    at_chengdu: &SignedIn,
) -> Result<Seen<()>, Unmet> {
    confirm_phone(t, newcomer).await?;
    always_two_steps(t).await?;
    let mut other = t.another_browser()?;
    other.get(&format!("{}/", t.at(Chengdu))).await?;
    let page = other.press("sign-in").await?;
    shows(&page, &t.issuer(), "sign-in-form")?;
    let told_before = told(t, newcomer, Purpose::Notice).len();
    let page = enter_password(&mut other, newcomer).await?;
    shows(&page, &t.issuer(), "second-page")?;
    other.press("method-sms").await?;
    let code = sent_code(t, newcomer, async || other.press("send").await).await?;
    let page = other.submit("second-form", &[("code", &code)]).await?;
    shows(&page, &t.at(Chengdu), "signed-in")?;
    let session = t.session_in(&other, Chengdu).await?;
    same("acr", &Some(assurance::TWO_FACTORS.to_string()), &session.acr)?;
    same("amr", &Some(words(&["pwd", "sms", "mfa"])), &session.amr)?;
    same("sub on both devices", &Some(at_chengdu.sub.clone()), &session.sub)?;
    new_device_told(t, newcomer, told_before).await?;
    departure::leave(t, &mut other, Chengdu).await?;
    let facts = [
        format!("acr {}, amr pwd sms mfa, for the same person at Chengdu", assurance::TWO_FACTORS),
        "the phone was told of the new device".to_owned(),
    ];
    Ok(Seen::new((), facts))
}

async fn enter_password(browser: &mut Browser, newcomer: &Newcomer) -> Result<Page, Unmet> {
    let fields =
        [("username", newcomer.username.as_str()), ("password", newcomer.password.expose().as_str())];
    Ok(browser.submit("sign-in-form", &fields).await?)
}

async fn confirm_phone(t: &mut Traveller<'_>, newcomer: &Newcomer) -> Result<(), Unmet> {
    security(t).await?;
    let page = t.browser.press("contact-phone-change").await?;
    shows(&page, &t.issuer(), "contact-form")?;
    let mut browser = t.browser.clone();
    let phone = [("phone", newcomer.phone.as_str())];
    let code = sent_code(t, newcomer, async || browser.submit("contact-form", &phone).await).await?;
    let page = browser.submit("code-form", &[("code", &code)]).await?;
    t.browser = browser;
    shows(&page, &t.issuer(), "security-page")
}

async fn always_two_steps(t: &mut Traveller<'_>) -> Result<(), Unmet> {
    security(t).await?;
    let page = t.browser.submit("second-step-form", &[("value", "always")]).await?;
    shows(&page, &t.issuer(), "security-page")
}

/// Opens the page with the ways to sign in.
pub(super) async fn security(t: &mut Traveller<'_>) -> Result<(), Unmet> {
    let page = t.browser.get(&format!("{}/home/security", t.issuer())).await?;
    shows(&page, &t.issuer(), "security-page")
}

/// The code that is sent to the newcomer's phone by what `act` does.
async fn sent_code<E>(
    t: &Traveller<'_>,
    newcomer: &Newcomer,
    mut act: impl AsyncFnMut() -> Result<Page, E>,
) -> Result<String, Unmet>
where
    Unmet: From<E>,
{
    let before = told(t, newcomer, Purpose::Code).len();
    act().await?;
    within(DELIVERED, async || {
        let messages = told(t, newcomer, Purpose::Code);
        let newest = messages.first().filter(|_| messages.len() > before);
        present("a code on the phone", newest.and_then(|message| message.code.clone()))
    })
    .await
}

async fn new_device_told(t: &Traveller<'_>, newcomer: &Newcomer, before: usize) -> Result<(), Unmet> {
    within(DELIVERED, async || {
        let notices = told(t, newcomer, Purpose::Notice);
        let newest = notices.first().filter(|_| notices.len() > before);
        let template = newest.map(|notice| notice.template.as_str());
        same("the newest notice on the phone", &Some("new_device"), &template)
    })
    .await
}

/// What the phone was sent, newest first.
fn told(t: &Traveller<'_>, newcomer: &Newcomer, purpose: Purpose) -> Vec<Message> {
    let messages = t.world.messages.messages_to(&newcomer.phone);
    messages.into_iter().filter(|message| message.purpose == purpose).collect()
}

fn words(amr: &[&str]) -> Vec<String> {
    amr.iter().map(|word| (*word).to_owned()).collect()
}
