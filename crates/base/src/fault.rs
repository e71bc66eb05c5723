//! A fault is ours: the caller did nothing wrong and learns nothing but an incident id.

use std::error::Error;

/// Something of ours failed: the database, a key, a disk. Carries its cause; logged once, at the edge.
#[derive(Debug)]
pub struct Fault {
    what: String,
    cause: Option<Box<dyn Error + Send + Sync>>,
    overloaded: bool,
}

impl Fault {
    /// A fault without an underlying error.
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), cause: None, overloaded: false }
    }

    /// A fault with the error that caused it.
    pub fn caused(what: impl Into<String>, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { what: what.into(), cause: Some(cause.into()), overloaded: false }
    }

    /// A fault that time heals: a queue is full, the database does not answer. Leaves as 503 with Retry-After.
    #[must_use]
    pub const fn overload(mut self) -> Self {
        self.overloaded = true;
        self
    }

    /// Whether trying again later is the right advice.
    pub const fn is_overload(&self) -> bool {
        self.overloaded
    }

    /// The chain of causes in one line, for the log only.
    pub fn chain(&self) -> String {
        let mut text = self.what.clone();
        let mut next = self.source();
        while let Some(cause) = next {
            text.push_str(": ");
            text.push_str(&cause.to_string());
            next = cause.source();
        }
        text
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.what)
    }
}

impl Error for Fault {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.cause.as_deref().map(|cause| cause as &(dyn Error + 'static))
    }
}
