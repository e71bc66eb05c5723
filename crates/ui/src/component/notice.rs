//! A sentence that stands out: for information, of success, of warning.

use askama::Template;

use super::html;

/// What kind of sentence it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    Info,
    Success,
    Warning,
}

impl Tone {
    const fn class(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Success => "success",
            Self::Warning => "warning",
        }
    }
}

/// A notice.
#[derive(Template)]
#[template(path = "component/notice.html")]
pub(crate) struct Notice {
    pub(crate) tone: Tone,
    pub(crate) text: String,
}

html!(Notice);
