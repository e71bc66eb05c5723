//! The text format of Prometheus, version 0.0.4, for what is known at the moment of asking rather than counted along
//! the way.

use std::fmt::{Display, Write as _};

/// Families of samples, one after the other.
pub(super) struct Exposition {
    text: String,
    family: &'static str,
}

impl Exposition {
    /// Goes on after what is there.
    pub(super) const fn after(text: String) -> Self {
        Self { text, family: "" }
    }

    /// Begins a family of values that go up and down.
    pub(super) fn gauge(&mut self, name: &'static str, help: &str) {
        self.begin(name, help, "gauge");
    }

    /// Begins a family of values that only go up.
    pub(super) fn counter(&mut self, name: &'static str, help: &str) {
        self.begin(name, help, "counter");
    }

    /// A sample of the family begun last. Labels are our own words: nothing in them needs escaping.
    pub(super) fn sample(&mut self, labels: &[(&str, &str)], value: impl Display) {
        let labels: Vec<_> = labels.iter().map(|(name, value)| format!("{name}=\"{value}\"")).collect();
        let braced = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
        let family = self.family;
        self.line(format_args!("{family}{braced} {value}"));
    }

    /// All of it.
    pub(super) fn into_text(self) -> String {
        self.text
    }

    fn begin(&mut self, name: &'static str, help: &str, kind: &str) {
        self.family = name;
        self.line(format_args!("# HELP {name} {help}"));
        self.line(format_args!("# TYPE {name} {kind}"));
    }

    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _always = writeln!(self.text, "{line}");
    }
}
