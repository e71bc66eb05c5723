//! Records for the tests. Ids are one repeated byte, times seconds after a fixed start.

use std::time::Duration;

use base::{
    AccountId, DeliveryId, DeviceId, EventId, FamilyId, GrantId, SecretId, SessionId, SystemRng, Time,
};
use store::account::{
    Account, AccountKind, AccountStatus, Inserted, LoginKind, LoginName, SecondStep, StoredLevel,
};
use store::audit::AuditEvent;
use store::client::{Client, ClientSecretRow, ClientStatus};
use store::code::Redemption;
use store::consent::Consent;
use store::logout::{Delivery, DeliveryState};
use store::platform::{Platform, PlatformStatus};
use store::refresh::{NewFamily, RotateFamily};
use store::session::{Session, SessionLevel};

use crate::world::World;

pub(crate) const HOUR: u64 = 3600;

pub(crate) fn at(seconds: i64) -> Time {
    Time::from_seconds(1_800_000_000 + seconds)
}

pub(crate) fn later(hours: u64) -> Time {
    at(0).plus(Duration::from_secs(hours * HOUR))
}

pub(crate) const fn account_id(n: u8) -> AccountId {
    AccountId::from_bytes([n; 16])
}

pub(crate) const fn session_id(n: u8) -> SessionId {
    SessionId::from_bytes([n; 16])
}

pub(crate) const fn grant_id(n: u8) -> GrantId {
    GrantId::from_bytes([n; 16])
}

pub(crate) const fn family_id(n: u8) -> FamilyId {
    FamilyId::from_bytes([n; 16])
}

pub(crate) const fn delivery_id(n: u8) -> DeliveryId {
    DeliveryId::from_bytes([n; 16])
}

pub(crate) fn account(n: u8) -> Account {
    Account {
        id: account_id(n),
        kind: AccountKind::Person,
        status: AccountStatus::Active,
        locale: Some("zh-Hans".to_owned()),
        second_step: SecondStep::Always,
        profile: vec![n, 0, 255],
        created_at: at(1),
        updated_at: at(2),
        standing: StoredLevel {
            level: 3,
            until: Some(later(90)),
            evidence_at: Some(at(-500)),
            policy: "2026-11".to_owned(),
        },
    }
}

pub(crate) const fn login(kind: LoginKind, n: u8) -> LoginName {
    LoginName { kind, index: [n; 32] }
}

pub(crate) fn session(n: u8, account: u8) -> Session {
    Session {
        id: session_id(n),
        secret_hash: [n; 32],
        account_id: account_id(account),
        created_at: at(10),
        authenticated_at: at(11),
        last_seen_at: at(12),
        idle_expires_at: later(1),
        expires_at: later(12),
        acr: "level2".to_owned(),
        amr: "pwd otp".to_owned(),
        user_agent: "browser".to_owned(),
        source: "203.0.113.*".to_owned(),
        device_id: Some(DeviceId::from_bytes([n; 16])),
        ended_at: None,
        standing: SessionLevel {
            level: 4,
            until: Some(later(2)),
            evidence_at: Some(at(12)),
            provider: Some("face".to_owned()),
        },
    }
}

pub(crate) fn platform(id: &str) -> Platform {
    Platform {
        id: id.to_owned(),
        names: r#"{"zh-Hans":"税务"}"#.to_owned(),
        division_code: "330100".to_owned(),
        status: PlatformStatus::Active,
        created_at: at(1),
        updated_at: at(2),
    }
}

pub(crate) fn client(id: &str, platform: &str) -> Client {
    Client {
        id: id.to_owned(),
        platform_id: platform.to_owned(),
        metadata: r#"{"client_name":"申报"}"#.to_owned(),
        status: ClientStatus::Active,
        version: 1,
        created_at: at(3),
        updated_at: at(4),
    }
}

pub(crate) fn secret(n: u8, client: &str) -> ClientSecretRow {
    ClientSecretRow {
        id: SecretId::from_bytes([n; 16]),
        client_id: client.to_owned(),
        hash: [n; 32],
        created_at: at(i64::from(n)),
        expires_at: None,
    }
}

pub(crate) fn consent(account: u8, client: &str) -> Consent {
    Consent {
        account_id: account_id(account),
        client_id: client.to_owned(),
        scope: "openid profile".to_owned(),
        claims: r#"["name"]"#.to_owned(),
        version: 3,
        given_at: at(20),
        withdrawn_at: None,
    }
}

pub(crate) fn event(kind: &str) -> AuditEvent {
    event_at(kind, at(30))
}

pub(crate) fn event_at(kind: &str, at: Time) -> AuditEvent {
    AuditEvent {
        id: EventId::ordered(at, &SystemRng),
        at,
        kind: kind.to_owned(),
        actor: "client:tax".to_owned(),
        account_id: None,
        client_id: None,
        session_id: None,
        request_id: "r-1".to_owned(),
        detail: "{}".to_owned(),
    }
}

pub(crate) fn new_family(n: u8, session: Option<u8>) -> NewFamily {
    NewFamily {
        id: family_id(n),
        session_id: session.map(session_id),
        scope: "openid offline_access".to_owned(),
        resources: "[]".to_owned(),
        claims: "{}".to_owned(),
        nonce: Some("n-1".to_owned()),
        auth_time: at(11),
        acr: "level2".to_owned(),
        amr: "pwd".to_owned(),
        idle_expires_at: later(2),
        expires_at: later(24),
        capacity: Some(r#"{"role":"01"}"#.to_owned()),
    }
}

/// A redemption by client `tax` of grant `n` in session 1 of account 1, with a family of the same number.
pub(crate) fn redemption(n: u8) -> Redemption {
    Redemption {
        grant_id: grant_id(n),
        code_expires_at: at(160),
        session_id: session_id(1),
        account_id: account_id(1),
        client_id: "tax".to_owned(),
        sid: format!("sid-{n}"),
        subject: "pairwise".to_owned(),
        family: Some(new_family(n, Some(1))),
        audit: event("code.redeemed"),
        reuse_audit: event("code.reused"),
        revoked_until: at(400),
        now: at(100),
    }
}

pub(crate) fn rotation(n: u8, presented: i64) -> RotateFamily {
    RotateFamily {
        id: family_id(n),
        client_id: "tax".to_owned(),
        presented,
        now: at(200),
        grace: Duration::ZERO,
        idle: Duration::from_secs(2 * HOUR),
        audit: event("refresh.rotated"),
        reuse_audit: event("refresh.reused"),
        revoked_until: at(500),
    }
}

pub(crate) fn delivery(n: u8, session: u8) -> Delivery {
    Delivery {
        id: delivery_id(n),
        client_id: format!("client-{n}"),
        account_id: account_id(1),
        sid: "sid".to_owned(),
        subject: "pairwise".to_owned(),
        session_id: session_id(session),
        state: DeliveryState::Pending,
        attempts: 0,
        next_attempt_at: at(50),
        last_error: None,
        created_at: at(i64::from(n)),
        finished_at: None,
    }
}

/// Account `n` without a login name.
pub(crate) async fn open_account(world: &World, n: u8) {
    let account = account(n);
    let inserted = commit!(world, [account], |tx| store::account::insert(tx, &account, &[], None));
    assert_eq!(inserted, Inserted::Inserted);
}

/// Session `n` of an account that is there.
pub(crate) async fn begin_session(world: &World, n: u8, account: u8) {
    let session = session(n, account);
    commit!(world, [session], |tx| store::session::create(tx, &session));
}

/// Account 1 with session 1.
pub(crate) async fn signed_on(world: &World) {
    open_account(world, 1).await;
    begin_session(world, 1, 1).await;
}

/// The kinds of all audit events, oldest first.
pub(crate) async fn audited(world: &World) -> Vec<String> {
    let mut conn = world.db.reader().await.unwrap();
    let events = store::audit::page(&mut conn, &store::audit::AuditFilter::All, None, 100).await.unwrap();
    let mut kinds: Vec<String> = events.into_iter().map(|event| event.kind).collect();
    kinds.sort();
    kinds
}
