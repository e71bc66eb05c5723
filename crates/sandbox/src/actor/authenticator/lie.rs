//! What an answer may be made to say against the truth; each changes one thing.

use super::ceremony::{Backup, Ceremony};
use super::{KeyAlgorithm, Statement};

/// One lie about one answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Lie {
    /// The page was of this origin.
    Origin(String),
    /// The page was in a frame of a page of another site.
    CrossOrigin,
    /// The page was in a frame of a page of this origin, but not of another site.
    TopOrigin(String),
    /// The answer is for this relying party id.
    RpId(String),
    /// The client data are of this type, such as `webauthn.create` in an assertion.
    Type(String),
    /// The challenge was this.
    Challenge(Vec<u8>),
    /// Nobody touched the device.
    NoUserPresence,
    /// The user was not verified, whatever was asked for.
    NoUserVerification,
    /// The credential is of this kind.
    Backup(Backup),
    /// The counter stands here.
    Counter(u32),
    /// The credential has this id.
    CredentialId(Vec<u8>),
    /// The credential is of this user; or the answer does not say of whom.
    UserHandle(Option<Vec<u8>>),
    /// The new key is of this algorithm, asked for or not.
    Algorithm(KeyAlgorithm),
    /// The new key is announced under this algorithm number.
    AlgorithmLabel(i64),
    /// The device is of this model.
    Aaguid([u8; 16]),
    /// The signature (of an assertion, or of an attestation statement) is by nobody.
    ForgedSignature,
    /// The attestation statement is this, asked for or not.
    Statement(Statement),
}

impl Ceremony {
    /// The same with these lies.
    pub(super) fn lying(mut self, lies: &[Lie]) -> Self {
        lies.iter().cloned().for_each(|lie| self.tell(lie));
        self
    }

    fn tell(&mut self, lie: Lie) {
        match lie {
            Lie::Origin(origin) => self.origin = origin,
            Lie::CrossOrigin => self.cross_origin = true,
            Lie::TopOrigin(origin) => self.top_origin = Some(origin),
            Lie::RpId(rp_id) => self.rp_id = rp_id,
            Lie::Type(type_) => self.type_ = type_,
            Lie::Challenge(challenge) => self.challenge = challenge,
            Lie::NoUserPresence => self.user_present = false,
            Lie::NoUserVerification => self.user_verified = false,
            Lie::Backup(backup) => self.backup = backup,
            Lie::Counter(counter) => self.counter = counter,
            Lie::CredentialId(id) => self.credential_id = Some(id),
            Lie::UserHandle(handle) => self.user_handle = handle,
            Lie::Algorithm(algorithm) => self.algorithm = Some(algorithm),
            Lie::AlgorithmLabel(label) => self.label = Some(label),
            Lie::Aaguid(aaguid) => self.aaguid = aaguid,
            Lie::ForgedSignature => self.forged = true,
            Lie::Statement(statement) => self.statement = statement,
        }
    }
}
