//! A copy of all that is kept of a person, in one JSON document that other programs can read. Keys and hashes are left
//! out: they tell nothing of the person and would help whoever finds the copy.

mod known;

use base::{EventId, Fault, SessionId, Time};
use serde::{Serialize, Serializer};
use store::account::Account;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use self::known::Known;
use super::history::Event;
use super::{By, SelfService, Standing};
use crate::account::Profile;
use crate::assurance::Binding;
use crate::audit::{self, Entry, Kind};
use crate::consent::Items;
use crate::session::Session;

/// The name of the document's form. It changes when a program that reads the old form would not read the new one.
const FORM: &str = "yimen-account-1";
/// Events that are read at once.
const PAGE: u32 = 500;

/// The document.
#[derive(Serialize)]
pub struct Export {
    form: &'static str,
    issuer: String,
    made_at: Moment,
    account: OwnAccount,
    identity: Known,
    ways_to_sign_in: Ways,
    sessions: Vec<OwnSession>,
    devices: Vec<OwnDevice>,
    consents: Vec<OwnConsent>,
    history: Vec<OwnEvent>,
}

#[derive(Serialize)]
struct OwnAccount {
    id: String,
    kind: &'static str,
    language: Option<String>,
    print: Option<String>,
    username: String,
    name: Option<String>,
    phone: Option<String>,
    phone_confirmed_at: Option<Moment>,
    email: Option<String>,
    email_confirmed_at: Option<Moment>,
    birthdate: Option<String>,
    address: Option<String>,
    opened_at: Moment,
    changed_at: Moment,
}

#[derive(Serialize)]
struct Ways {
    second_step: &'static str,
    password: Option<OwnPassword>,
    passkeys: Vec<OwnPasskey>,
    authenticator_app: Option<OwnApp>,
    recovery_codes_left: Option<u32>,
}

#[derive(Serialize)]
struct OwnPassword {
    changed_at: Option<Moment>,
}

#[derive(Serialize)]
struct OwnPasskey {
    name: String,
    copied_between_devices: bool,
    added_at: Moment,
    last_used_at: Option<Moment>,
}

#[derive(Serialize)]
struct OwnApp {
    set_up_at: Moment,
    last_used_at: Option<Moment>,
}

#[derive(Serialize)]
struct OwnSession {
    id: String,
    began_at: Moment,
    proved_at: Moment,
    last_seen_at: Moment,
    ends_at: Moment,
    ended_at: Option<Moment>,
    level: String,
    methods: Vec<String>,
    browser: String,
    place: String,
    clients: Vec<String>,
}

#[derive(Serialize)]
struct OwnDevice {
    browser: String,
    first_seen_at: Moment,
    last_seen_at: Moment,
}

#[derive(Serialize)]
struct OwnConsent {
    client: String,
    items: Vec<String>,
    given_at: Moment,
    withdrawn_at: Option<Moment>,
}

#[derive(Serialize)]
struct OwnEvent {
    at: Moment,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    client: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    methods: Vec<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    browser: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    place: String,
}

/// A moment as RFC 3339 text, in UTC and whole seconds.
struct Moment(Time);

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let text = OffsetDateTime::from_unix_timestamp(self.0.seconds()).ok();
        match text.and_then(|moment| moment.format(&Rfc3339).ok()) {
            Some(text) => to.serialize_str(&text),
            None => to.serialize_none(),
        }
    }
}

impl SelfService {
    /// Makes the copy and writes down that it was made.
    pub async fn export(&self, account: &Account, by: By<'_>) -> Result<Export, Fault> {
        let entry = Entry::new(Kind::DataExported, "account", by.request_id).account(account.id);
        let ground = self.ground.clone();
        self.ground
            .db
            .write(move |tx| {
                let (entry, ground) = (entry.clone(), ground.clone());
                Box::pin(async move { audit::record(tx, &ground, entry).await })
            })
            .await?;
        Ok(Export {
            form: FORM,
            issuer: self.ground.issuer.to_string(),
            made_at: Moment(self.ground.now()),
            account: own_account(account, self.parts.accounts.profile(account)?),
            identity: self.own_identity(account).await?,
            ways_to_sign_in: own_ways(account, self.standing(account).await?),
            sessions: self.own_sessions(account).await?,
            devices: self.own_devices(account).await?,
            consents: self.own_consents(account).await?,
            history: self.own_history(account).await?,
        })
    }

    async fn own_sessions(&self, account: &Account) -> Result<Vec<OwnSession>, Fault> {
        let mut conn = self.ground.db.reader().await?;
        let mut sessions = Vec::new();
        for session in store::session::list_for_account(&mut conn, account.id).await? {
            let clients = store::session::clients(&mut conn, session.id).await?;
            let clients = clients.into_iter().map(|client| client.client_id).collect();
            sessions.push(own_session(session, clients));
        }
        Ok(sessions)
    }

    async fn own_devices(&self, account: &Account) -> Result<Vec<OwnDevice>, Fault> {
        let own = |device: super::Device| OwnDevice {
            browser: device.description,
            first_seen_at: Moment(device.first_seen_at),
            last_seen_at: Moment(device.last_seen_at),
        };
        Ok(self.devices(account.id).await?.into_iter().map(own).collect())
    }

    /// Consents that were withdrawn are kept too.
    async fn own_consents(&self, account: &Account) -> Result<Vec<OwnConsent>, Fault> {
        let mut conn = self.ground.db.reader().await?;
        let all = store::consent::list_for_account(&mut conn, account.id).await?;
        let own = |consent: store::consent::Consent| {
            let items = Items::allowed(&consent);
            OwnConsent {
                items: items.scopes.into_iter().chain(items.claims).collect(),
                client: consent.client_id,
                given_at: Moment(consent.given_at),
                withdrawn_at: consent.withdrawn_at.map(Moment),
            }
        };
        Ok(all.into_iter().map(own).collect())
    }

    async fn own_history(&self, account: &Account) -> Result<Vec<OwnEvent>, Fault> {
        let (mut all, mut before): (Vec<OwnEvent>, Option<EventId>) = (Vec::new(), None);
        loop {
            let page = self.history(account.id, before, PAGE).await?;
            let Some(last) = page.last() else {
                return Ok(all);
            };
            before = Some(last.id);
            all.extend(page.into_iter().map(own_event));
        }
    }
}

fn own_account(account: &Account, profile: Profile) -> OwnAccount {
    OwnAccount {
        id: account.id.to_string(),
        kind: account.kind.as_str(),
        language: account.locale.clone(),
        print: profile.print,
        username: profile.username,
        name: profile.name,
        phone: profile.phone,
        phone_confirmed_at: profile.phone_confirmed_at.map(Moment),
        email: profile.email,
        email_confirmed_at: profile.email_confirmed_at.map(Moment),
        birthdate: profile.birthdate,
        address: profile.address,
        opened_at: Moment(account.created_at),
        changed_at: Moment(account.updated_at),
    }
}

fn own_ways(account: &Account, standing: Standing) -> Ways {
    let passkey = |row: crate::authenticator::PasskeyRow| OwnPasskey {
        name: row.name,
        copied_between_devices: row.binding == Binding::Synced,
        added_at: Moment(row.created_at),
        last_used_at: row.last_used_at.map(Moment),
    };
    Ways {
        second_step: account.second_step.as_str(),
        password: standing.password.map(|facts| OwnPassword { changed_at: facts.changed.map(Moment) }),
        passkeys: standing.passkeys.into_iter().map(passkey).collect(),
        authenticator_app: standing.totp.map(|facts| OwnApp {
            set_up_at: Moment(facts.since),
            last_used_at: facts.last_used.map(Moment),
        }),
        recovery_codes_left: standing.recovery_codes,
    }
}

fn own_session(session: Session, clients: Vec<String>) -> OwnSession {
    let id: SessionId = session.id;
    OwnSession {
        id: id.to_string(),
        began_at: Moment(session.created_at),
        proved_at: Moment(session.authenticated_at),
        last_seen_at: Moment(session.last_seen_at),
        ends_at: Moment(session.expires_at.min(session.idle_expires_at)),
        ended_at: session.ended_at.map(Moment),
        level: session.acr,
        methods: words(&session.amr),
        browser: session.user_agent,
        place: session.source,
        clients,
    }
}

fn own_event(event: Event) -> OwnEvent {
    OwnEvent {
        at: Moment(event.at),
        kind: event.kind.as_str(),
        client: event.client,
        methods: words(&event.told.amr),
        browser: event.told.device,
        place: event.told.place,
    }
}

fn words(amr: &str) -> Vec<String> {
    amr.split_whitespace().map(str::to_owned).collect()
}
