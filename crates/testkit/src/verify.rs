//! Third parties that verify people: a city of them in front of a deployment, and people of the city who sign on.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, OnceLock};

use base::{AccountId, Secret, SessionId, SystemRng, VerificationId};
use evidence::document::{DocumentNumber, DocumentType, PersonName};
use evidence::kind::EvidenceKind;
use provider::settings::{KINDS, NeedsKey};
use provider::{Factors, Need};
use sandbox::Environment;
use sandbox::providers::{Belongings, Customs, Options, Person as Citizen, ProviderCity, Registration};
use serde_json::{Value, json};
use store::account::{Account, StoredLevel};
use store::evidence::Evidence;
use store::provider::ProviderStatus;
use store::verification::Verification;
use yimen::assurance::{Identity, InSession};
use yimen::session::Session;
use yimen::verification::{
    Begun, Claim, ClaimRefusal, DeclareRefusal, DeclaredKey, DeclaredProvider, StartRefusal, Starting,
};

use crate::journey::Person;
use crate::node::{Node, held};
use crate::party::RelyingParty;
use crate::{Browser, Call, Reply};

const WHO: &str = "test";
/// A day passes in less than a tenth of a second.
const HASTE: u32 = 1_000_000;
/// Where the service may call: see [`Outside`](crate::Outside).
const CITY: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
/// A level that leaves no provider out.
const ANY_LEVEL: u8 = 1;

/// Somebody who is signed on and known to the city.
pub struct Known {
    /// Who signs in.
    pub person: Person,
    /// Who they are in the city.
    pub citizen: &'static Citizen,
    /// Their account.
    pub account: AccountId,
    /// Their session.
    pub session: SessionId,
    /// The browser that holds it.
    pub browser: Browser,
}

impl Known {
    /// Kind and number of the document.
    pub fn number(&self) -> DocumentNumber {
        number_of(self.citizen)
    }
}

/// Kind and number of somebody's document.
pub fn number_of(citizen: &Citizen) -> DocumentNumber {
    let document = DocumentType::parse(citizen.document).expect("a kind of document");
    DocumentNumber::parse(document, citizen.number).expect("a number of the right form")
}

/// The verification that has begun, wherever it leads.
pub fn id_of(begun: &Begun) -> VerificationId {
    match begun {
        Begun::Visit(id, _) | Begun::Waiting(id) | Begun::Concluded(id) => *id,
    }
}

impl Node {
    /// A city of providers that call this node. Time in it passes in haste.
    pub async fn provider_city(&self) -> ProviderCity {
        // One for all tests: making RSA keys takes its time.
        static BELONGINGS: OnceLock<Belongings> = OnceLock::new();
        // Chance of its own: keys of different cities must differ, though each test draws the same numbers.
        let environment = Environment { rng: Arc::new(SystemRng), ..self.surroundings().environment.clone() };
        let options = Options {
            bind: SocketAddr::from((CITY, 0)),
            issuer: self.issuer().parse().expect("an issuer is a URL"),
            environment,
        };
        let belongings = BELONGINGS.get_or_init(Belongings::default).clone();
        let customs = Customs { public_url: String::new(), haste: HASTE, belongings };
        ProviderCity::start_with(options, customs).await.expect("the city opens")
    }

    /// A city whose providers of these names are registered and on.
    pub async fn city_of(&self, providers: &[&str]) -> ProviderCity {
        let city = self.provider_city().await;
        for provider in providers {
            self.take_on(&city, provider).await;
        }
        city
    }

    /// Registers a provider of a city as it describes itself, exchanges keys and secrets, and switches it on.
    pub async fn take_on(&self, city: &ProviderCity, provider: &str) {
        let registration = city.registration(provider).expect("a provider of the city");
        let declared = declared(&registration);
        self.register(&declared).await;
        for (name, value) in registration.secrets {
            let set = self.app.verifications.providers();
            declare(set.set_secret(provider, (&name, &Secret::new(value)), WHO).await);
        }
        for (kid, jwk) in registration.their_keys {
            declare(self.add_key(provider, (&kid, jwk)).await);
        }
        let facts = KINDS.iter().find(|kind| kind.word == declared.kind).expect("a kind there is");
        if facts.our_key == NeedsKey::Rsa {
            let ours = declare(self.app.verifications.providers().new_key(provider, WHO).await);
            city.trust(provider, &serde_json::to_value(&ours.public).expect("a key")).expect("an RSA key");
        }
        self.switch(provider, ProviderStatus::Enabled).await;
    }

    /// Registers or changes a provider. One that is new is off.
    pub async fn register(&self, declared: &DeclaredProvider) {
        declare(self.app.verifications.providers().register(declared, WHO).await);
    }

    /// Adds a public key of a provider.
    pub async fn add_key(
        &self,
        provider: &str,
        (kid, jwk): (&str, Value),
    ) -> Result<base::ProviderKeyId, DeclareRefusal> {
        let public = serde_json::from_value(jwk).expect("a key");
        let key = DeclaredKey { kid: kid.to_owned(), public };
        self.app.verifications.providers().add_key(provider, key, WHO).await
    }

    /// Switches a provider on or off.
    pub async fn switch(&self, provider: &str, status: ProviderStatus) {
        declare(self.app.verifications.providers().set_status(provider, status, WHO).await);
    }

    /// Signs somebody new on at a platform, who is reached by mail. No document is told.
    pub async fn signed_on(&self, party: &RelyingParty, username: &str, citizen: &'static Citizen) -> Known {
        let person = self.person_with(username, json!({ "contacts_confirmed": true })).await;
        self.signed_on_again(party, (&person, citizen)).await
    }

    /// One more session of a person.
    pub async fn signed_on_again(
        &self,
        party: &RelyingParty,
        (person, citizen): (&Person, &'static Citizen),
    ) -> Known {
        let account = self.account(person).await.id;
        let before: Vec<SessionId> = self.sessions_of(account).await.iter().map(|one| one.id).collect();
        let mut browser = self.browser();
        person.answer(&mut browser, &party.ask()).await.code();
        let after = self.sessions_of(account).await;
        let new = after.iter().find(|one| !before.contains(&one.id)).expect("a new session");
        Known { person: person.clone(), citizen, account, session: new.id, browser }
    }

    /// Tells the document and the name as they are.
    pub async fn tell(&self, known: &Known) {
        let told = self.claim(known, (known.citizen.number, known.citizen.name)).await;
        told.unwrap_or_else(|refusal| panic!("the document is refused: {refusal}"));
    }

    /// Tells any number and name of the same kind of document.
    pub async fn claim(&self, known: &Known, (number, name): (&str, &str)) -> Result<(), ClaimRefusal> {
        let document = DocumentType::parse(known.citizen.document).expect("a kind of document");
        let claim = Claim {
            account: known.account,
            session: known.session,
            number: DocumentNumber::parse(document, number).expect("a number of the right form"),
            name: PersonName::parse(name).expect("a name"),
            request_id: String::new(),
        };
        self.app.verifications.claim(claim).await
    }

    /// Begins a verification with all that the provider compares.
    pub async fn start_verification(
        &self,
        known: &Known,
        (provider, kind): (&str, EvidenceKind),
    ) -> Result<Begun, StartRefusal> {
        let account = self.account(&known.person).await;
        let providers = self.app.verifications.providers();
        let needs = providers.find(provider).map(|one| one.dialect.needs()).unwrap_or_default();
        let told = |need, text: &str| (need == Need::Yes).then(|| text.to_owned());
        let starting = Starting {
            account: &account,
            session: known.session,
            client: None,
            provider,
            kind,
            target: ANY_LEVEL,
            factors: Factors {
                phone: told(needs.phone, known.citizen.phone),
                bank_card: told(needs.bank_card, known.citizen.bank_card),
                openid: told(needs.openid, known.citizen.openid),
            },
            resume: "",
            request_id: "",
        };
        self.app.verifications.start(starting).await
    }

    /// Begins a verification; a refusal ends the test.
    pub async fn begun(&self, known: &Known, (provider, kind): (&str, EvidenceKind)) -> VerificationId {
        let begun = self.start_verification(known, (provider, kind)).await;
        id_of(&begun.unwrap_or_else(|refusal| panic!("{provider} is not asked: {refusal}")))
    }

    /// Deals with the callbacks that came and asks the providers that are due, as each node does by itself.
    pub async fn conclude_due(&self) {
        held(self.app.verifications.process_inbox().await);
        held(self.app.verifications.poll_due().await);
    }

    /// One verification.
    pub async fn verification(&self, id: VerificationId) -> Verification {
        held(self.app.verifications.by_id(id).await).expect("a verification of that id")
    }

    /// What is remembered of how well somebody is known.
    pub async fn stored_level(&self, known: &Known) -> StoredLevel {
        self.account(&known.person).await.standing
    }

    /// How well somebody is known in their session at this moment, as this node sees it.
    pub async fn known_in_session(&self, known: &Known) -> Identity {
        let sessions = self.sessions_of(known.account).await;
        let session = sessions.iter().find(|one| one.id == known.session).expect("a live session");
        let account: Account = self.account(&known.person).await;
        let provider = self.app.verifications.providers().trusted(session.standing.provider.as_deref());
        let seen = InSession { id: session.id, level: &session.standing, provider };
        held(self.app.assurance.identity(&account, seen).await)
    }

    /// The evidence of an account, in the order of time.
    pub async fn evidence_of(&self, account: AccountId) -> Vec<Evidence> {
        let mut conn = held(self.app.ground.db.reader().await);
        held(store::evidence::of_account(&mut conn, account).await)
    }

    /// Sends a callback to this node as a provider would.
    pub async fn call_back(&self, provider: &str, content_type: &str, body: &str) -> Reply {
        let call = Call::new(http::Method::POST, format!("/providers/{provider}/callback"));
        self.send(call.body(content_type, body)).await
    }

    async fn sessions_of(&self, account: AccountId) -> Vec<Session> {
        held(self.app.sessions.of_account(account).await)
    }
}

/// A declaration made of what a provider says of itself.
pub fn declared(registration: &Registration) -> DeclaredProvider {
    DeclaredProvider {
        id: registration.id.to_owned(),
        kind: registration.kind.to_owned(),
        names: registration.names.map(|(tag, name)| (tag.to_owned(), name.to_owned())).into(),
        weight: 1,
        settings: registration.settings.clone(),
    }
}

fn declare<T>(outcome: Result<T, DeclareRefusal>) -> T {
    outcome.unwrap_or_else(|refusal| panic!("the provider is refused: {refusal}"))
}
