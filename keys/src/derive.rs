//! Derived keys (RFC 5869) and unambiguous input to keyed functions.

use base::Fault;
use ring::hkdf;
use zeroize::Zeroizing;

/// The length of every symmetric key here, in bytes.
pub(crate) const KEY_BYTES: usize = 32;

/// A symmetric key that is wiped when dropped.
pub(crate) type Key = Zeroizing<[u8; KEY_BYTES]>;

struct KeyLength;

impl hkdf::KeyType for KeyLength {
    fn len(&self) -> usize {
        KEY_BYTES
    }
}

/// HKDF-SHA-256 of `root`: another key for each salt and label.
pub(crate) fn derive(root: &[u8], salt: &[u8], label: &str) -> Result<Key, Fault> {
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    // RFC 5869 section 2: extract, then expand.
    hkdf::Salt::new(hkdf::HKDF_SHA256, salt)
        .extract(root)
        .expand(&[label.as_bytes()], KeyLength)
        .and_then(|okm| okm.fill(key.as_mut_slice()))
        .map_err(|_| Fault::new("a key could not be derived"))?;
    Ok(key)
}

/// The parts, each behind its length in eight bytes: two different lists never give one text.
pub(crate) fn framed(parts: &[&[u8]]) -> Vec<u8> {
    let mut text = Vec::with_capacity(parts.iter().map(|part| part.len() + 8).sum());
    for part in parts {
        text.extend_from_slice(&(part.len() as u64).to_be_bytes());
        text.extend_from_slice(part);
    }
    text
}

/// The parts of a text made by [`framed`], or nothing when it was cut short.
pub(crate) fn unframed(mut text: &[u8]) -> Option<Vec<&[u8]>> {
    let mut parts = Vec::new();
    while !text.is_empty() {
        let (length, rest) = text.split_first_chunk::<8>()?;
        let (part, rest) = rest.split_at_checked(usize::try_from(u64::from_be_bytes(*length)).ok()?)?;
        parts.push(part);
        text = rest;
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_differ_by_salt_and_label() {
        let key = |salt: &[u8], label| derive(&[7; 32], salt, label).unwrap();
        assert_eq!(key(b"a", "x"), key(b"a", "x"));
        assert_ne!(key(b"a", "x"), key(b"b", "x"));
        assert_ne!(key(b"a", "x"), key(b"a", "y"));
    }

    #[test]
    fn moving_a_boundary_changes_the_text() {
        assert_ne!(framed(&[b"ab", b"c"]), framed(&[b"a", b"bc"]));
        assert_ne!(framed(&[b"ab"]), framed(&[b"ab", b""]));
    }

    #[test]
    fn parts_come_back_unless_cut_short() {
        let text = framed(&[b"ab", b"", b"c"]);
        assert_eq!(unframed(&text).unwrap(), [&b"ab"[..], b"", b"c"]);
        assert!(unframed(&text[..text.len() - 1]).is_none());
    }
}
