//! What can be wrong with the text of a policy.

/// One thing that is wrong. `at` is the place, as `kind.face.days`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyProblem {
    /// The text is not TOML.
    #[error("not TOML: {0}")]
    Syntax(String),
    /// There is no such setting.
    #[error("{at}: there is no such setting")]
    Unknown {
        /// Where.
        at: String,
    },
    /// There is no such kind of evidence.
    #[error("{at}: there is no such kind of evidence")]
    UnknownKind {
        /// Where.
        at: String,
    },
    /// It must be there and is not.
    #[error("{at}: missing")]
    Missing {
        /// Where.
        at: String,
    },
    /// It is of another type.
    #[error("{at}: must be {expected}")]
    Type {
        /// Where.
        at: String,
        /// What it must be.
        expected: &'static str,
    },
    /// It is too low or too high.
    #[error("{at}: must be from {least} to {most}")]
    Range {
        /// Where.
        at: String,
        /// The least.
        least: u8,
        /// The most.
        most: u16,
    },
    /// It is none of the words that can stand there.
    #[error("{at}: must be one of {allowed}")]
    Word {
        /// Where.
        at: String,
        /// The words.
        allowed: &'static str,
    },
    /// It is not of the form of a version.
    #[error("{at}: must be 1 to 64 letters, digits, dots, hyphens or underscores")]
    Version {
        /// Where.
        at: String,
    },
    /// A kind of level 3 or more would count for ever.
    #[error("{at}: levels 3 to 5 need `days` or `own_end = \"required\"`")]
    NeverEnds {
        /// Where.
        at: String,
    },
    /// `beyond_session` without `alone = "session"`.
    #[error("{at}: only with alone = \"session\"")]
    NotOfSession {
        /// Where.
        at: String,
    },
    /// `beyond_session` is not lower than `level`.
    #[error("{at}: must be lower than the level")]
    NotLower {
        /// Where.
        at: String,
    },
}

impl PolicyProblem {
    /// The place, as `kind.face.days`; none when the whole text is meant.
    pub fn at(&self) -> Option<&str> {
        match self {
            Self::Syntax(_) => None,
            Self::Unknown { at }
            | Self::UnknownKind { at }
            | Self::Missing { at }
            | Self::Type { at, .. }
            | Self::Range { at, .. }
            | Self::Word { at, .. }
            | Self::Version { at }
            | Self::NeverEnds { at }
            | Self::NotOfSession { at }
            | Self::NotLower { at } => Some(at),
        }
    }
}
