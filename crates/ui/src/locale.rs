//! The languages pages are written in, and how one is chosen.
//!
//! Owns the table of languages, which `build.rs` makes out of the folders below `locales/`. Knows nothing of words.

/// A language: a folder of message files, found when the package is built.
pub(crate) struct Language {
    /// Its place in the table.
    pub(crate) index: usize,
    tag: &'static str,
    own_name: &'static str,
    direction: &'static str,
    /// The texts of its message files.
    pub(crate) sources: &'static [&'static str],
}

#[cfg(not(test))]
include!(concat!(env!("OUT_DIR"), "/languages.rs"));
#[cfg(test)]
include!(concat!(env!("OUT_DIR"), "/languages_for_tests.rs"));

/// A language pages are written in. A further one is a further folder below `locales/`.
#[derive(Clone, Copy)]
pub struct Locale(&'static Language);

#[expect(
    non_upper_case_globals,
    reason = "written like the values of an enumeration, which they are to callers"
)]
impl Locale {
    /// Chinese in simplified characters: the default.
    pub const ZhHans: Self = first(0);
    /// English: what a language with gaps falls back to.
    pub const En: Self = first(1);
}

impl Locale {
    /// Every language offered to people, in the order of the switch.
    pub const ALL: [Self; OFFERED] = offered();

    /// Chooses the page's language from what was asked for, best first:
    ///
    /// 1. `cookie`: the person's own choice by the switch on the page, a [tag](Self::tag);
    /// 2. `ui_locales` of OpenID Connect Core section 3.1.2.1: tags separated by spaces, most wanted first;
    /// 3. `accept_language`: the browser's header, weighted (RFC 9110 section 12.5.4);
    /// 4. `otherwise`: what the deployment speaks.
    ///
    /// The cookie comes first: otherwise the switch would do nothing on a page reached with `ui_locales`.
    pub fn negotiate(
        ui_locales: Option<&str>,
        cookie: Option<&str>,
        accept_language: Option<&str>,
        otherwise: Self,
    ) -> Self {
        cookie
            .and_then(Self::from_tag)
            .or_else(|| ui_locales.and_then(|tags| tags.split(' ').find_map(Self::from_tag)))
            .or_else(|| accept_language.and_then(most_wanted))
            .unwrap_or(otherwise)
    }

    /// The language a BCP 47 tag asks for (RFC 4647 section 3.4, lookup): the same tag; else the one whose usual
    /// script is the same (`zh-TW` is written in traditional characters); else any of the same primary subtag.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let tag = tag.trim();
        let primary = tag.split('-').next()?;
        let of_language = || {
            Self::ALL.into_iter().filter(|known| {
                known.tag().split('-').next().is_some_and(|own| own.eq_ignore_ascii_case(primary))
            })
        };
        let same_script = || {
            let wanted = script(tag)?;
            of_language().find(|known| script(known.tag()).is_some_and(|own| own == wanted))
        };
        of_language()
            .find(|known| known.tag().eq_ignore_ascii_case(tag))
            .or_else(same_script)
            .or_else(|| of_language().next())
    }

    /// The BCP 47 tag: value of `lang` attributes, of the `lang` parameter and of the cookie.
    pub const fn tag(self) -> &'static str {
        self.0.tag
    }

    /// The reading direction, `ltr` or `rtl`: value of the `dir` attribute.
    pub const fn dir(self) -> &'static str {
        self.0.direction
    }

    /// The language's name in itself, as the switch shows it.
    pub const fn own_name(self) -> &'static str {
        self.0.own_name
    }

    pub(crate) const fn language(self) -> &'static Language {
        self.0
    }

    /// Languages that are offered to nobody.
    #[cfg(test)]
    pub(crate) fn only_in_tests() -> impl Iterator<Item = Self> {
        LANGUAGES.iter().skip(OFFERED).map(Self)
    }
}

impl Default for Locale {
    fn default() -> Self {
        Self::ZhHans
    }
}

impl PartialEq for Locale {
    fn eq(&self, other: &Self) -> bool {
        self.0.index == other.0.index
    }
}

impl Eq for Locale {}

impl std::hash::Hash for Locale {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.index.hash(state);
    }
}

impl std::fmt::Debug for Locale {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Locale").field(&self.tag()).finish()
    }
}

#[expect(
    clippy::indexing_slicing,
    reason = "evaluated when the package is built: a wrong index stops the build"
)]
const fn first(index: usize) -> Locale {
    Locale(&LANGUAGES[index])
}

#[expect(
    clippy::indexing_slicing,
    reason = "evaluated when the package is built: a wrong index stops the build"
)]
const fn offered() -> [Locale; OFFERED] {
    let mut all = [first(0); OFFERED];
    let mut index = 0;
    while index < OFFERED {
        all[index] = first(index);
        index += 1;
    }
    all
}

/// The script a tag is written in: the one it names, else the likely one of language and region (CLDR, likely
/// subtags). None for what is no tag.
fn script(tag: &str) -> Option<unic_langid::subtags::Script> {
    let mut language: unic_langid::LanguageIdentifier = tag.parse().ok()?;
    language.maximize();
    language.script
}

/// The language of the highest weight; the first of equals. A weight of 0 means "not this one".
fn most_wanted(header: &str) -> Option<Locale> {
    let mut best: Option<(u16, Locale)> = None;
    for entry in header.split(',').take(32) {
        let mut parts = entry.split(';');
        let Some(locale) = parts.next().and_then(Locale::from_tag) else { continue };
        let weight = parts.find_map(weight).unwrap_or(1000);
        if weight > 0 && best.is_none_or(|(highest, _)| weight > highest) {
            best = Some((weight, locale));
        }
    }
    best.map(|(_, locale)| locale)
}

/// `q=0.8` in thousandths; a weight that cannot be read counts as nothing wanted.
fn weight(parameter: &str) -> Option<u16> {
    let value = parameter.trim().strip_prefix("q=")?;
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    let thousandths = format!("{fraction:0<3}").get(..3).and_then(|digits| digits.parse::<u16>().ok());
    match (whole, thousandths) {
        ("1", Some(_)) => Some(1000),
        ("0", Some(thousandths)) => Some(thousandths),
        _ => Some(0),
    }
}

#[cfg(test)]
mod tests;
