//! What a refusal must look like, at each of the places one can be given.

use serde_json::Value;

use crate::browser::journey::{Arrival, Journey};
use crate::case::{Step, failed, require};
use crate::flow::Ask;
use crate::http::Answer;
use crate::world::World;

// RFC 6749 section 5.2: 400 (401 for invalid_client) with a JSON object that holds `error`.
/// A refusal by the token endpoint or one that answers like it, with one of these codes.
pub(super) fn refused(answer: &Answer, codes: &[&str]) -> Step<()> {
    require!(answer.is_refusal(), "not refused with 4xx: {}", answer.brief());
    let object = answer.json()?;
    require!(!object.contains_key("access_token"), "refused and yet an access token came");
    let error = object.get("error").and_then(Value::as_str).unwrap_or_default();
    require!(codes.contains(&error), "expected error {}, saw {}", codes.join(" or "), answer.brief());
    Ok(())
}

/// A refusal with 4xx, whatever its shape: no 5xx, no token.
pub(super) fn refused_somehow(answer: &Answer) -> Step<()> {
    require!(answer.is_refusal(), "not refused with 4xx: {}", answer.brief());
    require!(!answer.body.contains("\"access_token\""), "refused and yet an access token came");
    Ok(())
}

// RFC 6749 section 4.1.2.1: error and the state that was sent; RFC 9207 section 2: iss, also with errors.
/// A refusal sent to the redirect URI with one of these codes.
pub(super) async fn told_client(world: &World, ask: &Ask<'_>, journey: &Journey, codes: &[&str]) -> Step<()> {
    let callback = journey.callback()?;
    require!(callback.get("code").is_none(), "a code came although the request had to be refused");
    let error = callback.get("error").unwrap_or_default();
    require!(codes.contains(&error), "expected error {}, saw {}", codes.join(" or "), callback.brief());
    require!(
        callback.get("state").unwrap_or_default() == ask.value("state"),
        "state is not the one that was sent"
    );
    if world.metadata().await?.says("authorization_response_iss_parameter_supported") {
        require!(callback.get("iss") == Some(&world.issuer), "iss is {:?}", callback.get("iss"));
    }
    Ok(())
}

/// A refusal, either sent to the redirect URI as an error or shown as a page with 4xx; no code in any case.
pub(super) fn not_granted(journey: &Journey) -> Step<()> {
    match &journey.arrival {
        Arrival::Callback(callback) => {
            require!(callback.get("code").is_none(), "a code came although the request had to be refused");
            require!(callback.get("access_token").is_none(), "an access token came by the front channel");
            require!(callback.get("error").is_some(), "neither code nor error came: {}", callback.brief());
            Ok(())
        }
        Arrival::Page(page) => {
            require!(page.is_refusal(), "expected a refusal, saw {}", journey.brief());
            Ok(())
        }
        Arrival::Elsewhere(_) => Err(failed(format!("the browser was {}", journey.brief()))),
    }
}

/// The same with one of these codes when the redirect URI is told.
pub(super) fn not_granted_with(journey: &Journey, codes: &[&str]) -> Step<()> {
    not_granted(journey)?;
    if let Arrival::Callback(callback) = &journey.arrival {
        let error = callback.get("error").unwrap_or_default();
        require!(codes.contains(&error), "expected error {}, saw {}", codes.join(" or "), callback.brief());
    }
    Ok(())
}

// RFC 6749 section 4.1.2.1: without a trusted redirect URI the person is told and the browser not redirected.
/// The provider's own error page: 4xx, and the browser was sent nowhere else.
pub(super) fn error_page(journey: &Journey) -> Step<()> {
    let page = journey.page()?;
    require!(page.is_refusal(), "expected an error page with 4xx, saw {}", journey.brief());
    require!(page.header("location").is_none(), "the error page has a Location header");
    Ok(())
}

// RFC 6749 section 5.1 and RFC 9111 section 5.2.2.5.
/// Whether the answer forbids keeping it.
pub(super) fn unstored(answer: &Answer) -> Step<()> {
    let said = answer.headers_named("cache-control").join(", ");
    require!(answer.is_unstored(), "Cache-Control is {said:?}, not no-store");
    Ok(())
}

// RFC 6750 section 3: a refused resource request names the Bearer scheme.
/// A refusal by a protected resource: 401 with a Bearer challenge, with this error when one is expected.
pub(super) fn challenged(answer: &Answer, error: Option<&str>) -> Step<()> {
    require!(answer.status == 401, "expected 401, saw {}", answer.brief());
    let challenge = answer.headers_named("www-authenticate").join(", ");
    let names_scheme = challenge.to_ascii_lowercase().contains("bearer");
    require!(names_scheme, "WWW-Authenticate is {challenge:?} and names no Bearer scheme");
    if let Some(error) = error {
        let named = challenge.contains(&format!("error=\"{error}\""));
        require!(named, "WWW-Authenticate is {challenge:?} without error=\"{error}\"");
    }
    Ok(())
}
