//! Asking for another code when none came.
//!
//! The script keeps the button from being pressed before its time and counts down in it. Without script it can be
//! pressed at once, and the service says how long to wait.

use askama::Template;

use super::{WorkFields, html};
use crate::catalogue::Words;
use crate::pages::journey::CarriedFields;

/// The form that asks for another code.
#[derive(Template)]
#[template(path = "component/resend.html")]
pub(crate) struct Resend<'a> {
    pub(crate) t: Words,
    pub(crate) action: &'static str,
    pub(crate) carried: CarriedFields<'a>,
    /// Names and values of its own hidden fields.
    pub(crate) fields: Vec<(&'static str, &'a str)>,
    /// Seconds until it works; 0 for at once.
    pub(crate) after_seconds: u32,
    pub(crate) work: Option<WorkFields<'a>>,
}

html!(Resend<'_>);
