//! The help texts, held against docs/cli.txt: a change in the command line shows in review.

use std::fmt::Write as _;
use std::path::Path;

use clap::Command;

const HEAD: &str = "\
The command line of yimen: the help of every command.
Written by the test cli::help; renew it with
  YIMEN_RENEW=1 cargo test -p yimen --test it cli::help
";

#[test]
fn the_documented_help_is_the_help() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/cli.txt");
    let mut text = HEAD.to_owned();
    let mut command = yimen::cli::command().term_width(100);
    command.build();
    write_help(&mut command, &mut text);
    if std::env::var_os("YIMEN_RENEW").is_some() {
        std::fs::write(&file, &text).unwrap();
    }
    let documented = std::fs::read_to_string(&file).unwrap_or_default();
    let differs = text.lines().zip(documented.lines()).find(|(now, then)| now != then);
    assert_eq!(differs, None, "docs/cli.txt is stale; see its head");
    assert_eq!(text.len(), documented.len(), "docs/cli.txt is stale; see its head");
}

fn write_help(command: &mut Command, text: &mut String) {
    let name = command.get_bin_name().unwrap_or("yimen").to_owned();
    let help = command.clone().term_width(100).render_long_help().to_string();
    write!(text, "\n{}\n{name}\n\n", "-".repeat(100)).unwrap();
    for line in help.lines() {
        writeln!(text, "{}", line.trim_end()).unwrap();
    }
    for inner in command.get_subcommands_mut() {
        write_help(inner, text);
    }
}
