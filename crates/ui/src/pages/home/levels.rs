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

pub(crate) fn identity(t: Words, level: IdentityLevel) -> Level {
    let (reached, meaning) = match level {
        IdentityLevel::L1 => (1, "home-identity-1"),
        IdentityLevel::L2 => (2, "home-identity-2"),
        IdentityLevel::L3 => (3, "home-identity-3"),
        IdentityLevel::L4 => (4, "home-identity-4"),
        IdentityLevel::L5 => (5, "home-identity-5"),
    };
    Level {
        t,
        test_id: "identity-level",
        heading: t.say("home-identity-level").into_owned(),
        reached,
        highest: 5,
        meaning: t.say(meaning).into_owned(),
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
