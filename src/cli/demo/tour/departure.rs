//! Steps 10 and 11: one sign-out ends everything, and the audit log tells it all.

use std::time::Duration;

use base::AccountId;
use sandbox::actor::Browser;

use super::arrival::{Newcomer, silently};
use super::observer::{Answer, Tokens};
use super::report::Seen;
use super::traveller::Traveller;
use super::unmet::{Unmet, at_least, present, same, shows, within};
use crate::admin::audit_log::{self, Query};
use crate::audit::Kind;
use crate::cli::demo::region::Region::{self, Chengdu, Hangzhou};

/// Notices leave at once; a busy machine may take a moment.
const NOTICED: Duration = Duration::from_secs(10);
/// More events than the tour makes.
const EVENTS: u32 = 500;

/// Step 10.
pub(super) async fn sign_out(t: &mut Traveller<'_>, tokens: &Tokens) -> Result<Seen<()>, Unmet> {
    let told_before = told(t)?;
    let mut browser = t.browser.clone();
    leave(t, &mut browser, Hangzhou).await?;
    t.browser = browser;
    within(NOTICED, async || {
        let [hangzhou, chengdu] = told(t)?;
        at_least("logout notices at Hangzhou", told_before[0] + 1, hangzhou)?;
        at_least("logout notices at Chengdu", told_before[1] + 1, chengdu)
    })
    .await?;
    for region in Region::ALL {
        let session = t.session(region).await?;
        same("signed in after the sign-out", &false, &session.signed_in)?;
        same("sessions at the platform", &0, &t.platform(region)?.sessions())?;
    }
    same("Chengdu says why", &true, &t.session(Chengdu).await?.ended_elsewhere)?;
    nothing_is_left(t, tokens).await?;
    let facts = [
        "both platforms were told by back-channel and ended their sessions".to_owned(),
        "prompt=none: login_required; refresh: invalid_grant; access token: refused".to_owned(),
    ];
    Ok(Seen::new((), facts))
}

/// Signs out at a platform, agreeing where the identity provider asks.
pub(super) async fn leave(t: &Traveller<'_>, browser: &mut Browser, region: Region) -> Result<(), Unmet> {
    browser.get(&format!("{}/", t.at(region))).await?;
    let mut page = browser.press("sign-out").await?;
    if page.url.origin().ascii_serialization() == t.issuer() && page.has("sign-out-form") {
        page = browser.press("sign-out").await?;
    }
    shows(&page, &t.at(region), "signed-out-page")
}

async fn nothing_is_left(t: &mut Traveller<'_>, tokens: &Tokens) -> Result<(), Unmet> {
    let page = silently(t, Chengdu).await?;
    same("silent sign-on at Chengdu", &Some("note=login_required"), &page.url.query())?;
    match t.observer.ask(&t.browser).await? {
        Answer::Error(error) => same("prompt=none after the sign-out", &"login_required".to_owned(), &error)?,
        Answer::Code(_) => {
            return Err(Unmet::new("prompt=none after the sign-out", "login_required", "a code"));
        }
    }
    let error = t.observer.refused_refresh(tokens).await?;
    same("refresh after the sign-out", &"invalid_grant".to_owned(), &error)?;
    within(NOTICED, async || {
        let status = t.observer.user_info_status(tokens).await?;
        same("status of user info after the sign-out", &401, &status)
    })
    .await
}

fn told(t: &Traveller<'_>) -> Result<[usize; 2], Unmet> {
    Ok([t.platform(Hangzhou)?.logouts_received(), t.platform(Chengdu)?.logouts_received()])
}

/// What must be in the log about the newcomer, and how often at least.
const ABOUT_THE_PERSON: [(Kind, usize); 10] = [
    (Kind::AccountRegistered, 1),
    // With the account, with the app's code, with the text message, with the passkey.
    (Kind::SignedIn, 4),
    (Kind::ConsentGiven, 2),
    (Kind::CodeRedeemed, 8),
    (Kind::TotpAdded, 1),
    (Kind::ContactChanged, 1),
    (Kind::SecondStepChanged, 1),
    (Kind::PasskeyAdded, 1),
    (Kind::SessionEnded, 3),
    (Kind::LogoutDelivered, 4),
];
/// What must be in the log about anybody.
const ABOUT_ANYTHING: [(Kind, usize); 4] = [
    (Kind::PlatformChanged, 3),
    (Kind::ClientChanged, 3),
    (Kind::Refreshed, 5),
    // The calendar twice, a key made, a key activated.
    (Kind::KeyChanged, 4),
];

/// Step 11.
pub(super) async fn audited(t: &Traveller<'_>, newcomer: &Newcomer) -> Result<Seen<()>, Unmet> {
    let account = account(t, newcomer).await?;
    // The last entry is written when the last platform has answered.
    within(NOTICED, async || {
        for (kind, times) in ABOUT_THE_PERSON {
            at_least(kind.as_str(), times, count(t, Some(account), kind).await?)?;
        }
        Ok(())
    })
    .await?;
    for (kind, times) in ABOUT_ANYTHING {
        at_least(kind.as_str(), times, count(t, None, kind).await?)?;
    }
    let kinds = ABOUT_THE_PERSON.iter().chain(&ABOUT_ANYTHING).map(|(kind, _)| kind.as_str());
    Ok(Seen::new((), [kinds.collect::<Vec<_>>().join(", ")]))
}

/// One of the newest accounts registered by their person must be the newcomer's. A folder that was used before has
/// others, some of a clock that was further on.
async fn account(t: &Traveller<'_>, newcomer: &Newcomer) -> Result<AccountId, Unmet> {
    let query = Query { account: None, kind: Some(Kind::AccountRegistered), before: None, limit: EVENTS };
    for event in audit_log::read(&t.world.app.ground.db, query).await? {
        let id = event.account.as_deref().and_then(|id| id.parse::<AccountId>().ok());
        let id = present("the account of a registration", id)?;
        // Whoever closed theirs has no name any more.
        let Some(account) = t.world.app.accounts.by_id(id).await? else { continue };
        let profile = t.world.app.accounts.profile(&account);
        if profile.is_ok_and(|profile| profile.username == newcomer.username) {
            return Ok(id);
        }
    }
    present("a registration of the newcomer", None)
}

async fn count(t: &Traveller<'_>, account: Option<AccountId>, kind: Kind) -> Result<usize, Unmet> {
    let query = Query { account, kind: Some(kind), before: None, limit: EVENTS };
    Ok(audit_log::read(&t.world.app.ground.db, query).await?.len())
}
