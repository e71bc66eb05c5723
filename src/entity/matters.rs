//! How far a right reaches: which matters, and where. Nothing is given unless it is named; everything is given only to
//! who says so in a word of its own.

use std::collections::BTreeSet;

use base::Fault;

/// The word for all matters.
pub const ALL_MATTERS: &str = "*";
/// Matters and regions that one right may name: more is a list for a platform to keep, not for a right.
const MOST: usize = 50;
/// The longest name of a matter, in characters.
const LONGEST: usize = 60;

/// Which matters a right covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Items {
    /// All, and whoever gave it said so.
    All,
    /// These; at least one.
    These(BTreeSet<String>),
}

/// Where a right holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Regions {
    /// Everywhere the entity may act.
    Everywhere,
    /// In these divisions and all below them, six digits each (GB/T 2260); at least one.
    These(BTreeSet<String>),
}

/// Why matters or regions are not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MattersRefusal {
    /// No matter is named.
    #[error("no matter is named")]
    NoItem,
    /// All matters, and single ones beside.
    #[error("all matters are named, and single ones beside")]
    AllAndSome,
    /// A name that is too long or has a character that cannot stand there.
    #[error("a matter has a name that is too long or cannot be shown")]
    Item,
    /// No division code.
    #[error("a region is no division code of two, four or six digits")]
    Region,
    /// More than fifty.
    #[error("more than fifty are named")]
    TooMany,
}

impl Items {
    /// Reads what somebody typed: a name on each line, or the one word for all.
    ///
    /// # Errors
    /// [`MattersRefusal`].
    pub fn read(typed: &str) -> Result<Self, MattersRefusal> {
        let names = parts(typed, |c| matches!(c, '\n' | '\r'))?;
        match (names.contains(ALL_MATTERS), names.len()) {
            (_, 0) => Err(MattersRefusal::NoItem),
            (true, 1) => Ok(Self::All),
            (true, _) => Err(MattersRefusal::AllAndSome),
            (false, _) if names.iter().all(|name| may_be_shown(name)) => Ok(Self::These(names)),
            (false, _) => Err(MattersRefusal::Item),
        }
    }

    /// Whether these reach no further than others.
    pub fn within(&self, wider: &Self) -> bool {
        match (self, wider) {
            (_, Self::All) => true,
            (Self::All, Self::These(_)) => false,
            (Self::These(own), Self::These(wider)) => own.is_subset(wider),
        }
    }

    /// As it rests: a list that is never empty, so that an empty one is damage and not a gift.
    pub fn stored(&self) -> Result<String, Fault> {
        let all = BTreeSet::from([ALL_MATTERS.to_owned()]);
        text(match self {
            Self::All => &all,
            Self::These(names) => names,
        })
    }

    /// From what rests.
    pub fn of_stored(text: &str) -> Result<Self, Fault> {
        let names = list(text)?;
        if names.is_empty() {
            return Err(Fault::new("a right names no matter"));
        }
        Ok(if names.contains(ALL_MATTERS) { Self::All } else { Self::These(names) })
    }

    /// The names; none where all are meant.
    pub fn names(&self) -> Vec<String> {
        match self {
            Self::All => Vec::new(),
            Self::These(names) => names.iter().cloned().collect(),
        }
    }
}

impl Regions {
    /// Reads what somebody typed: division codes with spaces, commas or line ends between them; nothing for everywhere.
    ///
    /// # Errors
    /// [`MattersRefusal`].
    pub fn read(typed: &str) -> Result<Self, MattersRefusal> {
        let codes = parts(typed, |c| c.is_whitespace() || matches!(c, ',' | '，' | ';' | '；' | '、'))?;
        if codes.is_empty() {
            return Ok(Self::Everywhere);
        }
        let divisions: Option<_> = codes.iter().map(|code| division(code)).collect();
        divisions.map(Self::These).ok_or(MattersRefusal::Region)
    }

    /// Whether these reach no further than others: each lies in one of them.
    pub fn within(&self, wider: &Self) -> bool {
        match (self, wider) {
            (_, Self::Everywhere) => true,
            (Self::Everywhere, Self::These(_)) => false,
            (Self::These(own), Self::These(wider)) => {
                own.iter().all(|code| wider.iter().any(|above| code.starts_with(significant(above))))
            }
        }
    }

    /// As it rests.
    pub fn stored(&self) -> Result<String, Fault> {
        text(match self {
            Self::Everywhere => const { &BTreeSet::new() },
            Self::These(codes) => codes,
        })
    }

    /// From what rests.
    pub fn of_stored(text: &str) -> Result<Self, Fault> {
        let codes = list(text)?;
        Ok(if codes.is_empty() { Self::Everywhere } else { Self::These(codes) })
    }

    /// The codes; none where everywhere is meant.
    pub fn codes(&self) -> Vec<String> {
        match self {
            Self::Everywhere => Vec::new(),
            Self::These(codes) => codes.iter().cloned().collect(),
        }
    }
}

fn parts(typed: &str, apart: impl Fn(char) -> bool) -> Result<BTreeSet<String>, MattersRefusal> {
    let parts = typed.split(apart).map(str::trim).filter(|part| !part.is_empty());
    let parts: BTreeSet<String> = parts.map(str::to_owned).collect();
    if parts.len() > MOST { Err(MattersRefusal::TooMany) } else { Ok(parts) }
}

/// No control characters and none that turn the direction of writing: a name is shown to somebody who decides by it.
fn may_be_shown(name: &str) -> bool {
    let steers = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}')
    };
    name.chars().count() <= LONGEST && !name.contains(steers) && !name.contains(ALL_MATTERS)
}

// GB/T 2260: six digits, in pairs for province, city and county; the first is 1 to 8, and a pair of zeros names nothing.
pub(super) fn division(code: &str) -> Option<String> {
    let digits = code.bytes().all(|byte| byte.is_ascii_digit()) && matches!(code.len(), 2 | 4 | 6);
    let province = code.bytes().next().is_some_and(|first| (b'1'..=b'8').contains(&first));
    (digits && province).then(|| format!("{code:0<6}"))
}

/// A code without the pairs that name nothing.
fn significant(code: &str) -> &str {
    let without = |code| str::strip_suffix(code, "00");
    match without(code) {
        Some(city) => without(city).unwrap_or(city),
        None => code,
    }
}

fn text(names: &BTreeSet<String>) -> Result<String, Fault> {
    serde_json::to_string(names).map_err(|error| Fault::caused("how far a right reaches", error))
}

fn list(text: &str) -> Result<BTreeSet<String>, Fault> {
    serde_json::from_str(text)
        .map_err(|error| Fault::caused("how far a right reaches is not readable", error))
}
