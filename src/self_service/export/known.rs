//! Of the copy, who the person is and for whom they act: documents in full, since they are the person's own, what was
//! proved and what it rested on, and rights. Nobody else's name or number is in it.

use base::Fault;
use serde::Serialize;
use serde_json::Value;
use store::account::Account;
use store::evidence::Evidence;
use store::verification::Verification;

use super::Moment;
use crate::account::Document;
use crate::entity::{Given, Office, RightView, Subdelegation};
use crate::self_service::SelfService;

/// So many verifications at most: more than anybody begins before old ones are deleted.
const MOST_VERIFICATIONS: u32 = 10_000;

/// Who the person is.
#[derive(Serialize)]
pub(super) struct Known {
    level: u8,
    level_until: Option<Moment>,
    documents: Vec<OwnDocument>,
    evidence: Vec<OwnEvidence>,
    verifications: Vec<OwnVerification>,
    offices: Vec<OwnOffice>,
    rights: Vec<OwnRight>,
}

#[derive(Serialize)]
struct OwnDocument {
    kind: &'static str,
    number: String,
    name: String,
    former_names: Vec<FormerName>,
    name_not_verified_yet: Option<String>,
    household_division: Option<String>,
    state: &'static str,
    verified_at: Option<Moment>,
    valid_until: Option<Moment>,
}

#[derive(Serialize)]
struct FormerName {
    name: String,
    until: Moment,
}

#[derive(Serialize)]
struct OwnEvidence {
    id: String,
    kind: String,
    by: String,
    rests_on: Value,
    proved_at: Moment,
    ends_at: Option<Moment>,
    state: &'static str,
    ended_at: Option<Moment>,
    ended_because: Option<String>,
}

#[derive(Serialize)]
struct OwnVerification {
    id: String,
    by: String,
    kind: String,
    client: Option<String>,
    state: &'static str,
    reason: Option<String>,
    began_at: Moment,
    concluded_at: Option<Moment>,
}

#[derive(Serialize)]
struct OwnOffice {
    entity: String,
    uscc: String,
    role: &'static str,
    gave: Vec<OwnGift>,
}

#[derive(Serialize)]
struct OwnGift {
    id: String,
    state: &'static str,
    items: Vec<String>,
    regions: Vec<String>,
    offered_at: Moment,
    ends_at: Moment,
}

#[derive(Serialize)]
struct OwnRight {
    id: String,
    entity: String,
    items: Vec<String>,
    regions: Vec<String>,
    may_be_given_on: bool,
    since: Moment,
    ends_at: Moment,
}

impl SelfService {
    /// What is kept of who the person is.
    pub(super) async fn own_identity(&self, account: &Account) -> Result<Known, Fault> {
        let (parts, id) = (&self.parts, account.id);
        let mut conn = self.ground.db.reader().await?;
        let evidence = store::evidence::of_account(&mut conn, id).await?;
        let verifications = store::verification::of_account(&mut conn, id, MOST_VERIFICATIONS).await?;
        drop(conn);
        let (standing, _) = parts.assurance.explain(id).await?;
        Ok(Known {
            level: standing.level,
            level_until: standing.until.map(Moment),
            documents: parts.accounts.documents(id).await?.into_iter().map(own_document).collect(),
            evidence: evidence.into_iter().map(own_evidence).collect::<Result<_, _>>()?,
            verifications: verifications.into_iter().map(own_verification).collect(),
            offices: parts.entities.offices(id).await?.into_iter().map(own_office).collect(),
            rights: parts.entities.rights(id).await?.into_iter().map(own_right).collect(),
        })
    }
}

fn own_document(document: Document) -> OwnDocument {
    let former = document.facts.former_names.into_iter();
    OwnDocument {
        kind: document.number.document().as_str(),
        number: document.number.as_str().to_owned(),
        name: document.facts.name,
        former_names: former.map(|one| FormerName { name: one.name, until: Moment(one.until) }).collect(),
        name_not_verified_yet: document.facts.new_name,
        household_division: document.facts.household_division,
        state: document.state.as_str(),
        verified_at: document.verified_at.map(Moment),
        valid_until: document.valid_until.map(Moment),
    }
}

fn own_evidence(evidence: Evidence) -> Result<OwnEvidence, Fault> {
    let inputs = serde_json::from_str(&evidence.inputs);
    Ok(OwnEvidence {
        id: evidence.id.to_string(),
        kind: evidence.kind,
        by: evidence.provider_id,
        rests_on: inputs.map_err(|error| Fault::caused("what a proof rested on is not readable", error))?,
        proved_at: Moment(evidence.issued_at),
        ends_at: evidence.expires_at.map(Moment),
        state: evidence.status.as_str(),
        ended_at: evidence.ended_at.map(Moment),
        ended_because: evidence.end_reason,
    })
}

fn own_verification(verification: Verification) -> OwnVerification {
    OwnVerification {
        id: verification.id.to_string(),
        by: verification.provider_id,
        kind: verification.kind,
        client: verification.client_id,
        state: verification.state.as_str(),
        reason: verification.reason,
        began_at: Moment(verification.created_at),
        concluded_at: verification.concluded_at.map(Moment),
    }
}

fn own_office(office: Office) -> OwnOffice {
    OwnOffice {
        entity: office.name,
        uscc: office.uscc,
        role: office.role.as_str(),
        gave: office.given.into_iter().map(own_gift).collect(),
    }
}

/// Without whom it was given to: that is in their own copy.
fn own_gift(given: Given) -> OwnGift {
    OwnGift {
        id: given.id.to_string(),
        state: given.state.as_str(),
        items: given.reach.items,
        regions: given.reach.regions,
        offered_at: Moment(given.invited_at),
        ends_at: Moment(given.reach.ends_at),
    }
}

fn own_right(right: RightView) -> OwnRight {
    OwnRight {
        id: right.id.to_string(),
        entity: right.entity,
        items: right.reach.items,
        regions: right.reach.regions,
        may_be_given_on: right.reach.subdelegation == Subdelegation::Yes,
        since: Moment(right.since),
        ends_at: Moment(right.reach.ends_at),
    }
}
