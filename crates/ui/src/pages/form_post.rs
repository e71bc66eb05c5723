//! Handing an answer to a platform by a form of its own (OAuth 2.0 Form Post Response Mode).
//!
//! A script sends the form at once; with script off there is a button.
//! Test ids: `form-post`, `submit`.

use crate::{Asking, Frame};

/// What the form-post page carries.
#[derive(Clone, Debug)]
pub struct FormPost {
    /// The platform's registered address; must be `http` or `https`.
    pub action: String,
    /// Names and values, in order. They may hold secrets: the page must not be stored.
    pub fields: Vec<(String, String)>,
    /// The platform the person goes back to.
    pub asking: Option<Asking>,
}

/// The form-post page.
pub fn form_post(frame: &Frame, view: &FormPost) -> String {
    let _ = (frame, view);
    String::new()
}
