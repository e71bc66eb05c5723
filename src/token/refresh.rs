//! The text of a refresh token: family and generation under a keyed hash. Nothing of it is stored, so the database
//! holds nothing that could be used; the family's row says which generation is the newest.

use base::{FamilyId, Secret};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use keys::MacPurpose;

use crate::ground::Ground;

const FAMILY: usize = 16;
const GENERATION: usize = 8;
const MAC: usize = 32;

/// A refresh token that we made: its hash was checked, its row was not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefreshToken {
    /// Its family.
    pub family: FamilyId,
    /// How often the family was rotated before it.
    pub generation: i64,
}

impl RefreshToken {
    /// The text a client holds.
    pub fn text(self, ground: &Ground) -> String {
        let [family, generation] = self.parts();
        let mac = ground.keys.mac(MacPurpose::RefreshToken, &[&family, &generation]);
        URL_SAFE_NO_PAD.encode([family.as_slice(), &generation, &mac].concat())
    }

    /// Reads a text and checks its hash; `None` for anything we did not make.
    pub fn read(ground: &Ground, text: &str) -> Option<Self> {
        if text.len() > 128 {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (family, rest) = bytes.split_first_chunk::<FAMILY>()?;
        let (generation, mac) = rest.split_first_chunk::<GENERATION>()?;
        let presented = Secret::new(<[u8; MAC]>::try_from(mac).ok()?);
        let candidates = ground.keys.mac_candidates(MacPurpose::RefreshToken, &[family, generation]);
        let known = candidates.into_iter().any(|candidate| Secret::new(candidate) == presented);
        known.then(|| Self {
            family: FamilyId::from_bytes(*family),
            generation: i64::from_be_bytes(*generation),
        })
    }

    fn parts(self) -> [Vec<u8>; 2] {
        [self.family.as_bytes().to_vec(), self.generation.to_be_bytes().to_vec()]
    }
}
