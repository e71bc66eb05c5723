//! The two languages of the pages, and which of them a browser prefers.

/// A language of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    Chinese,
    English,
}

impl Language {
    /// The first of the two languages in the order the browser prefers; Chinese if it names neither.
    // RFC 9110 section 12.5.4: a quality from 0 to 1, 1 if not given, 0 for "not acceptable".
    pub(crate) fn negotiate(accept_language: &str) -> Self {
        let mut best = (0_u32, Self::Chinese);
        for range in accept_language.split(',') {
            let mut parts = range.split(';');
            let tag = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
            let quality = parts
                .find_map(|part| part.trim().strip_prefix("q=").map(str::to_owned))
                .map_or(1.0, |text| text.parse::<f32>().unwrap_or(0.0));
            let language = match tag.split('-').next() {
                Some("zh") => Self::Chinese,
                Some("en") => Self::English,
                Some(_) | None => continue,
            };
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "0 to 1000 after the clamp"
            )]
            let weight = (quality.clamp(0.0, 1.0) * 1000.0) as u32;
            if weight > best.0 {
                best = (weight, language);
            }
        }
        best.1
    }

    /// The tag sent as `ui_locales`.
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-Hans",
            Self::English => "en",
        }
    }

    /// Whichever of the two texts is in this language.
    pub(crate) const fn pick<'t>(self, zh: &'t str, en: &'t str) -> &'t str {
        match self {
            Self::Chinese => zh,
            Self::English => en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_follows_the_preference() {
        for (header, language) in [
            ("en-GB,en;q=0.9,zh;q=0.8", Language::English),
            ("fr, zh-CN;q=0.7, en;q=0.3", Language::Chinese),
            ("zh;q=0, en;q=0.1", Language::English),
            ("fr", Language::Chinese),
            ("", Language::Chinese),
            ("en;q=rubbish", Language::Chinese),
        ] {
            assert_eq!(Language::negotiate(header), language, "{header}");
        }
    }
}
