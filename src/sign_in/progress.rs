//! What was proved so far, on its way through the pages of a sign-in that is not finished. Sealed, of one browser, good
//! for a few minutes; it opens nothing by itself, it only spares proving the first factor again.

use base::{AccountId, SessionId, Time};
use keys::SealPurpose;
use serde::{Deserialize, Serialize};

use super::{CodeSent, SignInRefusal, SignIns, Visitor};
use crate::assurance::{Authentication, Methods};

const ASSOCIATED: &[u8] = b"sign-in under way";

/// A sign-in under way.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Progress {
    pub(super) account: AccountId,
    pub(super) methods: Methods,
    /// When the first of them was proved.
    pub(super) at: Time,
    /// The authentication level that is to be reached.
    pub(super) level: u8,
    /// The session that is being raised; none while there is none yet.
    pub(super) raises: Option<SessionId>,
    /// When it began: what has changed of the account since then makes it worthless.
    pub(super) since: Time,
    /// The code that was sent for the second step, if one was.
    pub(super) sent: Option<CodeSent>,
    pub(super) browser: String,
    pub(super) expires_at: Time,
}

impl Progress {
    pub(super) const fn authentication(&self) -> Authentication {
        Authentication { account: self.account, methods: self.methods, at: self.at }
    }
}

impl SignIns {
    /// Seals what was proved so far for the next page.
    pub(super) fn progress(
        &self,
        visitor: &Visitor<'_>,
        proved: Authentication,
        (level, raises, since): (u8, Option<SessionId>, Time),
    ) -> Result<String, SignInRefusal> {
        let progress = Progress {
            account: proved.account,
            methods: proved.methods,
            at: proved.at,
            level,
            raises,
            sent: None,
            browser: visitor.browser.to_owned(),
            since,
            expires_at: self.ground.now().plus(self.policy.progress_life),
        };
        self.reseal_progress(&progress)
    }

    /// Seals a sign-in under way that has changed.
    pub(super) fn reseal_progress(&self, progress: &Progress) -> Result<String, SignInRefusal> {
        self.seal(ASSOCIATED, progress)
    }

    /// Opens what a page carried, if it is of this browser and not old.
    pub(super) fn open_progress(&self, visitor: &Visitor<'_>, text: &str) -> Result<Progress, SignInRefusal> {
        let progress: Progress = self.open(ASSOCIATED, text)?;
        let good = progress.browser == visitor.browser && self.ground.now() < progress.expires_at;
        good.then_some(progress).ok_or(SignInRefusal::Stale)
    }

    pub(super) fn seal(&self, kind: &[u8], content: &impl Serialize) -> Result<String, SignInRefusal> {
        let plain =
            serde_json::to_vec(content).map_err(|error| base::Fault::caused("a sign-in under way", error))?;
        let sealed = self.ground.keys.seal_text(SealPurpose::Progress, kind, &plain);
        Ok(sealed.map_err(|error| base::Fault::caused("a sign-in cannot be sealed", error))?)
    }

    pub(super) fn open<T: for<'de> Deserialize<'de>>(
        &self,
        kind: &[u8],
        text: &str,
    ) -> Result<T, SignInRefusal> {
        let plain = self.ground.keys.open_text(SealPurpose::Progress, kind, text);
        let plain = plain.map_err(|_| SignInRefusal::Stale)?;
        serde_json::from_slice(&plain).map_err(|_| SignInRefusal::Stale)
    }
}
