//! Rust source as the structure tests see it: which files there are, and their text with comments and
//! literals blanked out. Owns no rule. It reads tokens, not meaning: no macro is expanded.

use std::path::{Path, PathBuf};

#[cfg(test)]
mod tests;

/// The folder of the workspace.
pub(crate) fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// One source file: its path below the workspace with `/` between parts, its text, and who it is for.
pub(crate) struct SourceFile {
    pub(crate) path: String,
    pub(crate) text: String,
    pub(crate) purpose: Purpose,
}

/// Whether a file becomes part of the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Product,
    Tests,
}

impl SourceFile {
    pub(crate) fn is_test(&self) -> bool {
        self.purpose == Purpose::Tests
    }
}

/// By the folder or name the style guide fixes, or because the module is declared for tests only in the file
/// above it, whose text is `parent`.
fn purpose(path: &str, parent: &str) -> Purpose {
    let folders = ["/tests/", "/benches/", "/fuzz/", "/examples/"];
    let by_place = path.starts_with("tests/") || folders.iter().any(|folder| path.contains(folder));
    let name = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".rs");
    let declared = parent.split("#[cfg(test)]").skip(1).filter_map(|after| after.split_once(';'));
    let for_tests = declared.into_iter().any(|(line, _)| line.trim().ends_with(&format!("mod {name}")));
    if by_place || name == "tests" || for_tests { Purpose::Tests } else { Purpose::Product }
}

/// Every `.rs` file below `folder` (a path below the workspace), in order of path.
/// Build output and installed packages are passed over.
pub(crate) fn rust_files(folder: &str) -> Vec<SourceFile> {
    let mut found = Vec::new();
    collect(&workspace().join(folder), &mut found);
    found.sort();
    found.iter().map(|path| read(path)).collect()
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name();
        if path.is_dir() {
            let passed_over =
                name == "target" || name == "node_modules" || name.to_string_lossy().starts_with('.');
            if !passed_over {
                collect(&path, found);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[expect(clippy::panic, reason = "a source file that cannot be read ends the test")]
fn read(path: &Path) -> SourceFile {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let below = path.strip_prefix(workspace()).unwrap_or(path);
    let parts: Vec<_> = below.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    let path_below = parts.join("/");
    let purpose = purpose(&path_below, &parent_text(path));
    SourceFile { path: path_below, text, purpose }
}

/// The text of the file that declares this one as its module: `mod.rs`, `lib.rs` or `main.rs` beside it, or the
/// file named like its folder.
fn parent_text(path: &Path) -> String {
    let folder = path.parent().unwrap_or(path);
    let beside = ["mod.rs", "lib.rs", "main.rs"].map(|name| folder.join(name));
    let above = std::iter::once(folder.with_extension("rs"));
    beside.into_iter().chain(above).filter_map(|file| std::fs::read_to_string(file).ok()).collect()
}

/// The text with the inside of comments, strings and character literals replaced by blanks.
/// Line breaks stay, so that line numbers stay true.
pub(crate) fn masked(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(&character) = characters.get(at) {
        let rest = characters.get(at..).unwrap_or_default();
        let after_name = at > 0 && characters.get(at - 1).is_some_and(|c| is_name_character(*c));
        match opaque_length(rest, after_name) {
            Some(length) => {
                out.extend(rest.iter().take(length).map(|c| if *c == '\n' { '\n' } else { ' ' }));
                at += length;
            }
            None => {
                out.push(character);
                at += 1;
            }
        }
    }
    out
}

/// Letters, digits and the underscore: what a Rust name is made of.
pub(crate) fn is_name_character(character: char) -> bool {
    character == '_' || character.is_alphanumeric()
}

/// How many characters the comment or literal at the start of `rest` takes, if there is one.
fn opaque_length(rest: &[char], after_name: bool) -> Option<usize> {
    match rest {
        ['/', '/', ..] => Some(rest.iter().position(|c| *c == '\n').unwrap_or(rest.len())),
        ['/', '*', ..] => Some(block_comment_length(rest)),
        ['"', ..] => Some(1 + quoted_length(rest.get(1..)?, '"')),
        ['r' | 'b' | 'c', ..] if !after_name => prefixed_string_length(rest),
        ['\'', ..] => character_length(rest),
        _ => None,
    }
}

// The Rust Reference, "Comments": block comments nest.
fn block_comment_length(rest: &[char]) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(pair) = rest.get(at..at + 2) {
        match pair {
            ['/', '*'] => depth += 1,
            ['*', '/'] => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return at;
        }
    }
    rest.len()
}

/// Length up to and with the closing quote, a backslash hiding the character after it.
fn quoted_length(inside: &[char], close: char) -> usize {
    let mut at = 0;
    while let Some(character) = inside.get(at) {
        match character {
            '\\' => at += 2,
            found if *found == close => return at + 1,
            _ => at += 1,
        }
    }
    inside.len()
}

// The Rust Reference, "Tokens": r"", r#""#, b"", br#""#, c"", cr#""#, b''.
fn prefixed_string_length(rest: &[char]) -> Option<usize> {
    let prefix = rest.iter().take(2).take_while(|c| matches!(c, 'r' | 'b' | 'c')).count();
    let raw = rest.get(prefix.checked_sub(1)?) == Some(&'r');
    let hashes = rest.get(prefix..)?.iter().take_while(|c| **c == '#').count();
    let inside = rest.get(prefix + hashes + 1..)?;
    match (rest.get(prefix + hashes)?, raw) {
        ('"', true) => Some(prefix + hashes + 1 + raw_length(inside, hashes)),
        ('"', false) if hashes == 0 => Some(prefix + 1 + quoted_length(inside, '"')),
        ('\'', false) if hashes == 0 => Some(prefix + 1 + quoted_length(inside, '\'')),
        _ => None,
    }
}

fn raw_length(inside: &[char], hashes: usize) -> usize {
    let closes = |at: usize| inside.iter().skip(at + 1).take(hashes).filter(|c| **c == '#').count() == hashes;
    let close = inside.iter().enumerate().position(|(at, c)| *c == '"' && closes(at));
    close.map_or(inside.len(), |at| at + 1 + hashes)
}

/// A character literal, told from a lifetime (`'a`) by its closing quote.
fn character_length(rest: &[char]) -> Option<usize> {
    match rest {
        ['\'', '\\', _, after @ ..] => Some(3 + quoted_length(after, '\'')),
        ['\'', _, '\'', ..] => Some(3),
        _ => None,
    }
}
