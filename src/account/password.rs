//! Passwords of accounts: how a name is found, how a password proves it, how it is changed.

use base::{AccountId, Fault};
use credential::{Context, NotChosen, Password, Rehash, Verdict};
use keys::MacPurpose;
use store::account::{Account, AccountStatus};

use super::{Accounts, LoginName};
use crate::audit::{self, Entry, Kind};
use crate::notify::Notice;

/// What a name leads to: an account or nobody. Both are handled alike until the end.
pub struct Located {
    key: [u8; 32],
    found: Option<(Account, Option<String>)>,
}

impl Located {
    /// The keyed hash of the name as typed: what guesses at it are counted by, whether somebody has it or not.
    pub const fn key(&self) -> &[u8; 32] {
        &self.key
    }

    /// The account. Not to be told before something proved it.
    pub fn account(&self) -> Option<&Account> {
        self.found.as_ref().map(|(account, _)| account)
    }
}

/// What a password says about a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// It is the password of an account that may sign in.
    Right,
    /// Anything else.
    Wrong,
}

/// A new password and what it comes with.
#[derive(Clone, Copy, Debug)]
pub struct PasswordChange<'a> {
    /// The new password.
    pub password: &'a str,
    /// The request it comes in.
    pub request_id: &'a str,
}

impl Accounts {
    /// Looks a sign-in name up.
    pub async fn locate(&self, name: &str) -> Result<Located, Fault> {
        let parsed = LoginName::parse(name).ok();
        // What is no name is counted all the same, by its text.
        let text: String = name.chars().take(64).collect();
        let own = parsed.as_ref().map(LoginName::parts);
        let parts = own.unwrap_or([b"?", text.as_bytes()]);
        let key = self.ground.keys.mac(MacPurpose::Budget, &parts);
        let found = match &parsed {
            Some(name) => self.find(name).await?,
            None => None,
        };
        Ok(Located { key, found })
    }

    /// The same for an account that is known already: guesses at its password are counted by its id.
    pub async fn located(&self, account: &Account) -> Result<Located, Fault> {
        let key = self.ground.keys.mac(MacPurpose::Budget, &[b"account", account.id.as_bytes()]);
        let hash = self.password_hash(account.id).await?;
        Ok(Located { key, found: Some((account.clone(), hash)) })
    }

    /// Compares a password. The work is the same whether there is an account or not; a hash of older cost is renewed.
    pub async fn prove(&self, located: &Located, password: &str, source: u64) -> Result<Proof, Fault> {
        let Ok(password) = Password::presented(password) else {
            return Ok(Proof::Wrong);
        };
        let stored = located.found.as_ref().and_then(|(_, hash)| hash.as_deref());
        let again = password.clone();
        match (self.hashes.verify(password, stored, source).await?, &located.found) {
            (Verdict::Right { rehash }, Some((account, Some(old))))
                if account.status == AccountStatus::Active =>
            {
                if rehash == Rehash::Needed {
                    self.rehash(account.id, old, again);
                }
                Ok(Proof::Right)
            }
            (Verdict::Right { .. } | Verdict::Wrong, _) => Ok(Proof::Wrong),
        }
    }

    /// Renews a hash whose cost is no longer the one that is set, when a worker has time. Nobody waits for it: the next
    /// sign-in tries again.
    fn rehash(&self, id: AccountId, old: &str, password: Password) {
        let (own, old) = (self.clone(), old.to_owned());
        tokio::spawn(async move {
            let renewed = own.hashes.hash_at_leisure(password, &*own.ground.rng).await;
            let written = match renewed {
                Ok(new) => own.replace_hash(id, old, new).await,
                Err(fault) => Err(fault),
            };
            if let Err(fault) = written {
                tracing::warn!(fault = fault.chain(), "a password hash was not renewed");
            }
        });
    }

    async fn replace_hash(&self, id: AccountId, old: String, new: String) -> Result<(), Fault> {
        self.ground
            .db
            .write(move |tx| {
                let (old, new) = (old.clone(), new.clone());
                Box::pin(async move { store::account::rehash(tx, id, &old, &new).await.map(drop) })
            })
            .await
    }

    /// Whether an account has a password at all.
    pub async fn has_password(&self, id: AccountId) -> Result<bool, Fault> {
        Ok(self.password_hash(id).await?.is_some())
    }

    /// Gives an account a new password. Whether its person was allowed to is the caller's to know. A way back that waits
    /// is called off: whoever begun it, its person has a password now.
    pub async fn change_password(
        &self,
        account: &Account,
        change: PasswordChange<'_>,
        source: u64,
    ) -> Result<(), NotChosen> {
        let hash = self.new_password(account, change, source).await?;
        let entry = Entry::new(Kind::PasswordChanged, "account", change.request_id).account(account.id);
        let (own, account) = (self.clone(), account.clone());
        self.ground
            .db
            .write(move |tx| {
                let (own, account) = (own.clone(), account.clone());
                let (hash, entry) = (hash.clone(), entry.clone());
                Box::pin(async move {
                    store::account::set_password(tx, account.id, Some(&hash), own.ground.now()).await?;
                    if let Some(waiting) = store::recovery::waiting_of(tx, account.id).await? {
                        store::recovery::cancel(tx, waiting.id, account.id).await?;
                    }
                    audit::record(tx, &own.ground, entry).await?;
                    own.tell_in(tx, &account, &Notice::PasswordChanged).await
                })
            })
            .await?;
        self.notices.wake();
        Ok(())
    }

    /// The hash of a new password for an account; nothing is written.
    pub async fn new_password(
        &self,
        account: &Account,
        change: PasswordChange<'_>,
        source: u64,
    ) -> Result<String, NotChosen> {
        let profile = self.profile(account)?;
        let words = [Some(profile.username), profile.name, profile.phone, profile.email];
        let words: Vec<&str> = words.iter().flatten().map(String::as_str).collect();
        let password = self.chosen_aside(change.password, &words).await?;
        Ok(self.hashes.hash(password, &*self.ground.rng, source).await?)
    }

    /// [`Self::chosen`] away from the threads that answer requests: judging a long password takes milliseconds, and a
    /// list of stolen ones is read from disk.
    pub(super) async fn chosen_aside(&self, text: &str, words: &[&str]) -> Result<Password, NotChosen> {
        let (own, text) = (self.clone(), base::Secret::new(text.to_owned()));
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let judged = tokio::task::spawn_blocking(move || {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            own.chosen(text.expose(), &words)
        });
        judged.await.map_err(|error| Fault::caused("judging a password failed", error))?
    }

    /// A new password, held against bounds, strength and what is known to be stolen.
    pub(super) fn chosen(&self, text: &str, words: &[&str]) -> Result<Password, NotChosen> {
        let host = self.ground.issuer.split("//").nth(1).unwrap_or_default();
        let words: Vec<&str> = words.iter().copied().chain([host, "yimen", "一门"]).collect();
        Password::chosen(text, &Context { words: &words }, &self.passwords)
    }

    async fn password_hash(&self, id: AccountId) -> Result<Option<String>, Fault> {
        let mut conn = self.ground.db.reader().await?;
        store::account::password_hash(&mut conn, id).await
    }
}
