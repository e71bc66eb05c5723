//! Accounts declared by a file: test persons of a sandbox, first administrators of a platform.
//! Idempotent: an account whose user name exists is left as it is.

use base::{Fault, Secret};
use serde::Deserialize;

use super::{Accounts, LoginName, Profile};
use crate::audit::{Entry, Kind};
use credential::Password;

/// A file of accounts: `[[account]]` tables.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountFile {
    /// The accounts declared.
    #[serde(default)]
    pub account: Vec<DeclaredAccount>,
}

/// One declared account.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclaredAccount {
    /// The user name.
    pub username: String,
    /// The name to call the person by.
    pub name: Option<String>,
    /// Mobile number.
    pub phone: Option<String>,
    /// Mail address.
    pub email: Option<String>,
    /// Date of birth, `YYYY-MM-DD`.
    pub birthdate: Option<String>,
    /// Postal address in one text.
    pub address: Option<String>,
    /// Whether the administrator vouches that number and address reach the person: codes and notices are then sent
    /// there. Left out: they are not.
    #[serde(default)]
    pub contacts_confirmed: bool,
    /// The first password.
    pub password: Secret<String>,
}

/// The command line takes turns at hashing as one source.
const OWN_SOURCE: u64 = 0;

struct Ready {
    names: Vec<LoginName>,
    profile: Profile,
    password: Password,
}

impl Accounts {
    /// Every problem of the file, each with the account it stands at.
    pub fn check_file(&self, file: &AccountFile) -> Vec<String> {
        let told = |(at, account): (usize, &DeclaredAccount)| {
            self.ready(account).err().map(|why| format!("account {} ({}): {why}", at + 1, account.username))
        };
        file.account.iter().enumerate().filter_map(told).collect()
    }

    /// Writes the accounts that do not exist yet and returns their user names. Check the file first.
    pub async fn import(&self, file: &AccountFile, who: &str) -> Result<Vec<String>, Fault> {
        let mut written = Vec::new();
        for account in &file.account {
            let Ready { names, profile, password } = self.ready(account).map_err(Fault::new)?;
            let mut taken = false;
            for name in &names {
                taken |= self.find(name).await?.is_some();
            }
            if taken {
                continue;
            }
            let hash = self.hashes.hash(password, &*self.ground.rng, OWN_SOURCE).await?;
            let entry = Entry::new(Kind::AccountImported, who, "");
            if self.insert(&names, &profile, Some(hash), (None, entry)).await?.is_some() {
                written.push(profile.username);
            }
        }
        Ok(written)
    }

    fn ready(&self, account: &DeclaredAccount) -> Result<Ready, String> {
        let username = LoginName::username(&account.username).map_err(|refusal| refusal.to_string())?;
        let phone =
            account.phone.as_deref().map(LoginName::phone).transpose().map_err(|why| why.to_string())?;
        let words = [Some(username.text()), account.name.as_deref(), account.phone.as_deref()];
        let words: Vec<&str> = words.into_iter().flatten().collect();
        let password =
            self.chosen(account.password.expose(), &words).map_err(|refusal| refusal.to_string())?;
        let confirmed_at = account.contacts_confirmed.then(|| self.ground.now());
        let profile = Profile {
            username: username.text().to_owned(),
            name: account.name.clone(),
            phone: phone.as_ref().map(|phone| phone.text().to_owned()),
            email: account.email.clone(),
            birthdate: account.birthdate.clone(),
            address: account.address.clone(),
            phone_confirmed_at: confirmed_at.filter(|_| account.phone.is_some()),
            email_confirmed_at: confirmed_at.filter(|_| account.email.is_some()),
            print: None,
        };
        Ok(Ready { names: [Some(username), phone].into_iter().flatten().collect(), profile, password })
    }
}
