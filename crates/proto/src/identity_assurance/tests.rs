//! Rules of verified claims: reading a request, choosing what answers it, the form of the answer.

mod answers;
mod constraints;
mod reading;

use base::Time;
use serde_json::{Map, Value, json};
use time::macros::date;

use super::*;

/// 2030-03-17T17:46:40Z.
const NOW: Time = Time::from_seconds(1_900_000_000);
const DAY: i64 = 86_400;

fn days_ago(days: i64) -> Time {
    Time::from_seconds(NOW.seconds() - days * DAY)
}

/// One request for these elements of `verification`, beside any trust framework, and these claims.
fn request(verification: &Value, claims: &Value) -> VerifiedClaimsRequest {
    let mut elements = json!({ "trust_framework": null });
    elements.as_object_mut().unwrap().extend(verification.as_object().unwrap().clone());
    let member = json!({ "verification": elements, "claims": claims });
    let [request] = <[_; 1]>::try_from(VerifiedClaimsRequest::read_all(&member).unwrap()).unwrap();
    request
}

/// A verification by a register, and by a document, thirty days ago.
fn known() -> Verification {
    Verification {
        trust_framework: "yimen".to_owned(),
        assurance_level: Some("L4".to_owned()),
        time: Some(days_ago(30)),
        verification_process: Some("v-1".to_owned()),
        evidence: vec![by_register(), by_document()],
    }
}

fn by_register() -> Evidence {
    Evidence {
        proof: Proof::Record {
            kind: "population_register".to_owned(),
            source: Some("Register".to_owned()),
            created_at: None,
            date_of_expiry: None,
        },
        checks: vec![check("data", Some("Register")), check("sanction", None)],
    }
}

fn by_document() -> Evidence {
    Evidence {
        proof: Proof::Document {
            kind: "idcard".to_owned(),
            date_of_issuance: Some(date!(2025 - 03 - 17)),
            date_of_expiry: Some(date!(2045 - 03 - 17)),
            issuer_country_code: Some("CHN".to_owned()),
        },
        checks: Vec::new(),
    }
}

fn check(method: &str, organization: Option<&str>) -> Check {
    Check {
        check_method: method.to_owned(),
        organization: organization.map(str::to_owned),
        check_id: None,
        time: Some(days_ago(30)),
    }
}

fn person() -> Map<String, Value> {
    json!({ "name": "张三", "birthdate": "2000-01-31", "address": { "country": "CN" } })
        .as_object()
        .unwrap()
        .clone()
}

/// What is told of the verification for a request of these elements; null when nothing is.
fn told(verification: &Value) -> Value {
    let answer = request(verification, &json!({})).answer(&known(), &person(), NOW);
    answer.map_or(Value::Null, |answer| answer["verification"].clone())
}

/// Which claims are told for these rules; null when nothing is.
fn claims_told(claims: &Value) -> Value {
    let answer = request(&json!({}), claims).answer(&known(), &person(), NOW);
    answer.map_or(Value::Null, |answer| answer["claims"].clone())
}
