//! Why somebody signs in who is not sent by a platform: to go on with an act of their own that needs a fresh proof.
//! Sealed like a platform's request and carried in its place, so that nobody can be sent anywhere else.

use base::{Fault, Time};
use keys::SealPurpose;
use serde::{Deserialize, Serialize};

use crate::http::routes::SIGN_IN;
use crate::http::state::Shared;

const ASSOCIATED: &[u8] = b"errand of one's own";

/// What an open browser alone must not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SensitiveAct {
    Password,
    Passkeys,
    SecondStep,
    RecoveryCodes,
    Contact,
    Export,
    Close,
    AllowSignIn,
    Other,
}

impl SensitiveAct {
    pub(crate) const fn shown(self) -> ui::SensitiveAct {
        match self {
            Self::Password => ui::SensitiveAct::ChangePassword,
            Self::Passkeys => ui::SensitiveAct::ChangePasskeys,
            Self::SecondStep => ui::SensitiveAct::ChangeSecondStep,
            Self::RecoveryCodes => ui::SensitiveAct::ChangeRecoveryCodes,
            Self::Contact => ui::SensitiveAct::ChangeContact,
            Self::Export => ui::SensitiveAct::Export,
            Self::Close => ui::SensitiveAct::CloseAccount,
            Self::AllowSignIn => ui::SensitiveAct::AllowSignIn,
            Self::Other => ui::SensitiveAct::Other,
        }
    }
}

/// An act of one's own, waiting for a fresh proof.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Errand {
    /// The path to go on to.
    pub(crate) path: String,
    /// What is about to be done.
    pub(crate) act: SensitiveAct,
    since: Time,
}

impl Errand {
    /// The address of the sign-in page for an act at a path of ours.
    pub(crate) fn address(shared: &Shared, path: &str, act: SensitiveAct) -> Result<String, Fault> {
        let errand = Self { path: path.to_owned(), act, since: shared.ground.now() };
        let plain = serde_json::to_vec(&errand).map_err(|error| Fault::caused("an errand", error))?;
        let sealed = shared.ground.keys.seal_text(SealPurpose::Interaction, ASSOCIATED, &plain);
        let sealed = sealed.map_err(|error| Fault::caused("an errand cannot be sealed", error))?;
        Ok(format!("{SIGN_IN}?request={sealed}"))
    }

    /// Opens what a page carried; none for what is no errand, or an old one.
    pub(crate) fn open(shared: &Shared, text: &str) -> Option<Self> {
        let plain = shared.ground.keys.open_text(SealPurpose::Interaction, ASSOCIATED, text).ok()?;
        let errand: Self = serde_json::from_slice(&plain).ok()?;
        let young = shared.ground.now().since(errand.since) <= shared.config.sessions.request_minutes;
        young.then_some(errand)
    }
}
