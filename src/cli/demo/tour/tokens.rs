//! Steps 4 and 5: user info, and tokens renewed.

use serde_json::Value;

use super::arrival::{Newcomer, SignedIn};
use super::observer::Tokens;
use super::report::Seen;
use super::traveller::Traveller;
use super::unmet::{Unmet, differ, present, same, shows};
use crate::cli::demo::region::Region::Hangzhou;

/// Step 4.
pub(super) async fn user_info(
    t: &mut Traveller<'_>,
    newcomer: &Newcomer,
    signed_in: &SignedIn,
) -> Result<Seen<()>, Unmet> {
    t.browser.get(&format!("{}/", t.at(Hangzhou))).await?;
    let page = t.browser.press("user-info").await?;
    shows(&page, &t.at(Hangzhou), "user-info-claims")?;
    let told = present("user info at the platform", t.session(Hangzhou).await?.user_info)?;
    let text = |name: &str| told.get(name).and_then(Value::as_str).map(str::to_owned);
    same("sub in user info", &Some(signed_in.sub.clone()), &text("sub"))?;
    same("name in user info", &Some(newcomer.name.to_owned()), &text("name"))?;
    // The platform has no legal basis for it, so it must not come.
    same("birthdate in user info", &None, &text("birthdate"))?;
    let names: Vec<_> = told.keys().map(String::as_str).collect();
    Ok(Seen::new((), [names.join(", ")]))
}

/// Step 5. At the platform twice in a row, and at the observer, who shows its tokens.
pub(super) async fn renew(t: &mut Traveller<'_>) -> Result<Seen<Tokens>, Unmet> {
    for _ in 0..2 {
        renew_at_platform(t).await?;
    }
    let first = t.observer.sign_on(&t.browser).await?;
    let second = t.observer.refresh(&first).await?;
    let third = t.observer.refresh(&second).await?;
    for (earlier, later) in [(&first, &second), (&second, &third)] {
        differ("refresh tokens before and after", &earlier.refresh_token, &later.refresh_token)?;
        differ("access tokens before and after", &earlier.access_token, &later.access_token)?;
    }
    same("status of user info with the newest token", &200, &t.observer.user_info_status(&third).await?)?;
    let facts =
        ["renewed twice at Hangzhou and twice at an observer: each time new tokens of one family".to_owned()];
    Ok(Seen::new(third, facts))
}

/// Presses the button; the platform checks the new ID token against the issuer's keys.
pub(super) async fn renew_at_platform(t: &mut Traveller<'_>) -> Result<(), Unmet> {
    t.browser.get(&format!("{}/", t.at(Hangzhou))).await?;
    let page = t.browser.press("refresh").await?;
    shows(&page, &t.at(Hangzhou), "signed-in")?;
    same("what the platform notes", &Some("note=refreshed"), &page.url.query())?;
    let session = t.session(Hangzhou).await?;
    same("refresh token at the platform", &Some("held".to_owned()), &session.refresh_token)
}
