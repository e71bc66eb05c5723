//! Where a person is reached: a phone and a mail address, each only once it was shown to reach them. A confirmed phone
//! is a name to sign in with; an address is not.

use std::sync::Arc;

use base::{AccountId, Fault};
use keys::MacPurpose;
use store::Tx;
use store::account::{Account, LoginKind};

use super::{Accounts, LoginName};
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

    /// A number or address in its one normal form; none for a text that is neither.
    pub fn read(self, text: &str) -> Option<String> {
        match self {
            Self::Phone => LoginName::phone(text).ok().map(|name| name.text().to_owned()),
            Self::Mail => mail_address(text),
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
        account: AccountId,
        (kind, address): (ContactKind, &str),
        request_id: &str,
    ) -> Result<(), Fault> {
        let work = Arc::new((self.clone(), address.to_owned(), request_id.to_owned()));
        self.ground
            .db
            .write(move |tx| {
                let work = work.clone();
                Box::pin(async move {
                    let (own, address, request_id) = &*work;
                    match store::account::hold(tx, account).await? {
                        Some(held) => own.write_contact(tx, &held, (kind, Some(address)), request_id).await,
                        None => Ok(()),
                    }
                })
            })
            .await?;
        self.notices.wake();
        Ok(())
    }

    /// Forgets a number or address, in the transaction of the caller, who holds the account.
    pub async fn remove_contact(
        &self,
        tx: &mut Tx,
        account: &Account,
        kind: ContactKind,
        request_id: &str,
    ) -> Result<(), Fault> {
        self.write_contact(tx, account, (kind, None), request_id).await
    }

    async fn write_contact(
        &self,
        tx: &mut Tx,
        account: &Account,
        (kind, address): (ContactKind, Option<&str>),
        request_id: &str,
    ) -> Result<(), Fault> {
        let mut profile = self.profile(account)?;
        let (address, confirmed_at) = (address.map(str::to_owned), address.map(|_| self.ground.now()));
        match kind {
            ContactKind::Phone => (profile.phone, profile.phone_confirmed_at) = (address, confirmed_at),
            ContactKind::Mail => (profile.email, profile.email_confirmed_at) = (address, confirmed_at),
        }
        // Told where it was told before, so that nobody changes it unseen.
        self.tell_in(tx, account, &Notice::ContactChanged).await?;
        self.write_profile(tx, account.id, &profile).await?;
        match (kind, profile.phone.as_deref().map(LoginName::phone)) {
            (ContactKind::Phone, Some(Ok(name))) => {
                self.take_phone(tx, account, &self.login_of(&name)).await?;
            }
            (ContactKind::Phone, None | Some(Err(_))) => {
                store::account::remove_login(tx, account.id, LoginKind::Phone).await?;
            }
            (ContactKind::Mail, _) => {}
        }
        let entry = Entry::new(Kind::ContactChanged, "account", request_id)
            .account(account.id)
            .detail(serde_json::json!({ "contact": kind.as_str() }));
        audit::record(tx, &self.ground, entry).await
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
        self.write_profile(tx, other.id, &profile).await?;
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

// RFC 5321 sections 4.1.2 and 4.5.3.1: a local part of at most 64 octets, "@" and a domain, 254 octets in all.
//
// Deviation: no quoted local parts and no addresses in brackets. Nobody types them, and what is left out cannot be
// taken for something else in the header of a mail.
fn mail_address(text: &str) -> Option<String> {
    let text = text.trim();
    let (local, domain) = text.rsplit_once('@')?;
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"\"(),:;<>@[\\]".contains(c);
    let sized = text.len() <= 254 && (1..=64).contains(&local.len());
    let labels = domain.contains('.')
        && domain.split('.').all(|label| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        });
    (sized && local.chars().all(plain) && labels).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::ContactKind;

    #[test]
    fn numbers_and_addresses_have_one_form() {
        assert_eq!(ContactKind::Phone.read("+86 138-0013-8000").as_deref(), Some("13800138000"));
        assert_eq!(ContactKind::Mail.read(" lin@mail.example ").as_deref(), Some("lin@mail.example"));
        assert_eq!(ContactKind::Mail.read("林@邮件.example").as_deref(), Some("林@邮件.example"));
    }

    #[test]
    fn refused_when_it_is_no_number() {
        for text in ["", "1380013800", "lin@mail.example"] {
            assert_eq!(ContactKind::Phone.read(text), None, "{text}");
        }
    }

    #[test]
    fn refused_when_it_is_no_mail_address() {
        let long = format!("{}@mail.example", "a".repeat(65));
        let far = format!("a@{}.example", "b".repeat(250));
        let texts = [
            "",
            "lin",
            "@mail.example",
            "lin@",
            "lin@mail",
            "lin@-mail.example",
            "lin@mail..example",
            "lin@mail.example\nBcc: all@mail.example",
            "a b@mail.example",
            "\"a\"@mail.example",
            "lin@[127.0.0.1]",
            "a@b@mail.example",
            "<lin@mail.example>",
        ];
        for text in texts.into_iter().chain([long.as_str(), far.as_str()]) {
            assert_eq!(ContactKind::Mail.read(text), None, "{text}");
        }
    }
}
