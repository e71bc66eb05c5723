//! The name of a person as it stands in a document.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Why a text is not a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameRefusal {
    /// Shorter than 2 characters or longer than 60.
    #[error("a name has 2 to 60 characters")]
    Length,
    /// A digit, a control character or another sign that no name has.
    #[error("the name has a character that cannot stand there")]
    Characters,
}

/// A name in its normal form: NFC, one space between words and none between Han characters, one kind of middle dot.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PersonName(String);

impl std::fmt::Debug for PersonName {
    /// Without the name.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PersonName(…)")
    }
}

/// In characters of the normal form.
const LENGTH: std::ops::RangeInclusive<usize> = 2..=60;
/// Nothing longer than this, in bytes as typed, is looked at.
const LONGEST_INPUT: usize = 1024;
/// What stands between the parts of a name of a minority or a foreigner, U+00B7.
const DOT: char = '·';

impl PersonName {
    /// Reads a name as somebody typed it or a provider sent it.
    ///
    /// # Errors
    /// [`NameRefusal`].
    pub fn parse(typed: &str) -> Result<Self, NameRefusal> {
        if typed.len() > LONGEST_INPUT {
            return Err(NameRefusal::Length);
        }
        if typed.trim().chars().any(char::is_control) {
            return Err(NameRefusal::Characters);
        }
        let text = spaced(&dotted(typed));
        if !LENGTH.contains(&text.chars().count()) {
            return Err(NameRefusal::Length);
        }
        if framed(&text) && text.chars().all(may_stand) {
            Ok(Self(text))
        } else {
            Err(NameRefusal::Characters)
        }
    }

    /// The normal form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether both are one name. Case, spaces and dots between the parts do not matter: registers and banks write them
    /// differently.
    pub fn same_as(&self, other: &Self) -> bool {
        self.letters().eq(other.letters())
    }

    fn letters(&self) -> impl Iterator<Item = char> {
        self.0.chars().filter(|c| !matches!(*c, ' ' | DOT | '.')).flat_map(char::to_lowercase)
    }
}

/// NFC, and every dot that stands for the middle dot as U+00B7. A full stop does after a Han character only: after a
/// Latin one it shortens a name.
fn dotted(typed: &str) -> String {
    let mut before = None;
    let one_dot = |c: char| {
        let stands = match c {
            '•' | '・' | '‧' | '∙' | '⋅' | '･' | '．' => true,
            '.' => before.is_some_and(is_han),
            _ => false,
        };
        if !c.is_whitespace() {
            before = Some(c);
        }
        if stands { DOT } else { c }
    };
    typed.nfc().map(one_dot).collect()
}

/// One space between words; none at the ends, around a dot or between two Han characters.
fn spaced(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let joins = |last: char, first: char| last == DOT || first == DOT || (is_han(last) && is_han(first));
        let joined = match (spaced.chars().next_back(), word.chars().next()) {
            (Some(last), Some(first)) => joins(last, first),
            (None, _) | (_, None) => true,
        };
        if !joined {
            spaced.push(' ');
        }
        spaced.push_str(word);
    }
    spaced
}

/// Some letter, and nothing at either end that only joins.
fn framed(text: &str) -> bool {
    let joins = [DOT, '-'];
    text.contains(is_letter) && !text.starts_with(joins) && !text.starts_with('.') && !text.ends_with(joins)
}

/// The last parts the syllables of Tibetan, U+0F0B.
fn may_stand(c: char) -> bool {
    is_letter(c) || is_combining_mark(c) || matches!(c, ' ' | DOT | '.' | '-' | '\'' | '’' | '་')
}

/// `〇` is a number to Unicode and a character of names.
fn is_letter(c: char) -> bool {
    c == '〇' || (c.is_alphabetic() && !c.is_numeric())
}

/// The Han blocks of Unicode: unified ideographs, extensions A to H, compatibility ideographs, and `〇`.
const fn is_han(c: char) -> bool {
    matches!(c, '〇' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{323af}')
}
