//! Passkeys (WebAuthn Level 3): how they are added, named and used. The checks of sections 7.1 and 7.2 are the package
//! `credential`'s; here is whose a passkey is, that each challenge counts once, and that a counter only grows.

use base::{AccountId, AuthenticatorId, Fault, Time};
use credential::{NewPasskey, PasskeyRefusal, PasskeyUser, Pending, StoredPasskey};
use keys::{MacPurpose, SealPurpose};
use serde::{Deserialize, Serialize};
use store::Tx;
use store::account::Account;
use store::authenticator::{Advance, Authenticator, AuthenticatorKind};
use store::spent::{self, Spent};

use super::Authenticators;
use super::addition::{Added, Addition};
use crate::assurance::{Binding, Method, UserVerified};
use crate::audit::{Entry, Kind};

/// What the state of a ceremony is bound to besides its browser.
const ASSOCIATED: &[u8] = b"passkey ceremony";
/// The longest name a person may give, in characters.
pub const LONGEST_PASSKEY_NAME: usize = 40;

/// A ceremony that a browser is asked to go through.
pub struct Ceremony {
    /// The options, in JSON (WebAuthn Level 3 section 5.1.8).
    pub options: String,
    /// What must come back with the answer: sealed.
    pub state: String,
}

/// The name a person gives to a passkey: one to forty characters, none of them a control character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyName(String);

impl PasskeyName {
    /// Reads a name; none for one that cannot be shown in a line.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let length = text.chars().count();
        let fits = (1..=LONGEST_PASSKEY_NAME).contains(&length) && !text.chars().any(char::is_control);
        fits.then(|| Self(text.to_owned()))
    }

    /// As much of a text as makes a name; none when nothing is left of it.
    pub fn cut(text: &str) -> Option<Self> {
        let plain = text.trim().chars().filter(|c| !c.is_control());
        Self::parse(&plain.take(LONGEST_PASSKEY_NAME).collect::<String>())
    }

    /// The name.
    pub fn text(&self) -> &str {
        &self.0
    }
}

/// A passkey as its person sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyRow {
    /// Its id.
    pub id: AuthenticatorId,
    /// The name its person gave it.
    pub name: String,
    /// Whether it can leave its device.
    pub binding: Binding,
    /// When it was added.
    pub created_at: Time,
    /// When it was last used.
    pub last_used_at: Option<Time>,
}

/// A passkey that was just used. What it changes is written by [`Authenticators::note_use`].
pub struct PasskeyProof {
    /// Whose it is.
    pub account: AccountId,
    /// What it is worth.
    pub method: Method,
    challenge: [u8; 32],
    challenge_until: Time,
    row: Authenticator,
    counter: i64,
    data: Option<Vec<u8>>,
}

/// An answer by which a passkey seems to exist twice. Whether it is one is told by [`Authenticators::note_clone`].
#[derive(Clone, Copy, Debug)]
pub struct CloneSign {
    /// Whose it is.
    pub account: AccountId,
    /// Which one.
    pub passkey: AuthenticatorId,
    challenge: [u8; 32],
    challenge_until: Time,
}

/// Why a passkey is refused.
#[derive(Debug)]
pub enum ProofRefusal {
    /// The page is old, was used, or was given to another browser.
    Stale,
    /// A rule of WebAuthn Level 3 section 7 is broken, or nobody here has that passkey.
    Broken(PasskeyRefusal),
    /// The passkey seems to exist twice (section 6.1.1): the counter did not grow.
    Cloned(CloneSign),
    /// Ours.
    Fault(Fault),
}

impl From<Fault> for ProofRefusal {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<PasskeyRefusal> for ProofRefusal {
    fn from(refusal: PasskeyRefusal) -> Self {
        Self::Broken(refusal)
    }
}

/// What rests, sealed, of a passkey.
#[derive(Serialize, Deserialize)]
pub(super) struct Kept {
    name: String,
    passkey: StoredPasskey,
}

impl Kept {
    pub(super) fn binding(&self) -> Binding {
        binding(&self.passkey)
    }
}

/// A ceremony under way. Sealed, it travels through the page.
#[derive(Serialize, Deserialize)]
struct State {
    id: [u8; 16],
    browser: String,
    account: Option<AccountId>,
    expires_at: Time,
    pending: Pending,
}

impl Authenticators {
    /// Begins to add a passkey to an account.
    pub async fn begin_passkey(
        &self,
        account: &Account,
        (name, display_name): (&str, &str),
        browser: &str,
    ) -> Result<Ceremony, Fault> {
        let user = PasskeyUser { handle: *account.id.as_bytes(), name, display_name };
        let existing = self.stored(account.id).await?;
        let (options, pending) = self.passkeys.begin_registration(user, &existing)?;
        self.ceremony((options, pending), Some(account.id), browser)
    }

    /// Adds the passkey that a browser made.
    pub async fn add_passkey(
        &self,
        account: AccountId,
        answer: (&str, &str),
        name: &PasskeyName,
        request: (&str, &str),
    ) -> Result<(), ProofRefusal> {
        self.write(self.new_passkey(account, answer, name, request)?).await
    }

    /// Checks the passkey that a browser made. Nothing is written yet.
    pub fn new_passkey(
        &self,
        account: AccountId,
        (state, response): (&str, &str),
        name: &PasskeyName,
        (browser, request_id): (&str, &str),
    ) -> Result<Addition, ProofRefusal> {
        let state = self.state(state, browser)?;
        if state.account != Some(account) {
            return Err(ProofRefusal::Stale);
        }
        let NewPasskey { passkey: stored, .. } =
            self.passkeys.finish_registration(&state.pending, response)?;
        let id = AuthenticatorId::random(&*self.ground.rng);
        let index = self.ground.keys.mac(MacPurpose::Credential, &[stored.credential_id()]);
        let row = Authenticator {
            id,
            account_id: account,
            kind: AuthenticatorKind::Passkey,
            credential_index: Some(index),
            counter: i64::from(stored.counter()),
            data: self.seal(id, account, &Kept { name: name.0.clone(), passkey: stored })?,
            created_at: self.ground.now(),
            last_used_at: None,
        };
        let (challenge, until) = (self.challenge_hash(&state.id), state.expires_at);
        Ok(Addition {
            account,
            what: Added::Passkey { row, challenge, until },
            entry: Entry::new(Kind::PasskeyAdded, "account", request_id).account(account),
        })
    }

    /// Asks for any passkey of this service: the browser lets the person choose.
    pub fn ask_for_any_passkey(&self, browser: &str) -> Result<Ceremony, Fault> {
        self.ceremony(self.passkeys.begin_sign_in()?, None, browser)
    }

    /// Asks for one of an account's passkeys.
    pub async fn ask_for_passkey_of(&self, account: AccountId, browser: &str) -> Result<Ceremony, Fault> {
        let stored = self.stored(account).await?;
        self.ceremony(self.passkeys.begin_second(&stored)?, Some(account), browser)
    }

    /// Checks the answer to a request for a passkey. Nothing is written yet.
    pub async fn check_passkey(
        &self,
        (state, response): (&str, &str),
        browser: &str,
    ) -> Result<PasskeyProof, ProofRefusal> {
        let state = self.state(state, browser)?;
        // WebAuthn Level 3 section 7.2 step 6: the passkey is one of the account that was asked or, where none was, of
        // the one that the answer names.
        let (account, id) = match state.account {
            Some(account) => (account, self.passkeys.credential_id(response)?),
            None => {
                let (handle, id) = self.passkeys.identify(response)?;
                (AccountId::from_bytes(handle), id)
            }
        };
        let row = self.by_credential(&id).await?.ok_or(PasskeyRefusal::UnknownCredential)?;
        if row.account_id != account {
            return Err(PasskeyRefusal::UserHandle.into());
        }
        let Kept { name, passkey } = self.open(&row)?;
        let used = match self.passkeys.finish_sign_in(&state.pending, response, &passkey) {
            Err(PasskeyRefusal::Counter) => {
                return Err(ProofRefusal::Cloned(CloneSign {
                    account: row.account_id,
                    passkey: row.id,
                    challenge: self.challenge_hash(&state.id),
                    challenge_until: state.expires_at,
                }));
            }
            used => used?,
        };
        let method = Method::Passkey { user: user_verified(used.user_verified), binding: binding(&passkey) };
        let data = match used.updated {
            Some(passkey) => Some(self.seal(row.id, row.account_id, &Kept { name, passkey })?),
            None => None,
        };
        Ok(PasskeyProof {
            account: row.account_id,
            method,
            challenge: self.challenge_hash(&state.id),
            challenge_until: state.expires_at,
            counter: i64::from(used.counter),
            data,
            row,
        })
    }

    async fn by_credential(&self, id: &[u8]) -> Result<Option<Authenticator>, Fault> {
        let indexes = self.ground.keys.mac_candidates(MacPurpose::Credential, &[id]);
        let mut conn = self.ground.db.reader().await?;
        store::authenticator::by_credential(&mut conn, &indexes).await
    }

    /// Writes down that a passkey was used: its challenge is spent and its counter moves on. False when either was done
    /// in between: of two uses at once, one is refused.
    pub async fn note_use(&self, tx: &mut Tx, proof: &PasskeyProof) -> Result<bool, Fault> {
        let kind = spent::Kind::PasskeyChallenge;
        if spent::spend(tx, kind, proof.challenge, proof.challenge_until).await? == Spent::Again {
            return Ok(false);
        }
        let (row, now) = (&proof.row, self.ground.now());
        let step = Advance { expected: row.counter, counter: proof.counter };
        store::authenticator::advance(tx, row.id, step, proof.data.as_deref(), now).await
    }

    /// Uses up the challenge that a passkey with a wrong counter answered. False when it was used before: one answer
    /// sent twice shows the same counter twice and is no sign of a copy.
    pub async fn note_clone(&self, tx: &mut Tx, sign: &CloneSign) -> Result<bool, Fault> {
        let kind = spent::Kind::PasskeyChallenge;
        Ok(spent::spend(tx, kind, sign.challenge, sign.challenge_until).await? == Spent::First)
    }

    /// The passkeys of an account, as its person sees them.
    pub async fn passkeys_of(&self, account: AccountId) -> Result<Vec<PasskeyRow>, Fault> {
        let mut passkeys = Vec::new();
        for row in self.rows(account).await? {
            let kept: Kept = self.open(&row)?;
            passkeys.push(PasskeyRow {
                id: row.id,
                binding: kept.binding(),
                name: kept.name,
                created_at: row.created_at,
                last_used_at: row.last_used_at,
            });
        }
        Ok(passkeys)
    }

    /// Gives a passkey another name. False when the account has no such passkey.
    pub async fn rename_passkey(
        &self,
        account: AccountId,
        id: AuthenticatorId,
        name: &PasskeyName,
    ) -> Result<bool, Fault> {
        let Some(row) = self.rows(account).await?.into_iter().find(|row| row.id == id) else {
            return Ok(false);
        };
        let kept: Kept = self.open(&row)?;
        let data = self.seal(id, account, &Kept { name: name.0.clone(), ..kept })?;
        self.ground
            .db
            .write(move |tx| {
                let data = data.clone();
                Box::pin(async move { store::authenticator::set_data(tx, id, account, &data).await })
            })
            .await
    }

    async fn stored(&self, account: AccountId) -> Result<Vec<StoredPasskey>, Fault> {
        let rows = self.rows(account).await?;
        rows.iter().map(|row| Ok(self.open::<Kept>(row)?.passkey)).collect()
    }

    async fn rows(&self, account: AccountId) -> Result<Vec<Authenticator>, Fault> {
        let mut conn = self.ground.db.reader().await?;
        let mut rows = store::authenticator::of_account(&mut conn, account).await?;
        rows.retain(|row| row.kind == AuthenticatorKind::Passkey);
        Ok(rows)
    }

    fn ceremony(
        &self,
        (options, pending): (String, Pending),
        account: Option<AccountId>,
        browser: &str,
    ) -> Result<Ceremony, Fault> {
        let mut id = [0; 16];
        self.ground.rng.fill(&mut id);
        let expires_at = self.ground.now().plus(self.challenge_life);
        let state = State { id, browser: browser.to_owned(), account, expires_at, pending };
        let plain = serde_json::to_vec(&state).map_err(|error| Fault::caused("a ceremony", error))?;
        let sealed = self.ground.keys.seal_text(SealPurpose::Progress, ASSOCIATED, &plain);
        let state = sealed.map_err(|error| Fault::caused("a ceremony cannot be sealed", error))?;
        Ok(Ceremony { options, state })
    }

    /// The state a page carried, if it is of this browser and not old.
    fn state(&self, text: &str, browser: &str) -> Result<State, ProofRefusal> {
        let plain = self.ground.keys.open_text(SealPurpose::Progress, ASSOCIATED, text);
        let plain = plain.map_err(|_| ProofRefusal::Stale)?;
        let state: State = serde_json::from_slice(&plain).map_err(|_| ProofRefusal::Stale)?;
        let good = state.browser == browser && self.ground.now() < state.expires_at;
        good.then_some(state).ok_or(ProofRefusal::Stale)
    }

    fn challenge_hash(&self, id: &[u8; 16]) -> [u8; 32] {
        self.ground.keys.mac(MacPurpose::BrowserBinding, &[ASSOCIATED, id])
    }
}

fn binding(passkey: &StoredPasskey) -> Binding {
    match passkey.binding() {
        credential::Binding::DeviceBound => Binding::Device,
        credential::Binding::Synced => Binding::Synced,
    }
}

const fn user_verified(told: credential::UserVerified) -> UserVerified {
    match told {
        credential::UserVerified::Yes => UserVerified::Yes,
        credential::UserVerified::No => UserVerified::No,
    }
}
