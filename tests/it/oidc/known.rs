//! People of whom something was proved: documents told through the ordinary service, evidence written down as a
//! conclusion writes it.

use base::{AccountId, EvidenceId, IdentifierId, SessionId, Time};
use evidence::document::{DocumentNumber, DocumentType, PersonName};
use evidence::kind::EvidenceKind;
use serde_json::{Value, json};
use store::evidence::{Evidence, EvidenceStatus};
use testkit::{Person, RelyingParty, World};
use yimen::entity::EntityFile;
use yimen::verification::Claim;

/// The name in the documents of these tests.
pub(crate) const NAME: &str = "林晓梅";
/// A number of somebody born on 2 January 1990.
pub(crate) const NUMBER: &str = "110101199001020029";
/// A passport.
pub(crate) const PASSPORT: &str = "E12345678";
/// A registered basis for each claim that rests on a document, and for those of an entity.
const CLAIMS: [&str; 9] = [
    "real_name",
    "id_document_type",
    "id_number",
    "id_number_masked",
    "age_over_18",
    "resident_in",
    "birthdate",
    "entity_name",
    "entity_uscc",
];

/// A platform with a basis for everything.
pub(crate) async fn city(world: &World, changes: Value) -> RelyingParty {
    let mut record = json!({ "allowed_claims": basis(&CLAIMS) });
    let (Some(own), Value::Object(changes)) = (record.as_object_mut(), changes) else { panic!("objects") };
    own.extend(changes);
    Box::pin(world.party("city", record)).await
}

/// A registered basis for these claims and no others.
pub(crate) fn basis(names: &[&str]) -> Value {
    let one = |name: &&str| {
        let basis = json!({ "legal_basis": format!("law on {name}"), "purpose": format!("need of {name}") });
        ((*name).to_owned(), basis)
    };
    Value::Object(names.iter().map(one).collect())
}

/// Tells a document, which nobody verifies.
pub(crate) async fn tell(world: &World, person: &Person, document: DocumentType, number: &str) {
    let claim = Claim {
        account: world.account(person).await.id,
        session: SessionId::random(&base::SeededRng::new(7)),
        number: DocumentNumber::parse(document, number).unwrap(),
        name: PersonName::parse(NAME).unwrap(),
        request_id: String::new(),
    };
    Box::pin(world.app.verifications.claim(claim)).await.unwrap();
}

/// The same with the identity card of [`NUMBER`], verified by one proof.
pub(crate) async fn prove(world: &World, person: &Person, kind: EvidenceKind) -> EvidenceId {
    Box::pin(tell(world, person, DocumentType::ResidentId, NUMBER)).await;
    record(world, person, (DocumentType::ResidentId, kind), "{}").await
}

/// Writes down that a document that was told is verified, by what, and what the proof rested on.
pub(crate) async fn record(
    world: &World,
    person: &Person,
    (document, kind): (DocumentType, EvidenceKind),
    inputs: &str,
) -> EvidenceId {
    let account = world.account(person).await.id;
    let identifier = identifier(world, account, document).await;
    let (now, app) = (world.now(), world.app.clone());
    let id = EvidenceId::ordered(now, &*app.ground.rng);
    let proof = evidence((id, account, identifier), kind, (inputs, now));
    let written = world.app.ground.db.write(move |tx| {
        let (app, proof) = (app.clone(), proof.clone());
        Box::pin(async move {
            store::identifier::verify(tx, identifier, now).await?;
            store::evidence::record(tx, &proof).await?;
            app.assurance.renew(tx, account).await.map(drop)
        })
    });
    Box::pin(written).await.unwrap();
    id
}

fn evidence(
    (id, account, identifier): (EvidenceId, AccountId, IdentifierId),
    kind: EvidenceKind,
    (inputs, now): (&str, Time),
) -> Evidence {
    Evidence {
        id,
        account_id: Some(account),
        entity_id: None,
        kind: kind.as_str().to_owned(),
        method: "name number".to_owned(),
        provider_id: "somebody".to_owned(),
        reference: None,
        verification_id: Some(base::VerificationId::random(&base::SeededRng::new(9))),
        inputs: inputs.to_owned(),
        issued_at: now,
        expires_at: None,
        status: EvidenceStatus::Valid,
        session_id: None,
        identifier_id: Some(identifier),
        recorded_at: now,
        ended_at: None,
        end_reason: None,
    }
}

async fn identifier(world: &World, account: AccountId, document: DocumentType) -> IdentifierId {
    let documents = Box::pin(world.app.accounts.documents(account)).await.unwrap();
    documents.into_iter().find(|one| one.document_type() == document).expect("a document that was told").id
}

/// The code of the company of these tests.
pub(crate) const USCC: &str = "91350100M000100Y43";
/// Its name.
pub(crate) const COMPANY: &str = "演示有限公司";

/// Brings in a company whose legal representative is whoever has the card of [`NUMBER`], in this state of its register.
pub(crate) async fn company(world: &World, registry_status: &str) {
    let file = json!({ "entity": [{
        "uscc": USCC, "name": COMPANY, "kind": "enterprise", "registry_status": registry_status,
        "division": "350100",
        "representative": { "document": "resident_id", "number": NUMBER, "name": NAME },
    }]});
    let file: EntityFile = serde_json::from_value(file).unwrap();
    assert_eq!(world.app.entities.check_file(&file), []);
    Box::pin(world.app.entities.import(&file, "test")).await.unwrap();
}
