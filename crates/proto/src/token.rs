//! The claims of the tokens we sign, as plain data.
//!
//! Owns names and shapes (OpenID Connect Core 2, RFC 9068, OpenID Connect Back-Channel Logout 2.4). Values are
//! put in by the service, signatures by `keys`.

use base::Time;
use serde::{Deserialize, Deserializer, Serialize, de};
use serde_json::{Map, Value, json};

use crate::acr::Acr;
use crate::scope::Scope;

/// `typ` of an access token (RFC 9068 section 2.1).
pub const AT_JWT: &str = "at+jwt";
/// `typ` of an ID token.
pub const JWT: &str = "JWT";
/// `typ` of a logout token (OpenID Connect Back-Channel Logout 2.4).
pub const LOGOUT_JWT: &str = "logout+jwt";
/// The event a logout token reports (OpenID Connect Back-Channel Logout 2.4).
pub const LOGOUT_EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// Names whose meaning the protocols fix: never a claim about a person, never given from outside.
const PROTOCOL_CLAIMS: [&str; 24] = [
    "iss",
    "sub",
    "aud",
    "exp",
    "nbf",
    "iat",
    "jti",
    "azp",
    "nonce",
    "auth_time",
    "acr",
    "amr",
    "at_hash",
    "c_hash",
    "s_hash",
    "sid",
    "client_id",
    "scope",
    "events",
    "cnf",
    "act",
    "may_act",
    "sub_jwk",
    "authorization_details",
];

/// A moment in whole seconds since 1970 (RFC 7519 section 2, `NumericDate`). Fractions are read and rounded down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct NumericDate(i64);

impl NumericDate {
    /// Whole seconds since 1970-01-01T00:00:00Z.
    pub const fn seconds(self) -> i64 {
        self.0
    }

    /// The moment.
    pub const fn time(self) -> Time {
        Time::from_seconds(self.0)
    }
}

impl From<Time> for NumericDate {
    fn from(time: Time) -> Self {
        Self(time.seconds())
    }
}

impl<'de> Deserialize<'de> for NumericDate {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let number = serde_json::Number::deserialize(from)?;
        if let Some(seconds) = number.as_i64() {
            return Ok(Self(seconds));
        }
        // 2^53: beyond it a fraction cannot be told, and no clock of ours will be there.
        let fraction = number.as_f64().filter(|seconds| seconds.abs() < 9_007_199_254_740_992.0);
        let seconds = fraction.ok_or_else(|| de::Error::custom("a moment out of range"))?;
        #[expect(clippy::cast_possible_truncation, reason = "below 2^53 in either direction")]
        Ok(Self(seconds.floor() as i64))
    }
}

/// `aud`: one recipient as a text, several as a list (RFC 7519 section 4.1.3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Audience {
    /// One recipient.
    One(String),
    /// A list, of one recipient too.
    Many(Vec<String>),
}

impl Audience {
    /// Whether `recipient` is among them.
    pub fn contains(&self, recipient: &str) -> bool {
        self.iter().any(|own| own == recipient)
    }

    /// The recipients.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let list = match self {
            Self::One(recipient) => std::slice::from_ref(recipient),
            Self::Many(recipients) => recipients,
        };
        list.iter().map(String::as_str)
    }
}

impl From<&str> for Audience {
    fn from(recipient: &str) -> Self {
        Self::One(recipient.to_owned())
    }
}

impl From<Vec<String>> for Audience {
    /// A list of one is written as a text, which every recipient can read.
    fn from(recipients: Vec<String>) -> Self {
        match <[String; 1]>::try_from(recipients) {
            Ok([recipient]) => Self::One(recipient),
            Err(recipients) => Self::Many(recipients),
        }
    }
}

/// Claims beside those the protocols fix. None of them can stand in for a protocol claim.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ExtraClaims(Map<String, Value>);

/// The name has a meaning fixed by the protocols.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the claim has a meaning fixed by the protocols")]
pub struct ProtocolClaim;

impl ExtraClaims {
    /// Adds or replaces a claim.
    ///
    /// # Errors
    /// [`ProtocolClaim`] for a name such as `sub` or `acr`: two members of one name would reach the client.
    pub fn insert(&mut self, name: impl Into<String>, value: Value) -> Result<(), ProtocolClaim> {
        let name = name.into();
        if is_protocol_claim(&name) {
            return Err(ProtocolClaim);
        }
        self.0.insert(name, value);
        Ok(())
    }

    /// The value of a claim.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Whether the meaning of a claim is fixed by the protocols.
pub fn is_protocol_claim(name: &str) -> bool {
    PROTOCOL_CLAIMS.contains(&name)
}

/// The claims of an ID token (OpenID Connect Core 2).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IdTokenClaims {
    /// Who says so.
    pub iss: String,
    /// About whom, as this client knows them.
    pub sub: String,
    /// To whom.
    pub aud: Audience,
    /// No longer to be accepted from here on.
    pub exp: NumericDate,
    /// When it was signed.
    pub iat: NumericDate,
    /// When the person authenticated.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub auth_time: Option<NumericDate>,
    /// The value of the authorization request, unchanged.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub nonce: Option<String>,
    /// The level reached.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub acr: Option<Acr>,
    /// The methods used (RFC 8176).
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub amr: Vec<String>,
    /// The client it was issued to, when that is not the only recipient.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub azp: Option<String>,
    /// The session, as this client knows it (OpenID Connect Back-Channel Logout 2.1).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sid: Option<String>,
    /// Half the hash of the access token beside it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub at_hash: Option<String>,
    /// Half the hash of the code beside it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub c_hash: Option<String>,
    /// Claims about the person.
    #[serde(flatten)]
    pub extra: ExtraClaims,
}

/// The claims of an access token (RFC 9068 section 2.2).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccessTokenClaims {
    /// Who issued it.
    pub iss: String,
    /// On whose behalf; the client itself where there is no person.
    pub sub: String,
    /// The resources it is for.
    pub aud: Audience,
    /// The client it was issued to.
    pub client_id: String,
    /// When it was issued.
    pub iat: NumericDate,
    /// No longer to be accepted from here on.
    pub exp: NumericDate,
    /// Its own name.
    pub jti: String,
    /// What it may be used for.
    #[serde(skip_serializing_if = "Scope::is_empty", default)]
    pub scope: Scope,
    /// When the person authenticated.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub auth_time: Option<NumericDate>,
    /// The level reached.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub acr: Option<Acr>,
    /// The methods used (RFC 8176).
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub amr: Vec<String>,
    /// The session, as this client knows it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sid: Option<String>,
    /// Further claims.
    #[serde(flatten)]
    pub extra: ExtraClaims,
}

/// The claims of a logout token (OpenID Connect Back-Channel Logout 2.4). It never has a nonce.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LogoutTokenClaims {
    /// Who says so.
    pub iss: String,
    /// To whom.
    pub aud: Audience,
    /// When it was signed.
    pub iat: NumericDate,
    /// No longer to be accepted from here on.
    pub exp: NumericDate,
    /// Its own name, so that a second delivery is told from a replay.
    pub jti: String,
    /// Who has signed out, as this client knows them.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sub: Option<String>,
    /// Which session has ended, as this client knows it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sid: Option<String>,
    /// What happened: see [`LogoutTokenClaims::event`].
    pub events: Map<String, Value>,
}

impl LogoutTokenClaims {
    /// The value of `events` for a logout.
    pub fn event() -> Map<String, Value> {
        Map::from_iter([(LOGOUT_EVENT.to_owned(), json!({}))])
    }
}

#[cfg(test)]
mod tests;
