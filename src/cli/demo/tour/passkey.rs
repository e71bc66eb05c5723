//! Step 9: a passkey, made in one browser and used in another, is the highest level by itself.

use std::fmt::Display;

use sandbox::actor::Authenticator;

use super::arrival::SignedIn;
use super::departure;
use super::report::Seen;
use super::second_step::security;
use super::traveller::Traveller;
use super::unmet::{Unmet, present, same, shows};
use crate::assurance;
use crate::cli::demo::region::Region::Hangzhou;

/// A key that stays in its device, made sure of its person and cannot be phished.
const AMR: [&str; 4] = ["hwk", "user", "phr", "mfa"];

pub(super) async fn alone(t: &mut Traveller<'_>, at_hangzhou: &SignedIn) -> Result<Seen<()>, Unmet> {
    let mut key = make(t).await?;
    let mut other = t.another_browser()?;
    other.get(&format!("{}/", t.at(Hangzhou))).await?;
    let page = other.press("sign-in").await?;
    shows(&page, &t.issuer(), "passkey-form")?;
    let options = present("what the page asks the passkey", page.attribute("passkey-form", "data-options"))?;
    let answer = key.get(&options, &[]).map_err(|error| untold(&error))?;
    let page = other.submit("passkey-form", &[("credential", &answer)]).await?;
    shows(&page, &t.at(Hangzhou), "signed-in")?;
    let session = t.session_in(&other, Hangzhou).await?;
    same("acr", &Some(assurance::BOUND_KEY.to_string()), &session.acr)?;
    same("amr", &Some(AMR.map(str::to_owned).to_vec()), &session.amr)?;
    same("sub on both devices", &Some(at_hangzhou.sub.clone()), &session.sub)?;
    departure::leave(t, &mut other, Hangzhou).await?;
    let facts = [
        "made in one browser, used in another: no name and no password was typed".to_owned(),
        format!("acr {}, amr {}", assurance::BOUND_KEY, AMR.join(" ")),
    ];
    Ok(Seen::new((), facts))
}

/// Makes a passkey with a security key in front of the page.
async fn make(t: &mut Traveller<'_>) -> Result<Authenticator, Unmet> {
    let mut key = Authenticator::new(&t.issuer());
    security(t).await?;
    let page = t.browser.press("add-passkey").await?;
    shows(&page, &t.issuer(), "passkey-create-form")?;
    let options = page.attribute("passkey-create-form", "data-options");
    let options = present("what the page asks the security key", options)?;
    let made = key.create(&options, &[]).map_err(|error| untold(&error))?;
    let fields = [("credential", made.as_str()), ("name", "口袋里的钥匙")];
    let page = t.browser.submit("passkey-create-form", &fields).await?;
    shows(&page, &t.issuer(), "security-page")?;
    Ok(key)
}

fn untold(error: &dyn Display) -> Unmet {
    Unmet::new("the security key", "an answer", error.to_string())
}
