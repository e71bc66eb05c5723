//! Values from outside, made fit to be shown beside our own words.

use std::borrow::Cow;

/// The text without characters that cannot be seen and change how others are read: controls, line separators and
/// the marks, overrides and isolates of Unicode annex 9. Joiners stay: some scripts need them.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    if text.contains(hides) {
        Cow::Owned(text.chars().filter(|&c| !hides(c)).collect())
    } else {
        Cow::Borrowed(text)
    }
}

const fn hides(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn direction_overrides_are_removed() {
        assert_eq!(visible("ab\u{202e}cd\u{2069}"), "abcd");
    }

    #[test]
    fn names_of_many_scripts_stay_whole() {
        for name in ["阿依古丽·买买提", "ئايگۈل", "O’Brien", "می\u{200c}خواهم", "𠮷野家"]
        {
            assert_eq!(visible(name), name);
        }
    }
}
