//! The message files and the words in them.

use crate::Locale;

/// A value a message speaks of.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Argument<'a> {
    Number(u32),
    Text(&'a str),
}

pub(crate) fn text(locale: Locale, key: &str, arguments: &[(&str, Argument<'_>)]) -> String {
    let _ = (locale, arguments);
    key.to_owned()
}
