//! What the command line of the driver says.

use std::path::PathBuf;
use std::time::Duration;

use crate::operation::Operation;
use crate::{ALL, Outcome};

const USAGE: &str = "\
usage: load --program FILE [options] [OPERATION...]
  --program FILE        the service to measure, built for release
  --database URL        a PostgreSQL database, empty; without it the embedded one is used
  --postmaster PID      the process of that server, whose CPU time is counted with that of all its children
  --connections N       connections kept open, one thread each (8)
  --seconds N           length of one measurement (5)
  --runs N              how often everything is measured (3)
  --setting KEY=VALUE   a further variable of the service's environment; may be repeated
  --log-to FILE         where the service's log goes (nowhere)
Without OPERATION all are measured.";

/// The command line, checked.
pub(crate) struct Arguments {
    /// The service.
    pub(crate) program: PathBuf,
    /// The address of a database server.
    pub(crate) database: Option<String>,
    /// The process of that server.
    pub(crate) postmaster: Option<u32>,
    /// Connections kept open.
    pub(crate) connections: usize,
    /// Length of one measurement.
    pub(crate) span: Duration,
    /// How often everything is measured.
    pub(crate) runs: usize,
    /// What to measure.
    pub(crate) operations: Vec<Operation>,
    /// Further variables of the service's environment.
    pub(crate) settings: Vec<(String, String)>,
    /// Where the service's log goes.
    pub(crate) log: PathBuf,
}

impl Arguments {
    /// Reads the words after the program's name.
    pub(crate) fn read(words: impl Iterator<Item = String>) -> Outcome<Self> {
        let mut read = Self {
            program: PathBuf::new(),
            database: None,
            postmaster: None,
            connections: 8,
            span: Duration::from_secs(5),
            runs: 3,
            operations: Vec::new(),
            settings: Vec::new(),
            log: PathBuf::from("/dev/null"),
        };
        let mut words = words;
        while let Some(word) = words.next() {
            match word.strip_prefix("--") {
                Some(option) => read.take(option, words.next())?,
                None => read.operations.push(Operation::named(&word).ok_or(USAGE)?),
            }
        }
        if read.operations.is_empty() {
            read.operations = ALL.to_vec();
        }
        if read.program.as_os_str().is_empty() { Err(USAGE.to_owned()) } else { Ok(read) }
    }

    fn take(&mut self, option: &str, value: Option<String>) -> Outcome<()> {
        let value = value.ok_or(USAGE)?;
        match option {
            "program" => self.program = PathBuf::from(value),
            "database" => self.database = Some(value),
            "postmaster" => self.postmaster = Some(number(&value)?),
            "connections" => self.connections = number(&value)?,
            "seconds" => self.span = Duration::from_secs(number(&value)?),
            "runs" => self.runs = number(&value)?,
            "log-to" => self.log = PathBuf::from(value),
            "setting" => {
                let (key, value) = value.split_once('=').ok_or(USAGE)?;
                self.settings.push((key.to_owned(), value.to_owned()));
            }
            _ => return Err(USAGE.to_owned()),
        }
        Ok(())
    }
}

fn number<T: std::str::FromStr>(text: &str) -> Outcome<T> {
    text.parse().map_err(|_| format!("{text} is not a number\n{USAGE}"))
}
