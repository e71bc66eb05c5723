//! What is wrong with a configuration.

/// One thing wrong with a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Line in the file, counted from 1; none when the value comes from the environment or is missing.
    pub line: Option<usize>,
    /// The option, such as `tokens.code_seconds`; empty when the text is not TOML.
    pub key: String,
    /// What is wrong with it and, where it helps, what would be right. Never repeats a secret.
    pub reason: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        if self.key.is_empty() {
            f.write_str(&self.reason)
        } else {
            write!(f, "{}: {}", self.key, self.reason)
        }
    }
}

impl std::error::Error for Problem {}
