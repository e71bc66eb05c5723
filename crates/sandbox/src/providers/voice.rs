//! What a house says and how it signs, faithfully or not: a behaviour as seen by whoever writes the words.

use std::time::Duration;

use base::{Fault, Time};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::behaviour::Behaviour;
use super::case::Verdict;
use super::city::City;
use super::keys::Slot;
use super::partner::Partner;
use super::sorted_form::{Fields, SIGN, SIGN_TYPE};

/// How far a wrong clock is from the right one.
const FAR: Duration = Duration::from_secs(3600);
/// More than any receiver should take, in bytes.
const PADDING: usize = 96 * 1024;

/// How something is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Voice {
    /// When it says that it speaks.
    pub(super) at: Time,
    pub(super) signer: Signer,
    pub(super) audience: Audience,
    pub(super) about: About,
    /// Said instead of what was decided.
    pub(super) verdict: Option<Verdict>,
    wholeness: Wholeness,
    length: Length,
}

/// Who signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signer {
    Key(Slot),
    /// Another provider of the city.
    Sibling,
    /// Nobody, in silence.
    Nobody,
    /// Nobody, and it says so.
    None,
}

/// To whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Audience {
    Issuer,
    Another,
}

/// About whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    Asked,
    Another,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wholeness {
    Whole,
    Tampered,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Length {
    Usual,
    Oversized,
}

impl Voice {
    /// The voice of a house that does what it should.
    pub(super) const fn faithful(now: Time) -> Self {
        Self {
            at: now,
            signer: Signer::Key(Slot::Live),
            audience: Audience::Issuer,
            about: About::Asked,
            verdict: None,
            wholeness: Wholeness::Whole,
            length: Length::Usual,
        }
    }

    /// The voice of a house that behaves so.
    pub(super) fn of(behaviour: Behaviour, now: Time) -> Self {
        let right = Self::faithful(now);
        match behaviour {
            Behaviour::Faithful
            | Behaviour::Slow(_)
            | Behaviour::Down
            | Behaviour::Breaks
            | Behaviour::Never
            | Behaviour::Repeat(_)
            | Behaviour::GetInstead
            | Behaviour::Reorder
            | Behaviour::SameIdOtherBody => right,
            Behaviour::Tampered => Self { wholeness: Wholeness::Tampered, ..right },
            Behaviour::OldTimestamp => Self { at: now.minus(FAR), ..right },
            Behaviour::FutureTimestamp => Self { at: now.plus(FAR), ..right },
            Behaviour::RotatedKey => Self { signer: Signer::Key(Slot::Next), ..right },
            Behaviour::UnknownKey => Self { signer: Signer::Key(Slot::Stranger), ..right },
            Behaviour::WrongSubject => Self { about: About::Another, ..right },
            Behaviour::Expired => Self { verdict: Some(Verdict::TimeOut), ..right },
            Behaviour::Oversized => Self { length: Length::Oversized, ..right },
            Behaviour::OtherAudience => Self { audience: Audience::Another, ..right },
            Behaviour::NoSignature => Self { signer: Signer::Nobody, ..right },
            Behaviour::AlgNone => Self { signer: Signer::None, ..right },
            Behaviour::OtherProvidersKey => Self { signer: Signer::Sibling, ..right },
        }
    }
}

/// What languages without an audience name instead: a verification that is nobody's.
pub(super) const NOBODYS_SEQ: &str = "00000000000000000000000000000000";

impl City {
    /// The voice in which a house answers calls now.
    pub(super) fn answering(&self, partner: Partner) -> Voice {
        Voice::of(self.with(partner, |desk| desk.answers), self.now())
    }

    /// A compact JWS (RFC 7515 section 7.1) of this `typ` in this voice. `aud` is put in by the voice.
    ///
    /// # Errors
    /// A fault when the house has no key.
    pub(super) fn say_jws(
        &self,
        partner: Partner,
        voice: &Voice,
        typ: &str,
        mut claims: Value,
    ) -> Result<String, Fault> {
        let audience = match voice.audience {
            Audience::Issuer => self.issuer().to_owned(),
            Audience::Another => "https://somebody-else.example".to_owned(),
        };
        put(&mut claims, "aud", json!(audience));
        put(&mut claims, "iat", json!(voice.at.seconds()));
        if voice.length == Length::Oversized {
            put(&mut claims, "padding", json!("x".repeat(PADDING)));
        }
        let key = self.signing_key(partner, voice.signer)?;
        let header = match &key {
            Some(key) => json!({ "alg": key.algorithm(), "kid": key.kid(), "typ": typ }),
            None if voice.signer == Signer::None => json!({ "alg": "none", "typ": typ }),
            // A signature that is left out under a header that promises one.
            None => {
                let key = self.key(partner, Slot::Live)?;
                json!({ "alg": key.algorithm(), "kid": key.kid(), "typ": typ })
            }
        };
        let text = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
        let signed = format!("{}.{}", text(&header), text(&claims));
        let proof = match key {
            Some(key) => URL_SAFE_NO_PAD.encode(key.sign(signed.as_bytes()).map_err(unsigned)?),
            None => String::new(),
        };
        match voice.wholeness {
            Wholeness::Whole => Ok(format!("{signed}.{proof}")),
            Wholeness::Tampered => {
                put(&mut claims, "iat", json!(voice.at.seconds() + 1));
                Ok(format!("{}.{}.{proof}", text(&header), text(&claims)))
            }
        }
    }

    /// Sorted fields with their signature in this voice. `left_out` is not signed; `sign_type` is only changed where it
    /// stands already.
    ///
    /// # Errors
    /// A fault when the house has no key.
    pub(super) fn say_fields(
        &self,
        partner: Partner,
        voice: &Voice,
        mut fields: Fields,
        left_out: &[&str],
    ) -> Result<Fields, Fault> {
        if voice.length == Length::Oversized {
            fields.set("padding", "x".repeat(PADDING));
        }
        if voice.signer == Signer::None && fields.value(SIGN_TYPE).is_some() {
            fields.set(SIGN_TYPE, "NONE");
        }
        match self.say_text(partner, voice, &fields.base_string(left_out))? {
            Some(proof) => fields.set(SIGN, proof),
            None if voice.signer == Signer::None => fields.set(SIGN, ""),
            None => {}
        }
        if voice.wholeness == Wholeness::Tampered {
            fields.tamper();
        }
        Ok(fields)
    }

    /// The base64 of an RSA2 signature over a text, in this voice; none where the voice does not sign.
    ///
    /// # Errors
    /// A fault when the house has no key.
    pub(super) fn say_text(
        &self,
        partner: Partner,
        voice: &Voice,
        text: &str,
    ) -> Result<Option<String>, Fault> {
        let key = self.signing_key(partner, voice.signer)?;
        key.map(|key| key.sign(text.as_bytes()).map(|proof| STANDARD.encode(proof)).map_err(unsigned))
            .transpose()
    }
}

impl Voice {
    /// Whether what was signed is changed afterwards: for languages that write their own text.
    pub(super) fn tampers(&self) -> bool {
        self.wholeness == Wholeness::Tampered
    }

    /// Whether much is said: for languages that write their own text.
    pub(super) fn padding(&self) -> Option<String> {
        (self.length == Length::Oversized).then(|| "x".repeat(PADDING))
    }
}

fn unsigned(cause: crate::SandboxError) -> Fault {
    Fault::caused("a provider of the city could not sign", cause)
}

fn put(claims: &mut Value, name: &str, value: Value) {
    if let Some(members) = claims.as_object_mut() {
        members.insert(name.to_owned(), value);
    }
}
