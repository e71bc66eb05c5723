//! Which ways are open: to anybody at the door, and to an account that has one factor and needs another.

use base::Fault;
use store::account::Account;

use super::SignIns;
use super::second::joined;
use crate::assurance::{Binding, Method, Methods, UserVerified};
use crate::notify::Channel;
use crate::session::LiveSession;

/// Ways to sign in that this deployment offers besides name and password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ways {
    /// Whether messages can be sent to phones.
    pub phone_code: Open,
    /// Whether an account can be opened by a code to a phone.
    pub phone_registration: Open,
}

/// Whether a way is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Open {
    /// It is.
    Yes,
    /// It is not.
    No,
}

/// One way to prove one more thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecondWay {
    /// A passkey.
    Passkey,
    /// An app that counts time.
    Totp,
    /// A code to the confirmed phone.
    Sms,
    /// A code to the confirmed mail address.
    Mail,
    /// One of the codes kept for bad days.
    RecoveryCode,
    /// The password, where something else came first.
    Password,
}

impl SignIns {
    /// What the deployment offers.
    pub fn ways(&self) -> Ways {
        let open = |there| if there { Open::Yes } else { Open::No };
        let phone_code = self.notices.can(Channel::Sms);
        let registration = self.policy.phone_registration == super::PhoneRegistration::Open;
        Ways { phone_code: open(phone_code), phone_registration: open(phone_code && registration) }
    }

    /// The highest authentication level that the person of a session could reach now.
    pub async fn reach(&self, live: &LiveSession) -> Result<u8, Fault> {
        let methods = live.methods();
        for level in (methods.level() + 1..=3).rev() {
            if !self.second_ways(&live.account, methods, level).await?.is_empty() {
                return Ok(level);
            }
        }
        Ok(methods.level())
    }

    /// By which of its ways an account that proved `methods` reaches `level`, the strongest first.
    pub(super) async fn second_ways(
        &self,
        account: &Account,
        methods: Methods,
        level: u8,
    ) -> Result<Vec<SecondWay>, Fault> {
        let factors = self.authenticators.factors(account).await?;
        let reaches = |method| joined(methods, method).level() >= level;
        let key = |binding: &Binding| Method::Passkey { user: UserVerified::Yes, binding: *binding };
        let offered = self.policy.totp == Open::Yes;
        let recipients = self.accounts.recipients(account)?;
        let has = |channel| recipients.iter().any(|one| one.channel == channel) && self.notices.can(channel);
        let password = self.accounts.has_password(account.id).await?;
        let ways = [
            (SecondWay::Passkey, factors.passkeys.iter().any(|binding| reaches(key(binding)))),
            (SecondWay::Totp, offered && factors.totp.is_there() && reaches(Method::Totp)),
            (SecondWay::Sms, has(Channel::Sms) && reaches(Method::SmsCode)),
            (SecondWay::Mail, has(Channel::Mail) && reaches(Method::MailCode)),
            (SecondWay::RecoveryCode, factors.recovery_codes > 0 && reaches(Method::RecoveryCode)),
            (SecondWay::Password, password && reaches(Method::Password)),
        ];
        Ok(ways.into_iter().filter(|(_, open)| *open).map(|(way, _)| way).collect())
    }
}
