//! Registration by the person: user name, name and password, all problems told at once; or a phone that was just shown
//! to reach them, and nothing else.

use base::{AccountId, Fault};
use store::account::{Account, AccountKind, AccountStatus, Inserted, LoginKind, SecondStep, StoredLevel};

use super::{Accounts, LoginName, LoginNameRefusal, Profile, seal_profile};
use crate::audit::{self, Entry, Kind};
use credential::{NotChosen, Password, PasswordRefusal};

/// What the form holds.
#[derive(Clone, Copy, Debug)]
pub struct Registration<'a> {
    /// The user name wished for.
    pub username: &'a str,
    /// The name to call the person by; may be empty.
    pub name: &'a str,
    /// The password chosen.
    pub password: &'a str,
    /// Language of the page, remembered for the account.
    pub locale: &'a str,
    /// The source whose turn at hashing it takes.
    pub source: u64,
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
    /// The password is refused.
    Password(PasswordRefusal),
    /// Somebody has that user name already.
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
    pub async fn register(&self, form: Registration<'_>) -> Result<AccountId, RegistrationRefusal> {
        let checked = self.check(&form).await?;
        for name in &checked.names {
            if self.find(name).await?.is_some() {
                return Err(RegistrationRefusal::Problems(vec![RegistrationProblem::Taken]));
            }
        }
        let hash = self.hashes.hash(checked.password, &*self.ground.rng, form.source).await?;
        let entry = Entry::new(Kind::AccountRegistered, "account", form.request_id);
        let locale = Some(form.locale.to_owned());
        match self.insert(&checked.names, &checked.profile, Some(hash), (locale, entry)).await? {
            Some(account) => Ok(account.id),
            None => Err(RegistrationRefusal::Problems(vec![RegistrationProblem::Taken])),
        }
    }

    /// Opens an account for a phone that was just shown to reach its person. The user name is drawn; the person may sign
    /// in with the number.
    pub async fn register_phone(
        &self,
        phone: &LoginName,
        locale: &str,
        request_id: &str,
    ) -> Result<AccountId, Fault> {
        let profile = Profile {
            username: format!("u{}", self.ground.random_digits::<10>()),
            phone: Some(phone.text().to_owned()),
            phone_confirmed_at: Some(self.ground.now()),
            ..Profile::default()
        };
        let entry = Entry::new(Kind::AccountRegistered, "account", request_id);
        let inserted = self
            .insert(std::slice::from_ref(phone), &profile, None, (Some(locale.to_owned()), entry))
            .await?;
        match inserted {
            Some(account) => Ok(account.id),
            // Opened in the same moment by the same phone.
            None => match self.by_name(phone).await? {
                Some(account) => Ok(account.id),
                None => Err(Fault::new("a phone is taken by nobody")),
            },
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
            second_step: SecondStep::WhenAsked,
            profile: seal_profile(&self.ground, id, profile)?,
            created_at: now,
            updated_at: now,
            standing: StoredLevel::default(),
        };
        let logins: Vec<_> = names.iter().map(|name| self.login_of(name)).collect();
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

    async fn check(&self, form: &Registration<'_>) -> Result<Checked, RegistrationRefusal> {
        let mut problems = Vec::new();
        let mut names = Vec::new();
        match LoginName::username(form.username) {
            Ok(name) => names.push(name),
            Err(refusal) => problems.push(RegistrationProblem::Username(refusal)),
        }
        let name = form.name.trim();
        if name.chars().count() > 50 || name.chars().any(char::is_control) {
            problems.push(RegistrationProblem::Name);
        }
        // Words that cannot be names are bounded by nothing and help nobody guess.
        let words = if problems.is_empty() { [form.username, name] } else { [""; 2] };
        let password = match self.chosen_aside(form.password, &words).await {
            Ok(password) => Some(password),
            Err(NotChosen::Fault(fault)) => return Err(fault.into()),
            Err(NotChosen::Refused(refusal)) => {
                problems.push(RegistrationProblem::Password(refusal));
                None
            }
        };
        match password {
            Some(password) if problems.is_empty() => {
                Ok(Checked { profile: profile_of(&names, name), names, password })
            }
            _ => Err(RegistrationRefusal::Problems(problems)),
        }
    }
}

fn profile_of(names: &[LoginName], name: &str) -> Profile {
    let username = names.iter().find(|name| name.kind() == LoginKind::Username);
    Profile {
        username: username.map(|name| name.text().to_owned()).unwrap_or_default(),
        name: (!name.is_empty()).then(|| name.to_owned()),
        ..Profile::default()
    }
}
