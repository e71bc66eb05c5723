//! The authorization endpoint (RFC 6749 section 3.1), by GET and POST, and the way back from our own pages.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use proto::form::Params;

use crate::flow::{FlowError, PageRefusal, Step};
use crate::http::extract::{Browser, Query};
use crate::http::reply;
use crate::http::routes::{AUTHORIZE, CAPACITY, CONSENT, SIGN_IN, STEP_UP, VERIFY};
use crate::http::state::Shared;

pub(crate) async fn by_query(
    State(shared): State<Shared>,
    browser: Browser,
    Query(params): Query,
) -> Response {
    let step = match params {
        Ok(params) => shared.flow.begin(&params, browser.session()).await,
        Err(_) => Err(PageRefusal::Malformed.into()),
    };
    go(&browser, step)
}

/// A form posted from the client's site comes without our cookie (it is `SameSite=Lax`): the browser asks again by
/// GET, and then brings it.
pub(crate) async fn by_form(browser: Browser, body: Bytes) -> Response {
    match Params::parse(&body, &["resource"]) {
        Ok(params) => reply::see_other(&format!("{AUTHORIZE}?{}", params.encode())),
        Err(_) => go(&browser, Err(PageRefusal::Malformed.into())),
    }
}

pub(crate) async fn resume(State(shared): State<Shared>, browser: Browser, Query(params): Query) -> Response {
    let step = match params.ok().as_ref().and_then(|params| params.get("request")) {
        Some(handle) => shared.flow.resume(handle, browser.session()).await,
        None => Err(PageRefusal::Handle.into()),
    };
    go(&browser, step)
}

pub(crate) fn go(browser: &Browser, step: Result<Step, FlowError>) -> Response {
    match step {
        Ok(Step::SignIn(handle)) => reply::see_other(&format!("{SIGN_IN}?request={}", handle.as_str())),
        Ok(Step::StepUp(handle)) => reply::see_other(&format!("{STEP_UP}?request={}", handle.as_str())),
        Ok(Step::Verify(handle)) => reply::see_other(&format!("{VERIFY}?request={}", handle.as_str())),
        Ok(Step::Capacity(handle)) => reply::see_other(&format!("{CAPACITY}?request={}", handle.as_str())),
        Ok(Step::Consent(handle)) => reply::see_other(&format!("{CONSENT}?request={}", handle.as_str())),
        Ok(Step::Answer(answer)) => reply::answer(&browser.frame(None, None), &answer),
        Err(error) => reply::flow_error(&browser.frame(None, None), error),
    }
}
