//! What settings there may be.

use std::time::Duration;

use credential::{AttestationPolicy, PasskeySettings, Passkeys};

use crate::world::settings;

fn honest() -> PasskeySettings {
    settings(AttestationPolicy::NotAsked)
}

fn is_fault(settings: &PasskeySettings) -> bool {
    Passkeys::new(settings).is_err()
}

#[test]
fn fault_when_the_relying_party_is_not_the_host() {
    assert!(!is_fault(&honest()));
    for rp_id in ["example", "www.id.example", "id.example:8443", ""] {
        assert!(is_fault(&PasskeySettings { rp_id: rp_id.to_owned(), ..honest() }), "{rp_id}");
    }
}

#[test]
fn fault_when_the_time_is_beyond_a_browser_s_number() {
    let longest = Duration::from_millis(u64::from(u32::MAX));
    assert!(!is_fault(&PasskeySettings { timeout: longest, ..honest() }));
    assert!(is_fault(&PasskeySettings { timeout: longest + Duration::from_millis(1), ..honest() }));
}

#[test]
fn path_of_the_issuer_does_not_count() {
    let issuer = "https://id.example:8443/realm".parse().unwrap();
    let passkeys = Passkeys::new(&PasskeySettings { rp_origin: issuer, ..honest() }).unwrap();
    assert!(crate::world::register(&passkeys, &mut crate::world::device(), &[]).is_ok());
}
