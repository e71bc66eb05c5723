//! Turning platforms, clients and accounts off and on again.

use base::{AccountId, Fault};
use store::account::AccountStatus;
use store::client::ClientStatus;
use store::platform::PlatformStatus;
use store::provider::ProviderStatus;

use crate::account::Accounts;
use crate::client::Clients;
use crate::session::{EndCause, Sessions};
use crate::verification::{DeclareRefusal, Providers};

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// It may be used again.
    On,
    /// It may not be used for now.
    Off,
}

/// Turns a platform, and with it all its clients, on or off; `false` when there is none.
///
/// # Errors
/// A fault of the database.
pub async fn platform(clients: &Clients, id: &str, switch: Switch, who: &str) -> Result<bool, Fault> {
    let status = match switch {
        Switch::On => PlatformStatus::Active,
        Switch::Off => PlatformStatus::Disabled,
    };
    clients.set_platform_status(id, status, who).await
}

/// Turns a client on or off; `false` when there is none.
///
/// # Errors
/// A fault of the database.
pub async fn client(clients: &Clients, id: &str, switch: Switch, who: &str) -> Result<bool, Fault> {
    let status = match switch {
        Switch::On => ClientStatus::Active,
        Switch::Off => ClientStatus::Disabled,
    };
    clients.set_client_status(id, status, who).await
}

/// Turns a provider on or off.
///
/// # Errors
/// That there is none, or a fault of the database.
pub async fn provider(
    providers: &Providers,
    id: &str,
    switch: Switch,
    who: &str,
) -> Result<(), DeclareRefusal> {
    let status = match switch {
        Switch::On => ProviderStatus::Enabled,
        Switch::Off => ProviderStatus::Disabled,
    };
    providers.set_status(id, status, who).await
}

/// What came of turning an account on or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountSwitched {
    /// Done.
    Done,
    /// There is no such account.
    Unknown,
    /// It is closed, which is for ever.
    Closed,
}

/// Freezes an account, which ends its sessions and tokens and tells the clients, or lets it be used again.
///
/// # Errors
/// A fault of the database.
pub async fn account(
    (accounts, sessions): (&Accounts, &Sessions),
    id: AccountId,
    switch: Switch,
    who: &str,
) -> Result<AccountSwitched, Fault> {
    match accounts.by_id(id).await?.map(|account| account.status) {
        None => return Ok(AccountSwitched::Unknown),
        Some(AccountStatus::Closed) => return Ok(AccountSwitched::Closed),
        Some(
            AccountStatus::Active | AccountStatus::Disputed | AccountStatus::Frozen | AccountStatus::Deceased,
        ) => {}
    }
    let status = match switch {
        Switch::On => AccountStatus::Active,
        Switch::Off => AccountStatus::Frozen,
    };
    // First, so that the clients are told: freezing ends what is left without a word.
    if switch == Switch::Off {
        sessions.end_all(id, EndCause::Administrator).await?;
    }
    accounts.set_status(id, status, who).await?;
    Ok(AccountSwitched::Done)
}
