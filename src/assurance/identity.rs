//! How well a person is known: the identity level that follows from policy, evidence and the present. The level in an
//! account's row is a cache of that function, worked out again whenever evidence or policy change, and never trusted
//! beyond the moment it falls.

use std::sync::Arc;

use base::{AccountId, Fault, IdentifierId, SessionId, Time};
use evidence::kind::EvidenceKind;
use evidence::level::{Line, Moment, Standing};
use evidence::policy::Policy;
use store::account::{Account, AccountStatus, StoredLevel};
use store::session::SessionLevel;
use store::{Conn, Tx};

use super::proofs::Proofs;
use crate::ground::Ground;

/// The level of somebody of whom nothing is verified.
pub const UNKNOWN: u8 = 1;
/// The most an account is worth while somebody says that it is not theirs (`disputed`).
const WHILE_DISPUTED: u8 = 2;

/// The levels of this deployment.
#[derive(Clone)]
pub struct Assurance {
    pub(super) ground: Ground,
    pub(super) policy: Arc<Policy>,
}

/// How well the person of a session is known at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    /// 1 to 5.
    pub level: u8,
    /// The level rests on nothing older than this; none at level 1.
    pub evidence_at: Option<Time>,
}

impl Identity {
    /// Of somebody of whom nothing is verified.
    pub const UNKNOWN: Self = Self { level: UNKNOWN, evidence_at: None };
}

/// What a session adds to what is known of its person.
#[derive(Clone, Copy, Debug)]
pub struct InSession<'a> {
    /// The session.
    pub id: SessionId,
    /// What was proved in it alone.
    pub level: &'a SessionLevel,
    /// Whether the provider of that is still trusted.
    pub provider: Trusted,
}

/// Whether the provider of a proof may still be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trusted {
    /// It may.
    Yes,
    /// It was switched off.
    No,
}

impl Assurance {
    /// The service over its parts.
    pub fn new(ground: Ground, policy: Policy) -> Self {
        Self { ground, policy: Arc::new(policy) }
    }

    /// The policy in force.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// How well the person of a session is known. No query while what the rows remember still holds.
    pub async fn identity(&self, account: &Account, session: InSession<'_>) -> Result<Identity, Fault> {
        let now = self.ground.now();
        let stored = if self.holds(&account.standing, now) {
            of_stored(&account.standing)
        } else {
            of_standing(&self.standing(account.id, &self.moment(None)).await?)
        };
        let here = match session.provider {
            Trusted::Yes if session.level.until.is_some_and(|until| now < until) => {
                Identity { level: session.level.level, evidence_at: session.level.evidence_at }
            }
            Trusted::Yes | Trusted::No => Identity::UNKNOWN,
        };
        let best = if here.level > stored.level { here } else { stored };
        Ok(capped(account, best))
    }

    /// The same, resting on nothing older than `not_before`: the level may be lower then.
    pub async fn identity_since(
        &self,
        account: &Account,
        session: InSession<'_>,
        not_before: Time,
    ) -> Result<Identity, Fault> {
        let whole = self.identity(account, session).await?;
        if whole.evidence_at.is_none_or(|at| at >= not_before) {
            return Ok(whole);
        }
        let in_session = (session.provider == Trusted::Yes).then_some(session.id);
        let moment = Moment { not_before: Some(not_before), ..self.moment(in_session) };
        Ok(capped(account, of_standing(&self.standing(account.id, &moment).await?)))
    }

    /// How well the person of a grant is known now, in its session if it hangs on one. What was proved for that session
    /// alone counts while its provider is trusted.
    pub async fn of_grant(
        &self,
        (account, session): (AccountId, Option<SessionId>),
        trusted: impl Fn(&str) -> Trusted,
    ) -> Result<Identity, Fault> {
        let mut conn = self.ground.db.reader().await?;
        let Some(account) = store::account::by_id(&mut conn, account).await? else {
            return Ok(Identity::UNKNOWN);
        };
        let proofs = proofs_of(&mut conn, account.id).await?;
        drop(conn);
        let proofs = proofs.without_sessions_of(|provider| trusted(provider) == Trusted::No);
        let standing = proofs.standing(&self.policy, &self.moment(session));
        Ok(capped(&account, of_standing(&standing)))
    }

    /// The level of an account, and of each piece of its evidence what it counts for and why.
    pub async fn explain(&self, account: AccountId) -> Result<(Standing, Vec<Line>), Fault> {
        let (proofs, moment) = (self.proofs(account).await?, self.moment(None));
        Ok((proofs.standing(&self.policy, &moment), proofs.explain(&self.policy, &moment)))
    }

    /// Works the level of an account out anew and writes it into its row, in the transaction of what changed it. The
    /// caller holds the account.
    pub async fn renew(&self, tx: &mut Tx, account: AccountId) -> Result<Standing, Fault> {
        let standing = proofs_of(tx, account).await?.standing(&self.policy, &self.moment(None));
        store::account::set_standing(tx, account, &self.stored(&standing)).await?;
        Ok(standing)
    }

    /// What the evidence of an account is worth in one session, in the transaction of what changed it, and who proved
    /// what that rests on.
    pub async fn in_session(
        &self,
        tx: &mut Tx,
        account: AccountId,
        session: SessionId,
    ) -> Result<(Standing, Vec<String>), Fault> {
        let proofs = proofs_of(tx, account).await?;
        let standing = proofs.standing(&self.policy, &self.moment(Some(session)));
        let providers = proofs.providers(&standing);
        Ok((standing, providers))
    }

    /// The evidence of an account as the policy reads it.
    pub async fn proofs(&self, account: AccountId) -> Result<Proofs, Fault> {
        let mut conn = self.ground.db.reader().await?;
        proofs_of(&mut conn, account).await
    }

    /// Which kinds of proof would bring an account to a level in a session, by one document: each a set that is enough,
    /// the shortest first.
    pub async fn routes(
        &self,
        (account, document): (AccountId, Option<IdentifierId>),
        session: SessionId,
        (target, not_before): (u8, Option<Time>),
    ) -> Result<Vec<Vec<EvidenceKind>>, Fault> {
        let moment = Moment { not_before, ..self.moment(Some(session)) };
        Ok(self.proofs(account).await?.routes((&self.policy, &moment), document, target))
    }

    /// This moment, seen from a session or from none.
    pub fn moment(&self, session: Option<SessionId>) -> Moment {
        Moment { now: self.ground.now(), session, not_before: None }
    }

    /// What a row remembers of a standing.
    pub fn stored(&self, standing: &Standing) -> StoredLevel {
        StoredLevel {
            level: standing.level,
            // Beyond this the level may hold, but on older evidence.
            until: standing.unchanged_until,
            evidence_at: standing.evidence_at,
            policy: self.policy.version().to_owned(),
        }
    }

    async fn standing(&self, account: AccountId, moment: &Moment) -> Result<Standing, Fault> {
        Ok(self.proofs(account).await?.standing(&self.policy, moment))
    }

    /// Whether a remembered level is still what the function would give. An account nothing was ever proved of needs
    /// no policy to be worth the least.
    pub(super) fn holds(&self, stored: &StoredLevel, now: Time) -> bool {
        let fresh = stored.until.is_none_or(|until| now < until);
        let never = stored.level == UNKNOWN && stored.policy.is_empty();
        never || (fresh && stored.policy == self.policy.version())
    }
}

/// The evidence of an account in one read, for callers that hold a connection.
pub async fn proofs_of(conn: &mut Conn, account: AccountId) -> Result<Proofs, Fault> {
    Proofs::read(store::evidence::of_account(conn, account).await?)
}

const fn of_stored(stored: &StoredLevel) -> Identity {
    Identity { level: stored.level, evidence_at: stored.evidence_at }
}

pub(super) const fn of_standing(standing: &Standing) -> Identity {
    Identity { level: standing.level, evidence_at: standing.evidence_at }
}

pub(super) fn capped(account: &Account, identity: Identity) -> Identity {
    match account.status {
        AccountStatus::Disputed => Identity { level: identity.level.min(WHILE_DISPUTED), ..identity },
        AccountStatus::Active | AccountStatus::Frozen | AccountStatus::Deceased | AccountStatus::Closed => {
            identity
        }
    }
}
