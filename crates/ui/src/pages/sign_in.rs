//! Signing in with user name and password.
//!
//! Posts to `/sign-in`: `request`, `csrf`, `username`, `password`.
//! Test ids: `sign-in-form`, `username`, `password`, `submit`, `error-summary`, `register-link`, `cancel-link`.

use crate::{Asking, FieldProblem, Frame};

/// What the sign-in page shows.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// Sealed handle of the request in progress; comes back as `request`. Empty when the person came on their own.
    pub handle: String,
    /// Token against forged posts; comes back as `csrf`.
    pub csrf: String,
    /// The platform that asks; none when the person came on their own.
    pub asking: Option<Asking>,
    /// What was typed before, or the platform's hint.
    pub username: String,
    /// What was wrong with the last attempt.
    pub problems: Vec<FieldProblem>,
    /// Where an account is made; none when registration is closed.
    pub register_href: Option<String>,
    /// Name of the account that is signed in and must prove itself again. The user name is then shown, not asked.
    pub reauthenticate: Option<String>,
    /// The way back without signing in.
    pub cancel_href: Option<String>,
}

/// The sign-in page.
pub fn sign_in(frame: &Frame, view: &SignIn) -> String {
    let _ = (frame, view);
    String::new()
}
