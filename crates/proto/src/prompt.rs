//! `prompt` and `max_age`: how fresh the sign-in must be (OpenID Connect Core 3.1.2.1).

use std::fmt;
use std::time::Duration;

use base::Time;
use serde::{Deserialize, Deserializer, Serialize, de};

/// One value of `prompt`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PromptValue {
    /// Show nothing; answer an error where something would have to be shown.
    None,
    /// Authenticate again.
    Login,
    /// Ask for consent again.
    Consent,
    /// Let the person choose an account.
    SelectAccount,
}

/// The values of `prompt` in one request; empty when the parameter is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Prompt(Vec<PromptValue>);

/// Why a `prompt` is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PromptRefusal {
    /// `none` beside another value.
    #[error("prompt none cannot be given with other values")]
    NoneWithOthers,
    /// A value we do not know, an empty one included.
    #[error("prompt must be none, or login, consent and select_account divided by single spaces")]
    UnknownValue,
}

impl PromptValue {
    /// All values, as the metadata of the server lists them.
    pub const ALL: [Self; 4] = [Self::None, Self::Login, Self::Consent, Self::SelectAccount];

    /// The value in the request.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Login => "login",
            Self::Consent => "consent",
            Self::SelectAccount => "select_account",
        }
    }
}

impl Prompt {
    /// Reads the parameter.
    ///
    /// # Errors
    /// The first rule broken.
    pub fn parse(text: Option<&str>) -> Result<Self, PromptRefusal> {
        let mut prompt = Self::default();
        for word in text.into_iter().flat_map(|text| text.split(' ')) {
            let known = PromptValue::ALL.into_iter().find(|value| value.as_str() == word);
            let value = known.ok_or(PromptRefusal::UnknownValue)?;
            if !prompt.contains(value) {
                prompt.0.push(value);
            }
        }
        prompt.refuse_mixed_none()
    }

    /// Whether `value` is among them.
    pub fn contains(&self, value: PromptValue) -> bool {
        self.0.contains(&value)
    }

    /// Whether nothing may be shown.
    pub fn none(&self) -> bool {
        self.contains(PromptValue::None)
    }

    /// Whether the person must authenticate again.
    pub fn login(&self) -> bool {
        self.contains(PromptValue::Login)
    }

    /// Whether the person must be asked for consent again.
    pub fn consent(&self) -> bool {
        self.contains(PromptValue::Consent)
    }

    /// Whether the person must be let choose an account.
    pub fn select_account(&self) -> bool {
        self.contains(PromptValue::SelectAccount)
    }

    /// The values without `value`, once it has been done.
    #[must_use]
    pub fn without(&self, value: PromptValue) -> Self {
        Self(self.0.iter().copied().filter(|own| *own != value).collect())
    }

    fn refuse_mixed_none(self) -> Result<Self, PromptRefusal> {
        // OpenID Connect Core 3.1.2.1: none with any other value is an error.
        if self.none() && self.0.len() > 1 {
            return Err(PromptRefusal::NoneWithOthers);
        }
        Ok(self)
    }
}

impl<'de> Deserialize<'de> for Prompt {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self(Vec::deserialize(from)?).refuse_mixed_none().map_err(de::Error::custom)
    }
}

/// The oldest sign-in a client accepts, in whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MaxAge(u32);

/// `max_age` is not a whole number of seconds from 0 to 4294967295.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("max_age must be a whole number of seconds")]
pub struct MaxAgeRefusal;

impl MaxAge {
    /// From whole seconds.
    pub const fn from_seconds(seconds: u32) -> Self {
        Self(seconds)
    }

    /// Reads the parameter: decimal digits only; none if it is left out.
    ///
    /// # Errors
    /// [`MaxAgeRefusal`].
    pub fn parse(text: Option<&str>) -> Result<Option<Self>, MaxAgeRefusal> {
        let Some(text) = text else { return Ok(None) };
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(MaxAgeRefusal);
        }
        text.parse().map(|seconds| Some(Self(seconds))).map_err(|_| MaxAgeRefusal)
    }

    /// The span.
    pub const fn duration(self) -> Duration {
        Duration::from_secs(self.0 as u64)
    }

    /// Whole seconds.
    pub const fn seconds(self) -> u32 {
        self.0
    }

    /// Whether a sign-in at `authenticated_at` is fresh enough for a request that arrived at `requested_at`.
    /// Measured from the arrival, so that with 0 a sign-in made for this very request is fresh, none before is.
    pub fn is_fresh(self, authenticated_at: Time, requested_at: Time) -> bool {
        authenticated_at.plus(self.duration()) >= requested_at
    }
}

impl fmt::Display for MaxAge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests;
