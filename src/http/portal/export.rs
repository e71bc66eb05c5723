//! A copy of what is kept of the person, as a file.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use http::header::{CONTENT_DISPOSITION, HeaderValue};

use super::fresh::fresh;
use super::visit::Visit;
use crate::http::extract::Browser;
use crate::http::login::errand::SensitiveAct;
use crate::http::reply;
use crate::http::routes::EXPORT;
use crate::http::state::Shared;

/// RFC 6266 section 4.2: for keeping, not for showing.
const AS_FILE: HeaderValue = HeaderValue::from_static("attachment; filename=\"yimen-account.json\"");

pub(crate) async fn download(State(shared): State<Shared>, browser: Browser) -> Result<Response, Response> {
    let visit = Visit::open(&shared, &browser).await?;
    fresh(&visit, EXPORT, SensitiveAct::Export).await?;
    let export = visit.held(shared.self_service.export(&visit.live.account, visit.by()).await)?;
    let mut file = reply::json(StatusCode::OK, &export);
    file.headers_mut().insert(CONTENT_DISPOSITION, AS_FILE);
    Ok(file)
}
