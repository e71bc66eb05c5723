//! An enterprise, its people, and what can be seen of them afterwards.

use std::time::Duration;

use base::{AccountId, DelegationId, EvidenceId, IdentifierId};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use config::Config;
use evidence::document::{DocumentNumber, DocumentType, PersonName};
use serde_json::{Value, json};
use store::audit::AuditFilter;
use store::evidence::{Evidence, EvidenceStatus};
use store::identifier::{Identifier, IdentifierState};
use testkit::{Person, World};
use time::Date;
use time::macros::date;
use yimen::account::Document;
use yimen::entity::{
    Acting, Actor, EntityFile, Imported, Invitation, Items, Regions, Seat, SeatRole, Subdelegation,
};

/// A test begins on the first of March.
pub(super) const LAST_DAY: Date = date!(2026 - 06 - 30);
/// A made-up code with a right check character.
pub(super) const USCC: &str = "91190101MADEMY0019";
pub(super) const OTHER_USCC: &str = "12190101MADEMY003L";
pub(super) const COMPANY: &str = "演示科技有限公司";

const SMS: &str = "/sms";

/// Somebody made up: name, number of the identity card, phone.
#[derive(Clone, Copy)]
pub(super) struct Citizen(pub(super) &'static str, pub(super) &'static str, pub(super) &'static str);

pub(super) const BOSS: Citizen = Citizen("演示丙", "190101197806010034", "19900000003");
pub(super) const NEXT: Citizen = Citizen("演示庚", "190101197208080075", "19900000007");
pub(super) const AGENT: Citizen = Citizen("演示甲", "190101199003070016", "19900000001");
pub(super) const SECOND: Citizen = Citizen("演示乙", "190101198512120021", "19900000002");
pub(super) const THIRD: Citizen = Citizen("演示丁", "190101196409150047", "19900000004");

impl Citizen {
    pub(super) fn number(self) -> DocumentNumber {
        DocumentNumber::parse(DocumentType::ResidentId, self.1).unwrap()
    }

    pub(super) fn name(self) -> PersonName {
        PersonName::parse(self.0).unwrap()
    }
}

/// A citizen with an account.
#[derive(Clone)]
pub(super) struct Somebody {
    pub(super) person: Person,
    pub(super) account: AccountId,
    pub(super) citizen: Citizen,
}

impl Somebody {
    /// Known well enough in their session.
    pub(super) fn actor(&self) -> Actor {
        self.known_at(4)
    }

    pub(super) fn known_at(&self, identity: u8) -> Actor {
        Actor { account: self.account, identity, request_id: "request".to_owned() }
    }
}

/// Opens an account; nothing is known of whose it is.
pub(super) async fn stranger(world: &World, citizen: Citizen) -> Somebody {
    let changes = json!({ "phone": citizen.2, "contacts_confirmed": true, "email": null });
    let person = world.person_with(&format!("p{}", citizen.2), changes).await;
    let account = world.account(&person).await.id;
    Somebody { person, account, citizen }
}

/// Opens the account of somebody who has proved who they are at a counter.
pub(super) async fn known(world: &World, citizen: Citizen) -> Somebody {
    let somebody = stranger(world, citizen).await;
    prove(world, &somebody, citizen).await;
    somebody
}

/// Writes a document down and the proof of it.
pub(super) async fn prove(world: &World, somebody: &Somebody, citizen: Citizen) -> IdentifierId {
    let document = document(world, somebody, (citizen, IdentifierState::Verified)).await;
    let (account, now, rng) = (somebody.account, world.now(), world.app.ground.rng.clone());
    let evidence = Evidence {
        id: EvidenceId::ordered(now, &*rng),
        account_id: Some(account),
        entity_id: None,
        kind: "counter_check".to_owned(),
        method: "counter".to_owned(),
        provider_id: "hall".to_owned(),
        reference: None,
        verification_id: None,
        inputs: "{}".to_owned(),
        issued_at: now,
        // Of a card that is valid for years.
        expires_at: Some(now.plus(Duration::from_secs(4 * 365 * 24 * 3600))),
        status: EvidenceStatus::Valid,
        session_id: None,
        identifier_id: Some(document),
        recorded_at: now,
        ended_at: None,
        end_reason: None,
    };
    let assurance = world.app.assurance.clone();
    let written = world.app.ground.db.write(move |tx| {
        let (evidence, assurance) = (evidence.clone(), assurance.clone());
        Box::pin(async move {
            store::evidence::record(tx, &evidence).await?;
            assurance.renew(tx, account).await.map(drop)
        })
    });
    let written: Result<(), base::Fault> = written.await;
    written.unwrap();
    document
}

/// Writes a document down, told or proved.
pub(super) async fn document(
    world: &World,
    somebody: &Somebody,
    (citizen, state): (Citizen, IdentifierState),
) -> IdentifierId {
    let (accounts, now) = (&world.app.accounts, world.now());
    let id = IdentifierId::random(&*world.app.ground.rng);
    let told = Document::told(id, somebody.account, citizen.number(), &citizen.name());
    let row = Identifier {
        id,
        account_id: somebody.account,
        document_type: "resident_id".to_owned(),
        number_index: accounts.document_index(&citizen.number()),
        content: accounts.seal_document(id, &told.facts).unwrap(),
        state,
        claimed_at: now,
        verified_at: Some(now),
        valid_until: None,
        updated_at: now,
    };
    let written = world.app.ground.db.write(move |tx| {
        let row = row.clone();
        Box::pin(async move { store::identifier::claim(tx, &row).await })
    });
    let written: Result<(), base::Fault> = written.await;
    written.unwrap();
    id
}

/// A document does not stand any more.
pub(super) async fn retire(world: &World, id: IdentifierId) {
    let now = world.now();
    let written = world
        .app
        .ground
        .db
        .write(move |tx| Box::pin(async move { store::identifier::retire(tx, id, now).await }));
    let retired: Result<bool, base::Fault> = written.await;
    assert!(retired.unwrap());
}

/// What the register says of the company.
pub(super) fn registered(status: &str, representative: Option<Citizen>) -> EntityFile {
    entry(USCC, COMPANY, (status, representative))
}

pub(super) fn entry(uscc: &str, name: &str, (status, representative): (&str, Option<Citizen>)) -> EntityFile {
    let representative = representative
        .map(|citizen| json!({ "document": "resident_id", "number": citizen.1, "name": citizen.0 }));
    let entity = json!({
        "uscc": uscc,
        "name": name,
        "kind": "enterprise",
        "registry_status": status,
        "division": "330106",
        "representative": representative,
    });
    serde_json::from_value(json!({ "entity": [entity] })).unwrap()
}

pub(super) async fn bring_in(world: &World, file: &EntityFile) -> Imported {
    assert_eq!(world.app.entities.check_file(file), []);
    world.app.entities.import(file, "admin:test").await.unwrap().remove(0)
}

/// The company, with its representative seated.
pub(super) async fn company(world: &World) -> Somebody {
    let boss = known(world, BOSS).await;
    bring_in(world, &registered("active", Some(BOSS))).await;
    boss
}

pub(super) async fn seats(world: &World, somebody: &Somebody) -> Vec<Seat> {
    world.app.entities.seats(somebody.account).await.unwrap()
}

/// The place of a role, which must be there.
pub(super) async fn place(world: &World, somebody: &Somebody, role: SeatRole) -> Acting {
    let seats = seats(world, somebody).await;
    seats.iter().find(|seat| seat.role == role).expect("a seat of that role").acting
}

/// An invitation to two matters in one province.
pub(super) fn invitation(place: Acting, to: Citizen) -> Invitation {
    Invitation {
        place,
        name: to.name(),
        number: to.number(),
        phone: to.2.to_owned(),
        items: Items::read("税务申报\n不动产登记").unwrap(),
        regions: Regions::read("33").unwrap(),
        last_day: LAST_DAY,
        subdelegation: Subdelegation::No,
    }
}

/// Invites from the representative's seat.
pub(super) async fn invited(world: &World, boss: &Somebody, to: Citizen) -> DelegationId {
    let place = place(world, boss, SeatRole::LegalRepresentative).await;
    world.app.entities.invite(&boss.actor(), invitation(place, to)).await.unwrap()
}

/// Invites and lets the person say yes.
pub(super) async fn agent(world: &World, boss: &Somebody, to: &Somebody) -> DelegationId {
    let id = invited(world, boss, to.citizen).await;
    world.app.entities.confirm(&to.actor(), id).await.unwrap();
    id
}

/// As [`agent`], with a right that may be given on.
pub(super) async fn agent_with_more(world: &World, boss: &Somebody, to: &Somebody) -> DelegationId {
    let place = place(world, boss, SeatRole::LegalRepresentative).await;
    let what = Invitation { subdelegation: Subdelegation::Yes, ..invitation(place, to.citizen) };
    let id = world.app.entities.invite(&boss.actor(), what).await.unwrap();
    world.app.entities.confirm(&to.actor(), id).await.unwrap();
    id
}

/// Gives a right on, as it is.
pub(super) async fn given_on(
    world: &World,
    (from, right): (&Somebody, DelegationId),
    to: &Somebody,
) -> DelegationId {
    let what = invitation(Acting::Delegation(right), to.citizen);
    let id = world.app.entities.invite(&from.actor(), what).await.unwrap();
    world.app.entities.confirm(&to.actor(), id).await.unwrap();
    id
}

/// The same deployment with somebody who takes messages to phones.
pub(super) async fn with_messages(world: World) -> World {
    let sms = world.outside().east(SMS);
    world.set(|config: &mut Config| config.messages.sms_url = Some(sms.parse().unwrap())).await
}

/// Whom was told what by now: the end of the number and the template, sorted.
pub(super) async fn told(world: &World) -> Vec<(String, String)> {
    while world.app.notices.send_due().await.unwrap() > 0 {}
    let calls = world.outside().heard(SMS);
    let mut told: Vec<_> =
        calls.iter().map(|call| message(&call.pairs.first().unwrap().0)).map(|one| short(&one)).collect();
    told.sort();
    told
}

fn short(message: &Value) -> (String, String) {
    let to = message["to"].as_str().unwrap().trim_start_matches("+86").to_owned();
    (to, message["template"].as_str().unwrap().to_owned())
}

fn message(token: &str) -> Value {
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    let claims: Value = serde_json::from_slice(&claims).unwrap();
    claims["message"].clone()
}

/// What the log holds of a kind, oldest first where the clock moved: of whose account, by whom, and more.
pub(super) async fn logged(world: &World, kind: &str) -> Vec<(Option<AccountId>, String, Value)> {
    let mut conn = world.app.ground.db.reader().await.unwrap();
    let filter = AuditFilter::Kind(kind.to_owned());
    let events = store::audit::page(&mut conn, &filter, None, 200).await.unwrap();
    let read = |detail: &str| serde_json::from_str(detail).unwrap();
    events.into_iter().rev().map(|one| (one.account_id, one.actor, read(&one.detail))).collect()
}
