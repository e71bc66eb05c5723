//! What every test of verifications does.

use base::VerificationId;
use evidence::kind::EvidenceKind;
use sandbox::providers::{Deciding, ProviderCity, Verdict, people};
use serde_json::{Value, json};
use store::audit::{AuditEvent, AuditFilter};
use store::evidence::Evidence;
use store::provider::ProviderStatus;
use store::verification::VerificationState;
use testkit::{Call, Known, Node, RelyingParty, World};

/// A face, by the provider that pushes tokens.
pub(crate) const FACE: (&str, EvidenceKind) = ("open-set", EvidenceKind::Face);
/// A bank account.
pub(crate) const BANK: (&str, EvidenceKind) = ("bank", EvidenceKind::BankFourElement);
/// Number and name, by the register.
pub(crate) const REGISTER: (&str, EvidenceKind) = ("population", EvidenceKind::TwoElement);

/// Certificate and face, by the national service: believed beyond the session.
pub(crate) const NETWORK: (&str, EvidenceKind) = ("network-identity", EvidenceKind::NetworkIdentityFace);

/// A deployment with providers, and somebody who told their document.
pub(crate) struct Case {
    pub(crate) world: World,
    pub(crate) city: ProviderCity,
    pub(crate) platform: RelyingParty,
    pub(crate) lin: Known,
}

impl Case {
    /// Where these providers are on. Who decides at them is a tester, but at the register.
    pub(crate) async fn of(world: World, providers: &[&str]) -> Self {
        let city = world.city_of(providers).await;
        for provider in providers.iter().filter(|name| **name != REGISTER.0) {
            city.deciding(provider, Deciding::ByTester).unwrap();
        }
        let platform = world.party("platform", json!({})).await;
        let lin = world.signed_on(&platform, "lin", &people()[0]).await;
        world.tell(&lin).await;
        Self { world, city, platform, lin }
    }

    /// Begins a verification of Lin's.
    pub(crate) async fn begun(&self, way: (&str, EvidenceKind)) -> VerificationId {
        self.world.begun(&self.lin, way).await
    }

    /// A tester decides, and the provider tells whoever it tells.
    pub(crate) async fn decide(&self, provider: &str, id: VerificationId, verdict: Verdict) {
        self.city.decide(provider, &id.to_string(), verdict).unwrap();
        self.city.settled().await;
    }

    /// Begins one for somebody, has it decided and concluded.
    pub(crate) async fn proved(&self, known: &Known, way: (&str, EvidenceKind)) -> VerificationId {
        let id = self.world.begun(known, way).await;
        if way != REGISTER {
            self.decide(way.0, id, Verdict::Pass).await;
            self.world.conclude_due().await;
            let brought = self.brought_back(way.0, id).await;
            self.world.app.verifications.returned(id, &brought, "").await.unwrap();
        }
        assert_eq!(self.world.verification(id).await.state, VerificationState::Passed, "{way:?}");
        id
    }

    /// What the browser of somebody whose verification is decided brings back from its provider.
    pub(crate) async fn brought_back(&self, provider: &str, id: VerificationId) -> Vec<(String, String)> {
        let cases = self.city.cases(provider).unwrap();
        let case = cases.into_iter().find(|one| one.seq == id.to_string()).unwrap();
        let page = self.world.send(Call::get(case.page)).await;
        let voucher = page.body.split("voucher=").nth(1).and_then(|rest| rest.get(..32));
        voucher.map(|voucher| ("voucher".to_owned(), voucher.to_owned())).into_iter().collect()
    }

    /// The callback about a decided verification, as its provider wrote it; nobody has taken it.
    pub(crate) async fn letter(&self, provider: &str, id: VerificationId, verdict: Verdict) -> String {
        self.world.switch(provider, ProviderStatus::Disabled).await;
        self.decide(provider, id, verdict).await;
        self.world.switch(provider, ProviderStatus::Enabled).await;
        let seq = id.to_string();
        let all = self.city.deliveries(provider).unwrap();
        all.into_iter().rev().find(|one| one.seq == seq).unwrap().body
    }

    /// How well Lin is known: what is remembered, and in the session.
    pub(crate) async fn levels(&self) -> (u8, u8) {
        levels(&self.world, &self.lin).await
    }

    /// How far a verification has come, and why it did not pass.
    pub(crate) async fn ended(&self, id: VerificationId) -> (VerificationState, String) {
        let row = self.world.verification(id).await;
        (row.state, row.reason.unwrap_or_default())
    }

    /// The evidence of one verification.
    pub(crate) async fn evidence(&self, id: VerificationId) -> Vec<Evidence> {
        let all = self.world.evidence_of(self.lin.account).await;
        all.into_iter().filter(|one| one.verification_id == Some(id)).collect()
    }
}

/// What is remembered of somebody, and what holds in their session.
pub(crate) async fn levels(node: &Node, known: &Known) -> (u8, u8) {
    (node.stored_level(known).await.level, node.known_in_session(known).await.level)
}

/// The media type in which a provider calls back.
pub(crate) fn media_type(provider: &str) -> &'static str {
    match provider {
        "open-set" => "application/secevent+jwt",
        _ => "application/x-www-form-urlencoded",
    }
}

/// The audit entries of a kind, the latest first.
pub(crate) async fn events(node: &Node, kind: &str) -> Vec<AuditEvent> {
    let mut conn = node.app.ground.db.reader().await.unwrap();
    store::audit::page(&mut conn, &AuditFilter::Kind(kind.to_owned()), None, 500).await.unwrap()
}

/// The same deployment with somebody who takes messages to mailboxes.
pub(crate) async fn with_mail(world: World) -> World {
    let mail = world.outside().east("/mail");
    world.set(|config| config.messages.mail_url = Some(mail.parse().unwrap())).await
}

/// What an audit entry tells beside whom and when.
pub(crate) fn detail(event: &AuditEvent) -> Value {
    serde_json::from_str(&event.detail).unwrap()
}

/// The audit entries of the conclusion of one verification.
pub(crate) async fn conclusions(node: &Node, id: VerificationId) -> Vec<Value> {
    let all = events(node, "verification.concluded").await;
    all.iter().map(detail).filter(|told| told["verification"] == id.to_string()).collect()
}
