//! What a person says of who they are: a document's kind, number and name. The number's form is checked, nothing else:
//! level 2 (domain: "format-valid is not verified"). Every verification is about a document that was told here first.

use std::sync::Arc;

use base::{AccountId, EvidenceId, Fault, IdentifierId, SessionId};
use evidence::document::{DocumentNumber, PersonName};
use evidence::kind::EvidenceKind;
use store::Tx;
use store::evidence::{Evidence, EvidenceStatus};
use store::identifier::{Identifier, IdentifierState};

use super::Verifications;
use crate::account::Document;
use crate::audit::{self, Entry, Kind};
use crate::risk::{Act, Charge, Subject, Verdict};

/// The name of the provider of what people say themselves.
pub(super) const SELF: &str = "self";

/// A document that somebody tells of.
#[derive(Clone)]
pub struct Claim {
    /// Whose it is.
    pub account: AccountId,
    /// In which session it is told.
    pub session: SessionId,
    /// Kind and number, of the right form.
    pub number: DocumentNumber,
    /// The name as it stands in it.
    pub name: PersonName,
    /// The request it is told in.
    pub request_id: String,
}

/// Why a document is not taken.
#[derive(Debug, thiserror::Error)]
pub enum ClaimRefusal {
    /// The account has another number of this kind that was verified. A number is changed at a counter, never here.
    #[error("another number of this kind is verified already")]
    OtherNumberVerified,
    /// Another document of the account is verified and bears another name.
    #[error("a verified document bears another name")]
    OtherName,
    /// Told too often.
    #[error("too many documents were told")]
    TooMany,
    /// The account is gone.
    #[error("the account cannot be used")]
    NoAccount,
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Verifications {
    /// Takes what a person says. Saying the same again changes nothing; another name for a verified document is kept
    /// beside the old one until it is verified.
    pub async fn claim(&self, claim: Claim) -> Result<(), ClaimRefusal> {
        let work = Arc::new((self.clone(), claim));
        self.ground
            .db
            .write(move |tx| {
                let work = work.clone();
                Box::pin(async move { work.0.write_claim(tx, &work.1).await })
            })
            .await
    }

    async fn write_claim(&self, tx: &mut Tx, claim: &Claim) -> Result<(), ClaimRefusal> {
        store::account::hold(tx, claim.account).await?.ok_or(ClaimRefusal::NoAccount)?;
        let rows = store::identifier::of_account(tx, claim.account).await?;
        let known = crate::account::open_all(&self.ground, rows)?;
        // Documents of two names are those of two people, as far as can be seen from here.
        let other_name = |one: &Document| {
            one.is_verified() && one.document_type() != claim.number.document() && !bears(one, &claim.name)
        };
        if known.iter().any(other_name) {
            return Err(ClaimRefusal::OtherName);
        }
        let same_kind = known.into_iter().filter(|one| one.document_type() == claim.number.document());
        match same_kind.max_by_key(Document::is_verified) {
            Some(known) if known.number.as_str() == claim.number.as_str() => {
                self.told_again(tx, claim, known).await
            }
            Some(known) if known.is_verified() => Err(ClaimRefusal::OtherNumberVerified),
            Some(_) | None => self.told_first(tx, claim).await,
        }
    }

    async fn told_first(&self, tx: &mut Tx, claim: &Claim) -> Result<(), ClaimRefusal> {
        let charge = Charge::new(Act::TellDocument, Subject::Account(claim.account));
        if let Verdict::TooMany { .. } = self.parts.limits.take(tx, &[charge]).await? {
            return Err(ClaimRefusal::TooMany);
        }
        let (ground, now) = (&self.ground, self.ground.now());
        let id = IdentifierId::random(&*ground.rng);
        let document = Document::told(id, claim.account, claim.number.clone(), &claim.name);
        let row = Identifier {
            id,
            account_id: claim.account,
            document_type: claim.number.document().as_str().to_owned(),
            number_index: self.parts.accounts.document_index(&claim.number),
            content: self.parts.accounts.seal_document(id, &document.facts)?,
            state: IdentifierState::Claimed,
            claimed_at: now,
            verified_at: None,
            valid_until: None,
            updated_at: now,
        };
        store::identifier::claim(tx, &row).await?;
        store::evidence::record(tx, &self.said(claim, id)).await?;
        self.parts.assurance.renew(tx, claim.account).await?;
        self.note(tx, claim).await
    }

    async fn told_again(&self, tx: &mut Tx, claim: &Claim, mut known: Document) -> Result<(), ClaimRefusal> {
        if claim.name.as_str() == known.name_to_verify() {
            return Ok(());
        }
        let told = claim.name.as_str().to_owned();
        if known.is_verified() {
            known.facts.new_name = (told != known.facts.name).then_some(told);
        } else {
            known.facts.name = told;
        }
        let content = self.parts.accounts.seal_document(known.id, &known.facts)?;
        let index = self.parts.accounts.document_index(&known.number);
        store::identifier::update_content(tx, known.id, &content, index, self.ground.now()).await?;
        self.note(tx, claim).await
    }

    fn said(&self, claim: &Claim, document: IdentifierId) -> Evidence {
        let now = self.ground.now();
        Evidence {
            id: EvidenceId::ordered(now, &*self.ground.rng),
            account_id: Some(claim.account),
            entity_id: None,
            kind: EvidenceKind::SelfAsserted.as_str().to_owned(),
            method: SELF.to_owned(),
            provider_id: SELF.to_owned(),
            reference: None,
            verification_id: None,
            inputs: "{}".to_owned(),
            issued_at: now,
            expires_at: None,
            status: EvidenceStatus::Valid,
            session_id: Some(claim.session),
            identifier_id: Some(document),
            recorded_at: now,
            ended_at: None,
            end_reason: None,
        }
    }

    async fn note(&self, tx: &mut Tx, claim: &Claim) -> Result<(), ClaimRefusal> {
        let entry = Entry::new(Kind::IdentityClaimed, "account", &claim.request_id)
            .account(claim.account)
            .session(claim.session)
            .detail(serde_json::json!({ "document": claim.number.document().as_str() }));
        Ok(audit::record(tx, &self.ground, entry).await?)
    }
}

fn bears(document: &Document, name: &PersonName) -> bool {
    PersonName::parse(&document.facts.name).is_ok_and(|own| own.same_as(name))
}
