//! Language and size of print, kept with the account and in this browser.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use ui::{LargePrint, Locale, Settings};

use super::said::Said;
use super::visit::Visit;
use crate::http::extract::{Browser, LANGUAGE_COOKIE, PRINT_COOKIE, Query};
use crate::http::reply;
use crate::http::routes::SETTINGS;
use crate::http::state::Shared;

pub(crate) async fn show(
    State(shared): State<Shared>,
    browser: Browser,
    Query(params): Query,
) -> Result<Response, Response> {
    let visit = Visit::open(&shared, &browser).await?;
    let language = visit.live.account.locale.as_deref().and_then(Locale::from_tag);
    let print = visit.profile.print.as_deref().map(LargePrint::from_value);
    let view = Settings {
        csrf: visit.csrf.clone(),
        language: language.unwrap_or(visit.frame.locale),
        print: print.unwrap_or(visit.frame.large_print),
        notice: visit.notice(&params.unwrap_or_default()),
    };
    Ok(visit.page(&[], ui::settings(&visit.frame, &view)))
}

pub(crate) async fn save(
    State(shared): State<Shared>,
    browser: Browser,
    body: Bytes,
) -> Result<Response, Response> {
    let (visit, params) = Visit::posted(&shared, &browser, &body).await?;
    let Some(language) = params.get("language").and_then(Locale::from_tag) else {
        return Ok(reply::see_other(SETTINGS));
    };
    let print = LargePrint::from_value(params.get("print").unwrap_or_default());
    let choices = (language.tag(), print.value());
    visit.held(shared.self_service.keep_choices(visit.live.account.id, choices).await)?;
    let cookies = [
        browser.set_choice(LANGUAGE_COOKIE, language.tag()),
        browser.set_choice(PRINT_COOKIE, print.value()),
    ];
    let there = visit.done(SETTINGS, &Said::SettingsSaved)?;
    Ok(reply::with_cookie(there, cookies.into_iter().flatten()))
}
