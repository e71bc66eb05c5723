//! Why a command ended without doing what was asked, and the exit code that tells scripts.

use std::error::Error;

use base::Fault;
use keys::KeyError;

use crate::admin::site::SiteRefusal;
use crate::client::LogoRefusal;

/// Why a command did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// A rule says no, or there is no such thing. The text is one sentence for the operator.
    #[error("{0}")]
    Refused(String),
    /// The command line is wrong in a way the parser cannot see.
    #[error("{0}")]
    Usage(String),
    /// Something of ours failed.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// Whoever read our output has gone: `yimen audit list | head`.
    #[error("nobody reads the output any more")]
    ReaderGone,
}

impl CliError {
    /// A refusal in one sentence.
    pub fn refused(sentence: impl Into<String>) -> Self {
        Self::Refused(sentence.into())
    }

    /// A refusal told by an error and its causes.
    pub(super) fn told(error: &dyn Error) -> Self {
        let mut sentence = error.to_string();
        let mut next = error.source();
        while let Some(cause) = next {
            sentence.push_str(": ");
            sentence.push_str(&cause.to_string());
            next = cause.source();
        }
        Self::Refused(sentence)
    }

    /// What the operator reads. Faults show their causes: the operator is who mends them.
    pub(super) fn sentence(&self) -> String {
        match self {
            Self::Refused(sentence) | Self::Usage(sentence) => sentence.clone(),
            Self::Fault(fault) => fault.chain(),
            Self::ReaderGone => self.to_string(),
        }
    }

    /// The exit code.
    pub(super) const fn code(&self) -> u8 {
        match self {
            Self::Refused(_) | Self::Fault(_) => 1,
            Self::Usage(_) => 2,
            Self::ReaderGone => 0,
        }
    }
}

impl From<KeyError> for CliError {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Fault(fault) => Self::Fault(fault),
            other @ (KeyError::Refused(_)
            | KeyError::NoActiveKey(_)
            | KeyError::Kek(_)
            | KeyError::Damaged(_)
            | KeyError::Contended) => Self::told(&other),
        }
    }
}

impl From<SiteRefusal> for CliError {
    fn from(refusal: SiteRefusal) -> Self {
        match refusal {
            SiteRefusal::Fault(fault) => Self::Fault(fault),
            other @ (SiteRefusal::NoDatabase(_) | SiteRefusal::SchemaBehind) => Self::told(&other),
        }
    }
}

impl From<LogoRefusal> for CliError {
    fn from(refusal: LogoRefusal) -> Self {
        match refusal {
            LogoRefusal::Fault(fault) => Self::Fault(fault),
            other @ (LogoRefusal::NoPlatform(_) | LogoRefusal::Picture(_)) => Self::told(&other),
        }
    }
}
