//! Digests: of a person within one verification, and of what a callback says.

use ring::digest::{SHA256, digest};

use crate::dialect::Subject;

/// What the digest of a subject begins with: no other text of ours does.
const SUBJECT: &str = "yimen-subject-1";

/// Who a verification is about, for a provider that does not send name and number back: SHA-256, in lower-case
/// hexadecimal, of five lines in UTF-8 joined by U+000A: the word `yimen-subject-1`, the `seq`, the document type, the
/// number, the name.
///
/// Injective: neither `seq` nor type nor number can hold a line break, and the name is last. The `seq` is random and
/// never used twice, so that two verifications of one person have nothing in common and the digest cannot be looked up
/// in a list of all numbers made beforehand.
pub fn subject_digest(seq: &str, subject: &Subject) -> String {
    let lines = [SUBJECT, seq, subject.document.as_str(), &subject.number, &subject.name];
    hex(&sha256(lines.join("\n").as_bytes()))
}

/// Whether a text is a SHA-256 digest in lower-case hexadecimal.
pub(crate) fn is_hex_digest(text: &str) -> bool {
    is_lower_hex(text, 64)
}

/// Whether a text is a `seq`: 32 lower-case hexadecimal digits.
pub(crate) fn is_seq(text: &str) -> bool {
    is_lower_hex(text, 32)
}

fn is_lower_hex(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// SHA-256 (FIPS 180-4).
pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    out.copy_from_slice(digest(&SHA256, bytes).as_ref());
    out
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests;
