//! The two levels of an account in a session, each in plain words.

use crate::catalogue::Words;
use crate::component::Level;

/// The two levels of an account in a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Levels {
    /// What is known of the person.
    pub identity: IdentityLevel,
    /// How this session came in.
    pub authentication: AuthenticationLevel,
}

/// What is known of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IdentityLevel {
    /// A guest: a phone or a platform's account, nothing else.
    L1,
    /// Told by the person, not checked.
    L2,
    /// Name and number match an authoritative record.
    L3,
    /// A living person matches the record.
    L4,
    /// Checked at a counter or by a qualified certificate.
    L5,
}

/// How a session came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AuthenticationLevel {
    /// One factor.
    A1,
    /// Two factors.
    A2,
    /// Hardware that cannot be phished.
    A3,
}

impl IdentityLevel {
    /// The level with a number; what is out of range counts as the nearest.
    pub const fn from_number(number: u8) -> Self {
        match number {
            0 | 1 => Self::L1,
            2 => Self::L2,
            3 => Self::L3,
            4 => Self::L4,
            5.. => Self::L5,
        }
    }

    /// Its number, 1 to 5.
    pub const fn number(self) -> u8 {
        match self {
            Self::L1 => 1,
            Self::L2 => 2,
            Self::L3 => 3,
            Self::L4 => 4,
            Self::L5 => 5,
        }
    }

    /// The key of what it means.
    pub(crate) const fn meaning(self) -> &'static str {
        match self {
            Self::L1 => "home-identity-1",
            Self::L2 => "home-identity-2",
            Self::L3 => "home-identity-3",
            Self::L4 => "home-identity-4",
            Self::L5 => "home-identity-5",
        }
    }

    /// "Level 3 of 5".
    pub(crate) fn on_scale(self, t: Words) -> String {
        t.part("home-level-of", u32::from(self.number()), HIGHEST_IDENTITY)
    }
}

const HIGHEST_IDENTITY: u32 = 5;

pub(crate) fn identity(t: Words, level: IdentityLevel) -> Level {
    Level {
        t,
        test_id: "identity-level",
        heading: t.say("home-identity-level").into_owned(),
        reached: u32::from(level.number()),
        highest: HIGHEST_IDENTITY,
        meaning: t.say(level.meaning()).into_owned(),
    }
}

pub(crate) fn authentication(t: Words, level: AuthenticationLevel) -> Level {
    let (reached, meaning) = match level {
        AuthenticationLevel::A1 => (1, "home-authentication-1"),
        AuthenticationLevel::A2 => (2, "home-authentication-2"),
        AuthenticationLevel::A3 => (3, "home-authentication-3"),
    };
    Level {
        t,
        test_id: "authentication-level",
        heading: t.say("home-authentication-level").into_owned(),
        reached,
        highest: 3,
        meaning: t.say(meaning).into_owned(),
    }
}
