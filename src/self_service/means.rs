//! What an account has to sign in with: in full for its page, and counted for the rules.

use base::{AccountId, Fault, Time};
use store::Conn;
use store::account::Account;
use store::authenticator::{Authenticator, AuthenticatorKind};

use super::SelfService;
use crate::audit::Kind;
use crate::authenticator::PasskeyRow;
use crate::notify::{Channel, Recipient};

/// What is there to sign in with, counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Means {
    /// Passwords: one or none.
    pub passwords: usize,
    /// Passkeys.
    pub passkeys: usize,
    /// Apps that count time: one or none.
    pub totps: usize,
    /// Confirmed phones that messages can be sent to: one or none.
    pub phones: usize,
    /// Confirmed mail addresses that messages can be sent to: one or none.
    pub mails: usize,
}

impl Means {
    /// How many ways in there are: each is enough by itself for a sign-in.
    pub const fn ways_in(self) -> usize {
        self.passwords + self.passkeys + self.phones
    }

    /// Whether a sign-in can have two steps. A passkey is both at once; everything else needs a password beside it,
    /// for an app and a phone are of one kind. Recovery codes stand in on bad days, they do not count.
    pub const fn allow_two_steps(self) -> bool {
        self.passkeys > 0 || (self.passwords > 0 && self.totps + self.phones + self.mails > 0)
    }
}

/// What an account has to sign in with, as its person sees it.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The same, counted.
    pub means: Means,
    /// The passkeys, oldest first.
    pub passkeys: Vec<PasskeyRow>,
    /// The app that counts time.
    pub totp: Option<TotpFacts>,
    /// Recovery codes that are left; none when none were ever made.
    pub recovery_codes: Option<u32>,
    /// The password.
    pub password: Option<PasswordFacts>,
    /// Where the person is reached.
    pub contacts: Vec<Recipient>,
}

/// An app that counts time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TotpFacts {
    /// When it was set up.
    pub since: Time,
    /// When it was last used.
    pub last_used: Option<Time>,
}

/// A password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordFacts {
    /// When it was last changed; none when it is the first.
    pub changed: Option<Time>,
}

impl Standing {
    /// The confirmed address of a channel.
    pub fn contact(&self, channel: Channel) -> Option<&str> {
        let own = self.contacts.iter().find(|contact| contact.channel == channel);
        own.map(|contact| contact.address.as_str())
    }
}

impl SelfService {
    /// What an account has to sign in with.
    pub async fn standing(&self, account: &Account) -> Result<Standing, Fault> {
        let passkeys = self.parts.authenticators.passkeys_of(account.id).await?;
        let mut conn = self.ground.db.reader().await?;
        let means = self.means(&mut conn, account).await?;
        let rows = store::authenticator::of_account(&mut conn, account.id).await?;
        let recovery_codes = match store::recovery_code::made_at(&mut conn, account.id).await? {
            Some(_) => Some(store::recovery_code::left(&mut conn, account.id).await?),
            None => None,
        };
        drop(conn);
        Ok(Standing {
            means,
            passkeys,
            totp: rows.iter().find(|row| row.kind == AuthenticatorKind::Totp).map(totp_facts),
            recovery_codes,
            password: self.password_facts(account.id, means).await?,
            contacts: self.parts.accounts.recipients(account)?,
        })
    }

    async fn password_facts(&self, account: AccountId, means: Means) -> Result<Option<PasswordFacts>, Fault> {
        if means.passwords == 0 {
            return Ok(None);
        }
        let kinds = [Kind::PasswordChanged, Kind::RecoveryFinished];
        let latest = self.events(account, &kinds, (None, 1)).await?;
        Ok(Some(PasswordFacts { changed: latest.first().map(|event| event.at) }))
    }

    /// What an account has, counted; inside a transaction, as that sees it.
    pub(super) async fn means(&self, conn: &mut Conn, account: &Account) -> Result<Means, Fault> {
        let rows = store::authenticator::of_account(conn, account.id).await?;
        let password = store::account::password_hash(conn, account.id).await?;
        let contacts = self.parts.accounts.recipients(account)?;
        let count = |kind| rows.iter().filter(|row| row.kind == kind).count();
        let reached = |channel| {
            let can = self.parts.notices.can(channel);
            usize::from(can && contacts.iter().any(|contact| contact.channel == channel))
        };
        Ok(Means {
            passwords: usize::from(password.is_some()),
            passkeys: count(AuthenticatorKind::Passkey),
            totps: count(AuthenticatorKind::Totp).min(1),
            phones: reached(Channel::Sms),
            mails: reached(Channel::Mail),
        })
    }
}

const fn totp_facts(row: &Authenticator) -> TotpFacts {
    TotpFacts { since: row.created_at, last_used: row.last_used_at }
}

#[cfg(test)]
mod tests {
    use super::Means;

    const NOTHING: Means = Means { passwords: 0, passkeys: 0, totps: 0, phones: 0, mails: 0 };
    const PASSWORD: Means = Means { passwords: 1, ..NOTHING };

    #[test]
    fn each_of_password_passkey_and_phone_is_a_way_in() {
        assert_eq!(Means { passwords: 1, passkeys: 2, phones: 1, ..NOTHING }.ways_in(), 4);
        assert_eq!(Means { totps: 1, mails: 1, ..NOTHING }.ways_in(), 0);
    }

    #[test]
    fn a_passkey_alone_allows_two_steps() {
        assert!(Means { passkeys: 1, ..NOTHING }.allow_two_steps());
    }

    #[test]
    fn a_password_allows_two_steps_with_anything_beside_it() {
        assert!(!PASSWORD.allow_two_steps());
        assert!(Means { totps: 1, ..PASSWORD }.allow_two_steps());
        assert!(Means { phones: 1, ..PASSWORD }.allow_two_steps());
        assert!(Means { mails: 1, ..PASSWORD }.allow_two_steps());
    }

    #[test]
    fn two_of_one_kind_do_not_allow_two_steps() {
        assert!(!Means { totps: 1, phones: 1, mails: 1, ..NOTHING }.allow_two_steps());
    }
}
