//! Client credentials (RFC 6749 section 4.4): a client acts for itself. Nothing is written.

use base::GrantId;
use futures_util::future::BoxFuture;
use proto::form::Params;
use proto::scope::Scope;

use super::{Grant, GrantContext, Granted, TokenRefusal, narrowed_resources};
use crate::token::Right;

pub(super) struct ClientCredentials;

pub(super) struct Checked {
    scope: Scope,
    resources: Vec<String>,
}

/// Scopes that speak of a person, whom this grant does not have.
const OF_PERSONS: &[&str] = &["openid", "profile", "email", "phone", "address", "offline_access"];

impl Grant for ClientCredentials {
    type Checked = Checked;

    fn check(&self, context: GrantContext<'_>, params: &Params) -> Result<Checked, TokenRefusal> {
        let metadata = &context.client.client().metadata;
        let own = OF_PERSONS.iter().fold(metadata.scope.clone(), |scope, person| scope.without(person));
        let scope = match params.get("scope") {
            None => own.clone(),
            Some(text) => text.parse().map_err(|_| TokenRefusal::ScopeMalformed)?,
        };
        if !scope.is_subset_of(&own) {
            return Err(TokenRefusal::ScopeGrew);
        }
        Ok(Checked { scope, resources: narrowed_resources(params, &metadata.resources)? })
    }

    fn commit<'a>(
        &'a self,
        context: GrantContext<'a>,
        checked: Checked,
    ) -> BoxFuture<'a, Result<Granted<'a>, TokenRefusal>> {
        Box::pin(async move {
            let right = Right {
                client: context.client.client(),
                grant_id: GrantId::random(&*context.ground.rng),
                account: None,
                // RFC 9068 section 2.2: without a person, sub is the client.
                subject: context.client.id().to_owned(),
                scope: checked.scope,
                resources: checked.resources,
                userinfo: std::collections::BTreeSet::new(),
                userinfo_verified: Vec::new(),
                session: None,
                sid: None,
                auth_time: None,
                acr: None,
                evidence_time: None,
                acting: None,
                amr: Vec::new(),
            };
            Ok(Granted { right, id_token: None, refresh: None })
        })
    }
}
