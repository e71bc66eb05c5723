//! The rules an authorization request is held against: one row a rule, one column an endpoint.
//!
//! | rule | authorize | pushed |
//! | --- | --- | --- |
//! | request objects are not taken | x | x |
//! | no request_uri inside a pushed request | | x |
//! | pushed where the client must push | x | |
//! | response_type is code | x | x |
//! | the client may use codes | x | x |
//! | PKCE | x | x |
//! | scope | x | x |
//! | resources | x | x |
//! | claims | x | x |
//! | level | x | x |
//!
//! A rule sees the request and changes nothing. Rules run in this order; the first that is broken answers.

use proto::form::Params;

use super::refusal::Refusal;
use super::request::AuthorizationRequest;
use super::rules;
use crate::client::Client;

/// Where a request arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Endpoint {
    /// The authorization endpoint.
    Authorize,
    /// The pushed authorization request endpoint.
    Pushed,
}

/// What a rule sees.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    /// The client.
    pub(super) client: &'a Client,
    /// The parameters as they came.
    pub(super) params: &'a Params,
    /// The issuer.
    pub(super) issuer: &'a str,
    /// The request as read.
    pub(super) request: &'a AuthorizationRequest,
    /// The best identity level that anybody can have come to here.
    pub(super) conceivable: u8,
}

type Rule = fn(&Asked<'_>) -> Result<(), Refusal>;

const BOTH: &[Endpoint] = &[Endpoint::Authorize, Endpoint::Pushed];

const CHECKS: &[(Rule, &[Endpoint])] = &[
    (rules::request_object::not_taken, BOTH),
    (rules::pushed::no_reference_inside, &[Endpoint::Pushed]),
    (rules::pushed::pushed_when_required, &[Endpoint::Authorize]),
    (rules::response_type::is_code, BOTH),
    (rules::response_type::client_may_use_codes, BOTH),
    (rules::pkce::challenge_present, BOTH),
    (rules::scope::is_allowed, BOTH),
    (rules::resource::are_allowed, BOTH),
    (rules::claims::are_allowed, BOTH),
    (rules::acr::is_reachable, BOTH),
];

/// Holds a request against every rule of its endpoint.
pub(super) fn check(endpoint: Endpoint, asked: &Asked<'_>) -> Result<(), Refusal> {
    let mut of_endpoint = CHECKS.iter().filter(|(_, endpoints)| endpoints.contains(&endpoint));
    of_endpoint.try_for_each(|(rule, _)| rule(asked))
}
