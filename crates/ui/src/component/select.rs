//! Fields that hold one of a few values, or many lines.

use askama::Template;

use super::field::described_by;
use super::{Chosen, Form, html, problems_of};
use crate::FieldProblem;
use crate::catalogue::Words;
use crate::visible::visible;

/// A value to choose.
pub(crate) struct SelectOption {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) state: Chosen,
}

/// A field that holds one of a few values.
#[derive(Template)]
#[template(path = "component/select_field.html")]
pub(crate) struct SelectField {
    t: Words,
    name: &'static str,
    id: String,
    test_id: String,
    label: String,
    options: Vec<SelectOption>,
    problems: Vec<String>,
}

impl SelectField {
    /// A field with the key of its label.
    pub(crate) fn new(t: Words, name: &'static str, label: &str, options: Vec<SelectOption>) -> Self {
        Self {
            t,
            name,
            id: name.to_owned(),
            test_id: name.replace('_', "-"),
            label: t.say(label).into_owned(),
            options,
            problems: Vec::new(),
        }
    }

    /// In one of several forms of a page that have a field of this name.
    pub(crate) fn within(mut self, form: &Form<'_>) -> Self {
        self.id = form.id_of(self.name);
        self.test_id = form.test_id_of(self.name);
        self
    }

    /// With those of the form's problems that are this field's.
    pub(crate) fn problems(mut self, problems: &[FieldProblem]) -> Self {
        self.problems = problems_of(self.t, self.name, problems);
        self
    }

    fn described_by(&self) -> Option<String> {
        described_by(&self.id, None, &self.problems)
    }
}

/// A field of several lines.
#[derive(Template)]
#[template(path = "component/lines_field.html")]
pub(crate) struct LinesField {
    t: Words,
    name: &'static str,
    label: String,
    hint: Option<String>,
    value: String,
    problems: Vec<String>,
}

impl LinesField {
    /// A field with the keys of its label and hint.
    pub(crate) fn new(t: Words, name: &'static str, label: &str, hint: &str) -> Self {
        Self {
            t,
            name,
            label: t.say(label).into_owned(),
            hint: Some(t.say(hint).into_owned()),
            value: String::new(),
            problems: Vec::new(),
        }
    }

    /// With what was typed before. It stands on the page as text, so that nothing in it may turn what follows.
    pub(crate) fn value(mut self, typed: &str) -> Self {
        self.value = typed.lines().map(visible).collect::<Vec<_>>().join("\n");
        self
    }

    /// With those of the form's problems that are this field's.
    pub(crate) fn problems(mut self, problems: &[FieldProblem]) -> Self {
        self.problems = problems_of(self.t, self.name, problems);
        self
    }

    fn described_by(&self) -> Option<String> {
        described_by(self.name, self.hint.as_ref(), &self.problems)
    }
}

html!(SelectField, LinesField);
