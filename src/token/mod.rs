//! Tokens: what they say, how they are signed, how they are read back, how they die. Nothing here decides who may
//! have one; that is a grant's business.

mod assurance;
mod claims;
mod denylist;
pub mod hint;
mod introspect;
mod logout_token;
mod mint;
pub(crate) mod person;
mod read;
mod refresh;
mod revoke;
mod userinfo;
mod verified;

use std::sync::Arc;
use std::time::Duration;

use proto::jose::Algorithm;

use crate::assurance::Assurance;
use crate::entity::Entities;
use crate::ground::{DENY_FOR, Ground};
use crate::verification::Providers;

use person::Sources;

pub use denylist::Denylist;
pub use introspect::Introspection;
pub use mint::{IdTokenFacts, Minted, Right};
pub use read::{AccessRefusal, ReadAccessToken};
pub use refresh::RefreshToken;
pub use userinfo::{UserInfo, UserInfoRefusal};
pub use verified::{Offered, TRUST_FRAMEWORK};

/// How long tokens live and by what they are signed.
#[derive(Clone, Copy, Debug)]
pub struct TokenPolicy {
    /// Life of an access token unless the client has its own.
    pub access: Duration,
    /// Life of an ID token.
    pub id_token: Duration,
    /// A refresh token not used for this long dies.
    pub refresh_idle: Duration,
    /// A family of refresh tokens dies after this, however often used.
    pub refresh_absolute: Duration,
    /// How long the client may repeat a refresh whose answer it lost.
    pub refresh_grace: Duration,
    /// Signs access tokens, whatever a client asks for its ID tokens.
    pub algorithm: Algorithm,
}

/// The tokens of this deployment.
#[derive(Clone)]
pub struct Tokens {
    ground: Ground,
    sources: Arc<Sources>,
    policy: TokenPolicy,
    denylist: Denylist,
}

impl Tokens {
    /// The service over its parts.
    pub fn new(
        ground: Ground,
        (assurance, providers, entities): (Assurance, Providers, Entities),
        policy: TokenPolicy,
        denylist: Denylist,
    ) -> Self {
        let sources = Sources { ground: ground.clone(), assurance, providers, entities };
        Self { ground, sources: Arc::new(sources), policy, denylist }
    }

    /// Where claims about people come from.
    pub(crate) fn sources(&self) -> &Sources {
        &self.sources
    }

    /// Until when a token that dies now must be remembered: longer than any access token lives.
    pub fn deny_until(&self) -> base::Time {
        self.ground.now().plus(DENY_FOR)
    }

    /// Denies the access tokens of a grant on this node at once; the others learn it from the database.
    pub fn deny_here(&self, grant: base::GrantId) {
        self.denylist.deny(grant.as_bytes(), self.deny_until());
    }

    /// How long tokens live.
    pub const fn policy(&self) -> &TokenPolicy {
        &self.policy
    }
}
