//! Signing out: asking first when a platform asks for it, and telling afterwards what was done.
//!
//! Posts to `/end-session/confirm`: `request`, `csrf`, `decision` (`sign-out` or `stay`).
//! Test ids: `sign-out-form`, `sign-out`, `stay`; `signed-out-page`, `logout-outcome`, `way-on`.

use crate::{Asking, Frame, Link};

/// What the page shows that asks before signing out.
#[derive(Clone, Debug)]
pub struct SignOutConfirm {
    /// Sealed handle of the sign-out in progress; comes back as `request`.
    pub handle: String,
    /// Token against forged posts; comes back as `csrf`.
    pub csrf: String,
    /// The platform that asks; none when it could not be told.
    pub asking: Option<Asking>,
    /// Name of the signed-in account.
    pub account_name: String,
}

/// What the page shows after signing out.
#[derive(Clone, Debug)]
pub struct SignedOut {
    /// The platform that asked.
    pub asking: Option<Asking>,
    /// The platforms told of it, and how that went.
    pub told: Vec<LogoutOutcome>,
    /// The way on; none: a link to sign in again.
    pub way_on: Option<Link>,
}

/// A platform told of a sign-out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogoutOutcome {
    /// The platform's name.
    pub platform: String,
    /// How telling it went.
    pub state: LogoutState,
}

/// How telling a platform of a sign-out went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogoutState {
    /// It is being told, or will be tried again.
    Pending,
    /// It has been told and agreed.
    Delivered,
    /// It could not be told; the person should sign out there.
    Failed,
}

/// The page that asks before signing out.
pub fn sign_out_confirm(frame: &Frame, view: &SignOutConfirm) -> String {
    let _ = (frame, view);
    String::new()
}

/// The page after signing out.
pub fn signed_out(frame: &Frame, view: &SignedOut) -> String {
    let _ = (frame, view);
    String::new()
}
