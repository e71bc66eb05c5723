//! The languages pages are written in, and how one is chosen.

/// A language pages are written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Locale {
    /// Chinese in simplified characters: the default.
    #[default]
    ZhHans,
    /// English.
    En,
}

impl Locale {
    /// Every language, in the order of the switch.
    pub const ALL: [Self; 2] = [Self::ZhHans, Self::En];

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

    /// The language a BCP 47 tag asks for, by its primary subtag (RFC 4647 section 3.4, lookup).
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split('-').next()?;
        if primary.eq_ignore_ascii_case("zh") {
            Some(Self::ZhHans)
        } else if primary.eq_ignore_ascii_case("en") {
            Some(Self::En)
        } else {
            None
        }
    }

    /// The BCP 47 tag: value of `lang` attributes, of the `lang` parameter and of the cookie.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::ZhHans => "zh-Hans",
            Self::En => "en",
        }
    }

    /// The reading direction: value of the `dir` attribute.
    pub const fn dir(self) -> &'static str {
        match self {
            Self::ZhHans | Self::En => "ltr",
        }
    }

    /// The language's name in itself, as the switch shows it.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::ZhHans => "简体中文",
            Self::En => "English",
        }
    }
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
mod tests {
    use super::Locale::{self, En, ZhHans};

    #[test]
    fn own_choice_comes_before_what_the_platform_asks() {
        assert_eq!(Locale::negotiate(Some("zh-Hans"), Some("en"), None, ZhHans), En);
    }

    #[test]
    fn platform_is_heard_before_the_browser() {
        assert_eq!(Locale::negotiate(Some("fr en-GB zh"), None, Some("zh"), ZhHans), En);
    }

    #[test]
    fn unknown_languages_are_passed_over() {
        assert_eq!(Locale::negotiate(Some("fr de"), Some("xx"), Some("fr, en;q=0.3"), ZhHans), En);
    }

    #[test]
    fn browser_weights_decide() {
        assert_eq!(Locale::negotiate(None, None, Some("en;q=0.7, zh-CN;q=0.9"), ZhHans), ZhHans);
        assert_eq!(Locale::negotiate(None, None, Some("en-GB,en;q=0.9,zh;q=0.8"), ZhHans), En);
    }

    #[test]
    fn weight_of_nothing_is_not_wanted() {
        assert_eq!(Locale::negotiate(None, None, Some("en;q=0, *"), ZhHans), ZhHans);
        assert_eq!(Locale::negotiate(None, None, Some("en;q=x"), ZhHans), ZhHans);
    }

    #[test]
    fn chinese_when_nothing_is_asked() {
        assert_eq!(Locale::negotiate(None, None, None, ZhHans), ZhHans);
    }

    #[test]
    fn every_tag_is_read_back() {
        for locale in Locale::ALL {
            assert_eq!(Locale::from_tag(locale.tag()), Some(locale));
        }
    }
}
