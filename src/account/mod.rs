//! Accounts: who they are (a sealed profile), how they are found (keyed indexes of their sign-in names), and how a
//! password proves them. Names, phones and addresses are never stored or indexed in clear.

mod declare;
mod login_name;
mod profile;
mod register;

use base::{AccountId, Fault};
use keys::{MacPurpose, SealPurpose};
use store::account::{Account, AccountStatus};

use crate::audit::{self, Entry, Kind};
use crate::credential::{HashPool, Password, PasswordPolicy, Verdict};
use crate::ground::{DENY_FOR, Ground};

pub use declare::{AccountFile, DeclaredAccount};
pub use login_name::{LoginName, LoginNameRefusal};
pub use profile::Profile;
pub use register::{Registration, RegistrationProblem, RegistrationRefusal};

/// The accounts of this deployment.
#[derive(Clone)]
pub struct Accounts {
    ground: Ground,
    hashes: HashPool,
    passwords: PasswordPolicy,
}

/// An account whose password was just proved or chosen. Only [`Accounts::authenticate`] and [`Accounts::register`]
/// make one.
#[derive(Debug)]
pub struct ProvedAccount {
    account: Account,
}

impl ProvedAccount {
    /// The account.
    pub const fn id(&self) -> AccountId {
        self.account.id
    }
}

/// Why a sign-in is refused. The person is told the same for each but the fault.
#[derive(Debug, thiserror::Error)]
pub enum SignInRefusal {
    /// No such name, wrong password, or an account that may not sign in.
    #[error("name or password is wrong")]
    NotProved,
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Accounts {
    /// The service over its parts.
    pub const fn new(ground: Ground, hashes: HashPool, passwords: PasswordPolicy) -> Self {
        Self { ground, hashes, passwords }
    }

    /// Proves an account by sign-in name and password. Whether the name exists shows neither in the answer nor in
    /// the work done (OWASP ASVS 5.0, 6.3.8).
    pub async fn authenticate(
        &self,
        name: &str,
        password: &str,
        request_id: &str,
    ) -> Result<ProvedAccount, SignInRefusal> {
        let password = Password::presented(password).map_err(|_| SignInRefusal::NotProved)?;
        let found = match LoginName::parse(name) {
            Ok(name) => self.find(&name).await?,
            Err(_) => None,
        };
        let stored = found.as_ref().and_then(|(_, hash)| hash.as_deref());
        let verdict = self.hashes.verify(password, stored).await?;
        match (verdict, found) {
            (Verdict::Right, Some((account, _))) if account.status == AccountStatus::Active => {
                Ok(ProvedAccount { account })
            }
            (_, found) => {
                self.note_refusal(found.map(|(account, _)| account.id), request_id).await?;
                Err(SignInRefusal::NotProved)
            }
        }
    }

    async fn note_refusal(&self, account: Option<AccountId>, request_id: &str) -> Result<(), Fault> {
        let mut entry = Entry::new(Kind::SignInRefused, "anybody", request_id);
        entry.account = account;
        let ground = self.ground.clone();
        self.ground
            .db
            .write(move |tx| {
                let (ground, entry) = (ground.clone(), entry.clone());
                Box::pin(async move { audit::record(tx, &ground, entry).await })
            })
            .await
    }

    /// The account with this id, if there is one.
    pub async fn by_id(&self, id: AccountId) -> Result<Option<Account>, Fault> {
        let mut conn = self.ground.db.reader().await?;
        store::account::by_id(&mut conn, id).await
    }

    /// The account that signs in with this name, if there is one.
    pub async fn by_name(&self, name: &LoginName) -> Result<Option<Account>, Fault> {
        Ok(self.find(name).await?.map(|(account, _)| account))
    }

    /// Opens the sealed profile of an account.
    pub fn profile(&self, account: &Account) -> Result<Profile, Fault> {
        open_profile(&self.ground, account)
    }

    /// Sets an account's status; frozen and closed accounts lose sessions and refresh tokens in the same act.
    pub async fn set_status(&self, id: AccountId, status: AccountStatus, who: &str) -> Result<(), Fault> {
        let ground = self.ground.clone();
        let entry = Entry::new(Kind::AccountStatus, who, "")
            .account(id)
            .detail(serde_json::json!({ "status": status.as_str() }));
        self.ground
            .db
            .write(move |tx| {
                let (ground, entry) = (ground.clone(), entry.clone());
                Box::pin(async move {
                    let Some(ended) = store::account::set_status(tx, id, status, ground.now()).await? else {
                        return Ok(());
                    };
                    let keys: Vec<&[u8]> =
                        ended.grants.iter().map(|grant| grant.as_bytes().as_slice()).collect();
                    store::revoked::add_all(tx, &keys, ground.now().plus(DENY_FOR)).await?;
                    audit::record(tx, &ground, entry).await
                })
            })
            .await
    }

    /// A page of accounts in id order, after `after`.
    pub async fn page(&self, after: Option<AccountId>, limit: u32) -> Result<Vec<(Account, Profile)>, Fault> {
        let mut conn = self.ground.db.reader().await?;
        let accounts = store::account::page(&mut conn, after, limit).await?;
        accounts.into_iter().map(|account| Ok((account.clone(), self.profile(&account)?))).collect()
    }

    async fn find(&self, name: &LoginName) -> Result<Option<(Account, Option<String>)>, Fault> {
        let indexes = self.ground.keys.mac_candidates(MacPurpose::LoginIndex, &name.parts());
        let mut conn = self.ground.db.reader().await?;
        store::account::by_login(&mut conn, &indexes).await
    }
}

/// Opens the sealed profile of an account: bound to the account's id, so that no row can wear another's.
pub(crate) fn open_profile(ground: &Ground, account: &Account) -> Result<Profile, Fault> {
    let plain = ground
        .keys
        .open_sealed(SealPurpose::Profile, account.id.as_bytes(), &account.profile)
        .map_err(|error| Fault::caused("a profile does not open", error))?;
    serde_json::from_slice(&plain).map_err(|error| Fault::caused("a profile is not readable", error))
}

fn seal_profile(ground: &Ground, id: AccountId, profile: &Profile) -> Result<Vec<u8>, Fault> {
    let plain = serde_json::to_vec(profile).map_err(|error| Fault::caused("a profile", error))?;
    ground
        .keys
        .seal(SealPurpose::Profile, id.as_bytes(), &plain)
        .map_err(|error| Fault::caused("a profile cannot be sealed", error))
}
