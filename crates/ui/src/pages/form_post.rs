//! Handing an answer to a platform by a form of its own (OAuth 2.0 Form Post Response Mode).
//!
//! A script sends the form at once; with script off there is a button.
//! Test ids: `form-post`, `submit`.

use askama::Template;

use crate::catalogue::Words;
use crate::component::{Shell, html};
use crate::href::safe;
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
    let t = Words(frame.locale);
    let heading = match &view.asking {
        Some(asking) => t.about("form-post-heading", &asking.name),
        None => t.say("form-post-heading-plain").into_owned(),
    };
    let body = Body { t, view, heading: &heading, action: safe(&view.action) };
    Shell::new(frame, &heading, &body).asked_by(view.asking.as_ref()).with_scripts(&["form-post.js"]).html()
}

#[derive(Template)]
#[template(path = "page/form_post.html")]
struct Body<'a> {
    t: Words,
    view: &'a FormPost,
    heading: &'a str,
    action: &'a str,
}

html!(Body<'_>);
