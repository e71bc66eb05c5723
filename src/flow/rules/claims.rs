//! Single claims (OpenID Connect Core 1.0 section 5.5): a claim the client has no registered legal basis for is not
//! delivered; only one that is essential to the client makes the request fail.

use crate::client::{is_about_the_sign_in, may_have};
use crate::flow::checks::Asked;
use crate::flow::refusal::Refusal;

pub(crate) fn are_allowed(asked: &Asked<'_>) -> Result<(), Refusal> {
    let asked_for = asked.request.claims.id_token.iter().chain(&asked.request.claims.userinfo);
    let mut refused = asked_for.filter(|(name, rule)| {
        rule.essential && !is_about_the_sign_in(name) && !may_have(asked.client, name)
    });
    match refused.next() {
        Some(_) => Err(Refusal::invalid("an essential claim has no registered legal basis for this client")),
        None => Ok(()),
    }
}
