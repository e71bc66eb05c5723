//! `[log]`: the operator's log. The audit log is another thing and has no settings.

use crate::source::Source;
use crate::value::choice::choice;

/// The operator's log.
#[derive(Clone, Debug)]
pub struct Log {
    /// `log.format`, `human` or `json`, default `human`, `YIMEN__LOG__FORMAT`.
    pub format: LogFormat,
    /// `log.level`, `error` to `trace`, default `info`, `YIMEN__LOG__LEVEL`.
    pub level: LogLevel,
}

choice! {
    /// The form of a log line.
    pub enum LogFormat {
        /// For eyes.
        Human = "human",
        /// One JSON object a line.
        Json = "json",
    }
}

choice! {
    /// What is worth a log line.
    pub enum LogLevel {
        /// Faults.
        Error = "error",
        /// And what an operator should look at.
        Warn = "warn",
        /// And what happened.
        Info = "info",
        /// And how.
        Debug = "debug",
        /// And every step.
        Trace = "trace",
    }
}

impl Log {
    pub(crate) fn read(source: &mut Source) -> Self {
        let mut fields = source.section(
            "log",
            "The operator's log, on standard error. No secret and no personal data is in it.",
        );
        Self {
            format: fields.choice("format", LogFormat::Human, "human: for eyes. json: one object a line."),
            level: fields.choice("level", LogLevel::Info, "The least weighty message still written."),
        }
    }
}
