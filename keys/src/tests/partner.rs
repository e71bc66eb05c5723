use proto::jose::{Algorithm, VerifyingKey};

use super::{Bench, DAY, who};
use crate::admin::{Mode, SecretUse};
use crate::{Damage, KeyError, Keyring, PartnerKey, SealError, SealPurpose};

const PLACE: &[u8] = b"provider_key 7";

async fn made(alg: Algorithm) -> (Keyring, Vec<u8>, proto::jose::Jwk) {
    let keyring = Bench::new().open().await;
    let (sealed, public) = keyring.new_partner_key(alg, PLACE).unwrap();
    (keyring, sealed, public)
}

fn refusal(opened: Result<PartnerKey, KeyError>) -> SealError {
    match opened {
        Err(KeyError::Damaged(Damage::PartnerKey(error))) => error,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn each_algorithm_signs_what_its_public_part_verifies() {
    for alg in Algorithm::ALL {
        let (keyring, sealed, public) = made(alg).await;
        let key = keyring.open_partner_key(&sealed, PLACE).unwrap();
        assert_eq!((key.algorithm(), key.public()), (alg, public.clone()));
        let proof = key.clone().sign(b"a=1&b=2").unwrap();
        let verifying = VerifyingKey::from_jwk(&public).unwrap();
        assert_eq!(verifying.verify_message(alg, b"a=1&b=2", &proof), Ok(()));
    }
}

#[tokio::test]
async fn another_node_opens_it() {
    let bench = Bench::new();
    let (sealed, public) = bench.open().await.new_partner_key(Algorithm::ES256, PLACE).unwrap();
    assert_eq!(bench.open().await.open_partner_key(&sealed, PLACE).unwrap().public(), public);
}

#[tokio::test]
async fn two_keys_differ() {
    let (keyring, _, public) = made(Algorithm::ES256).await;
    assert_ne!(keyring.new_partner_key(Algorithm::ES256, PLACE).unwrap().1, public);
}

#[tokio::test]
async fn refused_under_other_associated_data() {
    let (keyring, sealed, _) = made(Algorithm::ES256).await;
    let opened = keyring.open_partner_key(&sealed, b"provider_key 8");
    assert_eq!(refusal(opened), SealError::DoesNotOpen);
}

#[tokio::test]
async fn refused_when_changed() {
    let (keyring, mut sealed, _) = made(Algorithm::ES256).await;
    *sealed.last_mut().unwrap() ^= 1;
    assert_eq!(refusal(keyring.open_partner_key(&sealed, PLACE)), SealError::DoesNotOpen);
}

#[tokio::test]
async fn refused_when_sealed_by_another_vault() {
    let (_, sealed, _) = made(Algorithm::ES256).await;
    let opened = Bench::new().open().await.open_partner_key(&sealed, PLACE);
    assert_eq!(refusal(opened), SealError::UnknownKey);
}

#[tokio::test]
async fn refused_when_it_is_some_other_sealed_value() {
    let (keyring, ..) = made(Algorithm::ES256).await;
    let other = keyring.seal(SealPurpose::ProviderSecret, PLACE, b"ES256\0").unwrap();
    assert_eq!(refusal(keyring.open_partner_key(&other, PLACE)), SealError::DoesNotOpen);
}

#[tokio::test]
async fn private_part_opens_for_no_purpose() {
    let (keyring, sealed, _) = made(Algorithm::ES256).await;
    for purpose in [SealPurpose::ProviderSecret, SealPurpose::Authenticator, SealPurpose::Cookie] {
        assert_eq!(keyring.open_sealed(purpose, PLACE, &sealed), Err(SealError::DoesNotOpen));
    }
}

#[tokio::test]
async fn sealed_anew_it_is_the_same_key() {
    let bench = Bench::new();
    let keyring = bench.open().await;
    let (old, public) = keyring.new_partner_key(Algorithm::ES256, PLACE).unwrap();
    bench.admin().rotate_secret(SecretUse::Seal, &who(), Mode::Apply).await.unwrap();
    keyring.reload_if_changed().await.unwrap();
    bench.clock.advance(DAY);
    keyring.tick().await.unwrap();
    assert!(!keyring.is_sealed_with_newest(&old));
    let new = keyring.reseal_partner_key(&old, PLACE).unwrap();
    assert!(keyring.is_sealed_with_newest(&new));
    assert_eq!(keyring.open_partner_key(&new, PLACE).unwrap().public(), public);
    assert!(matches!(keyring.reseal_partner_key(&old, b"other"), Err(KeyError::Damaged(_))));
}
