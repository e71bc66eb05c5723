//! Section 7.1.

use credential::{Binding, PasskeyRefusal, PasskeyUser};
use rsa::pkcs8::EncodePrivateKey as _;
use sandbox::actor::{AttestationAuthority, Authenticator, Backup, KeyAlgorithm, Lie, Statement};
use serde_json::{Value, json};

use crate::world::{HOST, ORIGIN, OTHER_ORIGINS, PERSON, device, kept, passkeys, register, registered};

fn refusal(lies: &[Lie]) -> Option<PasskeyRefusal> {
    register(&passkeys(), &mut device(), lies).err()
}

fn options(existing: &[credential::StoredPasskey]) -> Value {
    serde_json::from_str(&passkeys().begin_registration(PERSON, existing).unwrap().0).unwrap()
}

#[test]
fn honest_device_is_registered() {
    let new = register(&passkeys(), &mut device(), &[]).unwrap();
    assert_eq!(new.binding, Binding::DeviceBound);
    assert_eq!((new.passkey.counter(), new.passkey.credential_id().len()), (0, 32));
    assert!(new.passkey.user_verified_at_registration());
    assert!(!new.passkey.attested() && !new.passkey.backup_eligible() && !new.passkey.backed_up());
}

#[test]
fn what_is_asked_is_discoverable_verified_and_not_attested() {
    let asked = options(&[]);
    assert_eq!(asked["rp"], json!({ "id": HOST, "name": "一门" }));
    assert_eq!(
        asked["user"],
        json!({ "id": "BwcHBwcHBwcHBwcHBwcHBw", "name": "zhang.wei", "displayName": "张伟" })
    );
    assert_eq!(asked["authenticatorSelection"]["residentKey"], "required");
    assert_eq!(asked["authenticatorSelection"]["requireResidentKey"], true);
    assert_eq!(asked["authenticatorSelection"]["userVerification"], "required");
    assert_eq!(asked["attestation"], "none");
    let algorithms: Vec<_> =
        asked["pubKeyCredParams"].as_array().unwrap().iter().map(|p| &p["alg"]).collect();
    assert_eq!(algorithms, [&json!(-7), &json!(-257)]);
    assert_eq!(
        (&asked["timeout"], asked.get("hints"), asked.get("extensions")),
        (&json!(300_000), None, None)
    );
}

#[test]
fn every_question_has_another_challenge_of_32_bytes() {
    let (one, other) = (options(&[])["challenge"].clone(), options(&[])["challenge"].clone());
    assert_ne!(one, other);
    assert_eq!(one.as_str().unwrap().len(), 43);
}

#[test]
fn name_stands_in_for_a_missing_display_name() {
    let user = PasskeyUser { display_name: "", ..PERSON };
    let asked: Value = serde_json::from_str(&passkeys().begin_registration(user, &[]).unwrap().0).unwrap();
    assert_eq!(asked["user"]["displayName"], "zhang.wei");
}

#[test]
fn fault_without_a_name() {
    assert!(
        passkeys().begin_registration(PasskeyUser { name: "", display_name: "", ..PERSON }, &[]).is_err()
    );
}

#[test]
fn passkeys_of_the_account_are_excluded_with_their_transports() {
    let stored = registered(&passkeys(), &mut device());
    let excluded = &options(std::slice::from_ref(&stored))["excludeCredentials"];
    assert_eq!(excluded[0]["transports"], json!(["usb", "nfc"]));
    assert_eq!(excluded.as_array().unwrap().len(), 1);
}

#[test]
fn rsa_key_is_registered() {
    let mut chance = rsa::rand_core::UnwrapErr(SystemChance);
    let key = rsa::RsaPrivateKey::new(&mut chance, 2048).unwrap();
    let mut device = device().with_rsa_key(key.to_pkcs8_der().unwrap().as_bytes());
    let passkeys = passkeys();
    let stored = registered(&passkeys, &mut device);
    assert!(crate::world::sign_in(&passkeys, &mut device, &stored, &[]).is_ok());
}

/// The system's chance, in the shape the `rsa` package asks for.
struct SystemChance;

impl rsa::rand_core::TryRng for SystemChance {
    type Error = std::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_ne_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_ne_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        base::Rng::fill(&base::SystemRng, bytes);
        Ok(())
    }
}

impl rsa::rand_core::TryCryptoRng for SystemChance {}

#[test]
fn synced_passkey_is_told_apart() {
    for (backup, backed_up) in [(Backup::Eligible, false), (Backup::BackedUp, true)] {
        let new = register(&passkeys(), &mut device().backed_up(backup), &[]).unwrap();
        assert_eq!(new.binding, Binding::Synced);
        assert_eq!((new.passkey.backup_eligible(), new.passkey.backed_up()), (true, backed_up));
    }
}

#[test]
fn refused_when_it_is_an_assertion() {
    assert_eq!(refusal(&[Lie::Type("webauthn.get".to_owned())]), Some(PasskeyRefusal::Type));
}

#[test]
fn refused_when_the_question_was_for_signing_in() {
    let passkeys = passkeys();
    let (_, pending) = passkeys.begin_sign_in().unwrap();
    let (options, _) = passkeys.begin_registration(PERSON, &[]).unwrap();
    let response = device().create(&options, &[]).unwrap();
    assert_eq!(passkeys.finish_registration(&pending, &response).err(), Some(PasskeyRefusal::Type));
}

#[test]
fn refused_when_the_challenge_is_another() {
    assert_eq!(refusal(&[Lie::Challenge(vec![1; 32])]), Some(PasskeyRefusal::Challenge));
    let passkeys = passkeys();
    let (options, _) = passkeys.begin_registration(PERSON, &[]).unwrap();
    let (_, later) = passkeys.begin_registration(PERSON, &[]).unwrap();
    let response = device().create(&options, &[]).unwrap();
    assert_eq!(passkeys.finish_registration(&later, &response).err(), Some(PasskeyRefusal::Challenge));
}

#[test]
fn refused_when_the_origin_is_another() {
    assert_eq!(refusal(&[Lie::Origin(ORIGIN.to_owned())]), None);
    for origin in OTHER_ORIGINS {
        assert_eq!(refusal(&[Lie::Origin(origin.to_owned())]), Some(PasskeyRefusal::Origin), "{origin}");
    }
}

#[test]
fn refused_when_in_a_frame() {
    assert_eq!(refusal(&[Lie::CrossOrigin]), Some(PasskeyRefusal::CrossOrigin));
    assert_eq!(refusal(&[Lie::TopOrigin(ORIGIN.to_owned())]), Some(PasskeyRefusal::CrossOrigin));
}

#[test]
fn refused_when_the_relying_party_is_another() {
    for rp_id in ["evil.example", "example", "www.id.example"] {
        assert_eq!(refusal(&[Lie::RpId(rp_id.to_owned())]), Some(PasskeyRefusal::RpId), "{rp_id}");
    }
}

#[test]
fn refused_when_nobody_was_present() {
    assert_eq!(refusal(&[Lie::NoUserPresence]), Some(PasskeyRefusal::UserPresence));
}

#[test]
fn refused_when_the_user_was_not_verified() {
    assert_eq!(refusal(&[Lie::NoUserVerification]), Some(PasskeyRefusal::UserVerification));
}

#[test]
fn refused_when_backed_up_though_it_cannot_be() {
    assert_eq!(refusal(&[Lie::Backup(Backup::BackedUpThoughDeviceBound)]), Some(PasskeyRefusal::BackupFlags));
}

#[test]
fn refused_when_the_algorithm_was_not_offered() {
    for algorithm in [KeyAlgorithm::Es384, KeyAlgorithm::EdDsa] {
        assert_eq!(refusal(&[Lie::Algorithm(algorithm)]), Some(PasskeyRefusal::Algorithm), "{algorithm:?}");
    }
}

#[test]
fn refused_when_the_algorithm_and_the_curve_differ() {
    let es256 = KeyAlgorithm::Es256.label();
    let lies = [Lie::Algorithm(KeyAlgorithm::Es384), Lie::AlgorithmLabel(es256)];
    assert_eq!(refusal(&lies), Some(PasskeyRefusal::Algorithm));
    for label in [KeyAlgorithm::Es384.label(), KeyAlgorithm::Rs256.label(), -65_535, 0] {
        assert_eq!(refusal(&[Lie::AlgorithmLabel(label)]), Some(PasskeyRefusal::Algorithm), "{label}");
    }
}

#[test]
fn refused_when_the_account_has_it_already() {
    let passkeys = passkeys();
    let stored = kept(&registered(&passkeys, &mut device()));
    let (options, pending) = passkeys.begin_registration(PERSON, std::slice::from_ref(&stored)).unwrap();
    let lie = Lie::CredentialId(stored.credential_id().to_vec());
    let response = device().create(&options, &[lie]).unwrap();
    assert_eq!(
        passkeys.finish_registration(&kept(&pending), &response).err(),
        Some(PasskeyRefusal::AlreadyRegistered)
    );
    let another = device().create(&options, &[]).unwrap();
    assert!(passkeys.finish_registration(&kept(&pending), &another).is_ok());
}

#[test]
fn refused_when_the_id_is_too_long() {
    assert_eq!(refusal(&[Lie::CredentialId(vec![1; 1023])]), None);
    assert_eq!(refusal(&[Lie::CredentialId(vec![1; 1024])]), Some(PasskeyRefusal::Malformed));
}

#[test]
fn refused_when_none_vouches_but_something_is_stated() {
    assert_eq!(refusal(&[Lie::Statement(Statement::NoneButSomething)]), Some(PasskeyRefusal::Attestation));
}

#[test]
fn refused_when_the_statement_is_of_an_unknown_format() {
    assert_eq!(refusal(&[Lie::Statement(Statement::Unknown)]), Some(PasskeyRefusal::Attestation));
}

#[test]
fn refused_when_a_statement_not_asked_for_is_forged() {
    let honest = Lie::Statement(Statement::SelfSigned);
    assert_eq!(refusal(std::slice::from_ref(&honest)), None);
    assert_eq!(refusal(&[honest, Lie::ForgedSignature]), Some(PasskeyRefusal::Attestation));
}

#[test]
fn statement_not_asked_for_makes_nobody_attested() {
    let attestant = AttestationAuthority::new("Maker").unwrap().issue([9; 16]).unwrap();
    let mut device = Authenticator::new(ORIGIN).of_model([9; 16]);
    let lie = Lie::Statement(Statement::Certified(Box::new(attestant)));
    let new = register(&passkeys(), &mut device, &[lie]).unwrap();
    assert_eq!((new.passkey.attested(), new.passkey.aaguid()), (false, [9; 16]));
}
