//! Making an account.
//!
//! Posts to `/register`: `request`, `csrf`, `username`, `display_name`, `phone` (may be empty), `password`.
//! Test ids: `register-form`, `username`, `display-name`, `phone`, `password`, `submit`, `error-summary`,
//! `sign-in-link`.

use crate::{Asking, FieldProblem, Frame};

/// What the registration page shows.
#[derive(Clone, Debug)]
pub struct Register {
    /// Sealed handle of the request in progress; comes back as `request`. Empty when the person came on their own.
    pub handle: String,
    /// Token against forged posts; comes back as `csrf`.
    pub csrf: String,
    /// The platform that asks; none when the person came on their own.
    pub asking: Option<Asking>,
    /// What was typed before.
    pub username: String,
    /// What was typed before.
    pub display_name: String,
    /// What was typed before.
    pub phone: String,
    /// What was wrong with the last attempt.
    pub problems: Vec<FieldProblem>,
    /// Where a person with an account signs in; none leads to `/sign-in`.
    pub sign_in_href: Option<String>,
    /// Fewest characters of a password, told before it is typed.
    pub password_minimum: u32,
}

/// The registration page.
pub fn register(frame: &Frame, view: &Register) -> String {
    let _ = (frame, view);
    String::new()
}
