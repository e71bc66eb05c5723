//! The level of a login as the national platform names it in `acr`: identity proofing and authentication.

use std::fmt;
use std::str::FromStr;

const PREFIX: &str = "urn:yimen:acr:";

/// A level such as `urn:yimen:acr:L4.A2`: how well the person is known (1 to 5) and how they signed in (1 to 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Level {
    pub(crate) identity: u8,
    pub(crate) authentication: u8,
}

impl Level {
    /// What a platform demands of people who sign in with two steps, whoever they say they are.
    pub(crate) const TWO_STEPS: Self = Self::new(1, 2);

    pub(crate) const fn new(identity: u8, authentication: u8) -> Self {
        Self { identity, authentication }
    }

    /// Whether this level is at least `required` in both parts.
    pub(crate) const fn satisfies(self, required: Self) -> bool {
        self.identity >= required.identity && self.authentication >= required.authentication
    }

    /// The next level worth asking for, if there is one.
    pub(crate) const fn above(self) -> Option<Self> {
        match (self.identity, self.authentication) {
            (_, 1) => Some(Self::new(self.identity, 2)),
            (identity @ 1..=3, authentication) => Some(Self::new(identity + 1, authentication)),
            (_, _) => None,
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}L{}.A{}", self.identity, self.authentication)
    }
}

impl FromStr for Level {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (identity, authentication) =
            text.strip_prefix(PREFIX).and_then(|rest| rest.split_once('.')).ok_or(())?;
        let part = |text: &str, letter: char, most: u8| {
            let digits = text.strip_prefix(letter).filter(|digits| digits.len() == 1)?;
            digits.parse::<u8>().ok().filter(|value| (1..=most).contains(value))
        };
        match (part(identity, 'L', 5), part(authentication, 'A', 3)) {
            (Some(identity), Some(authentication)) => Ok(Self { identity, authentication }),
            (_, _) => Err(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_reads_back_what_it_writes() {
        assert_eq!(Level::new(4, 2).to_string().parse(), Ok(Level::new(4, 2)));
    }

    #[test]
    fn other_texts_are_no_level() {
        for text in [
            "",
            "urn:yimen:acr:L6.A1",
            "urn:yimen:acr:L1.A4",
            "urn:yimen:acr:L1",
            "L1.A1",
            "urn:yimen:acr:L+.A1",
        ] {
            assert_eq!(text.parse::<Level>(), Err(()), "{text}");
        }
    }

    #[test]
    fn both_parts_must_reach_the_requirement() {
        assert!(Level::new(3, 2).satisfies(Level::new(3, 1)));
        assert!(!Level::new(4, 1).satisfies(Level::new(3, 2)));
        assert!(!Level::new(2, 3).satisfies(Level::new(3, 2)));
    }
}
