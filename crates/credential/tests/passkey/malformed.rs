//! Answers that are none: refused, whatever they hold, and never a panic.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use credential::PasskeyRefusal;
use serde_json::{Value, json};

use crate::world::{PERSON, device, passkeys, registered};

/// The same answer with one member changed.
fn with(response: &str, pointer: &str, value: Value) -> String {
    let mut answer: Value = serde_json::from_str(response).unwrap();
    *answer.pointer_mut(pointer).unwrap() = value;
    answer.to_string()
}

fn bytes(response: &str, pointer: &str) -> Vec<u8> {
    let answer: Value = serde_json::from_str(response).unwrap();
    URL_SAFE_NO_PAD.decode(answer.pointer(pointer).unwrap().as_str().unwrap()).unwrap()
}

fn text(bytes: &[u8]) -> Value {
    json!(URL_SAFE_NO_PAD.encode(bytes))
}

#[test]
fn refused_when_the_json_is_none_of_ours() {
    let passkeys = passkeys();
    let (options, pending) = passkeys.begin_registration(PERSON, &[]).unwrap();
    let honest = device().create(&options, &[]).unwrap();
    let changed = [
        String::new(),
        "{}".to_owned(),
        "[".repeat(100_000),
        format!("{honest}{}", " ".repeat(70_000)),
        with(&honest, "/type", json!("password")),
        with(&honest, "/id", json!("AAAA")),
        with(&honest, "/rawId", json!("not base64!")),
        with(&honest, "/response/clientDataJSON", text(b"{}")),
        with(&honest, "/response/clientDataJSON", text(&[0xff])),
        with(&honest, "/response/attestationObject", text(&[])),
    ];
    for response in changed {
        let refused = passkeys.finish_registration(&pending, &response);
        assert_eq!(refused.err(), Some(PasskeyRefusal::Malformed));
        assert_eq!(passkeys.identify(&response).err(), Some(PasskeyRefusal::Malformed));
    }
    assert!(passkeys.finish_registration(&pending, &honest).is_ok());
}

#[test]
fn attestation_object_cut_short_or_altered_is_refused_or_reads_as_something() {
    let passkeys = passkeys();
    let (options, pending) = passkeys.begin_registration(PERSON, &[]).unwrap();
    let honest = device().create(&options, &[]).unwrap();
    let member = "/response/attestationObject";
    let object = bytes(&honest, member);
    for length in 0..object.len() {
        let response = with(&honest, member, text(&object[..length]));
        assert!(passkeys.finish_registration(&pending, &response).is_err(), "{length}");
    }
    // Without an attestation the object is the browser's word: some bytes (counter, id, model) may be any. None panics.
    for at in 0..object.len() {
        for mask in [0x01, 0x20, 0x80, 0xff] {
            let mut altered = object.clone();
            altered[at] ^= mask;
            let _ = passkeys.finish_registration(&pending, &with(&honest, member, text(&altered)));
        }
    }
}

#[test]
fn refused_when_any_byte_of_an_assertion_is_another() {
    let (passkeys, mut device) = (passkeys(), device());
    let stored = registered(&passkeys, &mut device);
    let (options, pending) = passkeys.begin_sign_in().unwrap();
    let honest = device.get(&options, &[]).unwrap();
    for member in ["authenticatorData", "clientDataJSON", "signature"] {
        let pointer = format!("/response/{member}");
        let original = bytes(&honest, &pointer);
        for at in 0..original.len() {
            let mut altered = original.clone();
            altered[at] ^= 0x01;
            let response = with(&honest, &pointer, text(&altered));
            assert!(passkeys.finish_sign_in(&pending, &response, &stored).is_err(), "{member} {at}");
            let short = with(&honest, &pointer, text(&original[..at]));
            assert!(passkeys.finish_sign_in(&pending, &short, &stored).is_err(), "{member} {at}");
        }
    }
    assert!(passkeys.finish_sign_in(&pending, &honest, &stored).is_ok());
}
