//! Section 7.1 with attestation required: only devices whose maker is trusted.

use credential::{AttestationPolicy, PasskeyRefusal, Passkeys};
use sandbox::actor::{AttestationAuthority, Authenticator, Lie, Statement};

use crate::world::{PERSON, device, register, settings, sign_in};

const MODEL: [u8; 16] = [9; 16];

fn requiring(roots_pem: &str) -> Passkeys {
    Passkeys::new(&settings(AttestationPolicy::Required { roots_pem: roots_pem.to_owned() })).unwrap()
}

fn maker() -> AttestationAuthority {
    AttestationAuthority::new("Maker").unwrap()
}

fn of(maker: &AttestationAuthority) -> Authenticator {
    device().of_model(MODEL).attested_by(maker).unwrap()
}

fn refusal(maker: &AttestationAuthority, mut device: Authenticator, lies: &[Lie]) -> Option<PasskeyRefusal> {
    register(&requiring(&maker.root_pem()), &mut device, lies).err()
}

#[test]
fn device_of_a_trusted_maker_is_registered_and_signs_in() {
    let maker = maker();
    let (passkeys, mut device) = (requiring(&maker.root_pem()), of(&maker));
    let stored = register(&passkeys, &mut device, &[]).unwrap().passkey;
    assert_eq!((stored.attested(), stored.aaguid()), (true, MODEL));
    assert!(sign_in(&passkeys, &mut device, &stored, &[]).is_ok());
}

#[test]
fn browser_is_asked_for_the_statement() {
    let (options, _) = requiring(&maker().root_pem()).begin_registration(PERSON, &[]).unwrap();
    let options: serde_json::Value = serde_json::from_str(&options).unwrap();
    assert_eq!(options["attestation"], "direct");
}

#[test]
fn every_root_of_the_list_is_trusted() {
    let (one, other) = (maker(), AttestationAuthority::new("Other maker").unwrap());
    let passkeys = requiring(&format!("one:\n{}\nother:\n{}", one.root_pem(), other.root_pem()));
    assert!(register(&passkeys, &mut of(&one), &[]).is_ok());
    assert!(register(&passkeys, &mut of(&other), &[]).is_ok());
}

#[test]
fn refused_when_nobody_vouches() {
    assert_eq!(refusal(&maker(), device(), &[]), Some(PasskeyRefusal::Attestation));
}

#[test]
fn refused_when_it_vouches_for_itself() {
    let lie = Lie::Statement(Statement::SelfSigned);
    assert_eq!(refusal(&maker(), device(), &[lie]), Some(PasskeyRefusal::Attestation));
}

#[test]
fn refused_when_the_maker_is_not_trusted() {
    // Of the same name: the key decides.
    assert_eq!(refusal(&maker(), of(&maker()), &[]), Some(PasskeyRefusal::Attestation));
}

#[test]
fn refused_when_the_statement_is_forged() {
    let maker = maker();
    assert_eq!(refusal(&maker, of(&maker), &[Lie::ForgedSignature]), Some(PasskeyRefusal::Attestation));
}

#[test]
fn refused_when_the_maker_vouches_for_another_model() {
    let maker = maker();
    assert_eq!(refusal(&maker, of(&maker), &[Lie::Aaguid([8; 16])]), Some(PasskeyRefusal::Attestation));
}

#[test]
fn fault_when_there_is_no_root() {
    let broken = maker().root_pem().replace("MII", "!!!");
    for roots_pem in [String::new(), "no certificate".to_owned(), broken] {
        assert!(Passkeys::new(&settings(AttestationPolicy::Required { roots_pem })).is_err());
    }
}
