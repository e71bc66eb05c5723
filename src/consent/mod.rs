//! What a person lets a platform have: remembered for a client and a set of items, asked again when the set grows,
//! taken back at any time.

use std::collections::BTreeSet;

use base::{AccountId, Fault};
use proto::claims_request::ClaimsRequest;
use proto::scope::Scope;
pub use store::consent::Consent;

use crate::audit::{self, Entry, Kind};
use crate::client::{Client, Release};
use crate::ground::{DENY_FOR, Ground};

/// What a person is asked for: claims about them, by name, and to act while they are away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Items {
    /// Scopes that a person must allow in themselves: `offline_access`.
    pub scopes: BTreeSet<String>,
    /// Claims.
    pub claims: BTreeSet<String>,
}

impl Items {
    /// The items that a request releases to a client.
    pub fn of(client: &Client, scope: &Scope, claims: &ClaimsRequest) -> Self {
        let away = scope.contains("offline_access").then(|| "offline_access".to_owned());
        Self { scopes: away.into_iter().collect(), claims: Release::of(client, scope, claims).names() }
    }

    /// Whether there is nothing to ask.
    pub fn is_empty(&self) -> bool {
        self.scopes.is_empty() && self.claims.is_empty()
    }

    /// The items a stored consent allows.
    pub fn allowed(consent: &Consent) -> Self {
        Self {
            scopes: consent.scope.split(' ').filter(|scope| !scope.is_empty()).map(str::to_owned).collect(),
            claims: serde_json::from_str(&consent.claims).unwrap_or_default(),
        }
    }

    /// Whether every item is among `others`.
    pub fn within(&self, others: &Self) -> bool {
        self.scopes.is_subset(&others.scopes) && self.claims.is_subset(&others.claims)
    }
}

/// Whether a stored consent covers what a request asks for.
pub fn covers(consent: &Consent, items: &Items) -> bool {
    items.within(&Items::allowed(consent))
}

/// The consents of this deployment.
#[derive(Clone)]
pub struct Consents {
    ground: Ground,
}

impl Consents {
    /// The service over its parts.
    pub const fn new(ground: Ground) -> Self {
        Self { ground }
    }

    /// The person allows the items. What was allowed before stays allowed.
    pub async fn give(
        &self,
        account: AccountId,
        client: &Client,
        items: &Items,
        (before, request_id): (Option<&Consent>, &str),
    ) -> Result<(), Fault> {
        let earlier = before.filter(|one| one.withdrawn_at.is_none()).map(Items::allowed).unwrap_or_default();
        let scopes: BTreeSet<_> = items.scopes.union(&earlier.scopes).cloned().collect();
        let claims: BTreeSet<_> = items.claims.union(&earlier.claims).cloned().collect();
        let ground = self.ground.clone();
        let consent = Consent {
            account_id: account,
            client_id: client.id().to_owned(),
            scope: scopes.iter().cloned().collect::<Vec<_>>().join(" "),
            claims: serde_json::to_string(&claims).map_err(|error| Fault::caused("a consent", error))?,
            version: 1,
            given_at: ground.now(),
            withdrawn_at: None,
        };
        let entry = Entry::new(Kind::ConsentGiven, "account", request_id)
            .account(account)
            .client(client.id())
            .detail(serde_json::json!({ "scopes": items.scopes, "claims": items.claims }));
        self.ground
            .db
            .write(move |tx| {
                let (ground, consent, entry) = (ground.clone(), consent.clone(), entry.clone());
                Box::pin(async move {
                    store::consent::grant(tx, &consent).await?;
                    audit::record(tx, &ground, entry).await
                })
            })
            .await
    }

    /// The person refuses: nothing changes but the log.
    pub async fn refuse(&self, account: AccountId, client: &Client, request_id: &str) -> Result<(), Fault> {
        let ground = self.ground.clone();
        let entry =
            Entry::new(Kind::ConsentRefused, "account", request_id).account(account).client(client.id());
        self.ground
            .db
            .write(move |tx| {
                let (ground, entry) = (ground.clone(), entry.clone());
                Box::pin(async move { audit::record(tx, &ground, entry).await })
            })
            .await
    }

    /// The person takes a consent back: the client's refresh tokens die with it, and the access tokens of its grants.
    /// What a later consent gives is a new grant, so nothing here may deny by account or session. Without a consent
    /// nothing happens.
    pub async fn withdraw(&self, account: AccountId, client: &Client, request_id: &str) -> Result<(), Fault> {
        let (ground, client_id) = (self.ground.clone(), client.id().to_owned());
        let entry =
            Entry::new(Kind::ConsentWithdrawn, "account", request_id).account(account).client(&client_id);
        self.ground
            .db
            .write(move |tx| {
                let (ground, client_id, entry) = (ground.clone(), client_id.clone(), entry.clone());
                Box::pin(async move {
                    let now = ground.now();
                    let withdrawn = store::consent::withdraw(tx, account, &client_id, now).await?;
                    let Some(grants) = withdrawn else {
                        return Ok(());
                    };
                    let keys: Vec<&[u8]> = grants.iter().map(|grant| grant.as_bytes().as_slice()).collect();
                    store::revoked::add_all(tx, &keys, now.plus(DENY_FOR)).await?;
                    audit::record(tx, &ground, entry).await
                })
            })
            .await
    }

    /// What a person allows, and to whom.
    pub async fn of_account(&self, account: AccountId) -> Result<Vec<Consent>, Fault> {
        let mut conn = self.ground.db.reader().await?;
        let all = store::consent::list_for_account(&mut conn, account).await?;
        Ok(all.into_iter().filter(|consent| consent.withdrawn_at.is_none()).collect())
    }
}
