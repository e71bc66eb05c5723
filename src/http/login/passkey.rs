//! A passkey's answer: as the way in, or as the second step where `progress` is there.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use ui::Way;

use super::posted;
use super::{second_step, sign_in};
use crate::http::extract::Browser;
use crate::http::state::Shared;
use crate::sign_in::Answer;

pub(crate) async fn submit(State(shared): State<Shared>, browser: Browser, body: Bytes) -> Response {
    let (journey, params) = match posted(&shared, &browser, &body) {
        Ok(opened) => opened,
        Err(refused) => return refused,
    };
    let field = |name| params.get(name).unwrap_or_default();
    let (state, response) = (field("state"), field("credential"));
    let visitor = browser.visitor(&shared, (journey.frame.locale, journey.client_id()));
    match params.get("progress") {
        Some(progress) => {
            let answer = Answer::Passkey(state, response);
            second_step::answered(&shared, &browser, (&journey, progress, "passkey"), answer).await
        }
        None => {
            let outcome = shared.sign_ins.by_passkey(&visitor, (state, response)).await;
            sign_in::arrive(&shared, &browser, (&journey, Way::Passkey, ""), outcome).await
        }
    }
}
