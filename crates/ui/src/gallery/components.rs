//! The page that shows every component in its states.

use askama::Template;

use crate::catalogue::Words;
use crate::component::{
    Choice, ChoiceList, Chosen, ErrorSummary, Kind, Level, LinesField, LogoutOutcomes, Notice, Progress, Qr,
    SelectField, SelectOption, Shell, Table, TextField, Timestamp, Tone, html,
};
use crate::{FieldProblem, Frame, LogoutOutcome, Message, moment};

/// All components on one page.
pub(super) fn components(frame: &Frame) -> String {
    let t = Words(frame.locale);
    let problems = [
        FieldProblem { field: "username", message: Message::UsernameTaken },
        FieldProblem { field: "document_type", message: Message::DocumentKindMissing },
        FieldProblem { field: "items", message: Message::ItemsMissing },
    ];
    let outcomes = super::samples::outcomes(frame);
    let body = body(t, &problems, &outcomes);
    Shell::new(frame, &t.say("gallery-components"), &body).html()
}

fn body<'a>(t: Words, problems: &'a [FieldProblem], outcomes: &'a [LogoutOutcome]) -> Body<'a> {
    Body {
        t,
        summary: ErrorSummary { t, problems },
        progress: Progress { t, current: 2, total: 3 },
        notices: notices(t),
        fields: fields(t, problems),
        select: select(t, problems),
        lines: LinesField::new(t, "items", "invite-items", "invite-items-hint").problems(problems),
        choices: choices(t),
        level: level(t),
        outcomes: LogoutOutcomes { t, outcomes },
        table: table(t),
        timestamp: Timestamp::relative(t, moment::example_ago(12), moment::example_now()),
        qr: Qr::new("https://yimen.invalid/scan/sample", t.say("totp-qr")),
    }
}

#[derive(Template)]
#[template(path = "page/gallery_components.html")]
struct Body<'a> {
    t: Words,
    summary: ErrorSummary<'a>,
    progress: Progress,
    notices: [Notice; 3],
    fields: [TextField<'a>; 4],
    select: SelectField,
    lines: LinesField,
    choices: ChoiceList,
    level: Level,
    outcomes: LogoutOutcomes<'a>,
    table: Table,
    timestamp: Timestamp,
    qr: Option<Qr>,
}

html!(Body<'_>);

fn notices(t: Words) -> [Notice; 3] {
    [
        Notice { tone: Tone::Info, text: t.say("gallery-notice-info").into_owned() },
        Notice { tone: Tone::Success, text: t.say("gallery-notice-success").into_owned() },
        Notice { tone: Tone::Warning, text: t.say("gallery-notice-warning").into_owned() },
    ]
}

fn fields<'a>(t: Words, problems: &[FieldProblem]) -> [TextField<'a>; 4] {
    [
        TextField::new(t, "username", Kind::Username, "field-username")
            .hint(t.say("register-username-hint"))
            .value("zhang.san")
            .problems(problems),
        TextField::new(t, "phone", Kind::Phone, "field-phone").optional(),
        TextField::new(t, "password", Kind::NewPassword, "field-password")
            .hint(t.count("register-password-hint", 8)),
        TextField::new(t, "code", Kind::OneTimeCode, "gallery-code").hint(t.say("gallery-code-hint")).last(),
    ]
}

fn select(t: Words, problems: &[FieldProblem]) -> SelectField {
    let option = |value: &str, label: &str| SelectOption {
        value: value.to_owned(),
        label: t.say(label).into_owned(),
        state: if value == "passport" { Chosen::Yes } else { Chosen::No },
    };
    let options =
        vec![option("resident_id", "document-resident-id"), option("passport", "document-passport")];
    SelectField::new(t, "document_type", "field-document", options).problems(problems)
}

fn choices(t: Words) -> ChoiceList {
    let choice = |value, label: &str, hint: &str, state| Choice {
        value,
        label: t.say(label).into_owned(),
        hint: t.say(hint).into_owned(),
        state,
    };
    ChoiceList {
        name: "route",
        legend: t.say("gallery-choice").into_owned(),
        choices: vec![
            choice("phone", "gallery-choice-phone", "gallery-choice-phone-hint", Chosen::Yes),
            choice("hall", "gallery-choice-hall", "gallery-choice-hall-hint", Chosen::No),
        ],
    }
}

fn level(t: Words) -> Level {
    Level {
        t,
        test_id: "level",
        heading: t.say("home-identity-level").into_owned(),
        reached: 3,
        highest: 5,
        meaning: t.say("home-identity-3").into_owned(),
    }
}

fn table(t: Words) -> Table {
    let rows = [("11-21", "1,208,344"), ("11-22", "934,010"), ("11-23", "871,556")];
    Table {
        caption: t.say("gallery-table-caption").into_owned(),
        heads: [t.say("gallery-table-day").into_owned(), t.say("gallery-table-count").into_owned()],
        rows: rows.iter().map(|(day, count)| ((*day).to_owned(), (*count).to_owned())).collect(),
    }
}
