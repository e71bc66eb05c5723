//! The fields by which a person is named as their document names them: kind of document, number, name. Used for the
//! person who is there and for one who is invited.

use super::proof::DocumentKind;
use crate::FieldProblem;
use crate::catalogue::Words;
use crate::component::{Chosen, Form, Kind, SelectField, SelectOption, TextField};

/// What was typed of a person before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedPerson {
    /// The kind of document chosen; none: the first of the list.
    pub document: Option<DocumentKind>,
    /// The number, as typed.
    pub number: String,
    /// The name, as typed.
    pub name: String,
}

/// The three fields, ready for a form: `document_type`, `number`, `name`.
pub(crate) struct PersonFields<'a> {
    pub(crate) document: SelectField,
    pub(crate) number: TextField<'a>,
    pub(crate) name: TextField<'a>,
}

impl<'a> PersonFields<'a> {
    pub(crate) fn new(t: Words, typed: &'a TypedPerson, form: &Form<'_>, problems: &[FieldProblem]) -> Self {
        let field = |name, kind, label, value| TextField::new(t, name, kind, label).value(value).within(form);
        let number = field("number", Kind::DocumentNumber, "field-document-number", &typed.number);
        let name = field("name", Kind::PersonName, "field-person-name", &typed.name);
        Self {
            document: SelectField::new(t, "document_type", "field-document", documents(t, typed.document))
                .within(form)
                .problems(problems),
            number: number.of_somebody_else().problems(problems),
            name: name.hint(t.say("field-person-name-hint")).problems(problems),
        }
    }

    /// Of somebody other than who fills them in.
    pub(crate) fn of_somebody_else(mut self) -> Self {
        self.name = self.name.of_somebody_else();
        self
    }
}

fn documents(t: Words, chosen: Option<DocumentKind>) -> Vec<SelectOption> {
    let chosen = chosen.unwrap_or(DocumentKind::ResidentId);
    let option = |kind: DocumentKind| SelectOption {
        value: kind.word().to_owned(),
        label: t.say(kind.name()).into_owned(),
        state: if kind == chosen { Chosen::Yes } else { Chosen::No },
    };
    DocumentKind::ALL.into_iter().map(option).collect()
}
