//! Every option there is, as declared by the sections: for the sample and for telling unknown keys.

use std::collections::BTreeSet;

/// All sections in the order of their declaration.
#[derive(Default)]
pub(crate) struct Sheet {
    pub(crate) sections: Vec<SectionSheet>,
}

/// One section.
pub(crate) struct SectionSheet {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) options: Vec<Described>,
}

/// One option.
pub(crate) struct Described {
    /// Its key without the section.
    pub(crate) key: String,
    /// Type, unit and bounds.
    pub(crate) kind: String,
    /// What it is when nobody sets it.
    pub(crate) absent: Absent,
    /// What it does.
    pub(crate) about: String,
}

/// What an option is when nobody sets it. Texts are TOML.
pub(crate) enum Absent {
    /// This value.
    Default(String),
    /// A value that follows from others, told in words, and an example.
    Follows(&'static str, String),
    /// A problem; with an example.
    Required(String),
    /// Nothing; with an example.
    Nothing(String),
}

impl Sheet {
    /// Starts a section; the options that follow are its own.
    pub(crate) fn start(&mut self, name: &'static str, about: &'static str) {
        self.sections.push(SectionSheet { name, about, options: Vec::new() });
    }

    /// Adds an option to the section started last.
    pub(crate) fn declare(&mut self, described: Described) {
        if let Some(section) = self.sections.last_mut() {
            section.options.push(described);
        }
    }

    /// The names alone.
    pub(crate) fn known(&self) -> Known {
        let mut known = Known { sections: BTreeSet::from([String::new()]), options: BTreeSet::new() };
        for section in &self.sections {
            let starts = section.name.match_indices('.').filter_map(|(at, _)| section.name.get(..at));
            known.sections.extend(starts.map(str::to_owned));
            known.sections.insert(section.name.to_owned());
            known
                .options
                .extend(section.options.iter().map(|option| format!("{}.{}", section.name, option.key)));
        }
        known
    }
}

/// Names of all sections and options.
pub(crate) struct Known {
    sections: BTreeSet<String>,
    options: BTreeSet<String>,
}

/// How many letters may be wrong for a name to be proposed.
const NEAR: usize = 3;

impl Known {
    /// Whether a section of this full name, or one within it, exists.
    pub(crate) fn has_section(&self, name: &str) -> bool {
        self.sections.contains(name)
    }

    /// Whether an option of this full name exists.
    pub(crate) fn has_option(&self, key: &str) -> bool {
        self.options.contains(key)
    }

    /// The option whose name is nearest, if one is near.
    pub(crate) fn nearest(&self, key: &str) -> Option<&str> {
        let distances = self.options.iter().map(|option| (distance(option, key), option.as_str()));
        distances.filter(|(distance, _)| *distance <= NEAR).min().map(|(_, option)| option)
    }
}

/// How many letters must be added, taken away or changed to make one word the other.
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.chars().count()).collect();
    for (above, letter) in one.chars().enumerate() {
        let mut diagonal = above;
        let mut left = above + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (cell, other_letter) in row.iter_mut().skip(1).zip(other.chars()) {
            let changed = diagonal + usize::from(letter != other_letter);
            diagonal = *cell;
            left = changed.min(*cell + 1).min(left + 1);
            *cell = left;
        }
    }
    row.last().copied().unwrap_or_default()
}
