//! Passkeys: Web Authentication Level 3 from the side of the relying party (section 7.1 for registering, 7.2 for
//! signing in). Owns what is asked of a browser, which answer is believed, and what is kept of a credential. Knows no
//! account: `user_handle` is 16 bytes the caller chose. That a challenge lives briefly and works once is the caller's
//! business, who seals what is [`Pending`].
//!
//! Stands on `webauthn-rs-core`, not on the safer-looking `webauthn-rs` above it, because that one cannot ask for
//! discoverable credentials (it discourages them), refuses every answer without user verification (here it counts as
//! possession alone), and lets a device-bound credential turn into a synced one. What the core leaves out is checked
//! here first, and is marked "beyond the core" where it stands: the origin to the letter, frames of other sites in an
//! assertion, the user handle, an empty statement of format `none`, the curve of a key, the length of an id.
//!
//! The core draws challenges from the system's chance and holds certificates against the system's clock; neither can be
//! handed in.
//!
//! Algorithms offered: ES256 and RS256. Deviation: section 5.4 advises to offer EdDSA too; the core reads such keys but
//! cannot verify with them, and every authenticator that has EdDSA has ES256.

mod answer;
mod attested;
mod client_data;
mod refusal;
mod registration;
mod sign_in;
mod stored;

pub use refusal::PasskeyRefusal;
pub use registration::{NewPasskey, PasskeyUser};
pub use sign_in::{UsedPasskey, UserVerified};
pub use stored::{Binding, Pending, StoredPasskey};

use std::time::Duration;

use base::Fault;
use url::Url;
use webauthn_rs_core::WebauthnCore;
use webauthn_rs_core::proto::{AttestationCaList, COSEAlgorithm};

const ALGORITHMS: [COSEAlgorithm; 2] = [COSEAlgorithm::ES256, COSEAlgorithm::RS256];

/// Who asks for passkeys, and how strictly.
#[derive(Clone, Debug)]
pub struct PasskeySettings {
    /// The relying party id: the host of the origin.
    pub rp_id: String,
    /// Where our pages are. Only scheme, host and port count.
    pub rp_origin: Url,
    /// What the person's device calls us.
    pub rp_name: String,
    /// Whose authenticators may be registered.
    pub attestation: AttestationPolicy,
    /// How long a browser waits for the person, at most about 49 days. A hint; browsers keep it within bounds.
    pub timeout: Duration,
}

/// Whose authenticators may be registered.
#[derive(Clone, Debug)]
pub enum AttestationPolicy {
    /// Anybody's; makers are not asked to vouch for them.
    NotAsked,
    /// Those whose maker's chain of certificates ends in one of these roots.
    Required {
        /// Root certificates, PEM, one after the other. Each must say that it may sign certificates (key usage
        /// `keyCertSign`), and no two may have the same subject.
        roots_pem: String,
    },
}

/// The rules for passkeys of one deployment.
#[derive(Clone, Debug)]
pub struct Passkeys {
    core: WebauthnCore,
    origin: String,
    roots: Option<AttestationCaList>,
}

impl Passkeys {
    /// Rules for these settings. A fault tells which of them cannot be.
    pub fn new(settings: &PasskeySettings) -> Result<Self, Fault> {
        if settings.rp_origin.host_str() != Some(settings.rp_id.as_str()) {
            return Err(Fault::new("passkeys: the relying party id is not the host of the origin"));
        }
        if u32::try_from(settings.timeout.as_millis()).is_err() {
            return Err(Fault::new("passkeys: the time to answer is too long"));
        }
        let origin = settings.rp_origin.origin().ascii_serialization();
        let page = Url::parse(&origin).map_err(|e| Fault::caused("passkeys: the origin is not one", e))?;
        let roots = match &settings.attestation {
            AttestationPolicy::NotAsked => None,
            AttestationPolicy::Required { roots_pem } => Some(attested::roots(roots_pem)?),
        };
        let exactly = Some(false);
        let core = WebauthnCore::new_unsafe_experts_only(
            &settings.rp_name,
            &settings.rp_id,
            vec![page],
            settings.timeout,
            exactly,
            exactly,
        );
        Ok(Self { core, origin, roots })
    }
}

fn not_asked(error: webauthn_rs_core::error::WebauthnError) -> Fault {
    Fault::caused("the question for a passkey cannot be made", error)
}

fn not_written(error: serde_json::Error) -> Fault {
    Fault::caused("the question for a passkey cannot be written", error)
}
