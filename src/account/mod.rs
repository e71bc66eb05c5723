//! Accounts: who they are (a sealed profile), how they are found (keyed indexes of their sign-in names), and how a
//! password proves them. Names, phones and addresses are never stored or indexed in clear.

mod contact;
mod declare;
mod document;
mod login_name;
mod password;
mod profile;
mod register;

use base::{AccountId, Fault};
use credential::{HashPool, PasswordPolicy};
use keys::{MacPurpose, SealPurpose};
use store::Tx;
pub use store::account::Account;
use store::account::AccountStatus;

use crate::audit::{self, Entry, Kind};
use crate::ground::{DENY_FOR, Ground};
use crate::notify::Notices;

pub use contact::ContactKind;
pub use declare::{AccountFile, DeclaredAccount};
pub use document::{Document, DocumentFacts, FormerName};
pub(crate) use document::{open_all, open_document, seal_document};
pub use login_name::{LoginName, LoginNameRefusal};
pub use password::{Located, PasswordChange, Proof};
pub use profile::Profile;
pub use register::{Registration, RegistrationProblem, RegistrationRefusal};

/// The accounts of this deployment.
#[derive(Clone)]
pub struct Accounts {
    ground: Ground,
    hashes: HashPool,
    passwords: PasswordPolicy,
    notices: Notices,
}

impl Accounts {
    /// The service over its parts.
    pub const fn new(ground: Ground, hashes: HashPool, passwords: PasswordPolicy, notices: Notices) -> Self {
        Self { ground, hashes, passwords, notices }
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

    /// Writes a profile, in the transaction of the caller, who holds the account.
    pub async fn write_profile(&self, tx: &mut Tx, id: AccountId, profile: &Profile) -> Result<(), Fault> {
        let sealed = seal_profile(&self.ground, id, profile)?;
        store::account::update_profile(tx, id, &sealed, self.ground.now()).await.map(drop)
    }

    /// What stands in the place of the profile of an account that is closed: nothing, sealed.
    pub fn empty_profile(&self, id: AccountId) -> Result<Vec<u8>, Fault> {
        seal_profile(&self.ground, id, &Profile::default())
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

/// Whether somebody may sign in to an account in this status: also while they say that something in it is not theirs,
/// or they could not say so.
pub const fn may_sign_in(status: AccountStatus) -> bool {
    match status {
        AccountStatus::Active | AccountStatus::Disputed => true,
        AccountStatus::Frozen | AccountStatus::Deceased | AccountStatus::Closed => false,
    }
}
