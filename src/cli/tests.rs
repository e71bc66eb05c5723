//! The command line holds together, spans and masks read as promised.

use std::time::Duration;

use super::output::{Table, facts};
use super::span;

#[test]
fn every_command_is_declared_soundly() {
    super::command().debug_assert();
}

#[test]
fn every_command_says_what_it_does() {
    let mut unexplained = Vec::new();
    collect_unexplained(&super::command(), "yimen", &mut unexplained);
    assert_eq!(unexplained, Vec::<String>::new());
}

fn collect_unexplained(command: &clap::Command, path: &str, unexplained: &mut Vec<String>) {
    if command.get_about().is_none() {
        unexplained.push(path.to_owned());
    }
    let arguments = command.get_arguments().filter(|argument| argument.get_help().is_none());
    unexplained.extend(arguments.map(|argument| format!("{path} {}", argument.get_id())));
    for inner in command.get_subcommands() {
        collect_unexplained(inner, &format!("{path} {}", inner.get_name()), unexplained);
    }
}

#[test]
fn a_span_is_a_number_and_a_unit() {
    assert_eq!(span::parse("7d"), Ok(Duration::from_secs(7 * 86_400)));
    assert_eq!(span::parse("0s"), Ok(Duration::ZERO));
    assert_eq!(span::text(Duration::from_secs(5400)), "90m");
}

#[test]
fn refused_when_a_span_has_no_unit_or_no_whole_number() {
    for text in ["7", "d", "-1d", "1.5h", "7 d", "", "99999999999999999999d"] {
        assert!(span::parse(text).is_err(), "{text}");
    }
}

#[test]
fn columns_line_up_under_wide_characters() {
    let mut table = Table::new(&["NAME", "ID"], "nothing");
    table.row(["湖滨市".to_owned(), "a".to_owned()]);
    table.row(["abcdef".to_owned(), "b".to_owned()]);
    assert_eq!(table.text(), "NAME    ID\n湖滨市  a\nabcdef  b");
}

#[test]
fn a_table_without_rows_says_so() {
    assert_eq!(Table::new(&["NAME"], "there are no clients").text(), "there are no clients");
}

#[test]
fn a_name_cannot_steer_the_terminal() {
    assert_eq!(facts(&[("name", "a\u{1b}[2Jb\u{202e}c\nd".to_owned())]), "name  a\u{fffd}[2Jb\u{fffd}c d");
}
