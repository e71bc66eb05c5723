//! Counts the lines of files and functions. Knows no exceptions.

use super::{FILE_LINES, FUNCTION_LINES};
use crate::source::{SourceFile, is_name_character, masked};

/// Something with a size: a whole file (`path`) or a function in it (`path::name`).
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Measured {
    pub(super) place: String,
    pub(super) lines: usize,
    pub(super) limit: usize,
}

impl Measured {
    pub(super) fn is_over_limit(&self) -> bool {
        self.lines > self.limit
    }
}

/// The file and every function in it that has a body, nested ones too.
pub(super) fn measure(file: &SourceFile) -> Vec<Measured> {
    let whole = Measured { place: file.path.clone(), lines: file.text.lines().count(), limit: FILE_LINES };
    let functions = functions(&masked(&file.text)).into_iter().map(|(name, lines)| Measured {
        place: format!("{}::{name}", file.path),
        lines,
        limit: FUNCTION_LINES,
    });
    std::iter::once(whole).chain(functions).collect()
}

/// Name and number of lines of each function, from masked text.
fn functions(text: &str) -> Vec<(String, usize)> {
    let keyword_at = |at: &usize| {
        let before = text.get(..*at).and_then(|before| before.chars().next_back());
        !before.is_some_and(|c| is_name_character(c) || c == '#')
    };
    text.match_indices("fn ")
        .map(|(at, _)| at)
        .filter(keyword_at)
        .filter_map(|at| measure_function(text.get(at..)?))
        .collect()
}

/// `None` for what has no name (a pointer type) or no body (a trait's declaration).
fn measure_function(text: &str) -> Option<(String, usize)> {
    let name: String = text.get(3..)?.trim_start().chars().take_while(|c| is_name_character(*c)).collect();
    if name.is_empty() {
        return None;
    }
    let body = body_start(text)?;
    let end = closing_brace(text.get(body..)?)?;
    let lines = text.get(..body + end)?.matches('\n').count() + 1;
    Some((name, lines))
}

/// Where the body opens: the first brace outside the brackets of the signature (`[u8; N]`), unless a
/// semicolon ends the declaration before it.
fn body_start(text: &str) -> Option<usize> {
    let mut brackets = 0_usize;
    for (at, character) in text.char_indices() {
        match character {
            '(' | '[' => brackets += 1,
            ')' | ']' => brackets = brackets.checked_sub(1)?,
            '{' if brackets == 0 => return Some(at),
            ';' if brackets == 0 => return None,
            _ => {}
        }
    }
    None
}

fn closing_brace(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, character) in text.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth = depth.checked_sub(1)?,
            _ => continue,
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}
