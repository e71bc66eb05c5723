//! A deployment, a person and a device.

use std::time::Duration;

use credential::{
    AttestationPolicy, NewPasskey, PasskeyRefusal, PasskeySettings, PasskeyUser, Passkeys, Pending,
    StoredPasskey, UsedPasskey,
};
use sandbox::actor::{Authenticator, Lie};

pub(crate) const ORIGIN: &str = "https://id.example:8443";
pub(crate) const HOST: &str = "id.example";
pub(crate) const PERSON: PasskeyUser<'static> =
    PasskeyUser { handle: [7; 16], name: "zhang.wei", display_name: "张伟" };

/// Origins that are not ours, however close.
pub(crate) const OTHER_ORIGINS: [&str; 9] = [
    "https://evil.example:8443",
    "https://www.id.example:8443",
    "https://example:8443",
    "https://id.example",
    "https://id.example:8444",
    "http://id.example:8443",
    "https://id.example:8443/",
    "https://someone@id.example:8443",
    "https://ID.example:8443",
];

pub(crate) fn settings(attestation: AttestationPolicy) -> PasskeySettings {
    PasskeySettings {
        rp_id: HOST.to_owned(),
        rp_origin: ORIGIN.parse().unwrap(),
        rp_name: "一门".to_owned(),
        attestation,
        timeout: Duration::from_secs(300),
    }
}

pub(crate) fn passkeys() -> Passkeys {
    Passkeys::new(&settings(AttestationPolicy::NotAsked)).unwrap()
}

pub(crate) fn device() -> Authenticator {
    Authenticator::new(ORIGIN)
}

pub(crate) fn register(
    passkeys: &Passkeys,
    device: &mut Authenticator,
    lies: &[Lie],
) -> Result<NewPasskey, PasskeyRefusal> {
    let (options, pending) = passkeys.begin_registration(PERSON, &[]).unwrap();
    passkeys.finish_registration(&pending, &device.create(&options, lies).unwrap())
}

pub(crate) fn registered(passkeys: &Passkeys, device: &mut Authenticator) -> StoredPasskey {
    register(passkeys, device, &[]).unwrap().passkey
}

/// A question to anybody, answered.
pub(crate) fn sign_in(
    passkeys: &Passkeys,
    device: &mut Authenticator,
    stored: &StoredPasskey,
    lies: &[Lie],
) -> Result<UsedPasskey, PasskeyRefusal> {
    answer(passkeys, device, stored, (passkeys.begin_sign_in().unwrap(), lies))
}

pub(crate) fn answer(
    passkeys: &Passkeys,
    device: &mut Authenticator,
    stored: &StoredPasskey,
    ((options, pending), lies): ((String, Pending), &[Lie]),
) -> Result<UsedPasskey, PasskeyRefusal> {
    passkeys.finish_sign_in(&pending, &device.get(&options, lies).unwrap(), stored)
}

/// What is sealed and kept reads back as the same.
pub(crate) fn kept<T: serde::Serialize + for<'a> serde::Deserialize<'a>>(value: &T) -> T {
    serde_json::from_str(&serde_json::to_string(value).unwrap()).unwrap()
}
