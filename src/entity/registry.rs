//! What a register says of legal entities, brought in by a file: code, name, kind, whether it may act, and who represents
//! it. Bringing in the same again changes nothing but when the register was last asked.

use std::sync::Arc;

use base::{AccountId, EntityId, Fault};
use evidence::document::{DocumentNumber, DocumentType, PersonName, Uscc};
use serde::Deserialize;
use serde_json::json;
use store::Tx;
use store::entity::{Entity, EntityKind, RegistryStatus};

use super::matters::division;
use super::representative::Cause;
use super::{Entities, EntityFacts, NamedPerson};
use crate::audit::{self, Entry, Kind};

/// The longest registered name, in characters.
const LONGEST_NAME: usize = 200;

/// A file of entities: `[[entity]]` tables.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntityFile {
    /// The entities.
    #[serde(default)]
    pub entity: Vec<DeclaredEntity>,
}

/// One entity as its register has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclaredEntity {
    /// Unified social credit code (GB 32100).
    pub uscc: String,
    /// The registered name.
    pub name: String,
    /// `enterprise`, `individual_business`, `agency` or `social_organisation`.
    pub kind: String,
    /// `active`, `revoked` or `cancelled`.
    pub registry_status: String,
    /// Division code of the register (GB/T 2260).
    pub division: String,
    /// Who represents it; left out, nobody does.
    pub representative: Option<DeclaredPerson>,
}

/// A person as a register has them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclaredPerson {
    /// The kind of their document, such as `resident_id`.
    pub document: String,
    /// Its number.
    pub number: String,
    /// The name that stands in it.
    pub name: String,
}

impl std::fmt::Debug for DeclaredPerson {
    /// Without number and name.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DeclaredPerson").field("document", &self.document).finish_non_exhaustive()
    }
}

/// Something wrong with an entity of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntityProblem {
    /// The code of the entity, as the file has it.
    pub uscc: String,
    /// The member that is wrong.
    pub field: &'static str,
    /// Why.
    pub reason: String,
}

/// What bringing an entity in came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// Its code.
    pub uscc: String,
    /// `created`, `changed` or `unchanged`.
    pub change: &'static str,
    /// Whether its representative is seated.
    pub representative: Seated,
}

/// Whether the legal representative of an entity can act for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seated {
    /// They have an account that proved their document.
    Yes,
    /// They have not come yet.
    Waits,
    /// The register names nobody.
    Nobody,
}

impl Seated {
    /// The word in answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "seated",
            Self::Waits => "waits",
            Self::Nobody => "none",
        }
    }
}

/// An entity of a file, of the right form.
#[derive(Clone)]
struct Ready {
    facts: EntityFacts,
    kind: EntityKind,
    status: RegistryStatus,
    division: String,
    number: Option<DocumentNumber>,
}

impl Entities {
    /// Every problem of a file.
    pub fn check_file(&self, file: &EntityFile) -> Vec<EntityProblem> {
        file.entity.iter().flat_map(|entity| ready(entity).err().unwrap_or_default()).collect()
    }

    /// Brings in the entities of a file, each in a transaction of its own. Check the file first.
    pub async fn import(&self, file: &EntityFile, who: &str) -> Result<Vec<Imported>, Fault> {
        let mut all = Vec::new();
        for entity in &file.entity {
            let work = Arc::new((self.clone(), known_good(entity)?, who.to_owned()));
            let written = self.ground.db.write(move |tx| {
                let work = work.clone();
                Box::pin(async move { work.0.write_import(tx, &work.1, &work.2).await })
            });
            all.push(written.await?);
        }
        self.notices.wake();
        Ok(all)
    }

    /// What bringing a file in would come to.
    pub async fn differences(&self, file: &EntityFile) -> Result<Vec<Imported>, Fault> {
        let mut all = Vec::new();
        for entity in &file.entity {
            let ready = known_good(entity)?;
            let mut conn = self.ground.db.reader().await?;
            let known = store::entity::by_uscc(&mut conn, &self.candidates(&ready.facts.uscc)).await?;
            let change = match &known {
                None => "created",
                Some(known) if self.differs(known, &ready)? => "changed",
                Some(_) => "unchanged",
            };
            let account = self.named_account(&mut conn, &ready.facts).await?;
            all.push(imported(&ready, change, account));
        }
        Ok(all)
    }

    async fn write_import(&self, tx: &mut Tx, ready: &Ready, who: &str) -> Result<Imported, Fault> {
        let known = store::entity::by_uscc(tx, &self.candidates(&ready.facts.uscc)).await?;
        let (entity, change) = match known {
            Some(known) => {
                store::entity::hold(tx, known.id).await?;
                let change = if self.differs(&known, ready)? { "changed" } else { "unchanged" };
                (self.renewed(&known, ready, change)?, change)
            }
            None => (self.fresh(ready)?, "created"),
        };
        if change == "created" {
            self.create(tx, &entity).await?;
        } else {
            store::entity::update(tx, &entity).await?;
        }
        self.register(tx, entity.id, ready).await?;
        if change != "unchanged" {
            audit::record(tx, &self.ground, entry(&entity, change, who)).await?;
        }
        let account = self.named_account(tx, &ready.facts).await?;
        self.seat(tx, &entity, account, Cause { actor: who, request_id: "" }).await?;
        Ok(imported(ready, change, account))
    }

    async fn create(&self, tx: &mut Tx, entity: &Entity) -> Result<(), Fault> {
        match store::entity::insert(tx, entity).await? {
            true => Ok(()),
            // Two imports of one entity at once: the later one finds it there when it is run again.
            false => Err(Fault::new("the entity was brought in by somebody else meanwhile")),
        }
    }

    async fn register(&self, tx: &mut Tx, id: EntityId, ready: &Ready) -> Result<(), Fault> {
        match &ready.number {
            Some(number) => {
                let index = self.accounts.document_index(number);
                store::entity::register_representative(tx, id, index).await
            }
            None => store::entity::unregister_representative(tx, id).await,
        }
    }

    fn differs(&self, known: &Entity, ready: &Ready) -> Result<bool, Fault> {
        let same = known.kind == ready.kind
            && known.registry_status == ready.status
            && known.division == ready.division
            && self.open(known)? == ready.facts;
        Ok(!same)
    }

    fn fresh(&self, ready: &Ready) -> Result<Entity, Fault> {
        let (id, now) = (EntityId::random(&*self.ground.rng), self.ground.now());
        Ok(Entity {
            id,
            uscc_index: self.index(&ready.facts.uscc),
            content: self.seal(id, &ready.facts)?,
            kind: ready.kind,
            registry_status: ready.status,
            division: ready.division.clone(),
            representative_account: None,
            checked_at: Some(now),
            created_at: now,
            updated_at: now,
        })
    }

    fn renewed(&self, known: &Entity, ready: &Ready, change: &str) -> Result<Entity, Fault> {
        let now = self.ground.now();
        Ok(Entity {
            content: self.seal(known.id, &ready.facts)?,
            kind: ready.kind,
            registry_status: ready.status,
            division: ready.division.clone(),
            checked_at: Some(now),
            updated_at: if change == "unchanged" { known.updated_at } else { now },
            ..known.clone()
        })
    }
}

fn imported(ready: &Ready, change: &'static str, account: Option<AccountId>) -> Imported {
    Imported { uscc: ready.facts.uscc.clone(), change, representative: seated(&ready.facts, account) }
}

/// Whether the representative whom the register names has an account.
pub(super) const fn seated(facts: &EntityFacts, account: Option<AccountId>) -> Seated {
    match (&facts.representative, account) {
        (None, _) => Seated::Nobody,
        (Some(_), Some(_)) => Seated::Yes,
        (Some(_), None) => Seated::Waits,
    }
}

fn known_good(entity: &DeclaredEntity) -> Result<Ready, Fault> {
    let first = |problems: Vec<EntityProblem>| {
        let told: Vec<String> =
            problems.into_iter().map(|one| format!("{}: {}", one.field, one.reason)).collect();
        Fault::new(format!("an entity that was not checked: {}", told.join("; ")))
    };
    ready(entity).map_err(first)
}

/// An entity in its typed form, or everything that is wrong with it.
fn ready(entity: &DeclaredEntity) -> Result<Ready, Vec<EntityProblem>> {
    let mut problems = Vec::new();
    let mut problem = |field, reason: String| {
        problems.push(EntityProblem { uscc: entity.uscc.clone(), field, reason });
    };
    let uscc = Uscc::parse(&entity.uscc).map_err(|refusal| problem("uscc", refusal.to_string())).ok();
    let name = registered_name(&entity.name);
    if name.is_none() {
        problem("name", format!("a name has 1 to {LONGEST_NAME} characters on one line"));
    }
    let kind = EntityKind::parse(&entity.kind);
    if kind.is_none() {
        problem(
            "kind",
            "the kind is enterprise, individual_business, agency or social_organisation".to_owned(),
        );
    }
    let status = RegistryStatus::parse(&entity.registry_status);
    if status.is_none() {
        problem("registry_status", "the status is active, revoked or cancelled".to_owned());
    }
    let place = division(&entity.division);
    if place.is_none() {
        problem("division", "a division code has six digits".to_owned());
    }
    let person = entity.representative.as_ref().map(named).transpose();
    let person = person.map_err(|(field, reason)| problem(field, reason)).ok();
    match (uscc, name, kind, status, place, person) {
        (Some(uscc), Some(name), Some(kind), Some(status), Some(division), Some(person)) => {
            let number = person.as_ref().map(|(number, _)| number.clone());
            let representative = person.map(|(number, name)| NamedPerson::new(&number, &name));
            let facts = EntityFacts { uscc: uscc.as_str().to_owned(), name, representative };
            Ok(Ready { facts, kind, status, division, number })
        }
        _ => Err(problems),
    }
}

fn registered_name(typed: &str) -> Option<String> {
    let name = typed.trim();
    let sized = (1..=LONGEST_NAME).contains(&name.chars().count());
    (sized && !name.chars().any(char::is_control)).then(|| name.to_owned())
}

fn named(person: &DeclaredPerson) -> Result<(DocumentNumber, PersonName), (&'static str, String)> {
    let document = DocumentType::parse(&person.document)
        .ok_or_else(|| ("representative.document", "there is no such kind of document".to_owned()))?;
    let number = DocumentNumber::parse(document, &person.number)
        .map_err(|refusal| ("representative.number", refusal.to_string()))?;
    let name =
        PersonName::parse(&person.name).map_err(|refusal| ("representative.name", refusal.to_string()))?;
    Ok((number, name))
}

fn entry(entity: &Entity, change: &str, who: &str) -> Entry {
    Entry::new(Kind::EntityChanged, who, "").detail(json!({
        "entity": entity.id.to_string(),
        "change": change,
        "kind": entity.kind.as_str(),
        "registry_status": entity.registry_status.as_str(),
        "division": entity.division,
    }))
}
