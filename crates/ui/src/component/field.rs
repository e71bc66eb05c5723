//! Text, password and code fields, the error summary, and the hidden fields of every form.

use askama::Template;

use super::html;
use crate::FieldProblem;
use crate::catalogue::Words;

/// What a field holds: decides the keyboard, what the browser may fill in and whether the value is shown again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The name a person signs in with.
    Username,
    /// The same, shown and not asked: the account is known, the password manager still needs it.
    FixedUsername,
    /// The same; the browser offers passkeys beside the names it knows.
    UsernameOrPasskey,
    /// A person's full name.
    PersonName,
    /// A mobile number.
    Phone,
    /// The password of an account that exists.
    CurrentPassword,
    /// The password of an account that is being made.
    NewPassword,
    /// A code sent to the person, or shown by an authenticator app.
    OneTimeCode,
    /// A recovery code.
    RecoveryCode,
    /// A mail address.
    Mail,
    /// What the person calls a thing of theirs.
    Label,
    /// The number of an identity document.
    DocumentNumber,
    /// The number of a bank card.
    BankCard,
    /// A day.
    Day,
    /// Codes, with commas or spaces between them.
    Codes,
}

impl Kind {
    const fn input_type(self) -> &'static str {
        match self {
            Self::CurrentPassword | Self::NewPassword => "password",
            Self::Phone => "tel",
            Self::Mail => "email",
            Self::Username
            | Self::FixedUsername
            | Self::UsernameOrPasskey
            | Self::PersonName
            | Self::OneTimeCode
            | Self::RecoveryCode
            | Self::Label
            | Self::DocumentNumber
            | Self::BankCard
            // Not a date: its parts are as many stops of the Tab key, and a date that is known is typed faster.
            | Self::Day
            | Self::Codes => "text",
        }
    }

    // HTML section 4.10.18.7.1: the detail tokens of autofill. WCAG 2.2 success criteria 1.3.5 and 3.3.8.
    const fn autocomplete(self) -> &'static str {
        match self {
            Self::Username | Self::FixedUsername => "username",
            // Web Authentication Level 3 section 5.1.4: passkeys among the suggestions need this word.
            Self::UsernameOrPasskey => "username webauthn",
            Self::PersonName => "name",
            Self::Phone => "tel-national",
            Self::CurrentPassword => "current-password",
            Self::NewPassword => "new-password",
            Self::OneTimeCode => "one-time-code",
            Self::Mail => "email",
            Self::BankCard => "cc-number",
            Self::Label | Self::RecoveryCode | Self::DocumentNumber | Self::Day | Self::Codes => "off",
        }
    }

    const fn keyboard(self) -> Attributes {
        Attributes(match self {
            Self::Username
            | Self::FixedUsername
            | Self::UsernameOrPasskey
            | Self::CurrentPassword
            | Self::NewPassword => r#" autocapitalize="none" autocorrect="off" spellcheck="false""#,
            Self::PersonName => r#" spellcheck="false""#,
            Self::Mail => r#" inputmode="email" autocapitalize="none" spellcheck="false""#,
            Self::Label => r#" maxlength="40""#,
            Self::Phone => r#" inputmode="tel""#,
            // With the spaces that some people put between the groups.
            Self::DocumentNumber => {
                r#" autocapitalize="characters" autocorrect="off" maxlength="40" spellcheck="false""#
            }
            Self::BankCard => r#" inputmode="numeric" maxlength="32" spellcheck="false""#,
            Self::Day => r#" maxlength="10" placeholder="2027-01-31" spellcheck="false""#,
            Self::Codes => r#" maxlength="400" spellcheck="false""#,
            // Longer than a code: it may be pasted with spaces or a hyphen.
            Self::OneTimeCode => r#" inputmode="numeric" maxlength="12" spellcheck="false""#,
            Self::RecoveryCode => {
                r#" autocapitalize="characters" autocorrect="off" maxlength="24" spellcheck="false""#
            }
        })
    }

    const fn class(self) -> Attributes {
        Attributes(match self {
            Self::OneTimeCode => r#" class="code""#,
            Self::RecoveryCode => r#" class="code long""#,
            Self::Username
            | Self::FixedUsername
            | Self::UsernameOrPasskey
            | Self::PersonName
            | Self::Phone
            | Self::CurrentPassword
            | Self::NewPassword
            | Self::Mail
            | Self::Label
            | Self::DocumentNumber
            | Self::BankCard
            | Self::Day
            | Self::Codes => "",
        })
    }

    const fn is_password(self) -> bool {
        matches!(self, Self::CurrentPassword | Self::NewPassword)
    }

    /// What was typed survives a mistake, except secrets.
    const fn shows_value(self) -> bool {
        !self.is_password() && !matches!(self, Self::OneTimeCode | Self::RecoveryCode | Self::BankCard)
    }
}

/// Attributes written in this file: HTML, not text.
struct Attributes(&'static str);

impl std::fmt::Display for Attributes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

/// Whether a field must be filled in. Fields that need not are the ones marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Needed {
    Yes,
    No,
}

/// What the enter key of a touch keyboard says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Enter {
    Next,
    Go,
}

impl Enter {
    const fn hint(self) -> &'static str {
        match self {
            Self::Next => "next",
            Self::Go => "go",
        }
    }
}

/// A field with its label, hint and problems.
#[derive(Template)]
#[template(path = "component/text_field.html")]
pub(crate) struct TextField<'a> {
    t: Words,
    name: &'static str,
    id: String,
    test_id: String,
    kind: Kind,
    autocomplete: &'static str,
    need: Needed,
    enter: Enter,
    label: String,
    hint: Option<String>,
    value: &'a str,
    problems: Vec<String>,
}

impl<'a> TextField<'a> {
    /// An empty field that must be filled in and is not the last of its form.
    pub(crate) fn new(t: Words, name: &'static str, kind: Kind, label: &str) -> Self {
        Self {
            t,
            name,
            id: name.to_owned(),
            test_id: name.replace('_', "-"),
            kind,
            autocomplete: kind.autocomplete(),
            need: Needed::Yes,
            enter: Enter::Next,
            label: t.say(label).into_owned(),
            hint: None,
            value: "",
            problems: Vec::new(),
        }
    }

    /// With what was typed before.
    pub(crate) fn value(mut self, value: &'a str) -> Self {
        self.value = value;
        self
    }

    /// With a hint under the label.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// With those of the form's problems that are this field's.
    pub(crate) fn problems(mut self, problems: &[FieldProblem]) -> Self {
        self.problems = problems_of(self.t, self.name, problems);
        self
    }

    /// It may stay empty.
    pub(crate) fn optional(mut self) -> Self {
        self.need = Needed::No;
        self
    }

    /// In one of several forms of a page that have a field of this name: told apart by the form.
    pub(crate) fn within(mut self, form: &Form<'_>) -> Self {
        self.id = form.id_of(self.name);
        self.test_id = form.test_id_of(self.name);
        self
    }

    /// Not about the person who fills it in: the browser has nothing to offer.
    pub(crate) fn of_somebody_else(mut self) -> Self {
        self.autocomplete = "off";
        self
    }

    /// The last of its form.
    pub(crate) fn last(mut self) -> Self {
        self.enter = Enter::Go;
        self
    }

    fn described_by(&self) -> Option<String> {
        described_by(&self.id, self.hint.as_ref(), &self.problems)
    }
}

/// The ids of what is told beside a field: its hint and its problems.
pub(super) fn described_by(id: &str, hint: Option<&String>, problems: &[String]) -> Option<String> {
    let hint = hint.map(|_| format!("{id}-hint"));
    let problem = (!problems.is_empty()).then(|| format!("{id}-problem"));
    match (hint, problem) {
        (Some(hint), Some(problem)) => Some(format!("{hint} {problem}")),
        (hint, problem) => hint.or(problem),
    }
}

/// Those of a form's problems that are a field's, in words.
pub(crate) fn problems_of(t: Words, name: &str, problems: &[FieldProblem]) -> Vec<String> {
    let own = problems.iter().filter(|problem| problem.field == name);
    own.map(|problem| problem.message.text(t.0)).collect()
}

/// One of several forms of a page whose fields have the same names. The summary of problems leads to a field by its
/// name: in the form that was sent the name is the id, in the others the form stands behind it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Form<'a> {
    /// Its word.
    pub(crate) name: &'a str,
    /// Whether it is the one that was sent.
    pub(crate) sent: Sent,
}

/// Whether a form is the one that was sent and came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sent {
    /// It is.
    Yes,
    /// It is not.
    No,
}

impl Form<'_> {
    /// The id of a field of this form.
    pub(crate) fn id_of(&self, field: &str) -> String {
        match self.sent {
            Sent::Yes => field.to_owned(),
            Sent::No => format!("{field}-{}", self.name),
        }
    }

    /// The test id of a field of this form: the same whether it was sent or not.
    pub(crate) fn test_id_of(&self, field: &str) -> String {
        format!("{}-{}", field.replace('_', "-"), self.name)
    }

    /// The problems that are this form's.
    pub(crate) const fn problems<'p>(&self, problems: &'p [FieldProblem]) -> &'p [FieldProblem] {
        match self.sent {
            Sent::Yes => problems,
            Sent::No => &[],
        }
    }
}

/// All problems of a form at its head, each leading to its field.
#[derive(Template)]
#[template(path = "component/error_summary.html")]
pub(crate) struct ErrorSummary<'a> {
    pub(crate) t: Words,
    pub(crate) problems: &'a [FieldProblem],
}

/// The handle of what is in progress and the token against forged posts.
#[derive(Template)]
#[template(path = "component/hidden.html")]
pub(crate) struct Hidden<'a> {
    pub(crate) handle: Option<&'a str>,
    pub(crate) csrf: &'a str,
}

html!(Attributes, TextField<'_>, ErrorSummary<'_>, Hidden<'_>);
