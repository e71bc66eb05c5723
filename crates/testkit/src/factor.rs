//! What people have besides a password: passkeys, apps that count time, codes on paper; set up through the ordinary
//! services, without their pages.

use base::Time;
use ring::hmac;
use sandbox::actor::{Authenticator, Backup};
use store::account::{Account, SecondStep};
use yimen::account::LoginName;
use yimen::authenticator::PasskeyName;

use crate::journey::Person;
use crate::node::{Node, held};

/// What binds a ceremony to a browser that these ceremonies do without.
const NO_BROWSER: &str = "no browser";
/// RFC 6238 section 4.1: the default time step.
const STEP_SECONDS: i64 = 30;

/// An app that counts time (RFC 6238).
#[derive(Clone, Debug)]
pub struct CodeApp {
    secret: Vec<u8>,
}

impl CodeApp {
    /// The app that took this secret.
    pub fn new(secret: &[u8]) -> Self {
        Self { secret: secret.to_vec() }
    }

    /// What it shows at a moment: six digits (RFC 4226 section 5.3).
    pub fn code(&self, at: Time) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &self.secret);
        let tag = hmac::sign(&key, &at.seconds().div_euclid(STEP_SECONDS).to_be_bytes());
        let last = tag.as_ref().last().copied().expect("a tag has bytes");
        let four = tag.as_ref().get(usize::from(last & 0xf)..).and_then(<[u8]>::first_chunk);
        let number = u32::from_be_bytes(*four.expect("the offset is at most 15 of 20")) & 0x7fff_ffff;
        format!("{:06}", number % 1_000_000)
    }
}

impl Node {
    /// A security key in front of this deployment's pages: what it holds stays in it.
    pub fn security_key(&self) -> Authenticator {
        Authenticator::new(self.issuer())
    }

    /// A device whose passkeys are copied to the person's other devices.
    pub fn synced_device(&self) -> Authenticator {
        self.security_key().backed_up(Backup::BackedUp)
    }

    /// The account of a person.
    pub async fn account(&self, person: &Person) -> Account {
        let name = LoginName::username(&person.username).expect("a user name");
        held(self.app.accounts.by_name(&name).await).expect("an account")
    }

    /// Adds a passkey to a person's account, held by this device.
    pub async fn give_passkey(&self, person: &Person, device: &mut Authenticator) {
        let account = self.account(person).await;
        let names = (person.username.as_str(), person.username.as_str());
        let authenticators = &self.app.authenticators;
        let ceremony = held(authenticators.begin_passkey(&account, names, NO_BROWSER).await);
        let made = device.create(&ceremony.options, &[]).expect("the device makes a passkey");
        let name = PasskeyName::parse("a passkey").expect("a name");
        let answer = (ceremony.state.as_str(), made.as_str());
        let added = authenticators.add_passkey(account.id, answer, &name, (NO_BROWSER, "")).await;
        added.unwrap_or_else(|refusal| panic!("the passkey is refused: {refusal:?}"));
    }

    /// Adds an app to a person's account. The code of the present is still good.
    pub async fn give_app(&self, person: &Person) -> CodeApp {
        let account = self.account(person).await;
        let offer = self.app.authenticators.offer_totp(&person.username);
        let app = CodeApp::new(&offer.bytes);
        let before = Time::from_seconds(self.now().seconds() - STEP_SECONDS);
        let shown = app.code(before);
        let kept = self.app.authenticators.keep_totp(account.id, (&offer.bytes, &shown), "").await;
        held(kept).expect("the app shows the right code");
        app
    }

    /// Draws recovery codes for a person's account.
    pub async fn give_recovery_codes(&self, person: &Person) -> Vec<String> {
        let account = self.account(person).await;
        let codes = held(self.app.authenticators.renew_recovery_codes(account.id, "").await);
        codes.iter().map(|code| code.expose().to_owned()).collect()
    }

    /// From now on a person's account always wants two steps.
    pub async fn always_two_steps(&self, person: &Person) {
        let (id, now) = (self.account(person).await.id, self.now());
        let set = self.app.ground.db.write(move |tx| {
            Box::pin(async move { store::account::set_second_step(tx, id, SecondStep::Always, now).await })
        });
        assert!(held(set.await), "the account is there");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 6238 appendix B, the rows for SHA-1, cut to six digits.
    #[test]
    fn shows_what_the_standard_shows() {
        let app = CodeApp::new(b"12345678901234567890");
        let rows = [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (20_000_000_000, "353130"),
        ];
        for (at, code) in rows {
            assert_eq!(app.code(Time::from_seconds(at)), code, "{at}");
        }
    }
}
