//! What a case is and how it ends.
//!
//! A case is one rule of one text, seen from outside. It knows nothing of reports or of the list of skips.

use std::pin::Pin;

use crate::world::World;

/// Why a case did not pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stop {
    /// The rule is broken; the text says what was seen.
    Failed(String),
    /// The text allows it, yet better is expected.
    Warned(String),
    /// The rule could not be judged here; the text says why.
    Skipped(String),
}

impl Stop {
    /// The text, whichever way the case ended.
    pub(crate) fn reason(&self) -> &str {
        match self {
            Self::Failed(reason) | Self::Warned(reason) | Self::Skipped(reason) => reason,
        }
    }
}

/// A failure from anything that reads as a sentence.
pub(crate) fn failed(reason: impl Into<String>) -> Stop {
    Stop::Failed(reason.into())
}

/// A skip from anything that reads as a sentence.
pub(crate) fn skipped(reason: impl Into<String>) -> Stop {
    Stop::Skipped(reason.into())
}

/// A warning from anything that reads as a sentence.
pub(crate) fn warned(reason: impl Into<String>) -> Stop {
    Stop::Warned(reason.into())
}

/// The result of one step of a case.
pub(crate) type Step<T> = Result<T, Stop>;

/// A running case.
pub(crate) type CaseRun<'w> = Pin<Box<dyn Future<Output = Step<()>> + 'w>>;

/// One rule, seen from outside.
pub(crate) struct Case {
    /// Stable name, `suite.rule`; the file of skips and the reports use it.
    pub(crate) id: &'static str,
    /// The rule as a statement.
    pub(crate) title: &'static str,
    /// The text and section the rule comes from.
    pub(crate) spec: &'static str,
    /// Judges the rule.
    pub(crate) run: for<'w> fn(&'w World) -> CaseRun<'w>,
}

/// Cases about one part of the provider.
pub(crate) struct Suite {
    /// Stable name, given to `--suite`.
    pub(crate) name: &'static str,
    /// In the order they are run.
    pub(crate) cases: &'static [Case],
}

/// Declares a case: name, title, section, and either a function of the world or `world => expression`.
macro_rules! case {
    ($id:literal, $title:literal, $spec:literal, $world:ident => $run:expr) => {
        $crate::case::Case {
            id: $id,
            title: $title,
            spec: $spec,
            run: |$world| Box::pin(async move { $run.await }),
        }
    };
    ($id:literal, $title:literal, $spec:literal, $run:path) => {
        $crate::case::Case { id: $id, title: $title, spec: $spec, run: |world| Box::pin($run(world)) }
    };
}
pub(crate) use case;

/// Ends the case as failed, with what was seen, unless the condition holds.
macro_rules! require {
    ($holds:expr, $($seen:tt)+) => {
        if !$holds {
            return Err($crate::case::Stop::Failed(format!($($seen)+)));
        }
    };
}
pub(crate) use require;
