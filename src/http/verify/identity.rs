//! Telling name and document, and the page of ways.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use evidence::document::{DocumentNumber, DocumentRefusal, DocumentType, NameRefusal, PersonName};
use proto::form::Params;
use ui::{FieldProblem, Message};

use super::place::Place;
use super::view::{self, Again};
use crate::http::extract::{Browser, Query};
use crate::http::reply;
use crate::http::routes::VERIFY;
use crate::http::state::Shared;
use crate::verification::{Claim, ClaimRefusal};

pub(crate) async fn show(State(shared): State<Shared>, browser: Browser, Query(params): Query) -> Response {
    match Place::open(&shared, &browser, &params.unwrap_or_default()).await {
        Ok(place) => view::page(&shared, &browser, (&place, Again::default())).await,
        Err(elsewhere) => elsewhere,
    }
}

pub(crate) async fn submit(State(shared): State<Shared>, browser: Browser, body: Bytes) -> Response {
    let params = Params::parse(&body, &[]).unwrap_or_default();
    let place = match Place::posted(&shared, &browser, &params).await {
        Ok(place) => place,
        Err(elsewhere) => return elsewhere,
    };
    let told = match read(&params) {
        Ok(told) => told,
        Err(problems) => return again(&shared, &browser, (&place, &params), problems).await,
    };
    let claim = Claim {
        account: place.live.account.id,
        session: place.live.session.id,
        number: told.0,
        name: told.1,
        request_id: browser.request_id.clone(),
    };
    let problem = match shared.verifications.claim(claim).await {
        Ok(()) => return reply::see_other(&place.journey.link(VERIFY)),
        Err(ClaimRefusal::Fault(fault)) => return reply::fault_page(&place.journey.frame, &fault),
        Err(ClaimRefusal::OtherNumberVerified | ClaimRefusal::OtherName) => Message::OtherNumberVerified,
        Err(ClaimRefusal::TooMany) => Message::DocumentsTooMany,
        Err(ClaimRefusal::NoAccount) => return reply::see_other(&place.journey.onward()),
    };
    let problems = vec![FieldProblem { field: "number", message: problem }];
    again(&shared, &browser, (&place, &params), problems).await
}

async fn again(
    shared: &Shared,
    browser: &Browser,
    (place, params): (&Place, &Params),
    problems: Vec<FieldProblem>,
) -> Response {
    let again = Again { typed: view::typed(params), tried: None, problems };
    view::page(shared, browser, (place, again)).await
}

/// The person that a form names, or all that is wrong with it.
pub(crate) fn read(params: &Params) -> Result<(DocumentNumber, PersonName), Vec<FieldProblem>> {
    let text = |name| params.get(name).unwrap_or_default();
    let problem = |field, message| FieldProblem { field, message };
    let document = DocumentType::parse(text("document_type"));
    let number = document.map(|document| DocumentNumber::parse(document, text("number")));
    let name = PersonName::parse(text("name"));
    match (number, name) {
        (Some(Ok(number)), Ok(name)) => Ok((number, name)),
        (number, name) => {
            let kind = number.is_none().then(|| problem("document_type", Message::DocumentKindMissing));
            let number =
                number.and_then(Result::err).map(|why| problem("number", wrong_number(why, text("number"))));
            let name = name.err().map(|why| problem("name", wrong_name(why, text("name"))));
            Err(kind.into_iter().chain(number).chain(name).collect())
        }
    }
}

fn wrong_number(why: DocumentRefusal, typed: &str) -> Message {
    match why {
        _ if typed.trim().is_empty() => Message::DocumentNumberMissing,
        DocumentRefusal::Length => Message::DocumentNumberLength,
        DocumentRefusal::Characters => Message::DocumentNumberCharacters,
        DocumentRefusal::Division => Message::DocumentNumberOtherKind,
        DocumentRefusal::Date | DocumentRefusal::FutureDate => Message::DocumentNumberDate,
        DocumentRefusal::Checksum => Message::DocumentNumberMistyped,
    }
}

fn wrong_name(why: NameRefusal, typed: &str) -> Message {
    match why {
        _ if typed.trim().is_empty() => Message::PersonNameMissing,
        NameRefusal::Length => Message::PersonNameLength { minimum: 2, maximum: 60 },
        NameRefusal::Characters => Message::PersonNameShape,
    }
}
