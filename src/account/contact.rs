//! Where a person is reached: a phone and a mail address, each only once it was shown to reach them. A confirmed phone
//! is a name to sign in with; an address is not.

use base::Fault;
use keys::MacPurpose;
use store::Tx;
use store::account::{Account, LoginKind};

use super::{Accounts, LoginName, Profile, seal_profile};
use crate::audit::{self, Entry, Kind};
use crate::notify::{Channel, Notice, Occasion, Recipient};

/// The kinds of contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContactKind {
    /// A mobile number.
    Phone,
    /// A mail address.
    Mail,
}

impl ContactKind {
    /// How it is reached.
    pub const fn channel(self) -> Channel {
        match self {
            Self::Phone => Channel::Sms,
            Self::Mail => Channel::Mail,
        }
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Mail => "mail",
        }
    }
}

impl Accounts {
    /// Where the person of an account is reached: what was confirmed and nothing else.
    pub fn recipients(&self, account: &Account) -> Result<Vec<Recipient>, Fault> {
        let profile = self.profile(account)?;
        let phone = profile.phone.filter(|_| profile.phone_confirmed_at.is_some());
        let mail = profile.email.filter(|_| profile.email_confirmed_at.is_some());
        let phone = phone.map(|phone| Recipient::phone(&phone));
        Ok(phone.into_iter().chain(mail.map(|mail| Recipient::mail(&mail))).collect())
    }

    /// Tells the person of an account what happened, on every way they are reached, in the transaction of what
    /// happened.
    pub async fn tell_in(
        &self,
        tx: &mut Tx,
        account: &Account,
        what: impl Into<Occasion>,
    ) -> Result<(), Fault> {
        let what = what.into();
        let locale = account.locale.as_deref().unwrap_or("zh-Hans");
        for recipient in self.recipients(account)? {
            self.notices.enqueue_notice(tx, &recipient, what.clone(), locale, Some(account.id)).await?;
        }
        Ok(())
    }

    /// Tells the person of an account what happened, in a transaction of its own.
    pub async fn tell(&self, account: &Account, notice: Notice) -> Result<(), Fault> {
        let (own, account) = (self.clone(), account.clone());
        self.ground
            .db
            .write(move |tx| {
                let (own, account, notice) = (own.clone(), account.clone(), notice.clone());
                Box::pin(async move { own.tell_in(tx, &account, &notice).await })
            })
            .await?;
        self.notices.wake();
        Ok(())
    }

    /// Keeps a number or address that was just shown to reach the person. A number that another account had goes over:
    /// numbers are given out again, and whoever holds it now has shown so.
    pub async fn confirm_contact(
        &self,
        account: &Account,
        (kind, address): (ContactKind, &str),
        request_id: &str,
    ) -> Result<(), Fault> {
        let mut profile = self.profile(account)?;
        let (address, now) = (Some(address.to_owned()), Some(self.ground.now()));
        match kind {
            ContactKind::Phone => (profile.phone, profile.phone_confirmed_at) = (address, now),
            ContactKind::Mail => (profile.email, profile.email_confirmed_at) = (address, now),
        }
        let login = match (kind, profile.phone.as_deref().map(LoginName::phone)) {
            (ContactKind::Phone, Some(Ok(name))) => Some(self.login_of(&name)),
            (ContactKind::Phone | ContactKind::Mail, _) => None,
        };
        self.write_contact(account, &profile, (kind, login), request_id).await
    }

    /// Forgets a number or address.
    pub async fn remove_contact(
        &self,
        account: &Account,
        kind: ContactKind,
        request_id: &str,
    ) -> Result<(), Fault> {
        let mut profile = self.profile(account)?;
        match kind {
            ContactKind::Phone => (profile.phone, profile.phone_confirmed_at) = (None, None),
            ContactKind::Mail => (profile.email, profile.email_confirmed_at) = (None, None),
        }
        self.write_contact(account, &profile, (kind, None), request_id).await
    }

    async fn write_contact(
        &self,
        account: &Account,
        profile: &Profile,
        (kind, login): (ContactKind, Option<store::account::LoginName>),
        request_id: &str,
    ) -> Result<(), Fault> {
        let sealed = seal_profile(&self.ground, account.id, profile)?;
        let entry = Entry::new(Kind::ContactChanged, "account", request_id)
            .account(account.id)
            .detail(serde_json::json!({ "contact": kind.as_str() }));
        let (own, account) = (self.clone(), account.clone());
        self.ground
            .db
            .write(move |tx| {
                let (own, account, entry) = (own.clone(), account.clone(), entry.clone());
                let (sealed, login) = (sealed.clone(), login.clone());
                Box::pin(async move {
                    // Told where it was told before, so that nobody changes it unseen.
                    own.tell_in(tx, &account, &Notice::ContactChanged).await?;
                    store::account::update_profile(tx, account.id, &sealed, own.ground.now()).await?;
                    match (kind, &login) {
                        (ContactKind::Phone, Some(login)) => own.take_phone(tx, &account, login).await?,
                        (ContactKind::Phone, None) => {
                            store::account::remove_login(tx, account.id, LoginKind::Phone).await?;
                        }
                        (ContactKind::Mail, _) => {}
                    }
                    audit::record(tx, &own.ground, entry).await
                })
            })
            .await?;
        self.notices.wake();
        Ok(())
    }

    /// The phone becomes this account's name. Whoever had it keeps their account and loses the number in it.
    async fn take_phone(
        &self,
        tx: &mut Tx,
        account: &Account,
        login: &store::account::LoginName,
    ) -> Result<(), Fault> {
        let Some(before) = store::account::move_login(tx, account.id, login).await? else {
            return Ok(());
        };
        let Some(other) = store::account::by_id(tx, before).await? else {
            return Ok(());
        };
        let mut profile = self.profile(&other)?;
        profile.phone_confirmed_at = None;
        let sealed = seal_profile(&self.ground, other.id, &profile)?;
        store::account::update_profile(tx, other.id, &sealed, self.ground.now()).await?;
        let entry = Entry::new(Kind::ContactChanged, "system", "")
            .account(other.id)
            .detail(serde_json::json!({ "contact": "phone", "moved": true }));
        audit::record(tx, &self.ground, entry).await
    }

    pub(super) fn login_of(&self, name: &LoginName) -> store::account::LoginName {
        store::account::LoginName {
            kind: name.kind(),
            index: self.ground.keys.mac(MacPurpose::LoginIndex, &name.parts()),
        }
    }
}
