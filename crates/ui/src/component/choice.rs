//! A choice between a few ways on, as large cards, and which step of how many this is.

use askama::Template;

use super::html;
use crate::catalogue::Words;

/// One way on.
pub(crate) struct Choice {
    pub(crate) value: &'static str,
    pub(crate) label: String,
    pub(crate) hint: String,
    pub(crate) state: Chosen,
}

/// Whether a way on is the one chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Chosen {
    Yes,
    No,
}

/// Radio cards under a question.
#[derive(Template)]
#[template(path = "component/choice_list.html")]
pub(crate) struct ChoiceList {
    pub(crate) name: &'static str,
    pub(crate) legend: String,
    pub(crate) choices: Vec<Choice>,
}

/// Which step of how many: stands above the heading of a page in a journey of more than two steps.
#[derive(Template)]
#[template(path = "component/progress.html")]
pub(crate) struct Progress {
    pub(crate) t: Words,
    pub(crate) current: u32,
    pub(crate) total: u32,
}

html!(ChoiceList, Progress);
