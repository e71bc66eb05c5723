//! Closing the account.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use ui::{CloseAccount, FieldProblem, Message};

use super::fresh::fresh;
use super::visit::Visit;
use crate::http::extract::Browser;
use crate::http::login::errand::SensitiveAct;
use crate::http::reply;
use crate::http::routes::CLOSE;
use crate::http::state::Shared;

pub(crate) async fn show(State(shared): State<Shared>, browser: Browser) -> Result<Response, Response> {
    let visit = Visit::open(&shared, &browser).await?;
    fresh(&visit, CLOSE, SensitiveAct::Close).await?;
    page(&visit, Vec::new()).await
}

pub(crate) async fn submit(
    State(shared): State<Shared>,
    browser: Browser,
    body: Bytes,
) -> Result<Response, Response> {
    let (visit, params) = Visit::posted(&shared, &browser, &body).await?;
    fresh(&visit, CLOSE, SensitiveAct::Close).await?;
    if params.get("confirm") != Some("yes") {
        let problem = FieldProblem { field: "confirm", message: Message::CloseUnconfirmed };
        return page(&visit, vec![problem]).await;
    }
    visit.held(shared.self_service.close(visit.live.account.id, visit.by()).await)?;
    let closed = reply::page(StatusCode::OK, ui::account_closed(&browser.frame(None, None)));
    Ok(reply::with_cookie(closed, browser.clear_session()))
}

async fn page(visit: &Visit<'_>, problems: Vec<FieldProblem>) -> Result<Response, Response> {
    let clients = visit.held(visit.shared.self_service.clients_of(visit.live.account.id).await)?;
    let name = |id: String| {
        let client = visit.shared.clients.find_any(&id);
        client.map_or(id, |client| reply::asking(&client, visit.frame.locale).name)
    };
    let view = CloseAccount {
        csrf: visit.csrf.clone(),
        account_name: visit.profile.display_name().to_owned(),
        platforms: clients.into_iter().map(name).collect(),
        problems,
    };
    Ok(visit.page(&view.problems, ui::close_account(&visit.frame, &view)))
}
