//! PKCE for every client that was not exempted by an administrator (RFC 9700 section 2.1.1).

use proto::client::PkceRule;

use crate::flow::checks::Asked;
use crate::flow::refusal::Refusal;

pub(crate) fn challenge_present(asked: &Asked<'_>) -> Result<(), Refusal> {
    match (asked.client.metadata.pkce, &asked.request.code_challenge) {
        (PkceRule::Required, None) => Err(Refusal::invalid("code_challenge is missing")),
        (PkceRule::Required | PkceRule::Exempt, _) => Ok(()),
    }
}
