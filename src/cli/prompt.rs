//! Questions at the terminal: a yes to what cannot be undone, a passphrase without echo.
//!
//! A question is asked only where a person can answer: without a terminal the command is refused and says which
//! option answers instead. Echo is turned off through rustix, which the argument parser brings along already.

use std::fs;
use std::io::{self, IsTerminal as _, Read as _};
use std::os::fd::AsFd as _;
use std::path::{Path, PathBuf};

use base::Secret;
use clap::Args;
use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr};

use super::CliError;
use super::output;

/// The longest passphrase read, in bytes.
const LONGEST: usize = 1024;
const CTRL_C: u8 = 3;
const CTRL_D: u8 = 4;
const CTRL_U: u8 = 21;
const BACKSPACE: u8 = 8;
const DELETE: u8 = 127;

/// A yes given beforehand.
#[derive(Args, Debug)]
pub(super) struct Assent {
    /// Do not ask: the answer is yes
    #[arg(long, short)]
    yes: bool,
}

impl Assent {
    /// Asks whether to go on, unless the yes was given beforehand.
    pub(super) fn confirm(&self, consequence: &str) -> Result<(), CliError> {
        if self.yes {
            return Ok(());
        }
        if !io::stdin().is_terminal() {
            let sentence = format!("{consequence}; run it at a terminal to be asked, or add --yes");
            return Err(CliError::Refused(sentence));
        }
        output::ask(&format!("{consequence}.\nType yes to go on: "));
        let mut answer = String::new();
        io::stdin().read_line(&mut answer).map_err(|error| unreadable(&error))?;
        if answer.trim() == "yes" { Ok(()) } else { Err(CliError::refused("nothing was changed")) }
    }
}

/// How a new passphrase is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// Once: it exists and something is opened with it.
    Once,
    /// Twice: it is new and a slip of the finger would lock things away.
    Twice,
}

/// Where a passphrase comes from; never the command line, which others on the machine can read.
#[derive(Args, Debug)]
pub(super) struct PassphraseSource {
    /// Read the passphrase from this file instead of asking; one line feed at its end is left out
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

impl PassphraseSource {
    pub(super) fn read(&self, question: &str, asked: Asked) -> Result<Secret<String>, CliError> {
        match &self.passphrase_file {
            Some(file) => from_file(file),
            None => at_terminal(question, asked),
        }
    }
}

/// A passphrase from a file.
pub(super) fn from_file(file: &Path) -> Result<Secret<String>, CliError> {
    let text = fs::read_to_string(file).map(Secret::new).map_err(|error| {
        CliError::refused(format!("the passphrase file {} cannot be read: {error}", file.display()))
    })?;
    let line = text.expose().strip_suffix('\n').unwrap_or(text.expose());
    Ok(line.strip_suffix('\r').unwrap_or(line).into())
}

/// A passphrase from the keyboard.
pub(super) fn at_terminal(question: &str, asked: Asked) -> Result<Secret<String>, CliError> {
    if !io::stdin().is_terminal() {
        let sentence = format!("{question} is asked at a terminal only; give it in a file instead");
        return Err(CliError::Refused(sentence));
    }
    let first = ask_hidden(&format!("{question}: "))?;
    if asked == Asked::Twice && ask_hidden("Once more: ")? != first {
        return Err(CliError::refused("the two passphrases differ; nothing was changed"));
    }
    Ok(first)
}

fn ask_hidden(question: &str) -> Result<Secret<String>, CliError> {
    output::ask(question);
    let answer = {
        let _silence = Silence::begin()?;
        read_hidden()
    };
    output::note("");
    answer
}

/// The terminal without echo, line editing and signals, until dropped: Ctrl-C arrives as a byte, so that no way
/// out leaves the terminal mute.
struct Silence {
    before: Termios,
}

impl Silence {
    fn begin() -> Result<Self, CliError> {
        let before = tcgetattr(io::stdin().as_fd()).map_err(|error| unreadable(&error.into()))?;
        let mut silent = before.clone();
        silent.local_modes -= LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG;
        silent.special_codes[SpecialCodeIndex::VMIN] = 1;
        silent.special_codes[SpecialCodeIndex::VTIME] = 0;
        tcsetattr(io::stdin().as_fd(), OptionalActions::Flush, &silent)
            .map_err(|error| unreadable(&error.into()))?;
        Ok(Self { before })
    }
}

impl Drop for Silence {
    fn drop(&mut self) {
        let _gone = tcsetattr(io::stdin().as_fd(), OptionalActions::Flush, &self.before);
    }
}

fn read_hidden() -> Result<Secret<String>, CliError> {
    // Never grown, so that no copy of the passphrase is left behind in memory given back.
    let mut typed = String::with_capacity(LONGEST);
    let mut pending = Vec::with_capacity(4);
    let mut stdin = io::stdin().lock();
    let mut byte = [0];
    loop {
        let read = stdin.read(&mut byte).map_err(|error| unreadable(&error))?;
        match byte {
            _ if read == 0 => break,
            [b'\n' | b'\r'] => break,
            [CTRL_C | CTRL_D] => {
                drop(Secret::new(typed));
                return Err(CliError::refused("nothing was changed"));
            }
            [CTRL_U] => typed.clear(),
            [BACKSPACE | DELETE] => drop(typed.pop()),
            [other] => take(other, &mut pending, &mut typed),
        }
    }
    Ok(Secret::new(typed))
}

/// Gathers the bytes of one character; what is no UTF-8 is left out.
fn take(byte: u8, pending: &mut Vec<u8>, typed: &mut String) {
    pending.push(byte);
    match std::str::from_utf8(pending) {
        Ok(character) if typed.len() + character.len() <= LONGEST => typed.push_str(character),
        Err(error) if error.error_len().is_none() => return,
        Ok(_) | Err(_) => {}
    }
    pending.clear();
}

fn unreadable(error: &io::Error) -> CliError {
    CliError::refused(format!("the terminal cannot be read: {error}"))
}
