//! The third parties of the demonstration that verify people, and the legal entities their registers know: houses of the
//! sandbox, registered as an operator would register real ones. Done anew at every start; what is there already stays.

use std::collections::BTreeMap;
use std::sync::Arc;

use base::{Fault, Secret};
use proto::jose::Jwk;
use provider::settings::{self, NeedsKey};
use sandbox::providers::{Belongings, Customs, Options, ProviderCity, Registration};
use sandbox::{Environment, SandboxError};
use serde_json::Value;

use super::cabinet::Cabinet;
use super::clients::WHO;
use super::layout::Layout;
use crate::app::{App, World};
use crate::cli::CliError;
use crate::entity::{DeclaredEntity, DeclaredPerson, EntityFile};
use crate::verification::{
    DeclareRefusal, DeclaredKey, DeclaredProvider, KeyOwner, KeyStatus, ProviderFacts, ProviderKey,
    ProviderStatus, Providers,
};

/// The file of keys and secrets that the houses keep.
const BELONGINGS: &str = "providers.json";

/// Starts the houses with the keys of the last run.
pub(super) async fn start(
    layout: &Layout,
    cabinet: &Cabinet,
    world: &World,
) -> Result<ProviderCity, CliError> {
    let belongings = match cabinet.kept(BELONGINGS)? {
        Some(text) => Belongings::from_text(text.expose()).map_err(|error| not_started(&error))?,
        None => Belongings::default(),
    };
    let issuer = layout.issuer().parse().map_err(|error| Fault::caused("the issuer", error))?;
    let environment =
        Environment { clock: Arc::clone(&world.clock), rng: Arc::clone(&world.rng), trusted: Vec::new() };
    let options = Options { bind: layout.providers(), issuer, environment };
    let customs = Customs { public_url: layout.providers_url(), belongings, ..Customs::default() };
    ProviderCity::start_with(options, customs).await.map_err(|error| not_started(&error))
}

/// Registers every house, exchanges keys with it and switches it on.
pub(super) async fn declare(app: &App, city: &ProviderCity, cabinet: &Cabinet) -> Result<(), CliError> {
    let providers = app.verifications.providers();
    let known = providers.all_facts().await?;
    for id in city.providers() {
        // Makes keys the first time, which takes its time; nobody is served yet.
        let registration = city.registration(id).map_err(|error| not_started(&error))?;
        let known = known.iter().find(|known| known.row.id == id);
        let made = register(providers, city, &registration, known).await;
        made.map_err(|refusal| refused(id, refusal))?;
    }
    Ok(cabinet.keep(BELONGINGS, &city.belongings().to_text())?)
}

/// Brings in the legal entities of the register, with those who represent them.
pub(super) async fn declare_entities(app: &App) -> Result<(), CliError> {
    let entities = sandbox::providers::entities().iter().map(declared_entity);
    let file = EntityFile { entity: entities.collect() };
    let problems = app.entities.check_file(&file);
    if !problems.is_empty() {
        let told: Vec<_> =
            problems.iter().map(|one| format!("{}: {}: {}", one.uscc, one.field, one.reason)).collect();
        return Err(CliError::refused(told.join("; ")));
    }
    app.entities.import(&file, WHO).await?;
    Ok(())
}

async fn register(
    providers: &Providers,
    city: &ProviderCity,
    registration: &Registration,
    known: Option<&ProviderFacts>,
) -> Result<(), DeclareRefusal> {
    let declared = declared(registration);
    if !known.is_some_and(|known| is_same(known, &declared)) {
        providers.register(&declared, WHO).await?;
    }
    let id = registration.id;
    for (name, value) in &registration.secrets {
        // What was set is sealed and not shown again: the house's own word is set at each start.
        providers.set_secret(id, (name, &Secret::from(value.as_str())), WHO).await?;
    }
    let keys = known.map_or(&[][..], |known| &known.keys);
    take_keys(providers, registration, keys).await?;
    if settings::facts(registration.kind).is_some_and(|kind| kind.our_key == NeedsKey::Rsa) {
        let public = our_key(providers, id, keys).await?;
        let told = city.trust(id, &public);
        told.map_err(|error| Fault::caused("a house takes no key of ours", error))?;
    }
    if !known.is_some_and(|known| known.row.status == ProviderStatus::Enabled) {
        providers.set_status(id, ProviderStatus::Enabled, WHO).await?;
    }
    Ok(())
}

/// Adds the keys a house signs with. Others that lived belong to a folder that is gone.
async fn take_keys(
    providers: &Providers,
    registration: &Registration,
    known: &[ProviderKey],
) -> Result<(), DeclareRefusal> {
    let theirs: Vec<_> = live(known, KeyOwner::Theirs).collect();
    let is_given = |key: &ProviderKey| registration.their_keys.iter().any(|(kid, jwk)| is_key(key, kid, jwk));
    for key in theirs.iter().filter(|key| !is_given(key)) {
        providers.retire_key(registration.id, key.id, WHO).await?;
    }
    for (kid, jwk) in &registration.their_keys {
        if theirs.iter().any(|key| is_key(key, kid, jwk)) {
            continue;
        }
        let public: Jwk = serde_json::from_value(jwk.clone())
            .map_err(|error| DeclareRefusal::Key(format!("{kid}: {error}")))?;
        providers.add_key(registration.id, DeclaredKey { kid: kid.clone(), public }, WHO).await?;
    }
    Ok(())
}

/// The public part of our key for a house, made if there is none.
async fn our_key(providers: &Providers, id: &str, known: &[ProviderKey]) -> Result<Value, DeclareRefusal> {
    let unreadable = |error| Fault::caused(format!("the key of ours for {id}"), error);
    if let Some(key) = live(known, KeyOwner::Ours).max_by_key(|key| key.created_at) {
        return Ok(serde_json::from_str(&key.public).map_err(unreadable)?);
    }
    let made = providers.new_key(id, WHO).await?;
    Ok(serde_json::to_value(&made.public).map_err(unreadable)?)
}

fn live(keys: &[ProviderKey], owner: KeyOwner) -> impl Iterator<Item = &ProviderKey> {
    keys.iter().filter(move |key| key.owner == owner && key.status == KeyStatus::Live)
}

fn is_key(key: &ProviderKey, kid: &str, jwk: &Value) -> bool {
    let read = |value: Value| serde_json::from_value::<Jwk>(value).ok().map(|jwk| jwk.thumbprint());
    let own = serde_json::from_str(&key.public).ok().and_then(read);
    key.kid == kid && own.is_some() && own == read(jwk.clone())
}

fn declared(registration: &Registration) -> DeclaredProvider {
    let names = registration.names.iter();
    DeclaredProvider {
        id: registration.id.to_owned(),
        kind: registration.kind.to_owned(),
        names: names.map(|(tag, name)| ((*tag).to_owned(), (*name).to_owned())).collect(),
        weight: 1,
        settings: registration.settings.clone(),
    }
}

fn is_same(known: &ProviderFacts, declared: &DeclaredProvider) -> bool {
    let names: Option<BTreeMap<String, String>> = serde_json::from_str(&known.row.names).ok();
    let settings: Option<Value> = serde_json::from_str(&known.row.settings).ok();
    names.as_ref() == Some(&declared.names) && settings.as_ref() == Some(&declared.settings)
}

fn declared_entity(entity: &sandbox::providers::Entity) -> DeclaredEntity {
    let people = sandbox::providers::people();
    let person = people.iter().find(|person| person.number == entity.representative);
    DeclaredEntity {
        uscc: entity.uscc.to_owned(),
        name: entity.name.to_owned(),
        kind: entity.kind.to_owned(),
        registry_status: entity.registry_status.to_owned(),
        division: entity.division.to_owned(),
        representative: person.map(|person| DeclaredPerson {
            document: person.document.to_owned(),
            number: person.number.to_owned(),
            name: person.name.to_owned(),
        }),
    }
}

fn not_started(error: &SandboxError) -> CliError {
    CliError::refused(format!("the providers that verify people did not start: {error}"))
}

fn refused(id: &str, refusal: DeclareRefusal) -> CliError {
    let told = format!("provider {id}: {refusal}");
    if let DeclareRefusal::Fault(fault) = refusal { fault.into() } else { CliError::refused(told) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entity_has_a_representative_of_the_register() {
        for entity in sandbox::providers::entities() {
            assert!(declared_entity(entity).representative.is_some(), "{}", entity.uscc);
        }
    }
}
