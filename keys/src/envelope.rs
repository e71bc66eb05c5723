//! AES-256-GCM around what rests in the vault or in a backup (NIST SP 800-38D).
//!
//! Owns nonce, ciphertext and tag. What the associated data must bind is the caller's.

use base::{Fault, Rng};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use zeroize::Zeroizing;

use crate::derive::KEY_BYTES;

/// A key ready to seal a few hundred blobs: far from the 2^32 of NIST SP 800-38D section 8.3.
pub(crate) struct Envelope(LessSafeKey);

impl Envelope {
    pub(crate) fn new(key: &[u8; KEY_BYTES]) -> Result<Self, Fault> {
        let key = UnboundKey::new(&AES_256_GCM, key).map_err(|_| Fault::new("an AES key was refused"))?;
        Ok(Self(LessSafeKey::new(key)))
    }

    /// Nonce, ciphertext, tag.
    pub(crate) fn seal(&self, rng: &dyn Rng, associated: &[u8], plain: &[u8]) -> Result<Vec<u8>, Fault> {
        let mut nonce = [0; NONCE_LEN];
        rng.fill(&mut nonce);
        // Room for everything at once: a vector that grew would leave a copy of the plain text behind.
        let mut sealed = Vec::with_capacity(NONCE_LEN + plain.len() + AES_256_GCM.tag_len());
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(plain);
        let (_, body) = sealed.split_at_mut(NONCE_LEN);
        let tag = self
            .0
            .seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), Aad::from(associated), body)
            .map_err(|_| Fault::new("a blob could not be sealed"))?;
        sealed.extend_from_slice(tag.as_ref());
        Ok(sealed)
    }

    /// The plain text, or nothing when a single bit or the associated data differs.
    pub(crate) fn open(&self, associated: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, body) = sealed.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut body = Zeroizing::new(body.to_vec());
        let length = self.0.open_in_place(nonce, Aad::from(associated), &mut body).ok()?.len();
        body.truncate(length);
        Some(body)
    }
}

#[cfg(test)]
mod tests {
    use base::SeededRng;

    use super::*;

    fn sealed() -> (Envelope, Vec<u8>) {
        let envelope = Envelope::new(&[3; 32]).unwrap();
        let sealed = envelope.seal(&SeededRng::new(1), b"place", b"secret").unwrap();
        (envelope, sealed)
    }

    #[test]
    fn opens_in_its_place() {
        let (envelope, sealed) = sealed();
        assert_eq!(envelope.open(b"place", &sealed).unwrap().as_slice(), b"secret");
    }

    #[test]
    fn closed_in_another_place() {
        let (envelope, sealed) = sealed();
        assert!(envelope.open(b"elsewhere", &sealed).is_none());
    }

    #[test]
    fn closed_when_any_bit_is_flipped() {
        let (envelope, sealed) = sealed();
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(envelope.open(b"place", &changed).is_none(), "byte {at}");
        }
    }

    #[test]
    fn closed_when_cut_short() {
        let (envelope, sealed) = sealed();
        for length in 0..sealed.len() {
            assert!(envelope.open(b"place", &sealed[..length]).is_none(), "length {length}");
        }
    }
}
