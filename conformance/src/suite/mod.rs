//! The suites, and the few judgements they share.

mod answers;
mod assertion;
mod client_auth;
mod code_flow;
mod discovery;
mod errors;
mod id_token;
mod introspection_revocation;
mod keys;
pub(crate) mod logout;
mod logout_token;
mod pages;
mod par;
mod pkce;
mod prompts;
mod redirect_uri;
mod refresh;
mod token_endpoint;
mod userinfo;

use crate::case::Suite;

/// Every suite, in the order they are run; what ends sessions comes last.
pub(crate) fn all() -> Vec<&'static Suite> {
    vec![
        &discovery::SUITE,
        &keys::SUITE,
        &code_flow::SUITE,
        &id_token::SUITE,
        &prompts::SUITE,
        &redirect_uri::SUITE,
        &errors::SUITE,
        &pkce::SUITE,
        &token_endpoint::SUITE,
        &client_auth::SUITE,
        &assertion::SUITE,
        &refresh::SUITE,
        &userinfo::SUITE,
        &introspection_revocation::SUITE,
        &par::SUITE,
        &pages::SUITE,
        &logout::SUITE,
        &logout_token::SUITE,
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn case_names_are_unique_and_begin_with_their_suite() {
        let mut seen = BTreeSet::new();
        for suite in all() {
            for case in suite.cases {
                assert!(seen.insert(case.id), "{} is used twice", case.id);
                let named = case.id.strip_prefix(suite.name).and_then(|rest| rest.strip_prefix('.'));
                assert!(named.is_some_and(|rest| !rest.is_empty()), "{} in {}", case.id, suite.name);
            }
        }
    }

    #[test]
    fn every_case_states_a_rule_and_its_section() {
        for case in all().iter().flat_map(|suite| suite.cases) {
            assert!(!case.title.is_empty() && !case.spec.is_empty(), "{}", case.id);
        }
    }
}
