//! The message files (Project Fluent) and the words in them.
//!
//! Every `.ftl` file in a language's folder is taken; a language is read once, when its first page is shown. What a
//! language does not say is said in English. A test holds that Chinese and English have the same keys, that each key
//! used by a template exists, and that each text can be formatted: a key that English lacks is therefore a defect,
//! and shows as the key itself.

use std::borrow::Cow;
use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

use crate::Locale;
use crate::locale::COUNT;
use crate::visible::visible;

/// A value a message speaks of.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Argument<'a> {
    Number(u32),
    Text(&'a str),
}

type Bundle = FluentBundle<FluentResource>;

static BUNDLES: [OnceLock<Bundle>; COUNT] = [const { OnceLock::new() }; COUNT];

/// The words for `key`; the key itself if there are none.
pub(crate) fn text(locale: Locale, key: &str, arguments: &[(&'static str, Argument<'_>)]) -> String {
    match lookup(locale, key, arguments) {
        Some(words) => words.into_owned(),
        None => key.to_owned(),
    }
}

fn lookup(
    locale: Locale,
    key: &str,
    arguments: &[(&'static str, Argument<'_>)],
) -> Option<Cow<'static, str>> {
    let in_language = |locale| {
        let bundle = bundle_of(locale)?;
        Some((bundle, bundle.get_message(key)?.value()?))
    };
    let (bundle, pattern) = in_language(locale).or_else(|| in_language(Locale::En))?;
    let mut errors = Vec::new();
    if arguments.is_empty() {
        return Some(bundle.format_pattern(pattern, None, &mut errors));
    }
    let given: FluentArgs<'_> = arguments.iter().map(|(name, value)| (*name, fluent(*value))).collect();
    Some(Cow::Owned(bundle.format_pattern(pattern, Some(&given), &mut errors).into_owned()))
}

/// A text is wrapped in first-strong isolates (Unicode annex 9, section 2.4), so that a name written from right
/// to left does not disturb the sentence around it.
fn fluent(value: Argument<'_>) -> fluent_bundle::FluentValue<'static> {
    match value {
        Argument::Number(number) => number.into(),
        Argument::Text(text) => format!("\u{2068}{}\u{2069}", visible(text)).into(),
    }
}

fn bundle_of(locale: Locale) -> Option<&'static Bundle> {
    Some(BUNDLES.get(locale.language().index)?.get_or_init(|| bundle(locale)))
}

fn bundle(locale: Locale) -> Bundle {
    let language: LanguageIdentifier = locale.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // Numbers need no isolating, and texts are isolated above.
    bundle.set_use_isolating(false);
    for source in locale.language().sources {
        // What can be read of a file with a mistake is still used; a test refuses such a file.
        let resource = FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(readable, _)| readable);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// The words of one language, as templates ask for them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words(pub(crate) Locale);

impl Words {
    /// A text that speaks of nothing in particular.
    pub(crate) fn say(self, key: &str) -> Cow<'static, str> {
        lookup(self.0, key, &[]).unwrap_or_else(|| Cow::Owned(key.to_owned()))
    }

    /// A text that speaks of `$name`.
    pub(crate) fn about(self, key: &str, name: &str) -> String {
        text(self.0, key, &[("name", Argument::Text(name))])
    }

    /// A text that speaks of `$count`.
    pub(crate) fn count(self, key: &str, count: u32) -> String {
        text(self.0, key, &[("count", Argument::Number(count))])
    }

    /// A text that speaks of `$count` of `$total`.
    pub(crate) fn part(self, key: &str, count: u32, total: u32) -> String {
        text(self.0, key, &[("count", Argument::Number(count)), ("total", Argument::Number(total))])
    }

    /// A message's words.
    pub(crate) fn words(self, message: &crate::Message) -> String {
        message.text(self.0)
    }

    /// A value from outside, fit to be shown.
    pub(crate) fn show<'a, T: AsRef<str> + ?Sized>(&self, value: &'a T) -> Cow<'a, str> {
        visible(value.as_ref())
    }
}
