//! Step 6: another key signs, and nothing that lives is cut off.
//!
//! The commands are those of `yimen keys`: they change the shared vault, and the running service notices.

use std::time::Duration;

use keys::admin::{Admin, Mode, Who};
use keys::{Force, KeyError, KeyRefusal, RotationPolicy, TransitionRefusal};
use proto::jose::Algorithm;

use super::arrival::silently;
use super::observer::Tokens;
use super::report::Seen;
use super::tokens::renew_at_platform;
use super::traveller::Traveller;
use super::unmet::{Unmet, differ, present, same, shows, within};
use crate::cli::demo::region::Region::Chengdu;

/// The shortest time the calendar allows between publishing a key and using it.
const AHEAD: Duration = Duration::from_secs(60);
/// The service looks for changes each second.
const NOTICED: Duration = Duration::from_secs(5);

pub(super) async fn rotate(t: &mut Traveller<'_>, before: &Tokens) -> Result<Seen<Tokens>, Unmet> {
    let admin = t.world.app.ground.keys.admin();
    let usual = admin.calendar().await?;
    let short = RotationPolicy { publish_ahead: AHEAD, jwks_max_age: AHEAD, ..usual.clone() };
    admin.set_calendar(&short, &who(), Mode::Apply).await?;
    let [old, _] = before.signed_with()?;
    let new = published(t, &admin, &old).await?;
    refused_before_its_time(&admin, &new).await?;
    t.clock.pass(AHEAD + Duration::from_secs(1));
    admin.activate(&new, &Force::No, &who(), Mode::Apply).await?;
    let after = signed_with_new_key(t, &new).await?;
    nothing_is_cut_off(t, before, (&old, &new)).await?;
    admin.set_calendar(&usual, &who(), Mode::Apply).await?;
    let facts = [
        format!("{new} signs in place of {old}"),
        format!(
            "published first, refused before its time, used after {} s (the tour's clock was moved on)",
            AHEAD.as_secs()
        ),
        "both are published; tokens signed before are still good; both platforms took tokens of the new key"
            .to_owned(),
    ];
    Ok(Seen::new(after, facts))
}

/// A new key, seen by others beside the old one, which goes on signing.
async fn published(t: &Traveller<'_>, admin: &Admin, old: &str) -> Result<String, Unmet> {
    let change = admin.generate(Algorithm::ES256, None, &who(), Mode::Apply).await;
    let new = match change {
        Ok(change) => present("kid of the new key", change.kid)?,
        // Left over from a run that was broken off.
        Err(KeyError::Refused(KeyRefusal::NextExists { kid, .. })) => kid,
        Err(error) => return Err(error.into()),
    };
    within(NOTICED, async || both_published(t, (old, &new)).await).await?;
    let still = t.observer.sign_on(&t.browser).await?;
    same("key in use while the new one waits", &old.to_owned(), &still.signed_with()?[0])?;
    Ok(new)
}

async fn both_published(t: &Traveller<'_>, (old, new): (&str, &str)) -> Result<(), Unmet> {
    let published = t.observer.published().await?;
    let missing = [old, new].into_iter().find(|kid| !published.iter().any(|own| own == kid));
    match missing {
        None => Ok(()),
        Some(kid) => Err(Unmet::new("published keys", format!("{kid} among them"), published.join(", "))),
    }
}

async fn refused_before_its_time(admin: &Admin, new: &str) -> Result<(), Unmet> {
    match admin.activate(new, &Force::No, &who(), Mode::Apply).await {
        Err(KeyError::Refused(KeyRefusal::State { refusal: TransitionRefusal::TooEarly { .. }, .. })) => {
            Ok(())
        }
        Err(other) => Err(other.into()),
        Ok(change) => Err(Unmet::new("using the key before its time", "refused", change.summary)),
    }
}

async fn signed_with_new_key(t: &Traveller<'_>, new: &str) -> Result<Tokens, Unmet> {
    let expected = [new.to_owned(), new.to_owned()];
    within(NOTICED, async || {
        let tokens = t.observer.sign_on(&t.browser).await?;
        same("keys of new tokens", &expected, &tokens.signed_with()?)?;
        Ok(tokens)
    })
    .await
}

/// Old tokens are good, old refresh tokens give new tokens, and both platforms read the key set again by themselves.
async fn nothing_is_cut_off(
    t: &mut Traveller<'_>,
    before: &Tokens,
    (old, new): (&str, &str),
) -> Result<(), Unmet> {
    both_published(t, (old, new)).await?;
    same(
        "status of user info with a token signed before",
        &200,
        &t.observer.user_info_status(before).await?,
    )?;
    let renewed = t.observer.refresh(before).await?;
    differ("keys before and after the refresh", &before.signed_with()?, &renewed.signed_with()?)?;
    renew_at_platform(t).await?;
    let page = silently(t, Chengdu).await?;
    shows(&page, &t.at(Chengdu), "signed-in")
}

fn who() -> Who {
    Who { who: "admin:tour".to_owned(), why: "the guided tour shows a rotation".to_owned() }
}
