//! Steps 1 to 3: a newcomer makes an account, agrees, and is known at both platforms.

use base::{Clock as _, Rng, Secret};
use sandbox::actor::Page;

use super::report::Seen;
use super::traveller::{PlatformSession, Traveller};
use super::unmet::{Unmet, differ, present, same, shows};
use crate::cli::demo::people::password;
use crate::cli::demo::region::Region::{self, Chengdu, Hangzhou};

/// Clocks of one machine; the rest is the time a step takes.
const LATELY: i64 = 60;
/// RFC 8176 section 2.
const BY_PASSWORD: &str = "pwd";

/// The person the tour is about.
pub(super) struct Newcomer {
    pub(super) username: String,
    pub(super) name: &'static str,
    pub(super) phone: String,
    pub(super) password: Secret<String>,
}

impl Newcomer {
    fn invented(rng: &dyn Rng) -> Self {
        let mut bytes = [0; 8];
        rng.fill(&mut bytes);
        let digits: String = bytes.iter().map(|byte| char::from(b'0' + byte % 10)).collect();
        Self {
            username: format!("tour-{digits}"),
            name: "王小明（演示）",
            // Numbers beginning with 100 are given to nobody.
            phone: format!("100{digits}"),
            password: Secret::new(password(rng)),
        }
    }
}

/// A session at a platform with the claims that every ID token of ours has.
pub(super) struct SignedIn {
    pub(super) sub: String,
    pub(super) sid: String,
    pub(super) auth_time: i64,
}

/// Step 1. The browser ends on the consent page of the request it began with.
pub(super) async fn register(t: &mut Traveller<'_>) -> Result<Seen<Newcomer>, Unmet> {
    let newcomer = Newcomer::invented(&*t.world.app.ground.rng);
    let issuer = t.issuer();
    t.browser.get(&format!("{}/", t.at(Hangzhou))).await?;
    let page = t.browser.press("sign-in").await?;
    shows(&page, &issuer, "sign-in-form")?;
    let page = t.browser.press("register-link").await?;
    shows(&page, &issuer, "register-form")?;
    let fields = [
        ("username", newcomer.username.as_str()),
        ("display_name", newcomer.name),
        ("password", newcomer.password.expose().as_str()),
    ];
    let page = t.browser.submit("register-form", &fields).await?;
    shows(&page, &issuer, "consent-form")?;
    let facts = [format!("{} is {}", newcomer.username, newcomer.name)];
    Ok(Seen::new(newcomer, facts))
}

/// Step 2.
pub(super) async fn at_first_platform(t: &mut Traveller<'_>) -> Result<Seen<SignedIn>, Unmet> {
    let page = t.browser.press("allow").await?;
    shows(&page, &t.at(Hangzhou), "signed-in")?;
    let session = t.session(Hangzhou).await?;
    let signed_in = signed_in(&session)?;
    let now = t.clock.now().seconds();
    if (now - signed_in.auth_time).abs() > LATELY {
        let expected = format!("within {LATELY} s of {now}");
        return Err(Unmet::new("auth_time", expected, signed_in.auth_time.to_string()));
    }
    let facts = [
        format!("sub {}", signed_in.sub),
        format!("acr {}, amr {BY_PASSWORD}, with auth_time and sid", crate::assurance::PASSWORD),
    ];
    Ok(Seen::new(signed_in, facts))
}

/// Step 3. First with consent and no password, then with no page at all.
pub(super) async fn at_second_platform(
    t: &mut Traveller<'_>,
    first: &SignedIn,
) -> Result<Seen<SignedIn>, Unmet> {
    t.browser.get(&format!("{}/", t.at(Chengdu))).await?;
    let page = t.browser.press("sign-in").await?;
    shows(&page, &t.issuer(), "consent-form")?;
    let page = t.browser.press("allow").await?;
    shows(&page, &t.at(Chengdu), "signed-in")?;
    let second = signed_in(&t.session(Chengdu).await?)?;
    differ("sub at the two platforms", &first.sub, &second.sub)?;
    differ("sid at the two platforms", &first.sid, &second.sid)?;
    same("auth_time at the two platforms", &first.auth_time, &second.auth_time)?;
    let page = silently(t, Chengdu).await?;
    shows(&page, &t.at(Chengdu), "signed-in")?;
    let again = signed_in(&t.session(Chengdu).await?)?;
    same("sub after the silent sign-on", &second.sub, &again.sub)?;
    let facts = [format!("sub {}", second.sub), "asked again with prompt=none: no page was shown".to_owned()];
    Ok(Seen::new(again, facts))
}

/// `prompt=none` at a platform; the way there and back must have no page in between.
pub(super) async fn silently(t: &mut Traveller<'_>, region: Region) -> Result<Page, Unmet> {
    let page = t.browser.get(&format!("{}/silent", t.at(region))).await?;
    let way: Vec<_> = page.visited.iter().map(|url| url.path().to_owned()).collect();
    same(
        "the way of a silent sign-on",
        &["/silent", "/authorize", "/callback", "/"].map(str::to_owned).to_vec(),
        &way,
    )?;
    Ok(page)
}

fn signed_in(session: &PlatformSession) -> Result<SignedIn, Unmet> {
    same("signed in at the platform", &true, &session.signed_in)?;
    same("acr", &Some(crate::assurance::PASSWORD.to_string()), &session.acr)?;
    same("amr", &Some(vec![BY_PASSWORD.to_owned()]), &session.amr)?;
    Ok(SignedIn {
        sub: present("sub", session.sub.clone())?,
        sid: present("sid", session.sid.clone())?,
        auth_time: present("auth_time", session.auth_time)?,
    })
}

#[cfg(test)]
mod tests {
    use base::SeededRng;

    use super::*;
    use crate::account::LoginName;

    #[test]
    fn an_invented_newcomer_can_register() {
        let newcomer = Newcomer::invented(&SeededRng::new(3));
        assert!(LoginName::username(&newcomer.username).is_ok());
        assert!(LoginName::phone(&newcomer.phone).is_ok());
    }
}
