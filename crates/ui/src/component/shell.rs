//! The page frame: band with mark and switches, who is signed in, who asks, the content, the foot.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::catalogue::Words;
use crate::href::own_path;
use crate::{Asking, Frame, Locale, Work};

/// How wide the content may grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Width {
    /// One question: 36 rem of text.
    Narrow,
    /// An overview: 60 rem.
    Wide,
}

/// A link of the language switch.
struct Switch {
    locale: Locale,
    href: String,
}

/// The whole document around one content.
#[derive(Template)]
#[template(path = "frame.html")]
pub(crate) struct Shell<'a, C: Template + HtmlSafe> {
    frame: &'a Frame,
    t: Words,
    title: String,
    account: Option<&'a str>,
    asking: Option<&'a Asking>,
    logo: Option<&'a str>,
    initial: String,
    width: Width,
    scripts: &'static [&'static str],
    print_href: String,
    print_label: String,
    other_locales: Vec<Switch>,
    content: &'a C,
}

impl<'a, C: Template + HtmlSafe> Shell<'a, C> {
    /// A narrow page titled `heading`.
    pub(crate) fn new(frame: &'a Frame, heading: &str, content: &'a C) -> Self {
        let t = Words(frame.locale);
        let print = frame.large_print.other();
        let print_label = match print {
            crate::LargePrint::On => t.say("switch-print-large"),
            crate::LargePrint::Off => t.say("switch-print-normal"),
        };
        Self {
            frame,
            t,
            title: t.about("title", heading),
            account: frame.signed_in_as.as_deref(),
            asking: None,
            logo: None,
            initial: String::new(),
            width: Width::Narrow,
            scripts: &["app.js"],
            print_href: preference("print", print.value(), &frame.switch_return),
            print_label: print_label.into_owned(),
            other_locales: other_locales(frame),
            content,
        }
    }

    /// With the platform banner, if a platform asks.
    pub(crate) fn asked_by(mut self, asking: Option<&'a Asking>) -> Self {
        self.asking = asking;
        self.logo = asking.and_then(|asking| own_path(asking.logo.as_deref()?));
        self.initial = asking.map(|asking| initial(&asking.name)).unwrap_or_default();
        self
    }

    /// Says in the title that something must be put right: the title is what a screen reader reads first.
    pub(crate) fn with_problems(mut self, heading: &str) -> Self {
        self.title = self.t.about("title-with-problem", heading);
        self
    }

    /// Without the strip that tells who is signed in: the page itself does.
    pub(crate) fn tells_account(mut self) -> Self {
        self.account = None;
        self
    }

    /// As wide as an overview needs.
    pub(crate) fn wide(mut self) -> Self {
        self.width = Width::Wide;
        self
    }

    /// With other scripts than the usual one.
    pub(crate) fn with_scripts(mut self, scripts: &'static [&'static str]) -> Self {
        self.scripts = scripts;
        self
    }

    /// With the script that does a form's work, if there is any and the page has no other scripts than the usual one.
    pub(crate) fn with_work(self, work: Option<&Work>) -> Self {
        if work.is_some() { self.with_scripts(&["app.js", "work.js"]) } else { self }
    }

    /// The document. Writing into a string does not fail; if it ever did, plain words are better than half a page.
    pub(crate) fn html(&self) -> String {
        self.render().unwrap_or_else(|_| "<!DOCTYPE html><title>Yimen</title><p>Yimen</p>".to_owned())
    }
}

/// The first letter or digit of a name: what a platform's plaque shows.
pub(crate) fn initial(name: &str) -> String {
    name.chars().find(|c| c.is_alphanumeric()).map(|c| c.to_uppercase().collect()).unwrap_or_default()
}

fn other_locales(frame: &Frame) -> Vec<Switch> {
    Locale::ALL
        .into_iter()
        .filter(|locale| *locale != frame.locale)
        .map(|locale| Switch { locale, href: preference("lang", locale.tag(), &frame.switch_return) })
        .collect()
}

fn preference(name: &str, value: &str, back: &str) -> String {
    // The filter's only error type is Infallible.
    match askama::filters::urlencode_strict(back) {
        Ok(back) => format!("/preferences?{name}={value}&return={back}"),
        Err(never) => match never {},
    }
}
