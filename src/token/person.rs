//! What verified documents say of a person, as claims. Only what a third party proved and what still counts is told;
//! what can be answered by a yes or no is a claim of its own, so that nobody needs the number to learn an age.

use std::collections::BTreeSet;

use base::{Fault, SessionId, Time};
use evidence::document::age_at;
use proto::acr::Acr;
use proto::identity_assurance::VerifiedClaimsRequest;
use serde_json::{Map, Value};
use store::Conn;
use store::account::Account;

use crate::account::{Document, Profile, open_all, open_profile};
use crate::assurance::{Assurance, KNOWN, KnownDocument};
use crate::client::{Client, division_asked, is_of_document};
use crate::entity::{Acting, Entities, EntityFacts};
use crate::ground::Ground;
use crate::verification::Providers;

use super::{claims, verified};

/// Full age (Civil Code of the People's Republic of China, article 17).
const FULL_AGE: u8 = 18;
/// The member that holds verified claims.
const VERIFIED_CLAIMS: &str = "verified_claims";

/// Where facts about people come from.
pub(crate) struct Sources {
    pub(crate) ground: Ground,
    pub(crate) assurance: Assurance,
    pub(crate) providers: Providers,
    pub(crate) entities: Entities,
}

/// Whose claims are told, and in which right.
#[derive(Clone, Copy)]
pub(crate) struct Who<'a> {
    pub(crate) account: &'a Account,
    /// In whose name they act.
    pub(crate) acting: Option<Acting>,
    /// The session the right comes from.
    pub(crate) session: Option<SessionId>,
    /// The level the token tells: no claim rests on a higher one.
    pub(crate) acr: Option<Acr>,
}

/// What is asked for in one place, all of it with a legal basis.
#[derive(Clone, Copy)]
pub(crate) struct Wanted<'a> {
    pub(crate) claims: &'a BTreeSet<String>,
    pub(crate) verified: &'a [VerifiedClaimsRequest],
}

impl Wanted<'_> {
    /// Whether it is nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.claims.is_empty() && self.verified.is_empty()
    }
}

/// What claims are made of.
pub(crate) struct Person {
    account: Account,
    profile: Profile,
    pub(super) known: Option<Known>,
    entity: Option<EntityFacts>,
    pub(super) now: Time,
}

/// The document somebody is known by, and how well.
pub(super) struct Known {
    pub(super) document: Document,
    pub(super) standing: KnownDocument,
}

/// The values of everything wanted that is known; what is not is left out, never null.
pub(crate) async fn told(
    sources: &Sources,
    conn: &mut Conn,
    (who, client): (Who<'_>, &Client),
    wanted: Wanted<'_>,
) -> Result<Map<String, Value>, Fault> {
    if wanted.is_empty() {
        return Ok(Map::new());
    }
    let person = Person::read(sources, conn, who, wanted).await?;
    let named = wanted.claims.iter().filter_map(|name| Some((name.clone(), person.value(name)?)));
    let mut told: Map<String, Value> = named.collect();
    if let Some(answer) = verified::answer(&sources.ground, client, &person, wanted.verified) {
        told.insert(VERIFIED_CLAIMS.to_owned(), answer);
    }
    Ok(told)
}

impl Person {
    /// Reads what is needed for what is wanted, and nothing else.
    async fn read(
        sources: &Sources,
        conn: &mut Conn,
        who: Who<'_>,
        wanted: Wanted<'_>,
    ) -> Result<Self, Fault> {
        let asks = |of: fn(&str) -> bool| wanted.claims.iter().any(|name| of(name));
        let ground = &sources.ground;
        Ok(Self {
            profile: open_profile(ground, who.account)?,
            known: match asks(is_of_document) || !wanted.verified.is_empty() {
                true => known(sources, conn, who).await?,
                false => None,
            },
            entity: match who.acting.filter(|_| asks(is_of_entity)) {
                Some(acting) => sources.entities.acted_for(conn, who.account.id, acting).await?,
                None => None,
            },
            account: who.account.clone(),
            now: ground.now(),
        })
    }

    /// The value of one claim.
    fn value(&self, name: &str) -> Option<Value> {
        if is_of_document(name) {
            return self.known.as_ref()?.value(name, self.now);
        }
        match name {
            "entity_name" => Some(self.entity.as_ref()?.name.clone().into()),
            "entity_uscc" => Some(self.entity.as_ref()?.uscc.clone().into()),
            _ => claims::value(&self.account, &self.profile, name),
        }
    }
}

impl Known {
    /// What the document says.
    pub(super) fn value(&self, name: &str, now: Time) -> Option<Value> {
        let document = &self.document;
        match name {
            "real_name" => Some(document.facts.name.clone().into()),
            "id_document_type" => Some(document.document_type().ga_code().into()),
            "id_number" => Some(document.number.as_str().into()),
            "id_number_masked" => Some(document.number.masked().into()),
            "age_over_18" => {
                let age = age_at(document.number.birth_date()?, today(now)?);
                Some((age >= FULL_AGE).into())
            }
            _ => {
                let asked = division_asked(name)?;
                let division = self.standing.household_division.as_deref()?;
                Some(division.starts_with(asked).into())
            }
        }
    }
}

/// The day it is in China, which is eight hours ahead of UTC.
fn today(now: Time) -> Option<time::Date> {
    let moment = time::OffsetDateTime::from_unix_timestamp(now.seconds()).ok()?;
    Some(moment.to_offset(time::macros::offset!(+8)).date())
}

fn is_of_entity(name: &str) -> bool {
    matches!(name, "entity_name" | "entity_uscc")
}

/// The document somebody is known by best: the one of the highest level, of several the one that is proved latest. None
/// where the token itself tells a level at which nobody is known.
async fn known(sources: &Sources, conn: &mut Conn, who: Who<'_>) -> Result<Option<Known>, Fault> {
    let told = who.acr.map_or(0, Acr::identity);
    if told < KNOWN {
        return Ok(None);
    }
    let trusted = |provider: &str| sources.providers.trusted(Some(provider));
    let session = (who.account, who.session);
    let standings = sources.assurance.known_documents(conn, session, trusted).await?;
    if standings.is_empty() {
        return Ok(None);
    }
    let rows = store::identifier::of_account(conn, who.account.id).await?;
    let verified = open_all(&sources.ground, rows)?.into_iter().filter(Document::is_verified);
    let known = verified.filter_map(|document| {
        let standing = standings.iter().find(|standing| standing.document == document.id)?;
        let standing = KnownDocument { level: standing.level.min(told), ..standing.clone() };
        Some(Known { document, standing })
    });
    Ok(known.max_by_key(|known| (known.standing.level, known.standing.since, known.document.id)))
}
