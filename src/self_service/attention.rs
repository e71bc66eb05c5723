//! What the person of an account should look at, most urgent first.

use std::time::Duration;

use base::{Fault, RecoveryId, Time};
use store::account::Account;

use super::{Device, SelfService, Standing};
use crate::audit::Kind;
use crate::session::{LiveSession, Session};

/// How long something new stays worth a look.
const NEW_FOR: Duration = Duration::from_secs(7 * 24 * 3600);
/// So many recovery codes are few.
const FEW: u32 = 3;
/// No more new devices than this are told of at once: the page of devices has them all.
const MOST_DEVICES: usize = 3;
/// No more events than this are looked through: one for each passkey is enough.
const MOST_EVENTS: u32 = 20;

/// Something the person should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attention {
    /// Somebody asked for a way back in, which opens when nobody objects.
    RecoveryWaits {
        /// Its id.
        id: RecoveryId,
        /// When it was asked for.
        requested_at: Time,
        /// When it opens.
        ready_at: Time,
        /// Where it was asked for.
        place: String,
    },
    /// A passkey may exist twice.
    PasskeyCopied {
        /// Its name.
        name: String,
    },
    /// A browser that was not known has signed in.
    NewDevice {
        /// What it calls itself.
        description: String,
        /// Where it signed in; may be empty.
        place: String,
        /// When.
        seen_at: Time,
    },
    /// They were invited to act for an entity and have not answered.
    Invited {
        /// The entity's name.
        entity: String,
    },
    /// There is one way in and nothing to come back with.
    OneWayIn,
    /// Few recovery codes are left.
    FewRecoveryCodes {
        /// How many.
        left: u32,
    },
}

impl SelfService {
    /// What the person of a session should look at.
    pub async fn attention(&self, live: &LiveSession, standing: &Standing) -> Result<Vec<Attention>, Fault> {
        let account = &live.account;
        let mut all = Vec::new();
        all.extend(self.recovery_that_waits(account).await?);
        all.extend(self.copied_passkeys(account, standing).await?);
        all.extend(self.new_devices(live).await?);
        let offered = self.parts.entities.offered(account.id).await?;
        all.extend(offered.into_iter().map(|one| Attention::Invited { entity: one.entity }));
        let left = standing.recovery_codes;
        if standing.means.ways_in() == 1 && left.unwrap_or_default() == 0 {
            all.push(Attention::OneWayIn);
        }
        all.extend(left.filter(|left| *left <= FEW).map(|left| Attention::FewRecoveryCodes { left }));
        Ok(all)
    }

    async fn recovery_that_waits(&self, account: &Account) -> Result<Option<Attention>, Fault> {
        let waiting = self.parts.recoveries.waiting(account.id).await?;
        Ok(waiting.map(|recovery| Attention::RecoveryWaits {
            id: recovery.id,
            requested_at: recovery.requested_at,
            ready_at: recovery.ready_at,
            place: recovery.source,
        }))
    }

    /// Passkeys that behaved like a copy lately and are still there.
    async fn copied_passkeys(&self, account: &Account, standing: &Standing) -> Result<Vec<Attention>, Fault> {
        if standing.passkeys.is_empty() {
            return Ok(Vec::new());
        }
        let since = self.ground.now().minus(NEW_FOR);
        let events = self.events(account.id, &[Kind::PasskeyCloned], (None, MOST_EVENTS)).await?;
        let told: Vec<String> =
            events.into_iter().filter(|event| event.at >= since).map(|event| event.told.passkey).collect();
        let copied = standing.passkeys.iter().filter(|passkey| told.contains(&passkey.id.to_string()));
        Ok(copied.map(|passkey| Attention::PasskeyCopied { name: passkey.name.clone() }).collect())
    }

    /// Browsers that signed in for the first time lately: not the one that looks, and not the account's first.
    async fn new_devices(&self, live: &LiveSession) -> Result<Vec<Attention>, Fault> {
        let since = self.ground.now().minus(NEW_FOR);
        let devices = self.devices(live.account.id).await?;
        let first = devices.iter().map(|device| device.first_seen_at).min();
        let new: Vec<&Device> = devices
            .iter()
            .filter(|device| device.first_seen_at >= since && Some(device.first_seen_at) != first)
            .filter(|device| Some(device.id) != live.session.device_id)
            .take(MOST_DEVICES)
            .collect();
        if new.is_empty() {
            return Ok(Vec::new());
        }
        let sessions = self.parts.sessions.of_account(live.account.id).await?;
        Ok(new.into_iter().map(|device| told(device, &sessions)).collect())
    }
}

fn told(device: &Device, sessions: &[Session]) -> Attention {
    let session = sessions.iter().find(|session| session.device_id == Some(device.id));
    Attention::NewDevice {
        description: device.description.clone(),
        place: session.map(|session| session.source.clone()).unwrap_or_default(),
        seen_at: device.first_seen_at,
    }
}
