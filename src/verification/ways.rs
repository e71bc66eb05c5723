//! Which ways lead to a level: from the kinds of proof the policy asks for to the providers that give them. Providers of
//! one language that find the same are interchangeable; among them health and weight decide, never a lower worth.

use std::sync::Arc;

use base::{AccountId, Fault, SessionId, Time};
use evidence::document::DocumentType;
use evidence::kind::EvidenceKind;
use evidence::level::{Moment, routes};
use evidence::policy::{HIGHEST, Policy};
use provider::Needs;

use super::health::Fitness;
use super::{Outage, Provider, Verifications};
use crate::client::Client;

/// One way to prove something.
#[derive(Clone)]
pub struct Way {
    /// Through whom, unless another that speaks the same language takes its place.
    pub provider: Arc<Provider>,
    /// What is proved.
    pub kind: EvidenceKind,
    /// How many proofs the level takes on this way, this one included.
    pub steps: usize,
    /// Whether it can be taken now.
    pub available: Available,
}

/// Whether a way can be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Available {
    /// It can.
    Now,
    /// Not at the moment.
    NotNow,
    /// Not with this kind of document.
    OtherDocument,
}

impl Way {
    /// What the provider must be told beside name and document.
    pub fn needs(&self) -> Needs {
        self.provider.dialect.needs()
    }
}

/// For whom ways are looked for.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    /// The platform that asks, if one does.
    pub client: Option<&'a Client>,
    /// The document to verify, once it was told.
    pub document: Option<DocumentType>,
    /// The level.
    pub target: u8,
}

impl Verifications {
    /// The ways to a level, in the order of the policy: shortest first.
    pub fn ways(&self, routes: &[Vec<EvidenceKind>], wanted: Wanted<'_>) -> Vec<Way> {
        let mut ways: Vec<Way> = Vec::new();
        for route in routes {
            for kind in route {
                for way in self.of_kind(*kind, route.len(), wanted) {
                    let there = |one: &Way| one.kind == way.kind && one.provider.kind == way.provider.kind;
                    if !ways.iter().any(there) {
                        ways.push(way);
                    }
                }
            }
        }
        ways
    }

    /// The providers that may take the place of one another for a kind of proof, in the order in which to try them.
    pub(super) fn candidates(
        &self,
        (language, kind): (&str, EvidenceKind),
        wanted: Wanted<'_>,
    ) -> Vec<Arc<Provider>> {
        let mut all: Vec<_> =
            self.able(kind, wanted).into_iter().filter(|one| one.kind == language).collect();
        let now = self.ground.now();
        all.retain(|one| self.health.looks(&one.id, now) == Fitness::Well);
        self.by_weight(all)
    }

    fn of_kind(&self, kind: EvidenceKind, steps: usize, wanted: Wanted<'_>) -> Vec<Way> {
        let now = self.ground.now();
        let able = self.able(kind, wanted);
        let mut ways: Vec<Way> = Vec::new();
        for provider in able {
            let available = self.available(&provider, wanted, now);
            match ways.iter_mut().find(|way| way.provider.kind == provider.kind) {
                // Of several that are the same the first that can be taken stands for all.
                Some(way) if way.available != Available::Now && available == Available::Now => {
                    *way = Way { provider, kind, steps, available };
                }
                Some(_) => {}
                None => ways.push(Way { provider, kind, steps, available }),
            }
        }
        ways
    }

    /// Who gives a kind of proof at its full worth, is on, and may be used for this platform.
    fn able(&self, kind: EvidenceKind, wanted: Wanted<'_>) -> Vec<Arc<Provider>> {
        let allowed =
            |provider: &Provider| match wanted.client.and_then(|one| one.metadata.providers.as_ref()) {
                Some(list) => list.contains(&provider.id),
                None => true,
            };
        let policy = self.parts.assurance.policy();
        let worth = worth(policy, kind).min(wanted.target);
        let all = self.parts.providers.all();
        let able = all.into_iter().filter(|provider| {
            provider.is_enabled()
                && provider.dialect.kinds().contains(&kind)
                && allowed(provider)
                && policy.ceiling(&provider.id) >= worth
        });
        able.collect()
    }

    fn available(&self, provider: &Provider, wanted: Wanted<'_>, now: Time) -> Available {
        let document = wanted.document.is_none_or(|one| provider.dialect.documents().contains(&one));
        let ill = self.health.looks(&provider.id, now) == Fitness::Ill;
        match (document, ill || self.policy.outage == Outage::NoNew) {
            (false, _) => Available::OtherDocument,
            (true, true) => Available::NotNow,
            (true, false) => Available::Now,
        }
    }

    /// A random order in which who has more weight comes first more often.
    fn by_weight(&self, mut left: Vec<Arc<Provider>>) -> Vec<Arc<Provider>> {
        let mut order = Vec::with_capacity(left.len());
        while !left.is_empty() {
            let total: u64 = left.iter().map(|one| u64::from(one.weight.max(1))).sum();
            let mut drawn = self.draw(total);
            let at = left.iter().position(|one| {
                let weight = u64::from(one.weight.max(1));
                let hit = drawn < weight;
                drawn = drawn.saturating_sub(weight);
                hit
            });
            order.push(left.remove(at.unwrap_or_default()));
        }
        order
    }

    fn draw(&self, below: u64) -> u64 {
        let mut bytes = [0; 8];
        self.ground.rng.fill(&mut bytes);
        u64::from_le_bytes(bytes) % below.max(1)
    }

    /// How well somebody could become known with the providers there are, from evidence no older than `since`: at least
    /// as well as now.
    pub async fn reach(
        &self,
        (account, session): (AccountId, SessionId),
        (client, level): (&Client, u8),
        since: Option<Time>,
    ) -> Result<u8, Fault> {
        let proofs = self.parts.assurance.proofs(account).await?;
        let documents = self.parts.accounts.documents(account).await?;
        let document = documents.first().map(|document| document.id);
        let moment = Moment { not_before: since, ..self.parts.assurance.moment(Some(session)) };
        let policy = self.parts.assurance.policy();
        let can = |target: u8| {
            let wanted = Wanted { client: Some(client), document: None, target };
            let routes = proofs.routes((policy, &moment), document, target);
            // What people say themselves needs no provider.
            let given = |kind: &EvidenceKind| {
                *kind == EvidenceKind::SelfAsserted || !self.able(*kind, wanted).is_empty()
            };
            routes.iter().any(|route| route.iter().all(given))
        };
        Ok((level + 1..=HIGHEST).rev().find(|target| can(*target)).unwrap_or(level))
    }

    /// How well people can become known here at all, with the providers that are on: what discovery tells.
    pub fn reachable(&self) -> u8 {
        self.best(|provider| provider.is_enabled())
    }

    /// The same with every provider there is, on or off: beyond that nobody can have come.
    pub fn conceivable(&self) -> u8 {
        self.best(|_| true)
    }

    fn best(&self, counts: impl Fn(&Provider) -> bool) -> u8 {
        let policy = self.parts.assurance.policy();
        let moment = self.parts.assurance.moment(Some(SessionId::from_bytes([0; 16])));
        let all = self.parts.providers.all();
        let given = |kind: &EvidenceKind, target: u8| {
            let gives = |provider: &Provider| {
                let worth = worth(policy, *kind).min(target);
                provider.dialect.kinds().contains(kind) && policy.ceiling(&provider.id) >= worth
            };
            *kind == EvidenceKind::SelfAsserted || all.iter().any(|one| counts(one) && gives(one))
        };
        let can = |target: &u8| {
            let routes = routes(policy, &[], &moment, *target);
            routes.iter().any(|route| route.iter().all(|kind| given(kind, *target)))
        };
        (1..=HIGHEST).rev().find(can).unwrap_or(1)
    }
}

/// What a kind of proof counts for at most.
pub(super) fn worth(policy: &Policy, kind: EvidenceKind) -> u8 {
    policy.rule(kind).map_or(0, |rule| rule.level)
}
