//! The parts pages are made of: a struct, a template, a piece of stylesheet each. All of them with all their
//! states are on the `/ui` page of the demo.

mod account;
mod choice;
mod field;
mod head;
mod notice;
mod qr;
mod resend;
mod select;
mod shell;
mod table;
mod way;
mod work;

pub(crate) use account::{Level, LogoutOutcomes, Timestamp};
pub(crate) use choice::{Choice, ChoiceList, Chosen, Progress};
pub(crate) use field::{ErrorSummary, Form, Hidden, Kind, Sent, TextField, problems_of};
pub(crate) use head::Head;
pub(crate) use notice::{Notice, Tone};
pub(crate) use qr::Qr;
pub(crate) use resend::Resend;
pub(crate) use select::{LinesField, SelectField, SelectOption};
pub(crate) use shell::{Shell, initial};
pub(crate) use table::Table;
pub(crate) use way::{Face, PasskeyForm, PasskeyLook, Sign, WayList, WayOn};
pub use work::Work;
pub(crate) use work::WorkFields;

/// Marks templates as HTML, so that one inside another is not escaped a second time.
macro_rules! html {
    ($($template:ty),+ $(,)?) => { $( impl askama::filters::HtmlSafe for $template {} )+ };
}
pub(crate) use html;
