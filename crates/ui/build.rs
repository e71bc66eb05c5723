//! Makes the table of languages out of the folders of message files, so that a language is added by adding a folder
//! and nothing else. A folder's name is the language's BCP 47 tag. Two keys describe the language itself:
//! `language-own-name` (as the switch shows it) and `language-direction` (`ltr` or `rtl`).
//!
//! Writes `languages.rs` from `locales/` and, for the crate's own tests, `languages_for_tests.rs` from the same and
//! from `src/tests/locales/` after it.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Languages that stand first, in this order: the default, then the one that fills gaps. Others follow by tag.
const FIRST: [&str; 2] = ["zh-Hans", "en"];

const REAL: &str = "locales";
const FOR_TESTS: &str = "src/tests/locales";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={REAL}");
    println!("cargo::rerun-if-changed={FOR_TESTS}");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("Cargo says where to write")?);
    let mut languages = languages(Path::new(REAL))?;
    let real = languages.len();
    std::fs::write(out.join("languages.rs"), table(&languages, real)?)?;
    languages.extend(self::languages(Path::new(FOR_TESTS))?);
    std::fs::write(out.join("languages_for_tests.rs"), table(&languages, real)?)?;
    Ok(())
}

struct Language {
    tag: String,
    own_name: String,
    direction: String,
    files: Vec<PathBuf>,
}

fn languages(folder: &Path) -> Result<Vec<Language>, Box<dyn Error>> {
    let mut found = Vec::new();
    for path in entries(folder)? {
        if path.is_dir() {
            found.push(language(&path)?);
        }
    }
    let place = |tag: &str| FIRST.iter().position(|first| *first == tag).unwrap_or(FIRST.len());
    found.sort_by(|a, b| (place(&a.tag), &a.tag).cmp(&(place(&b.tag), &b.tag)));
    Ok(found)
}

fn language(folder: &Path) -> Result<Language, Box<dyn Error>> {
    let shown = folder.display();
    let tag = folder.file_name().and_then(|name| name.to_str()).ok_or("a folder's name is a tag")?;
    let files: Vec<PathBuf> = entries(folder)?
        .into_iter()
        .filter(|path| path.extension().is_some_and(|end| end == "ftl"))
        .collect();
    let mut text = String::new();
    for file in &files {
        text.push_str(&std::fs::read_to_string(file)?);
        text.push('\n');
    }
    let key = |name: &str| {
        let found = text.lines().find_map(|line| line.strip_prefix(name)?.trim_start().strip_prefix('='));
        found.map(|value| value.trim().to_owned()).ok_or_else(|| format!("{shown}: {name} is missing"))
    };
    let (own_name, direction) = (key("language-own-name")?, key("language-direction")?);
    if direction != "ltr" && direction != "rtl" {
        return Err(format!("{shown}: language-direction is ltr or rtl, not {direction}").into());
    }
    Ok(Language { tag: tag.to_owned(), own_name, direction, files })
}

/// What a folder holds, in order of name: the same table on every machine.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))? {
        found.push(entry?.path());
    }
    found.sort();
    Ok(found)
}

/// The table as Rust: how many languages there are, how many of them are offered, and each with its files.
fn table(languages: &[Language], offered: usize) -> Result<String, std::fmt::Error> {
    let mut out = String::new();
    writeln!(
        out,
        "/// How many of the languages are offered to people.\npub(crate) const OFFERED: usize = {offered};"
    )?;
    writeln!(out, "/// How many languages there are.\npub(crate) const COUNT: usize = {};", languages.len())?;
    writeln!(
        out,
        "/// The languages, those offered first.\npub(crate) static LANGUAGES: [Language; COUNT] = ["
    )?;
    for (index, Language { tag, own_name, direction, files }) in languages.iter().enumerate() {
        writeln!(
            out,
            "Language {{ index: {index}, tag: {tag:?}, own_name: {own_name:?}, direction: {direction:?}, sources: &["
        )?;
        for file in files {
            let path = file.to_string_lossy().replace('\\', "/");
            writeln!(out, "include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/\", {path:?})),")?;
        }
        writeln!(out, "] }},")?;
    }
    writeln!(out, "];")?;
    Ok(out)
}
