//! Codes that are sent: six digits to a phone or a mail address. The page carries what the code is for, sealed; the
//! code itself is there only as a keyed hash. Wrong guesses are counted by the page's own budget, before comparing.
//!
//! What an answer tells depends on what was typed and on who asks, never on whether somebody has that number: budgets
//! of what was typed refuse openly, those of the phone and the account behind it only keep the message back.

use base::{AccountId, Fault, Secret, Time};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use credential::SentCode;
use keys::MacPurpose;
use serde::{Deserialize, Serialize};
use store::Tx;
use store::spent::{self, Spent};

use super::code_charges::Charges;
use super::finish::Spend;
use super::progress::Progress;
use super::work::Brought;
use super::{Outcome, PhoneRegistration, SignInRefusal, SignIns, Visitor};
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
        /// The account; an id that nobody has when nobody has that name, which does not show, nor does the length of
        /// the page's text tell it.
        account: AccountId,
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
    // Texts and not bytes, so that the sealed text is as long for one code as for another.
    id: String,
    hash: String,
    browser: String,
    expires_at: Time,
    /// Before this no other is sent.
    pub again_at: Time,
}

impl SignIns {
    /// Sends a code to a phone, to sign in with. Whether somebody has that phone does not show. A visitor brings the work
    /// that the source owes.
    pub async fn send_sign_in_code(
        &self,
        visitor: &Visitor<'_>,
        phone: &LoginName,
        brought: Brought<'_>,
    ) -> Result<String, SignInRefusal> {
        self.work(visitor, Act::SendCode, brought).await?;
        let (account, wanted) = match self.holder(phone).await? {
            Holder::Person(account) => (Some(account), Some(())),
            Holder::Nobody => {
                (None, (self.policy.phone_registration == PhoneRegistration::Open).then_some(()))
            }
            Holder::Unconfirmed => (None, None),
        };
        let recipient = Recipient::phone(phone.text());
        let what = CodeFor::SignIn { phone: phone.text().to_owned() };
        self.send(visitor, what, (&recipient, account), wanted).await
    }

    /// Who has a number.
    async fn holder(&self, phone: &LoginName) -> Result<Holder, Fault> {
        let Some(account) = self.accounts.by_name(phone).await? else {
            return Ok(Holder::Nobody);
        };
        let reached = self.accounts.recipients(&account)?.contains(&Recipient::phone(phone.text()));
        Ok(if reached { Holder::Person(account.id) } else { Holder::Unconfirmed })
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
        let early = |sent: &&CodeSent| sent.channel == channel && self.ground.now() < sent.again_at;
        if progress.sent.as_ref().filter(early).is_some() {
            // It is still on its way: the page says from when on there is another.
            return self.reseal_progress(&progress);
        }
        let recipients = self.accounts.recipients(&account)?;
        let recipient = recipients.iter().find(|one| one.channel == channel);
        let recipient = recipient.ok_or(SignInRefusal::NotProved)?;
        let what = CodeFor::Second { account: account.id };
        let sent = self.draw_and_send(visitor, what, (recipient, Some(account.id)), Some(())).await?;
        self.reseal_progress(&Progress { sent: Some(sent), ..progress })
    }

    /// Sends a code, within the budgets of source, client and what was typed, which refuse, and of phone and account,
    /// which keep the message back; `wanted` is none when the page is to look as if one were sent.
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
        let id = self.ground.random_text::<16>();
        let sent = CodeSent {
            what,
            channel: recipient.channel,
            hash: self.code_hash(&id, code.expose()),
            id,
            browser: visitor.browser.to_owned(),
            expires_at: now.plus(self.policy.code_life),
            again_at: now.plus(self.policy.resend_after),
        };
        let charges = Charges::of(visitor, &sent.what, (recipient, account));
        let message = wanted.map(|()| (recipient.clone(), code, visitor.locale.to_owned()));
        self.enqueue(charges, (message, account, sent.expires_at)).await?;
        Ok(sent)
    }

    async fn enqueue(
        &self,
        charges: Charges,
        (message, account, until): (Option<(Recipient, SentCode, String)>, Option<AccountId>, Time),
    ) -> Result<(), SignInRefusal> {
        let (limits, notices) = (self.limits.clone(), self.notices.clone());
        let taken = self.ground.db.write(move |tx| {
            let (limits, notices) = (limits.clone(), notices.clone());
            let (charges, message) = (charges.clone(), message.clone());
            Box::pin(async move {
                let verdict = limits.take(tx, &charges.told).await?;
                if let (Verdict::Allowed, Some((recipient, code, locale))) = (&verdict, &message)
                    && limits.take(tx, &charges.untold).await? == Verdict::Allowed
                {
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
        let charge = [Charge::new(Act::GuessCode, Subject::Handle(sent.id.as_bytes()))];
        if let Verdict::TooMany { .. } = self.limits.take_now(&charge).await? {
            // No more guesses at this one: another must be sent.
            return Err(SignInRefusal::Stale);
        }
        let typed = SentCode::normalise(typed).ok_or(SignInRefusal::NotProved)?;
        let right = Secret::from(sent.hash.as_str());
        let hash = Secret::new(self.code_hash(&sent.id, &typed));
        if hash == right { Ok(()) } else { Err(SignInRefusal::NotProved) }
    }

    /// Uses up a code that was right, in the caller's transaction; false when it was used before.
    pub async fn use_code(&self, tx: &mut Tx, sent: &CodeSent) -> Result<bool, Fault> {
        let hash = self.mark_of(sent);
        Ok(spent::spend(tx, spent::Kind::SentCode, hash, sent.expires_at).await? == Spent::First)
    }

    /// The mark of a code that was right.
    pub(super) fn code_mark(&self, sent: &CodeSent) -> Spend {
        Spend::Mark { kind: spent::Kind::SentCode, hash: self.mark_of(sent), until: sent.expires_at }
    }

    fn mark_of(&self, sent: &CodeSent) -> [u8; 32] {
        self.ground.keys.mac(MacPurpose::SentCode, &[b"used", sent.id.as_bytes()])
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
        Box::pin(self.finish(visitor, proved, self.code_mark(&sent))).await
    }

    /// Takes the code that was sent to a number or address which the person of an account says is theirs. It counts
    /// once; returns where it had been sent.
    pub async fn by_contact_code(
        &self,
        visitor: &Visitor<'_>,
        account: AccountId,
        (sent, typed): (&str, &str),
    ) -> Result<Recipient, SignInRefusal> {
        let sent = self.open_sent(visitor, sent)?;
        let CodeFor::Contact { account: of, address } = &sent.what else {
            return Err(SignInRefusal::Stale);
        };
        if *of != account {
            return Err(SignInRefusal::Stale);
        }
        self.compare_code(&sent, typed).await?;
        self.use_up(account, self.code_mark(&sent)).await?;
        Ok(Recipient { channel: sent.channel, address: address.clone() })
    }

    async fn account_of_phone(&self, visitor: &Visitor<'_>, phone: &str) -> Result<AccountId, SignInRefusal> {
        let phone = LoginName::phone(phone).map_err(|_| SignInRefusal::NotProved)?;
        match (self.holder(&phone).await?, self.policy.phone_registration) {
            (Holder::Person(account), _) => Ok(account),
            (Holder::Nobody, PhoneRegistration::Open) => {
                Ok(self.accounts.register_phone(&phone, visitor.locale, visitor.request_id).await?)
            }
            (Holder::Nobody, PhoneRegistration::Closed) | (Holder::Unconfirmed, _) => {
                Err(SignInRefusal::NotProved)
            }
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

    fn code_hash(&self, id: &str, code: &str) -> String {
        let hash = self.ground.keys.mac(MacPurpose::SentCode, &[id.as_bytes(), code.as_bytes()]);
        URL_SAFE_NO_PAD.encode(hash)
    }

    /// The device of this browser, if the account knows it.
    pub async fn known_device_of(
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

/// Who has a number, as far as codes go.
enum Holder {
    /// An account that showed that the number reaches its person.
    Person(AccountId),
    /// An account in which the number was only written down. A code would let in whoever has the number now.
    Unconfirmed,
    /// No account.
    Nobody,
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
