use super::Bench;
use crate::{Keyring, SealError, SealPurpose};

async fn sealed() -> (Keyring, Vec<u8>) {
    let keyring = Bench::new().open().await;
    let sealed = keyring.seal(SealPurpose::Cookie, b"client", b"state").unwrap();
    (keyring, sealed)
}

#[tokio::test]
async fn opens_for_its_purpose_and_context() {
    let (keyring, sealed) = sealed().await;
    assert_eq!(keyring.open_sealed(SealPurpose::Cookie, b"client", &sealed).unwrap(), b"state");
    assert_eq!(sealed.len(), b"state".len() + 49);
}

#[tokio::test]
async fn opens_from_text() {
    let keyring = Bench::new().open().await;
    let text = keyring.seal_text(SealPurpose::Interaction, b"", b"state").unwrap();
    assert_eq!(keyring.open_text(SealPurpose::Interaction, b"", &text).unwrap(), b"state");
}

#[tokio::test]
async fn refused_when_text_is_padded() {
    let keyring = Bench::new().open().await;
    let text = keyring.seal_text(SealPurpose::Interaction, b"", b"stat").unwrap();
    let refused = keyring.open_text(SealPurpose::Interaction, b"", &format!("{text}="));
    assert_eq!(refused, Err(SealError::Malformed));
}

#[tokio::test]
async fn refused_for_another_purpose() {
    let (keyring, sealed) = sealed().await;
    let refused = keyring.open_sealed(SealPurpose::Interaction, b"client", &sealed);
    assert_eq!(refused, Err(SealError::DoesNotOpen));
}

#[tokio::test]
async fn refused_in_another_context() {
    let (keyring, sealed) = sealed().await;
    let refused = keyring.open_sealed(SealPurpose::Cookie, b"other", &sealed);
    assert_eq!(refused, Err(SealError::DoesNotOpen));
}

#[tokio::test]
async fn refused_when_sealed_by_another_vault() {
    let (_, sealed) = sealed().await;
    let refused = Bench::new().open().await.open_sealed(SealPurpose::Cookie, b"client", &sealed);
    assert_eq!(refused, Err(SealError::UnknownKey));
}

#[tokio::test]
async fn refused_when_any_bit_is_flipped() {
    let (keyring, sealed) = sealed().await;
    for at in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[at] ^= 0x10;
        assert!(keyring.open_sealed(SealPurpose::Cookie, b"client", &changed).is_err(), "byte {at}");
    }
}

#[tokio::test]
async fn refused_when_cut_short() {
    let (keyring, sealed) = sealed().await;
    for length in 0..sealed.len() {
        assert!(keyring.open_sealed(SealPurpose::Cookie, b"client", &sealed[..length]).is_err());
    }
}

#[tokio::test]
async fn two_seals_of_one_value_differ() {
    let keyring = Bench::new().open().await;
    let seal = || keyring.seal(SealPurpose::Profile, b"", b"same").unwrap();
    assert_ne!(seal(), seal());
}
