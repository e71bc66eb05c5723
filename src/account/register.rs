//! Registration by the person: user name, name, optional mobile number, password. All problems are told at once.

use base::{AccountId, Fault};
use keys::MacPurpose;
use store::account::{Account, AccountKind, AccountStatus, Inserted, LoginKind};

use super::{Accounts, LoginName, LoginNameRefusal, Profile, ProvedAccount, seal_profile};
use crate::audit::{self, Entry, Kind};
use crate::credential::{Password, PasswordRefusal};

/// What the form holds.
#[derive(Clone, Copy, Debug)]
pub struct Registration<'a> {
    /// The user name wished for.
    pub username: &'a str,
    /// The name to call the person by; may be empty.
    pub name: &'a str,
    /// Mobile number; may be empty.
    pub phone: &'a str,
    /// The password chosen.
    pub password: &'a str,
    /// Language of the page, remembered for the account.
    pub locale: &'a str,
    /// The request it comes in.
    pub request_id: &'a str,
}

/// One thing wrong with the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegistrationProblem {
    /// The user name cannot be one.
    Username(LoginNameRefusal),
    /// The name has more than 50 characters or a control character.
    Name,
    /// The mobile number cannot be one.
    Phone,
    /// The password is refused.
    Password(PasswordRefusal),
    /// Somebody has that user name or number already. Which of the two is not told.
    Taken,
}

/// Why a registration did not happen.
#[derive(Debug)]
pub enum RegistrationRefusal {
    /// All that is wrong with the form.
    Problems(Vec<RegistrationProblem>),
    /// Ours.
    Fault(Fault),
}

impl From<Fault> for RegistrationRefusal {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

struct Checked {
    names: Vec<LoginName>,
    profile: Profile,
    password: Password,
}

impl Accounts {
    /// Registers an account. Nothing is hashed before every cheap check has passed.
    pub async fn register(&self, form: Registration<'_>) -> Result<ProvedAccount, RegistrationRefusal> {
        let checked = self.check(&form).map_err(RegistrationRefusal::Problems)?;
        for name in &checked.names {
            if self.find(name).await?.is_some() {
                return Err(RegistrationRefusal::Problems(vec![RegistrationProblem::Taken]));
            }
        }
        let hash = self.hashes.hash(checked.password, &*self.ground.rng).await?;
        let entry = Entry::new(Kind::AccountRegistered, "account", form.request_id);
        let locale = Some(form.locale.to_owned());
        match self.insert(&checked.names, &checked.profile, Some(hash), (locale, entry)).await? {
            Some(account) => Ok(ProvedAccount { account }),
            None => Err(RegistrationRefusal::Problems(vec![RegistrationProblem::Taken])),
        }
    }

    /// Writes a new account; `None` when a sign-in name is taken.
    pub(super) async fn insert(
        &self,
        names: &[LoginName],
        profile: &Profile,
        hash: Option<String>,
        (locale, entry): (Option<String>, Entry),
    ) -> Result<Option<Account>, Fault> {
        let now = self.ground.now();
        let id = AccountId::random(&*self.ground.rng);
        let account = Account {
            id,
            kind: AccountKind::Person,
            status: AccountStatus::Active,
            locale,
            profile: seal_profile(&self.ground, id, profile)?,
            created_at: now,
            updated_at: now,
        };
        let logins: Vec<_> = names
            .iter()
            .map(|name| store::account::LoginName {
                kind: name.kind(),
                index: self.ground.keys.mac(MacPurpose::LoginIndex, &name.parts()),
            })
            .collect();
        let (ground, entry) = (self.ground.clone(), entry.account(id));
        self.ground
            .db
            .write(move |tx| {
                let (ground, account, logins) = (ground.clone(), account.clone(), logins.clone());
                let (hash, entry) = (hash.clone(), entry.clone());
                Box::pin(async move {
                    match store::account::insert(tx, &account, &logins, hash.as_deref()).await? {
                        Inserted::Inserted => {
                            audit::record(tx, &ground, entry).await?;
                            Ok(Some(account))
                        }
                        Inserted::LoginTaken => Ok(None),
                    }
                })
            })
            .await
    }

    fn check(&self, form: &Registration<'_>) -> Result<Checked, Vec<RegistrationProblem>> {
        let mut problems = Vec::new();
        let mut names = Vec::new();
        match LoginName::username(form.username) {
            Ok(name) => names.push(name),
            Err(refusal) => problems.push(RegistrationProblem::Username(refusal)),
        }
        if !form.phone.trim().is_empty() {
            match LoginName::phone(form.phone) {
                Ok(phone) => names.push(phone),
                Err(_) => problems.push(RegistrationProblem::Phone),
            }
        }
        let name = form.name.trim();
        if name.chars().count() > 50 || name.chars().any(char::is_control) {
            problems.push(RegistrationProblem::Name);
        }
        let password = match Password::chosen(form.password, form.username, self.passwords) {
            Ok(password) => Some(password),
            Err(refusal) => {
                problems.push(RegistrationProblem::Password(refusal));
                None
            }
        };
        match password {
            Some(password) if problems.is_empty() => {
                Ok(Checked { profile: profile_of(&names, name), names, password })
            }
            _ => Err(problems),
        }
    }
}

fn profile_of(names: &[LoginName], name: &str) -> Profile {
    let text_of = |kind| names.iter().find(|name| name.kind() == kind).map(|name| name.text().to_owned());
    Profile {
        username: text_of(LoginKind::Username).unwrap_or_default(),
        name: (!name.is_empty()).then(|| name.to_owned()),
        phone: text_of(LoginKind::Phone),
        ..Profile::default()
    }
}
