//! Every page and component in its states, for looking at: the demo shows them below `/ui`.

mod acting_samples;
mod components;
mod home_samples;
mod identity_samples;
mod samples;
mod sign_in_samples;

use askama::Template;

use crate::Frame;
use crate::catalogue::Words;
use crate::component::{Shell, html};

type Sample = (&'static str, fn(&Frame) -> String);

/// The names [`gallery`] knows.
pub fn gallery_names() -> Vec<&'static str> {
    all().map(|(name, _)| *name).collect()
}

/// The list of everything that can be looked at; links to `/ui/NAME`.
pub fn gallery_index(frame: &Frame) -> String {
    let t = Words(frame.locale);
    let body = Index { t, names: gallery_names() };
    Shell::new(frame, &t.say("gallery-heading"), &body).wide().html()
}

/// A page or component in one of its states; none for a name it does not know.
pub fn gallery(frame: &Frame, name: &str) -> Option<String> {
    all().find(|(known, _)| *known == name).map(|(_, page)| page(frame))
}

fn all() -> impl Iterator<Item = &'static Sample> {
    samples::ALL
        .iter()
        .chain(sign_in_samples::ALL)
        .chain(home_samples::ALL)
        .chain(identity_samples::ALL)
        .chain(acting_samples::ALL)
}

#[derive(Template)]
#[template(path = "page/gallery_index.html")]
struct Index {
    t: Words,
    names: Vec<&'static str>,
}

html!(Index);
