//! The population register: one signed question, one signed answer, at once.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use base::Fault;
use http::HeaderMap;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use serde_json::{Value, json};

use super::case::Case;
use super::city::City;
use super::classic::{broken, refused};
use super::partner::Partner;
use super::people::{Known, Subject};
use super::refusal::RequestRefusal;
use super::voice::{About, Voice};
use super::{Registered, question};
use crate::jwt::Token;

const HERE: Partner = Partner::Population;
/// How long the register shows what it was asked.
const LIFE: Duration = Duration::from_secs(300);

pub(super) fn routes() -> Router<Arc<City>> {
    Router::new().route("/check", post(asked))
}

pub(super) fn registered(city: &City) -> Registered {
    let house = city.house(HERE);
    let settings = json!({ "url": format!("{house}/check"), "audience": house, "issuer": house });
    Registered { settings, secrets: Vec::new() }
}

// RFC 8725 section 3.11: a type of its own keeps other tokens of the issuer from passing for a question.
fn is_typ(typ: Option<&str>) -> bool {
    matches!(typ, Some("yimen-identity-check+jwt" | "application/yimen-identity-check+jwt"))
}

async fn asked(State(city): State<Arc<City>>, headers: HeaderMap, body: Bytes) -> Response {
    let question = match question::check(&city, HERE, (&headers, &body), is_typ).await {
        Ok(question) => question,
        Err(keys_unknown) => return broken(&keys_unknown),
    };
    match question.and_then(|token| receive(&city, &token)) {
        Ok(case) => answered(&city, &case),
        Err(why) => refused(&city, HERE, why),
    }
}

fn receive(city: &Arc<City>, token: &Token) -> Result<Case, RequestRefusal> {
    let subject = question::subject(&token.claims)?;
    let case = Case::new(&token.jti, &token.jti, subject, city.now(), LIFE);
    city.open(HERE, Case { kind: "two_element".to_owned(), ..case })
}

fn answered(city: &City, case: &Case) -> Response {
    match answer(city, case, &city.answering(HERE)) {
        Ok(jwt) => ([(CONTENT_TYPE, "application/jwt"), (CACHE_CONTROL, "no-store")], jwt).into_response(),
        Err(fault) => broken(&fault),
    }
}

/// The register answers by itself, whatever a tester would say.
fn answer(city: &City, case: &Case, voice: &Voice) -> Result<String, Fault> {
    let jti = match voice.about {
        About::Asked => case.seq.clone(),
        // Names nobody: the only way to speak of another person is to answer another question.
        About::Another => city.random_name(),
    };
    let mut claims = json!({ "iss": city.house(HERE), "jti": jti });
    result(&case.subject, &mut claims);
    city.say_jws(HERE, voice, "identity-check-result+jwt", claims)
}

fn result(subject: &Subject, claims: &mut Value) {
    let Some(claims) = claims.as_object_mut() else { return };
    let word = match subject.known() {
        Known::Match(person) => {
            let facts =
                [("household_division", person.household_division), ("valid_until", person.valid_until)];
            claims.extend(facts.into_iter().filter_map(|(name, fact)| Some((name.to_owned(), json!(fact?)))));
            "match"
        }
        Known::OtherName => "no_match",
        Known::Nobody => "not_found",
        Known::Deceased => "deceased",
    };
    claims.insert("result".to_owned(), json!(word));
}
