use base::{Secret, SystemRng};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proto::jose::{Algorithm, Jwk, PublicKey};
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use rsa::pkcs8::{Document, EncodePrivateKey as _, LineEnding};
use rsa::traits::{PrivateKeyParts as _, PublicKeyParts as _};
use rsa::{BoxedUint, RsaPrivateKey};
use serde_json::{Value, json};

use super::refusal;
use crate::admin::{Change, Mode};
use crate::alg;
use crate::custody::KeyAction;
use crate::record::Origin;
use crate::rotation::StateName;
use crate::tests::{Bench, who};
use crate::{KeyError, KeyRefusal};

async fn import_pem(pem: &str, alg: Algorithm) -> Result<Change, KeyError> {
    let bench = Bench::of(&[alg]);
    bench.open().await;
    bench.admin().import_pem(&Secret::from(pem), alg, &who(), Mode::Apply).await
}

async fn import_jwk(jwk: &Value, alg: Algorithm) -> Result<Change, KeyError> {
    let bench = Bench::of(&[alg]);
    bench.open().await;
    bench.admin().import_jwk(&Secret::new(jwk.to_string()), alg, &who(), Mode::Apply).await
}

fn pem(label: &'static str, der: &[u8]) -> String {
    Document::try_from(der).unwrap().to_pem(label, LineEnding::LF).unwrap()
}

fn generated_pem(alg: Algorithm) -> String {
    pem("PRIVATE KEY", &alg::generate(alg, None, &SystemRng).unwrap())
}

fn rsa_key(bits: usize, exponent: u64) -> RsaPrivateKey {
    struct Chance;
    impl rsa::rand_core::TryRng for Chance {
        type Error = std::convert::Infallible;
        fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
            let mut bytes = [0; 4];
            base::Rng::fill(&SystemRng, &mut bytes);
            Ok(u32::from_le_bytes(bytes))
        }
        fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
            let mut bytes = [0; 8];
            base::Rng::fill(&SystemRng, &mut bytes);
            Ok(u64::from_le_bytes(bytes))
        }
        fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
            base::Rng::fill(&SystemRng, bytes);
            Ok(())
        }
    }
    impl rsa::rand_core::TryCryptoRng for Chance {}
    RsaPrivateKey::new_with_exp(&mut Chance, bits, BoxedUint::from(exponent)).unwrap()
}

fn rsa_pem(bits: usize, exponent: u64) -> String {
    rsa_key(bits, exponent).to_pkcs8_pem(LineEnding::LF).unwrap().to_string()
}

fn rsa_jwk(key: &RsaPrivateKey) -> Value {
    let number = |value: &BoxedUint| URL_SAFE_NO_PAD.encode(value.to_be_bytes_trimmed_vartime());
    json!({
        "kty": "RSA", "n": number(key.n().as_ref()), "e": number(key.e()), "d": number(key.d()),
        "p": number(&key.primes()[0]), "q": number(&key.primes()[1]),
    })
}

fn ed25519_jwk() -> Value {
    let mut seed = [0; 32];
    base::Rng::fill(&SystemRng, &mut seed);
    let pair = Ed25519KeyPair::from_seed_unchecked(&seed).unwrap();
    json!({
        "kty": "OKP", "crv": "Ed25519", "d": URL_SAFE_NO_PAD.encode(seed),
        "x": URL_SAFE_NO_PAD.encode(pair.public_key().as_ref()),
    })
}

/// A private JWK of a new EC key: the scalar lies at a known place in ring's PKCS#8.
fn ec_jwk(alg: Algorithm) -> Value {
    let der = alg::generate(alg, None, &SystemRng).unwrap();
    let public = alg::parse(alg, &der).unwrap().public();
    let PublicKey::Ec { crv, x, y } = public.key else { panic!("not EC") };
    let length = crv.coordinate_bytes();
    let marker = [2, 1, 1, 4, u8::try_from(length).unwrap()];
    let start = der.windows(5).position(|window| window == marker).unwrap() + 5;
    json!({
        "kty": "EC", "crv": crv.as_str(), "d": URL_SAFE_NO_PAD.encode(&der[start..start + length]),
        "x": URL_SAFE_NO_PAD.encode(x), "y": URL_SAFE_NO_PAD.encode(y),
    })
}

fn with(mut jwk: Value, member: &str, value: Value) -> Value {
    jwk[member] = value;
    jwk
}

#[tokio::test]
async fn pem_of_every_algorithm_becomes_the_next_key() {
    for alg in Algorithm::ALL {
        let bench = Bench::of(&[alg]);
        bench.open().await;
        let pem = Secret::new(generated_pem(alg));
        let change = bench.admin().import_pem(&pem, alg, &who(), Mode::Apply).await.unwrap();
        assert_eq!(change.action, Some(KeyAction::Imported));
        let key = bench.admin().show(&change.kid.unwrap()).await.unwrap();
        assert_eq!((key.state, key.origin, key.alg), (StateName::Next, Origin::Imported, Some(alg)));
    }
}

#[tokio::test]
async fn jwk_of_every_family_becomes_the_next_key() {
    assert!(import_jwk(&ec_jwk(Algorithm::ES256), Algorithm::ES256).await.is_ok());
    assert!(import_jwk(&ec_jwk(Algorithm::ES384), Algorithm::ES384).await.is_ok());
    assert!(import_jwk(&ed25519_jwk(), Algorithm::EdDSA).await.is_ok());
    assert!(import_jwk(&rsa_jwk(&rsa_key(2048, 65_537)), Algorithm::RS256).await.is_ok());
}

#[tokio::test]
async fn kid_of_an_imported_key_is_its_thumbprint_whatever_it_says() {
    let jwk = with(ed25519_jwk(), "kid", json!("../../etc/passwd"));
    let change = import_jwk(&jwk, Algorithm::EdDSA).await.unwrap();
    let public = json!({ "kty": "OKP", "crv": "Ed25519", "x": jwk["x"] });
    assert_eq!(change.kid, Some(serde_json::from_value::<Jwk>(public).unwrap().thumbprint()));
}

#[tokio::test]
async fn refused_when_rsa_is_weak() {
    let refused = refusal(import_pem(&rsa_pem(1024, 65_537), Algorithm::RS256).await);
    assert_eq!(refused, KeyRefusal::WeakRsa { bits: 1024 });
    let refused = refusal(import_jwk(&rsa_jwk(&rsa_key(1024, 65_537)), Algorithm::RS256).await);
    assert_eq!(refused, KeyRefusal::WeakRsa { bits: 1024 });
}

#[tokio::test]
async fn refused_when_rsa_exponent_is_small() {
    let refused = refusal(import_pem(&rsa_pem(2048, 3), Algorithm::RS256).await);
    assert_eq!(refused, KeyRefusal::RsaExponent);
}

#[tokio::test]
async fn refused_when_rsa_numbers_contradict_each_other() {
    let (one, other) = (rsa_jwk(&rsa_key(2048, 65_537)), rsa_jwk(&rsa_key(2048, 65_537)));
    let mixed = with(one, "n", other["n"].clone());
    assert_eq!(refusal(import_jwk(&mixed, Algorithm::RS256).await), KeyRefusal::Mismatch);
}

#[tokio::test]
async fn refused_when_rsa_has_more_primes() {
    let jwk = with(rsa_jwk(&rsa_key(2048, 65_537)), "oth", json!([{}]));
    assert_eq!(refusal(import_jwk(&jwk, Algorithm::RS256).await), KeyRefusal::MultiPrime);
}

#[tokio::test]
async fn refused_when_on_another_curve() {
    for (given, wanted) in [
        (Algorithm::ES384, Algorithm::ES256),
        (Algorithm::ES256, Algorithm::ES384),
        (Algorithm::ES256, Algorithm::EdDSA),
        (Algorithm::EdDSA, Algorithm::RS256),
    ] {
        let refused = refusal(import_pem(&generated_pem(given), wanted).await);
        assert_eq!(refused, KeyRefusal::WrongCurve { wanted });
    }
    let refused = refusal(import_jwk(&ec_jwk(Algorithm::ES384), Algorithm::ES256).await);
    assert_eq!(refused, KeyRefusal::WrongCurve { wanted: Algorithm::ES256 });
}

#[tokio::test]
async fn refused_when_use_is_not_signing() {
    for (member, value) in [("use", json!("enc")), ("key_ops", json!(["verify"]))] {
        let jwk = with(ed25519_jwk(), member, value);
        assert_eq!(refusal(import_jwk(&jwk, Algorithm::EdDSA).await), KeyRefusal::NotForSigning);
    }
    let jwk = with(with(ed25519_jwk(), "use", json!("sig")), "key_ops", json!(["sign"]));
    assert!(import_jwk(&jwk, Algorithm::EdDSA).await.is_ok());
}

#[tokio::test]
async fn refused_when_alg_is_another() {
    let jwk = with(rsa_jwk(&rsa_key(2048, 65_537)), "alg", json!("PS256"));
    let refused = refusal(import_jwk(&jwk, Algorithm::RS256).await);
    let expected = KeyRefusal::WrongAlgorithm { found: "PS256".to_owned(), wanted: Algorithm::RS256 };
    assert_eq!(refused, expected);
}

#[tokio::test]
async fn refused_when_public_only() {
    let mut jwk = ed25519_jwk();
    jwk.as_object_mut().unwrap().remove("d");
    assert_eq!(refusal(import_jwk(&jwk, Algorithm::EdDSA).await), KeyRefusal::PublicOnly);
    let der = alg::generate(Algorithm::ES256, None, &SystemRng).unwrap();
    let public = alg::parse(Algorithm::ES256, &der).unwrap().public();
    let public = pem("PUBLIC KEY", &alg::der::public_key_info(&public.key));
    assert_eq!(refusal(import_pem(&public, Algorithm::ES256).await), KeyRefusal::PublicOnly);
}

#[tokio::test]
async fn refused_when_halves_differ() {
    let jwk = with(ed25519_jwk(), "x", ed25519_jwk()["x"].clone());
    assert_eq!(refusal(import_jwk(&jwk, Algorithm::EdDSA).await), KeyRefusal::Mismatch);
    let (one, other) = (ec_jwk(Algorithm::ES256), ec_jwk(Algorithm::ES256));
    let mixed = with(with(one, "x", other["x"].clone()), "y", other["y"].clone());
    assert!(matches!(refusal(import_jwk(&mixed, Algorithm::ES256).await), KeyRefusal::Malformed(_)));
}

#[tokio::test]
async fn refused_when_pem_is_encrypted_or_of_another_form() {
    let der = alg::generate(Algorithm::ES256, None, &SystemRng).unwrap();
    let refused = refusal(import_pem(&pem("ENCRYPTED PRIVATE KEY", &der), Algorithm::ES256).await);
    assert_eq!(refused, KeyRefusal::EncryptedPem);
    let refused = refusal(import_pem(&pem("EC PRIVATE KEY", &der), Algorithm::ES256).await);
    assert_eq!(refused, KeyRefusal::NotPkcs8);
    let refused = refusal(import_pem("no key at all", Algorithm::ES256).await);
    assert!(matches!(refused, KeyRefusal::Malformed(_)));
}

#[tokio::test]
async fn refused_when_the_key_is_there_already_for_another_algorithm() {
    let bench = Bench::of(&[Algorithm::RS256, Algorithm::PS256]);
    bench.open().await;
    let admin = bench.admin();
    let pem = Secret::new(rsa_pem(2048, 65_537));
    let kid = admin.import_pem(&pem, Algorithm::RS256, &who(), Mode::Apply).await.unwrap().kid.unwrap();
    for alg in [Algorithm::RS256, Algorithm::PS256] {
        let refused = refusal(admin.import_pem(&pem, alg, &who(), Mode::Apply).await);
        assert_eq!(refused, KeyRefusal::AlreadyPresent { kid: kid.clone() });
    }
}

#[tokio::test]
async fn refused_when_a_member_is_given_twice() {
    let text = ed25519_jwk().to_string().replacen('{', "{\"kty\":\"OKP\",", 1);
    let bench = Bench::of(&[Algorithm::EdDSA]);
    bench.open().await;
    let refused = bench.admin().import_jwk(&Secret::new(text), Algorithm::EdDSA, &who(), Mode::Apply).await;
    assert!(matches!(refusal(refused), KeyRefusal::Malformed(_)));
}
