//! What ends by itself: rights and offices that a new representative did not confirm in time, and invitations that nobody
//! answered. Safe to run on all nodes at once: each end happens once.

use base::{EntityId, Fault};
use store::Tx;
use store::delegation::{Delegation, DelegationState};
use store::entity::Role;

use super::Entities;
use super::administrator::RoleChange;
use super::end::Ending;
use super::term::INVITATION_LIFE;
use crate::audit::Kind;

/// Rights, offices and invitations looked at in one round, each.
const BATCH: u32 = 100;

/// Something whose time is over.
#[derive(Clone)]
enum Overdue {
    Right(Box<Delegation>),
    Office(Role),
    Invitation(Box<Delegation>),
}

impl Overdue {
    fn entity(&self) -> EntityId {
        match self {
            Self::Right(right) | Self::Invitation(right) => right.entity_id,
            Self::Office(role) => role.entity_id,
        }
    }
}

impl Entities {
    /// Ends what is over; says how much ended. There may be more when it is a hundred or above.
    ///
    /// # Errors
    /// A fault of the database; what ended before it stays ended.
    pub async fn tidy(&self) -> Result<u32, Fault> {
        let mut ended = 0_u32;
        for one in self.overdue().await? {
            let own = self.clone();
            let written = self.ground.db.write(move |tx| {
                let (own, one) = (own.clone(), one.clone());
                Box::pin(async move { own.end_overdue(tx, &one).await })
            });
            let count: Result<u32, Fault> = written.await;
            ended = ended.saturating_add(count?);
        }
        if ended > 0 {
            self.notices.wake();
        }
        Ok(ended)
    }

    async fn overdue(&self) -> Result<Vec<Overdue>, Fault> {
        let now = self.ground.now();
        let mut conn = self.ground.db.reader().await?;
        let rights = store::delegation::overdue_reconfirm(&mut conn, now, BATCH).await?;
        let offices = store::entity::overdue_roles(&mut conn, now, BATCH).await?;
        let unanswered = store::delegation::unanswered(&mut conn, now.minus(INVITATION_LIFE), BATCH).await?;
        let rights = rights.into_iter().map(|right| Overdue::Right(Box::new(right)));
        let unanswered = unanswered.into_iter().map(|right| Overdue::Invitation(Box::new(right)));
        Ok(rights.chain(offices.into_iter().map(Overdue::Office)).chain(unanswered).collect())
    }

    async fn end_overdue(&self, tx: &mut Tx, one: &Overdue) -> Result<u32, Fault> {
        store::entity::hold(tx, one.entity()).await?;
        match one {
            Overdue::Right(right) => {
                // The representative may have confirmed it since it was looked for.
                let still = store::delegation::by_id(tx, right.id).await?;
                match still.filter(|right| right.reconfirm_by.is_some()) {
                    Some(right) => {
                        let ending =
                            ending(Kind::DelegationRevoked, DelegationState::Revoked, "not_confirmed");
                        self.end_all(tx, &right, &ending, None).await
                    }
                    None => Ok(0),
                }
            }
            Overdue::Office(role) => self.end_office(tx, role).await,
            Overdue::Invitation(right) => {
                let ending = ending(Kind::DelegationEnded, DelegationState::Ended, "unanswered");
                self.end_all(tx, right, &ending, Some(right.grantor_account)).await
            }
        }
    }

    async fn end_office(&self, tx: &mut Tx, role: &Role) -> Result<u32, Fault> {
        let now = self.ground.now();
        let still = store::entity::role(tx, role.id).await?;
        match still.filter(|role| role.until_at.is_some_and(|until| until <= now)) {
            Some(role) => {
                let change = RoleChange { change: "ended", actor: "system", request_id: "" };
                Ok(u32::from(self.end_role(tx, &role, &change).await?))
            }
            None => Ok(0),
        }
    }
}

fn ending(kind: Kind, state: DelegationState, reason: &'static str) -> Ending {
    Ending { kind, state, reason, actor: "system", request_id: String::new() }
}
