//! What verified documents say of a person, as claims. Only what a third party proved and what still counts is told;
//! what can be answered by a yes or no is a claim of its own, so that nobody needs the number to learn an age.

use std::collections::BTreeSet;

use base::{Fault, Time};
use evidence::document::age_at;
use serde_json::{Map, Value};
use store::Conn;
use store::account::Account;

use crate::account::{Document, Profile, open_all, open_profile};
use crate::entity::{Acting, EntityFacts, open_entity};
use crate::ground::Ground;

use super::claims;

/// The level from which on a name and a number are known and not told.
const KNOWN: u8 = 3;
/// Full age (Civil Code of the People's Republic of China, article 17).
const FULL_AGE: u8 = 18;
/// The claim that says whether a household is registered in a division; the code follows a colon.
pub(crate) const RESIDENT_IN: &str = "resident_in";

/// What claims are made of.
pub(crate) struct Person {
    account: Account,
    profile: Profile,
    document: Option<Document>,
    entity: Option<EntityFacts>,
    now: Time,
}

impl Person {
    /// Reads what the named claims need, and nothing else.
    pub(crate) async fn read(
        ground: &Ground,
        conn: &mut Conn,
        (account, acting): (&Account, Option<Acting>),
        names: &BTreeSet<String>,
    ) -> Result<Self, Fault> {
        let asks = |of: fn(&str) -> bool| names.iter().any(|name| of(name));
        Ok(Self {
            profile: open_profile(ground, account)?,
            document: match asks(is_of_document) {
                true => known_document(ground, conn, account).await?,
                false => None,
            },
            entity: match acting.filter(|_| asks(is_of_entity)) {
                Some(acting) => open_entity(ground, conn, acting).await?,
                None => None,
            },
            account: account.clone(),
            now: ground.now(),
        })
    }

    /// The values of the named claims. What is not known is left out, never null.
    pub(crate) fn values(&self, names: &BTreeSet<String>) -> Map<String, Value> {
        let named = names.iter().filter_map(|name| Some((name.clone(), self.value(name)?)));
        named.collect()
    }

    /// The value of one claim.
    pub(crate) fn value(&self, name: &str) -> Option<Value> {
        if is_of_document(name) {
            return self.of_document(name);
        }
        match name {
            "entity_name" => Some(self.entity.as_ref()?.name.clone().into()),
            "entity_uscc" => Some(self.entity.as_ref()?.uscc.clone().into()),
            _ => claims::value(&self.account, &self.profile, name),
        }
    }

    /// The verified document, for whoever tells how it was verified.
    pub(crate) const fn document(&self) -> Option<&Document> {
        self.document.as_ref()
    }

    fn of_document(&self, name: &str) -> Option<Value> {
        let document = self.document.as_ref()?;
        match name {
            "real_name" => Some(document.facts.name.clone().into()),
            "id_document_type" => Some(document.document_type().ga_code().into()),
            "id_number" => Some(document.number.as_str().into()),
            "id_number_masked" => Some(document.number.masked().into()),
            "age_over_18" => {
                let today = self.today()?;
                Some((age_at(document.number.birth_date()?, today) >= FULL_AGE).into())
            }
            _ => {
                let asked = name.strip_prefix(RESIDENT_IN)?.strip_prefix(':')?;
                let division = document.facts.household_division.as_deref()?;
                Some(division.starts_with(asked).into())
            }
        }
    }

    /// The day it is in China, which is eight hours ahead of UTC.
    fn today(&self) -> Option<time::Date> {
        let moment = time::OffsetDateTime::from_unix_timestamp(self.now.seconds()).ok()?;
        Some(moment.to_offset(time::macros::offset!(+8)).date())
    }
}

/// The claims that verified documents answer.
pub(crate) fn is_of_document(name: &str) -> bool {
    matches!(name, "real_name" | "id_document_type" | "id_number" | "id_number_masked" | "age_over_18")
        || name.strip_prefix(RESIDENT_IN).is_some_and(|rest| rest.starts_with(':'))
}

fn is_of_entity(name: &str) -> bool {
    matches!(name, "entity_name" | "entity_uscc")
}

/// The document by which somebody is known, while the level in their row still holds that they are.
async fn known_document(
    ground: &Ground,
    conn: &mut Conn,
    account: &Account,
) -> Result<Option<Document>, Fault> {
    let standing = &account.standing;
    let holds = standing.until.is_none_or(|until| ground.now() < until);
    if standing.level < KNOWN || !holds {
        return Ok(None);
    }
    let rows = store::identifier::of_account(conn, account.id).await?;
    Ok(open_all(ground, rows)?.into_iter().find(Document::is_verified))
}
