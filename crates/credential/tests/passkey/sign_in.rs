//! Section 7.2.

use credential::{Binding, PasskeyRefusal, StoredPasskey, UserVerified};
use sandbox::actor::{Authenticator, Backup, Lie};
use serde_json::{Value, json};

use crate::world::{
    HOST, ORIGIN, OTHER_ORIGINS, PERSON, answer, device, kept, passkeys, registered, sign_in,
};

/// What one lie of a registered device is answered with.
fn refusal(lie: Lie) -> Option<PasskeyRefusal> {
    let (passkeys, mut device) = (passkeys(), device());
    let stored = registered(&passkeys, &mut device);
    sign_in(&passkeys, &mut device, &stored, &[lie]).err()
}

/// What one lie of a device is answered with when the account is known.
fn refusal_when_known(lie: Lie) -> Option<PasskeyRefusal> {
    let (passkeys, mut device) = (passkeys(), device());
    let stored = registered(&passkeys, &mut device);
    let question = passkeys.begin_second(std::slice::from_ref(&stored)).unwrap();
    answer(&passkeys, &mut device, &stored, (question, &[lie])).err()
}

fn registered_as(backup: Backup) -> (Authenticator, StoredPasskey) {
    let mut device = device().backed_up(backup);
    let stored = registered(&passkeys(), &mut device);
    (device, stored)
}

#[test]
fn honest_device_signs_in() {
    let (passkeys, mut device) = (passkeys(), device());
    let stored = kept(&registered(&passkeys, &mut device));
    let used = sign_in(&passkeys, &mut device, &stored, &[]).unwrap();
    assert_eq!(
        (used.user_verified, used.binding, used.counter),
        (UserVerified::Yes, Binding::DeviceBound, 1)
    );
    assert_eq!(used.updated.map(|updated| updated.counter()), Some(1));
}

#[test]
fn what_is_asked_of_anybody_is_discoverable() {
    let asked: Value = serde_json::from_str(&passkeys().begin_sign_in().unwrap().0).unwrap();
    assert_eq!((&asked["rpId"], &asked["allowCredentials"]), (&json!(HOST), &json!([])));
    assert_eq!((&asked["userVerification"], &asked["timeout"]), (&json!("preferred"), &json!(300_000)));
}

#[test]
fn what_is_asked_of_a_known_account_is_one_of_its_passkeys() {
    let passkeys = passkeys();
    let stored = [registered(&passkeys, &mut device()), registered(&passkeys, &mut device())];
    let asked: Value = serde_json::from_str(&passkeys.begin_second(&stored).unwrap().0).unwrap();
    assert_eq!(asked["allowCredentials"].as_array().unwrap().len(), 2);
    assert_eq!(asked["allowCredentials"][0]["transports"], json!(["usb", "nfc"]));
    assert_eq!(asked["userVerification"], "preferred");
}

#[test]
fn fault_when_a_known_account_has_none() {
    assert!(passkeys().begin_second(&[]).is_err());
}

#[test]
fn answer_tells_whose_it_is_before_it_is_proved() {
    let (passkeys, mut device) = (passkeys(), device());
    let stored = registered(&passkeys, &mut device);
    let (options, _) = passkeys.begin_sign_in().unwrap();
    let response = device.get(&options, &[]).unwrap();
    let (handle, id) = passkeys.identify(&response).unwrap();
    assert_eq!((handle, id.as_slice()), (PERSON.handle, stored.credential_id()));
    assert_eq!(passkeys.credential_id(&response).unwrap(), stored.credential_id());
}

#[test]
fn refused_to_identify_without_a_user() {
    let (passkeys, mut device) = (passkeys(), device());
    registered(&passkeys, &mut device);
    let (options, _) = passkeys.begin_sign_in().unwrap();
    for handle in [None, Some(vec![7; 15]), Some(Vec::new())] {
        let response = device.get(&options, &[Lie::UserHandle(handle)]).unwrap();
        assert_eq!(passkeys.identify(&response).err(), Some(PasskeyRefusal::UserHandle));
    }
}

#[test]
fn answer_without_user_verification_is_possession_alone() {
    let (passkeys, mut device) = (passkeys(), device());
    let stored = registered(&passkeys, &mut device);
    let used = sign_in(&passkeys, &mut device, &stored, &[Lie::NoUserVerification]).unwrap();
    assert_eq!(used.user_verified, UserVerified::No);
    let question = passkeys.begin_second(std::slice::from_ref(&stored)).unwrap();
    let lies = [Lie::NoUserVerification, Lie::Counter(9)];
    let used = answer(&passkeys, &mut device, &stored, (question, &lies)).unwrap();
    assert_eq!(used.user_verified, UserVerified::No);
}

#[test]
fn synced_passkey_signs_in_without_a_counter_and_nothing_changes() {
    let (mut device, stored) = registered_as(Backup::BackedUp);
    for _ in 0..2 {
        let used = sign_in(&passkeys(), &mut device, &stored, &[]).unwrap();
        assert_eq!((used.binding, used.counter), (Binding::Synced, 0));
        assert!(used.updated.is_none());
    }
}

#[test]
fn passkey_that_was_backed_up_meanwhile_is_kept_as_such() {
    let (mut device, stored) = registered_as(Backup::Eligible);
    let used = sign_in(&passkeys(), &mut device, &stored, &[Lie::Backup(Backup::BackedUp)]).unwrap();
    assert!(used.updated.is_some_and(|updated| updated.backed_up()));
}

#[test]
fn refused_when_it_is_a_registration() {
    assert_eq!(refusal(Lie::Type("webauthn.create".to_owned())), Some(PasskeyRefusal::Type));
}

#[test]
fn refused_when_the_question_was_for_registering() {
    let (passkeys, mut device) = (passkeys(), device());
    let stored = registered(&passkeys, &mut device);
    let (_, pending) = passkeys.begin_registration(PERSON, &[]).unwrap();
    let (options, _) = passkeys.begin_sign_in().unwrap();
    let response = device.get(&options, &[]).unwrap();
    assert_eq!(passkeys.finish_sign_in(&pending, &response, &stored).err(), Some(PasskeyRefusal::Type));
}

#[test]
fn refused_when_the_challenge_is_another() {
    assert_eq!(refusal(Lie::Challenge(vec![1; 32])), Some(PasskeyRefusal::Challenge));
    assert_eq!(refusal(Lie::Challenge(Vec::new())), Some(PasskeyRefusal::Challenge));
}

#[test]
fn refused_when_it_answers_an_earlier_question() {
    let (passkeys, mut device) = (passkeys(), device());
    let stored = registered(&passkeys, &mut device);
    let (options, earlier) = passkeys.begin_sign_in().unwrap();
    let (_, later) = passkeys.begin_sign_in().unwrap();
    let response = device.get(&options, &[]).unwrap();
    let later = passkeys.finish_sign_in(&kept(&later), &response, &stored);
    assert_eq!(later.err(), Some(PasskeyRefusal::Challenge));
    assert!(passkeys.finish_sign_in(&kept(&earlier), &response, &stored).is_ok());
}

#[test]
fn refused_when_the_origin_is_another() {
    assert_eq!(refusal(Lie::Origin(ORIGIN.to_owned())), None);
    for origin in OTHER_ORIGINS {
        assert_eq!(refusal(Lie::Origin(origin.to_owned())), Some(PasskeyRefusal::Origin), "{origin}");
    }
}

#[test]
fn refused_when_in_a_frame() {
    assert_eq!(refusal(Lie::CrossOrigin), Some(PasskeyRefusal::CrossOrigin));
    assert_eq!(refusal(Lie::TopOrigin(ORIGIN.to_owned())), Some(PasskeyRefusal::CrossOrigin));
}

#[test]
fn refused_when_the_relying_party_is_another() {
    for rp_id in ["evil.example", "example", "www.id.example"] {
        assert_eq!(refusal(Lie::RpId(rp_id.to_owned())), Some(PasskeyRefusal::RpId), "{rp_id}");
    }
}

#[test]
fn refused_when_nobody_was_present() {
    assert_eq!(refusal(Lie::NoUserPresence), Some(PasskeyRefusal::UserPresence));
}

#[test]
fn refused_when_a_device_bound_passkey_turns_into_a_synced_one() {
    for backup in [Backup::Eligible, Backup::BackedUp] {
        assert_eq!(refusal(Lie::Backup(backup)), Some(PasskeyRefusal::BackupFlags));
    }
}

#[test]
fn refused_when_a_synced_passkey_turns_into_a_device_bound_one() {
    let (mut device, stored) = registered_as(Backup::BackedUp);
    let refused = sign_in(&passkeys(), &mut device, &stored, &[Lie::Backup(Backup::DeviceBound)]);
    assert_eq!(refused.err(), Some(PasskeyRefusal::BackupFlags));
}

#[test]
fn refused_when_backed_up_though_it_cannot_be() {
    assert_eq!(refusal(Lie::Backup(Backup::BackedUpThoughDeviceBound)), Some(PasskeyRefusal::BackupFlags));
}

#[test]
fn refused_when_the_signature_is_forged() {
    assert_eq!(refusal(Lie::ForgedSignature), Some(PasskeyRefusal::Signature));
}

#[test]
fn refused_when_another_key_signs_under_the_same_id() {
    let (passkeys, mut impostor) = (passkeys(), device());
    let stored = registered(&passkeys, &mut device());
    registered(&passkeys, &mut impostor);
    let lie = Lie::CredentialId(stored.credential_id().to_vec());
    let refused = sign_in(&passkeys, &mut impostor, &stored, &[lie]);
    assert_eq!(refused.err(), Some(PasskeyRefusal::Signature));
}

#[test]
fn refused_when_the_device_was_copied() {
    let (passkeys, mut original) = (passkeys(), device());
    let stored = registered(&passkeys, &mut original);
    let mut copy = original.clone();
    let stored = sign_in(&passkeys, &mut original, &stored, &[]).unwrap().updated.unwrap();
    assert_eq!(sign_in(&passkeys, &mut copy, &stored, &[]).err(), Some(PasskeyRefusal::Counter));
}

#[test]
fn refused_when_the_counter_does_not_go_on() {
    let (passkeys, mut device) = (passkeys(), device());
    let stored = registered(&passkeys, &mut device);
    let stored = sign_in(&passkeys, &mut device, &stored, &[Lie::Counter(7)]).unwrap().updated.unwrap();
    for counter in [7, 6, 0] {
        let refused = sign_in(&passkeys, &mut device, &stored, &[Lie::Counter(counter)]);
        assert_eq!(refused.err(), Some(PasskeyRefusal::Counter), "{counter}");
    }
    assert!(sign_in(&passkeys, &mut device, &stored, &[Lie::Counter(8)]).is_ok());
}

#[test]
fn refused_when_the_credential_is_another() {
    assert_eq!(refusal(Lie::CredentialId(vec![1; 32])), Some(PasskeyRefusal::UnknownCredential));
    assert_eq!(refusal_when_known(Lie::CredentialId(vec![1; 32])), Some(PasskeyRefusal::UnknownCredential));
}

#[test]
fn refused_when_it_is_none_of_those_asked_for() {
    let (passkeys, mut asked, mut other) = (passkeys(), device(), device());
    let asked = registered(&passkeys, &mut asked);
    let stored = registered(&passkeys, &mut other);
    let (_, pending) = passkeys.begin_second(&[asked]).unwrap();
    let mut question: Value = serde_json::from_str(&passkeys.begin_sign_in().unwrap().0).unwrap();
    let pending_challenge = serde_json::to_value(&pending).unwrap();
    question["challenge"] = pending_challenge["SignIn"]["state"]["challenge"].clone();
    let response = other.get(&question.to_string(), &[]).unwrap();
    let refused = passkeys.finish_sign_in(&pending, &response, &stored);
    assert_eq!(refused.err(), Some(PasskeyRefusal::UnknownCredential));
}

#[test]
fn refused_when_the_user_is_another() {
    assert_eq!(refusal(Lie::UserHandle(Some(vec![8; 16]))), Some(PasskeyRefusal::UserHandle));
    assert_eq!(refusal_when_known(Lie::UserHandle(Some(vec![8; 16]))), Some(PasskeyRefusal::UserHandle));
}

#[test]
fn refused_when_nobody_is_named_and_nobody_was_known() {
    assert_eq!(refusal(Lie::UserHandle(None)), Some(PasskeyRefusal::UserHandle));
}

#[test]
fn user_need_not_be_named_when_the_account_was_known() {
    assert_eq!(refusal_when_known(Lie::UserHandle(None)), None);
}
