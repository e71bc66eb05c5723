//! What every token about a person says of the sign-in beside `acr`: both axes of the level, how old the evidence is, and
//! in whose name the person is here. None of it needs a legal basis: it tells how sure we are, not who it is.

use proto::acr::Acr;
use serde_json::{Map, Value, json};

use super::Right;
use crate::client::entity_at;
use crate::entity::{Acting, ActingFor};
use crate::ground::Ground;

/// Their names, in the order in which they are told.
pub(super) const NAMES: [&str; 5] = ["ial", "aal", "evidence_time", "capacity", "act_as"];

/// `ial`, `aal`, `evidence_time`, `capacity` and `act_as`; nothing for a client that acts for itself.
pub(super) fn claims(ground: &Ground, right: &Right<'_>) -> Map<String, Value> {
    let mut claims = Map::new();
    let Some(acr) = right.acr.filter(|_| right.account.is_some()) else {
        return claims;
    };
    levels(&mut claims, acr);
    if let Some(at) = right.evidence_time {
        claims.insert("evidence_time".to_owned(), at.seconds().into());
    }
    match &right.acting {
        None => drop(claims.insert("capacity".to_owned(), "self".into())),
        Some(acting) => {
            claims.insert("capacity".to_owned(), "entity".into());
            claims.insert("act_as".to_owned(), act_as(ground, right, acting));
        }
    }
    claims
}

fn levels(claims: &mut Map<String, Value>, acr: Acr) {
    claims.insert("ial".to_owned(), acr.identity().into());
    claims.insert("aal".to_owned(), acr.authentication().into());
}

/// For whom, as what and how far. Entity and right have a name of their own at each client, like `sub`.
fn act_as(ground: &Ground, right: &Right<'_>, acting: &ActingFor) -> Value {
    let mut told = json!({
        "entity": entity_at(ground, right.client, acting.entity.as_bytes()),
        "role": acting.role.as_str(),
    });
    let mut add = |name: &str, value: Value| {
        if let Value::Object(members) = &mut told {
            members.insert(name.to_owned(), value);
        }
    };
    if let Acting::Delegation(id) = acting.acting {
        add("delegation", entity_at(ground, right.client, id.as_bytes()).into());
    }
    if !acting.items.is_empty() {
        add("items", json!(acting.items));
    }
    if !acting.regions.is_empty() {
        add("regions", json!(acting.regions));
    }
    if let Some(until) = acting.until {
        add("exp", until.seconds().into());
    }
    told
}
