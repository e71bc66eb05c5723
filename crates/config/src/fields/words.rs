//! Options that are words: choices, switches, checked texts.

use super::{Fields, convert, describe, quoted};
use crate::sheet::Absent;
use crate::value::choice::{self, Choice};

impl Fields<'_> {
    /// true or false.
    pub(crate) fn switch(&mut self, key: &'static str, default: bool, about: &'static str) -> bool {
        let described = describe(key, "true or false", Absent::Default(default.to_string()), about);
        self.take(described, convert::switch).unwrap_or(default)
    }

    /// A text with a default, accepted by `check`.
    pub(crate) fn text(
        &mut self,
        key: &'static str,
        default: &str,
        about: &'static str,
        check: fn(&str) -> Result<(), String>,
    ) -> String {
        let described = describe(key, "Text", Absent::Default(quoted(default)), about);
        let given = self.take(described, |value| {
            let text = convert::text(value)?;
            check(text).map(|()| text.to_owned())
        });
        given.unwrap_or_else(|| default.to_owned())
    }

    /// A text that need not be given, accepted by `check`.
    pub(crate) fn optional_text(
        &mut self,
        key: &'static str,
        example: &str,
        about: &'static str,
        check: fn(&str) -> Result<(), String>,
    ) -> Option<String> {
        let described = describe(key, "Text", Absent::Nothing(quoted(example)), about);
        self.take(described, |value| {
            let text = convert::text(value)?;
            check(text).map(|()| text.to_owned())
        })
    }

    /// One of a closed list of words.
    pub(crate) fn choice<T: Choice>(&mut self, key: &'static str, default: T, about: &'static str) -> T {
        let kind = format!("One of {}", choice::words::<T>());
        let described = describe(key, kind, Absent::Default(quoted(default.word())), about);
        self.take(described, |value| convert::text(value).and_then(choice::parse)).unwrap_or(default)
    }

    /// One of a closed list of words, whose default follows from another option, which `says` tells in words.
    pub(crate) fn choice_or<T: Choice>(
        &mut self,
        key: &'static str,
        says: &'static str,
        default: T,
        about: &'static str,
    ) -> T {
        let kind = format!("One of {}", choice::words::<T>());
        let example = T::ALL.first().copied().unwrap_or(default);
        let described = describe(key, kind, Absent::Follows(says, quoted(example.word())), about);
        self.take(described, |value| convert::text(value).and_then(choice::parse)).unwrap_or(default)
    }

    /// Some of a closed list of words: at least one, none twice.
    pub(crate) fn choices<T: Choice>(
        &mut self,
        key: &'static str,
        default: &[T],
        about: &'static str,
    ) -> Vec<T> {
        let kind = format!("List of {}", choice::words::<T>());
        let shown: Vec<_> = default.iter().map(|choice| quoted(choice.word())).collect();
        let described = describe(key, kind, Absent::Default(format!("[{}]", shown.join(", "))), about);
        let given = self.take(described, |value| {
            let mut chosen = Vec::new();
            for word in convert::list(value)? {
                let choice = choice::parse(word)?;
                if chosen.contains(&choice) {
                    return Err(format!("names {word} twice"));
                }
                chosen.push(choice);
            }
            if chosen.is_empty() { Err("must name at least one".to_owned()) } else { Ok(chosen) }
        });
        given.unwrap_or_else(|| default.to_vec())
    }
}
