//! The shape of a language tag.

/// Whether `text` has the shape of a language tag with its usual subtags.
///
/// # Errors
/// A reason, when it has not.
pub(crate) fn check(text: &str) -> Result<(), String> {
    // RFC 5646 section 2.1: subtags of one to eight letters or digits between hyphens; the first is the language.
    let mut subtags = text.split('-');
    let language = subtags.next().unwrap_or_default();
    let is_language =
        (2..=8).contains(&language.len()) && language.bytes().all(|byte| byte.is_ascii_alphabetic());
    let rest_fits = subtags.all(|subtag| {
        (1..=8).contains(&subtag.len()) && subtag.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    if is_language && rest_fits {
        return Ok(());
    }
    Err(format!("must be a language tag such as zh-Hans or en; it is {text:?}"))
}
