//! The sample file: every option with its meaning, type, default and variable, written from the declarations.

use std::path::Path;

use crate::Config;
use crate::environment::variable;
use crate::sheet::{Absent, Described, SectionSheet};
use crate::source::Source;

/// Longest line of prose.
const WIDTH: usize = 100;

const HEAD: &str = "\
Settings of Yimen. Written by the program from its own declarations; do not edit by hand.

A line that starts with # and a key shows the default, or an example where there is no default: take the # away and \
change it. Relative paths are relative to the folder of this file.

A variable of the environment overrides the file: YIMEN__SECTION__KEY, with two underscores between the parts; lists \
with commas. A secret is given as its value or in a file (key_file), never both; a variable for one of them sets aside \
what the file says of either.";

/// The sample configuration: loads as it is, once its issuer is the right one.
pub fn sample() -> String {
    let mut source = Source::new(Path::new(""));
    Config::read(&mut source);
    let mut text = String::new();
    for paragraph in HEAD.split("\n\n") {
        if !text.is_empty() {
            text.push_str("#\n");
        }
        comment(&mut text, paragraph);
    }
    for section in source.into_sheet().sections {
        write_section(&mut text, &section);
    }
    text
}

fn write_section(text: &mut String, section: &SectionSheet) {
    text.push('\n');
    comment(text, section.about);
    text.push_str(&format!("[{}]\n", section.name));
    for option in &section.options {
        text.push('\n');
        write_option(text, section.name, option);
    }
}

fn write_option(text: &mut String, section: &str, option: &Described) {
    comment(text, &option.about);
    let (absent, mark, value) = match &option.absent {
        Absent::Default(value) => (format!("Default {value}."), "#", value),
        Absent::Follows(says, example) => (format!("Default: {says}."), "#", example),
        Absent::Required(example) => ("Required.".to_owned(), "", example),
        Absent::Nothing(example) => ("Not set by default.".to_owned(), "#", example),
    };
    let variable = variable(&format!("{section}.{}", option.key));
    comment(text, &format!("{}. {absent} {variable}", option.kind));
    text.push_str(&format!("{mark}{} = {value}\n", option.key));
}

/// Prose as comment lines no longer than [`WIDTH`].
fn comment(text: &mut String, prose: &str) {
    let mut line = String::from("#");
    for word in prose.split_whitespace() {
        if line.chars().count() + 1 + word.chars().count() > WIDTH {
            text.push_str(&line);
            text.push('\n');
            line = String::from("#");
        }
        line.push(' ');
        line.push_str(word);
    }
    text.push_str(&line);
    text.push('\n');
}
