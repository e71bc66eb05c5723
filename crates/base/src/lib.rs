//! Clock, chance, typed ids, secrets and faults: what every package stands on.
//!
//! Nothing here knows a protocol, a database or the network. Time and chance are values handed in, so that a
//! test can hold both still.

mod chance;
mod clock;
mod fault;
mod id;
mod secret;

pub use chance::{Rng, SeededRng, SystemRng};
pub use clock::{Clock, ManualClock, SystemClock, Time};
pub use fault::Fault;
pub use id::{
    AccountId, AuthenticatorId, DelegationId, DeliveryId, DeviceId, EntityId, EventId, EvidenceId, FamilyId,
    GrantId, IdentifierId, MessageId, ParseIdError, ProviderKeyId, RecoveryId, RoleId, ScanId, SecretId,
    SessionId, VerificationId,
};
pub use secret::Secret;
