//! Codes that are sent: six digits to a phone or a mail address. The page carries what the code is for, sealed; the
//! code itself is there only as a keyed hash. Wrong guesses are counted by the page's own budget, before comparing.

use base::{AccountId, Fault, Time};
use credential::SentCode;
use keys::MacPurpose;
use serde::{Deserialize, Serialize};
use store::spent;

use super::finish::Spend;
use super::progress::Progress;
use super::{Outcome, SignInRefusal, SignIns, Visitor};
use crate::account::LoginName;
use crate::assurance::{Authentication, Method, Methods};
use crate::notify::{Channel, Recipient};
use crate::risk::{Act, Charge, Subject, Verdict};

const ASSOCIATED: &[u8] = b"sent code";

/// What a code is for. A code for one thing is worth nothing for another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CodeFor {
    /// Signing in with a phone, or opening an account with it.
    SignIn {
        /// The number, in its normal form.
        phone: String,
    },
    /// The second step of an account.
    Second {
        /// The account.
        account: AccountId,
    },
    /// Confirming that a phone or an address is the person's.
    Contact {
        /// The account.
        account: AccountId,
        /// The number or address.
        address: String,
    },
    /// A way back into an account by its phone.
    Recover {
        /// The account; none when nobody has that name, which does not show.
        account: Option<AccountId>,
    },
}

/// A code that was sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CodeSent {
    /// What it is for.
    pub what: CodeFor,
    /// How it was sent.
    #[serde(with = "channel_word")]
    pub channel: Channel,
    id: [u8; 16],
    hash: [u8; 32],
    browser: String,
    expires_at: Time,
    /// Before this no other is sent.
    pub again_at: Time,
}

impl SignIns {
    /// Sends a code to a phone, to sign in with. Whether somebody has that phone does not show.
    pub async fn send_sign_in_code(
        &self,
        visitor: &Visitor<'_>,
        phone: &LoginName,
    ) -> Result<String, SignInRefusal> {
        let known = self.accounts.by_name(phone).await?;
        let wanted = known.is_some() || self.policy.phone_registration == super::PhoneRegistration::Open;
        let recipient = Recipient::phone(phone.text());
        let what = CodeFor::SignIn { phone: phone.text().to_owned() };
        let account = known.map(|account| account.id);
        self.send(visitor, what, (&recipient, account), wanted.then_some(())).await
    }

    /// Sends a code to the confirmed phone or address of an account whose second step is due. It travels with what was
    /// proved so far: nothing else can be answered with it.
    pub async fn send_second_code(
        &self,
        visitor: &Visitor<'_>,
        progress: &str,
        channel: Channel,
    ) -> Result<String, SignInRefusal> {
        let progress = self.open_progress(visitor, progress)?;
        let account = self.active(progress.account).await?;
        let recipients = self.accounts.recipients(&account)?;
        let recipient = recipients.iter().find(|one| one.channel == channel);
        let recipient = recipient.ok_or(SignInRefusal::NotProved)?;
        let what = CodeFor::Second { account: account.id };
        let sent = self.draw_and_send(visitor, what, (recipient, Some(account.id)), Some(())).await?;
        self.reseal_progress(&Progress { sent: Some(sent), ..progress })
    }

    /// Sends a code, within the budgets of phone, account, source and client; `wanted` is none when the page is to look
    /// as if one were sent.
    pub async fn send(
        &self,
        visitor: &Visitor<'_>,
        what: CodeFor,
        (recipient, account): (&Recipient, Option<AccountId>),
        wanted: Option<()>,
    ) -> Result<String, SignInRefusal> {
        let sent = self.draw_and_send(visitor, what, (recipient, account), wanted).await?;
        self.seal(ASSOCIATED, &sent)
    }

    async fn draw_and_send(
        &self,
        visitor: &Visitor<'_>,
        what: CodeFor,
        (recipient, account): (&Recipient, Option<AccountId>),
        wanted: Option<()>,
    ) -> Result<CodeSent, SignInRefusal> {
        let code = SentCode::generate(&*self.ground.rng);
        let now = self.ground.now();
        let mut id = [0; 16];
        self.ground.rng.fill(&mut id);
        let sent = CodeSent {
            what,
            channel: recipient.channel,
            hash: self.code_hash(&id, code.expose()),
            id,
            browser: visitor.browser.to_owned(),
            expires_at: now.plus(self.policy.code_life),
            again_at: now.plus(self.policy.resend_after),
        };
        let charges = send_charges(visitor, recipient, account);
        let message = wanted.map(|()| (recipient.clone(), code, visitor.locale.to_owned()));
        self.enqueue(charges, (message, account, sent.expires_at)).await?;
        Ok(sent)
    }

    async fn enqueue(
        &self,
        charges: Vec<Charge>,
        (message, account, until): (Option<(Recipient, SentCode, String)>, Option<AccountId>, Time),
    ) -> Result<(), SignInRefusal> {
        let (limits, notices) = (self.limits.clone(), self.notices.clone());
        let taken = self.ground.db.write(move |tx| {
            let (limits, notices) = (limits.clone(), notices.clone());
            let (charges, message) = (charges.clone(), message.clone());
            Box::pin(async move {
                let verdict = limits.take(tx, &charges).await?;
                if let (Verdict::Allowed, Some((recipient, code, locale))) = (&verdict, &message) {
                    notices.enqueue_code(tx, recipient, code.expose(), locale, (until, account)).await?;
                }
                Ok::<_, Fault>(verdict)
            })
        });
        match taken.await? {
            Verdict::Allowed => {
                self.notices.wake();
                Ok(())
            }
            Verdict::TooMany { retry_after, .. } => Err(SignInRefusal::TooMany { retry_after }),
        }
    }

    /// Opens what a page with a code carried.
    pub fn open_sent(&self, visitor: &Visitor<'_>, sent: &str) -> Result<CodeSent, SignInRefusal> {
        let sent: CodeSent = self.open(ASSOCIATED, sent)?;
        let good = sent.browser == visitor.browser && self.ground.now() < sent.expires_at;
        good.then_some(sent).ok_or(SignInRefusal::Stale)
    }

    /// Compares what was typed with what was sent. The guess is counted first; the mark makes a right one count once.
    pub async fn compare_code(&self, sent: &CodeSent, typed: &str) -> Result<(), SignInRefusal> {
        let charge = [Charge::new(Act::GuessCode, Subject::Handle(&sent.id))];
        if let Verdict::TooMany { .. } = self.limits.take_now(&charge).await? {
            // No more guesses at this one: another must be sent.
            return Err(SignInRefusal::Stale);
        }
        let typed = SentCode::normalise(typed).ok_or(SignInRefusal::NotProved)?;
        let right = base::Secret::new(sent.hash.to_vec());
        let hash = base::Secret::new(self.code_hash(&sent.id, &typed).to_vec());
        if hash == right { Ok(()) } else { Err(SignInRefusal::NotProved) }
    }

    /// The mark of a code that was right.
    pub(super) fn code_mark(&self, sent: &CodeSent) -> Spend {
        let hash = self.ground.keys.mac(MacPurpose::SentCode, &[b"used", &sent.id]);
        Spend::Mark { kind: spent::Kind::SentCode, hash, until: sent.expires_at }
    }

    /// Signs in with a code that was sent to a phone; a phone nobody has opens an account, where that is allowed.
    pub async fn by_code(
        &self,
        visitor: &Visitor<'_>,
        sent: &str,
        typed: &str,
    ) -> Result<Outcome, SignInRefusal> {
        let sent = self.open_sent(visitor, sent)?;
        let CodeFor::SignIn { phone } = &sent.what else {
            return Err(SignInRefusal::Stale);
        };
        self.compare_code(&sent, typed).await?;
        let account = self.account_of_phone(visitor, phone).await?;
        let methods = Methods::NONE.with(Method::SmsCode);
        let proved = Authentication { account, methods, at: self.ground.now() };
        self.finish(visitor, proved, self.code_mark(&sent)).await
    }

    async fn account_of_phone(&self, visitor: &Visitor<'_>, phone: &str) -> Result<AccountId, SignInRefusal> {
        let phone = LoginName::phone(phone).map_err(|_| SignInRefusal::NotProved)?;
        if let Some(account) = self.accounts.by_name(&phone).await? {
            return Ok(account.id);
        }
        match self.policy.phone_registration {
            super::PhoneRegistration::Open => {
                Ok(self.accounts.register_phone(&phone, visitor.locale, visitor.request_id).await?)
            }
            super::PhoneRegistration::Closed => Err(SignInRefusal::NotProved),
        }
    }

    /// Compares a code typed at the second step with the one that was sent for it.
    pub(super) async fn prove_sent(
        &self,
        progress: &Progress,
        typed: &str,
    ) -> Result<(Method, Spend), SignInRefusal> {
        let sent = progress.sent.as_ref().filter(|sent| self.ground.now() < sent.expires_at);
        let sent = sent.ok_or(SignInRefusal::Stale)?;
        self.compare_code(sent, typed).await?;
        let method = match sent.channel {
            Channel::Sms => Method::SmsCode,
            Channel::Mail => Method::MailCode,
        };
        Ok((method, self.code_mark(sent)))
    }

    fn code_hash(&self, id: &[u8; 16], code: &str) -> [u8; 32] {
        self.ground.keys.mac(MacPurpose::SentCode, &[id, code.as_bytes()])
    }

    /// The device of this browser, if the account knows it.
    pub(super) async fn known_device_of(
        &self,
        visitor: &Visitor<'_>,
        account: AccountId,
    ) -> Result<Option<base::DeviceId>, Fault> {
        let Some(cookie) = visitor.device else {
            return Ok(None);
        };
        let hashes = self.ground.keys.mac_candidates(MacPurpose::Device, &[cookie.as_bytes()]);
        let mut conn = self.ground.db.reader().await?;
        Ok(store::device::known(&mut conn, account, &hashes).await?.map(|device| device.id))
    }
}

fn send_charges(visitor: &Visitor<'_>, recipient: &Recipient, account: Option<AccountId>) -> Vec<Charge> {
    let mut charges = vec![
        Charge::new(Act::SendCode, Subject::Phone(recipient.address.as_bytes())),
        Charge::new(Act::SendCode, Subject::Source(visitor.source)),
    ];
    charges.extend(account.map(|account| Charge::new(Act::SendCode, Subject::Account(account))));
    charges.extend(visitor.client.map(|client| Charge::new(Act::SendCode, Subject::Client(client))));
    charges
}

/// A channel as its word in the database.
mod channel_word {
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    use super::Channel;

    pub(super) fn serialize<S: Serializer>(channel: &Channel, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(channel.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Channel, D::Error> {
        let word = String::deserialize(from)?;
        Channel::parse(&word).ok_or_else(|| D::Error::custom("no such channel"))
    }
}
