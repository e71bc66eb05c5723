//! The audit log: what was done, by whom, to whom. For the law, not for operators; never mixed with logs.
//!
//! Kinds are a closed set, listed in docs/audit.md; an entry is written in the transaction of the act it tells of.
//! No entry holds a token, a code, a password, an identity number or a phone number.

use base::{AccountId, EventId, SessionId};
use serde_json::Value;
use store::Tx;
use store::audit::AuditEvent;

use crate::ground::Ground;

#[cfg(test)]
mod tests;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// What happened. The text form is what the database and docs/audit.md hold.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Kind { $($(#[$doc])* $name,)* }

        impl Kind {
            /// Every kind there is.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The text that the log holds.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// From the text that the log holds.
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$name),)* _ => None }
            }
        }
    };
}

kinds! {
    /// An account was registered by its person.
    AccountRegistered = "account.registered",
    /// An account was declared by an administrator's file.
    AccountImported = "account.imported",
    /// An account's status changed.
    AccountStatus = "account.status",
    /// A person signed in.
    SignedIn = "session.signed_in",
    /// A sign-in was refused: unknown name or wrong password (the log does not say which).
    SignInRefused = "session.sign_in_refused",
    /// The last attempt that a budget allows was used up: nobody's account is locked, the guesses stop.
    Limited = "risk.limited",
    /// A passkey was added.
    PasskeyAdded = "passkey.added",
    /// A passkey was taken away.
    PasskeyRemoved = "passkey.removed",
    /// A passkey was shown whose counter had not grown: it may exist twice.
    PasskeyCloned = "passkey.cloned",
    /// An app that counts time was set up.
    TotpAdded = "totp.added",
    /// The app that counts time was taken away.
    TotpRemoved = "totp.removed",
    /// New recovery codes were made; older ones are worth nothing.
    RecoveryCodesMade = "recovery_codes.made",
    /// Whether two steps are always asked for was changed.
    SecondStepChanged = "second_step.changed",
    /// A password was changed by its person.
    PasswordChanged = "password.changed",
    /// A phone or mail address was confirmed, replaced or removed.
    ContactChanged = "contact.changed",
    /// A browser was forgotten: it is a stranger from then on.
    DeviceForgotten = "device.forgotten",
    /// A sign-in elsewhere was let in from this account's signed-in device.
    ScanApproved = "scan.approved",
    /// A sign-in elsewhere was turned away from this account's signed-in device.
    ScanDenied = "scan.denied",
    /// A way back into an account was asked for; it opens after a delay.
    RecoveryStarted = "recovery.started",
    /// A way back into an account was called off.
    RecoveryCancelled = "recovery.cancelled",
    /// A way back into an account was used: it has a new password.
    RecoveryFinished = "recovery.finished",
    /// A person took a copy of what is kept of them.
    DataExported = "account.exported",
    /// A person closed their account.
    AccountClosed = "account.closed",
    /// A session ended: by its person, a client's request or an administrator.
    SessionEnded = "session.ended",
    /// A person let a platform have the listed items.
    ConsentGiven = "consent.given",
    /// A person refused a platform the items it asked for.
    ConsentRefused = "consent.refused",
    /// A person took a consent back.
    ConsentWithdrawn = "consent.withdrawn",
    /// Tokens were given for an authorization code.
    CodeRedeemed = "grant.code_redeemed",
    /// An authorization code was presented again: all that came of it was revoked.
    CodeReused = "grant.code_reused",
    /// A refresh token was exchanged.
    Refreshed = "grant.refreshed",
    /// A rotated refresh token was presented again: its family was revoked.
    RefreshReused = "grant.refresh_reused",
    /// A client revoked a token.
    TokenRevoked = "grant.revoked",
    /// A client was told of a logout.
    LogoutDelivered = "logout.delivered",
    /// A client could not be told of a logout and will not be asked again.
    LogoutFailed = "logout.failed",
    /// A person told a document, or another name for one: claimed, not verified.
    IdentityClaimed = "identity.claimed",
    /// A document that an account only knew the number of went over to the account whose person was there.
    IdentityMoved = "identity.moved",
    /// A verification by a third party began.
    VerificationStarted = "verification.started",
    /// A verification by a third party was concluded, and what it came to.
    VerificationConcluded = "verification.concluded",
    /// A person said that something that was proved about them was not them.
    EvidenceDisputed = "evidence.disputed",
    /// A level was worked out anew and differed from the one in the account's row.
    LevelRecomputed = "level.recomputed",
    /// A callback of a provider was refused: wrong signature, time, audience or form.
    CallbackRefused = "callback.refused",
    /// A callback came again with other content.
    CallbackConflict = "callback.conflict",
    /// A provider was registered, changed, enabled or disabled.
    ProviderChanged = "provider.changed",
    /// A key or a secret shared with a provider was made, added or retired.
    ProviderKeyChanged = "provider.key_changed",
    /// What the register says of a legal entity was brought in, and differed from what was known.
    EntityChanged = "entity.changed",
    /// Somebody became, or is no longer, legal representative or administrator of an entity.
    EntityRole = "entity.role",
    /// Somebody was invited to act for an entity.
    DelegationInvited = "delegation.invited",
    /// Whoever was invited to act for an entity said yes, or a new legal representative confirmed what was given before.
    DelegationConfirmed = "delegation.confirmed",
    /// Whoever was invited to act for an entity said no.
    DelegationDeclined = "delegation.declined",
    /// One side ended a right to act for an entity, or took an invitation back.
    DelegationEnded = "delegation.ended",
    /// A right to act for an entity ended by itself: a new legal representative did not confirm it in time.
    DelegationRevoked = "delegation.revoked",
    /// A message to a person could not be handed over and will not be tried again.
    MessageFailed = "message.failed",
    /// A platform was declared, changed, enabled or disabled.
    PlatformChanged = "platform.changed",
    /// A client was declared, changed, enabled or disabled.
    ClientChanged = "client.changed",
    /// A client secret was made or set to end.
    ClientSecretChanged = "client.secret_changed",
    /// A key was generated, imported, activated, rotated, retired, destroyed, rewrapped or restored.
    KeyChanged = "key.changed",
    /// The database was copied to a backup.
    BackupTaken = "backup.taken",
    /// A backup was put in the place of the database.
    BackupRestored = "backup.restored",
}

/// One entry before it is written.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What happened.
    pub kind: Kind,
    /// Who did it: `account`, `client:ID`, `admin:NAME`, `system`.
    pub actor: String,
    /// Whose account it concerns.
    pub account: Option<AccountId>,
    /// Which client it concerns.
    pub client: Option<String>,
    /// Which session it concerns.
    pub session: Option<SessionId>,
    /// The request it happened in; empty outside a request.
    pub request_id: String,
    /// What else an auditor needs, as a JSON object.
    pub detail: Value,
}

impl Entry {
    /// An entry of `kind` by `actor`, about nobody yet.
    pub fn new(kind: Kind, actor: impl Into<String>, request_id: &str) -> Self {
        Self {
            kind,
            actor: actor.into(),
            account: None,
            client: None,
            session: None,
            request_id: request_id.to_owned(),
            detail: Value::Object(serde_json::Map::new()),
        }
    }

    /// Names the account.
    #[must_use]
    pub fn account(mut self, account: AccountId) -> Self {
        self.account = Some(account);
        self
    }

    /// Names the client.
    #[must_use]
    pub fn client(mut self, client: &str) -> Self {
        self.client = Some(client.to_owned());
        self
    }

    /// Names the session.
    #[must_use]
    pub fn session(mut self, session: SessionId) -> Self {
        self.session = Some(session);
        self
    }

    /// Adds what else an auditor needs.
    #[must_use]
    pub fn detail(mut self, detail: Value) -> Self {
        self.detail = detail;
        self
    }

    /// The row as storage takes it, with an id and the time of now.
    pub fn row(self, ground: &Ground) -> AuditEvent {
        let at = ground.now();
        AuditEvent {
            id: EventId::ordered(at, &*ground.rng),
            at,
            kind: self.kind.as_str().to_owned(),
            actor: self.actor,
            account_id: self.account,
            client_id: self.client,
            session_id: self.session,
            request_id: self.request_id,
            detail: self.detail.to_string(),
        }
    }
}

/// Writes an entry in the transaction of the act it tells of.
pub async fn record(tx: &mut Tx, ground: &Ground, entry: Entry) -> Result<(), base::Fault> {
    store::audit::record(tx, &entry.row(ground)).await
}
