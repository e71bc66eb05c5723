//! What the pages about an account are made of: levels, moments, and how telling platforms went.

use askama::Template;
use base::Time;

use super::html;
use crate::catalogue::Words;
use crate::{LogoutOutcome, LogoutState, moment};

/// A level on its scale, with its number and meaning in words.
#[derive(Template)]
#[template(path = "component/level.html")]
pub(crate) struct Level {
    pub(crate) t: Words,
    pub(crate) test_id: &'static str,
    pub(crate) heading: String,
    pub(crate) reached: u32,
    pub(crate) highest: u32,
    pub(crate) meaning: String,
}

/// A moment: date and time, and how long ago where that helps.
#[derive(Template)]
#[template(path = "component/timestamp.html")]
pub(crate) struct Timestamp {
    machine: String,
    absolute: String,
    relative: Option<String>,
}

impl Timestamp {
    /// Date and time.
    pub(crate) fn plain(t: Words, at: Time) -> Self {
        Self { machine: moment::machine(at), absolute: moment::absolute(t, at), relative: None }
    }

    /// The day alone: for what lasts to the end of it.
    pub(crate) fn day(t: Words, at: Time) -> Self {
        Self { absolute: moment::day(t, at), ..Self::plain(t, at) }
    }

    /// Date, time and how long before `now`.
    pub(crate) fn relative(t: Words, at: Time, now: Time) -> Self {
        Self { relative: Some(moment::relative(t, at, now)), ..Self::plain(t, at) }
    }
}

/// The platforms told of a sign-out, and how that went.
#[derive(Template)]
#[template(path = "component/logout_outcomes.html")]
pub(crate) struct LogoutOutcomes<'a> {
    pub(crate) t: Words,
    pub(crate) outcomes: &'a [LogoutOutcome],
}

html!(Level, Timestamp, LogoutOutcomes<'_>);
