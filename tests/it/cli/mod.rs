//! The command line from outside: the program itself, run on folders of its own.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "what goes wrong in a test ends it where it stands"
)]

mod backup;
mod config;
mod doctor;
mod entity;
mod help;
mod import;
mod keys;
mod logo;
mod serve;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A deployment in a folder of its own. Its listeners take any free port; one algorithm keeps starts short.
const CONFIG: &str = r#"
[server]
issuer = "http://localhost:8080"
[listen.public]
address = "127.0.0.1:0"
[listen.admin]
address = "127.0.0.1:0"
[listen.ops]
address = "127.0.0.1:0"
[keys]
algorithms = ["ES256"]
[outbound]
timeout_ms = 500
"#;

/// A folder with a configuration.
struct Place {
    folder: TempDir,
}

/// What the program answered.
struct Ran {
    code: i32,
    answer: String,
    errors: String,
}

impl Place {
    fn new() -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap() };
        place.write("yimen.toml", CONFIG);
        place
    }

    /// A deployment with its database and keys made.
    fn started() -> Self {
        let place = Self::new();
        place.run("keys init").done();
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    /// Runs words divided by spaces; none of them holds one.
    fn run(&self, line: &str) -> Ran {
        self.run_words(&line.split_whitespace().collect::<Vec<_>>())
    }

    fn run_words(&self, words: &[&str]) -> Ran {
        let output = self.command(words).output().unwrap();
        Ran {
            code: output.status.code().unwrap(),
            answer: String::from_utf8(output.stdout).unwrap(),
            errors: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The program with an empty environment but for the name of its user, and nobody at the keyboard.
    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_yimen"));
        command.args(words).current_dir(self.folder.path());
        command.env_clear().env("USER", "tester").stdin(Stdio::null());
        command
    }
}

impl Ran {
    /// The answer of a command that must succeed.
    #[track_caller]
    fn done(self) -> String {
        assert_eq!(self.code, 0, "{}{}", self.answer, self.errors);
        self.answer
    }

    /// The answer as JSON of a command that must succeed.
    #[track_caller]
    fn json(self) -> Value {
        serde_json::from_str(&self.done()).unwrap()
    }

    /// What a command said that must be refused.
    #[track_caller]
    fn refused(self) -> String {
        assert_eq!(self.code, 1, "{}{}", self.answer, self.errors);
        assert_eq!(self.errors.lines().count(), 1, "one sentence: {}", self.errors);
        self.errors
    }
}

/// The files below a folder with their bytes, to see whether anything was changed.
fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(contents(&path));
        } else {
            let bytes = fs::read(&path).unwrap();
            found.push((path, bytes));
        }
    }
    found.sort();
    found
}
