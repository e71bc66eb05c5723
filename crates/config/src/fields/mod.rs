//! Typed reading of options: one call declares an option, reads it and documents it.
//!
//! A value that does not fit is reported, and the default stands in for it until the problems are shown.

mod addresses;
mod convert;
mod numbers;
mod rates;
mod secrets;
mod words;

use std::path::{Path, PathBuf};

use crate::sheet::{Absent, Described};
use crate::source::{Source, Value};

/// The options of one section.
pub(crate) struct Fields<'s> {
    source: &'s mut Source,
    section: &'static str,
}

impl<'s> Fields<'s> {
    pub(crate) fn new(source: &'s mut Source, section: &'static str) -> Self {
        Self { source, section }
    }

    /// An option that must be set.
    pub(crate) fn required<T>(
        &mut self,
        key: &'static str,
        example: &str,
        about: &'static str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let described = describe(key, "Text", Absent::Required(quoted(example)), about);
        let value = self.take(described, |value| convert::text(value).and_then(parse));
        if value.is_none() {
            let full = self.full(key);
            self.source.report_missing(&full);
        }
        value
    }

    /// A file or folder with a default beside the configuration file.
    pub(crate) fn path(&mut self, key: &'static str, default: &'static str, about: &'static str) -> PathBuf {
        let described = describe(key, "Path", Absent::Default(quoted(default)), about);
        let given = self.take(described, convert::path);
        self.resolve(given.unwrap_or_else(|| PathBuf::from(default)))
    }

    /// A file that need not be named.
    pub(crate) fn optional_path(
        &mut self,
        key: &'static str,
        example: &str,
        about: &'static str,
    ) -> Option<PathBuf> {
        let described = describe(key, "Path", Absent::Nothing(quoted(example)), about);
        self.take(described, convert::path).map(|path| self.resolve(path))
    }

    /// A file whose default follows from another option, which `says` tells in words.
    pub(crate) fn path_or(
        &mut self,
        key: &'static str,
        says: &'static str,
        example: &str,
        about: &'static str,
    ) -> Option<PathBuf> {
        let described = describe(key, "Path", Absent::Follows(says, quoted(example)), about);
        self.take(described, convert::path).map(|path| self.resolve(path))
    }

    /// Reports when one of two options is set without the other.
    pub(crate) fn both_or_neither(&mut self, one: &str, other: &str) {
        let [one, other] = [self.full(one), self.full(other)];
        match (self.source.entry(&one), self.source.entry(&other)) {
            (Some(_), None) => self.source.report(&one, format!("needs {other} beside it")),
            (None, Some(_)) => self.source.report(&other, format!("needs {one} beside it")),
            (Some(_), Some(_)) | (None, None) => {}
        }
    }

    /// Reports when more than one of these options is set; a variable of the environment sets aside those of the file.
    pub(crate) fn only_one_of(&mut self, keys: &[&str]) {
        let full: Vec<_> = keys.iter().map(|key| self.full(key)).collect();
        self.source.prefer_environment(&full);
        let second = full.iter().filter(|key| self.source.entry(key).is_some()).nth(1).cloned();
        if let Some(second) = second {
            self.source.report(&second, format!("set only one of {}", keys.join(", ")));
        }
    }

    /// The folder of the configuration file.
    pub(crate) fn folder(&self) -> PathBuf {
        self.source.folder().to_path_buf()
    }

    /// Something is wrong with an option of this section.
    pub(crate) fn report(&mut self, key: &str, reason: impl Into<String>) {
        let full = self.full(key);
        self.source.report(&full, reason);
    }

    /// Declares an option and reads it, if it is set.
    fn take<T>(
        &mut self,
        described: Described,
        convert: impl FnOnce(&Value) -> Result<T, String>,
    ) -> Option<T> {
        let key = self.full(&described.key);
        self.source.sheet_mut().declare(described);
        match convert(&self.source.entry(&key)?.value) {
            Ok(value) => Some(value),
            Err(reason) => {
                self.source.report(&key, reason);
                None
            }
        }
    }

    fn full(&self, key: &str) -> String {
        format!("{}.{key}", self.section)
    }

    fn resolve(&self, path: impl AsRef<Path>) -> PathBuf {
        self.source.folder().join(path)
    }
}

fn describe(
    key: impl Into<String>,
    kind: impl Into<String>,
    absent: Absent,
    about: impl Into<String>,
) -> Described {
    Described { key: key.into(), kind: kind.into(), absent, about: about.into() }
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
