use base::{SeededRng, SystemRng};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proto::jose::{Algorithm, VerifyingKey};

use super::*;
use crate::admin::to_pkcs8;

const RFC_7515_A_2: &str = r#"{"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB","d":"Eq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyWPEAeP88vLNO97IjlA7_GQ5sLKMgvfTeXZx9SE-7YwVol2NXOoAJe46sui395IW_GO-pWJ1O0BkTGoVEn2bKVRUCgu-GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzjkn439X0M_V51gfpRLI9JYanrC4D4qAdGcopV_0ZHHzQlBjudU2QvXt4ehNYTCBr6XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl_x_jTj3ccPDVZFD9pIuhLhBOneufuBiB4cS98l2SR_RQyGWSeWjnczT0QU91p1DhOVRuOopznQ","p":"4BzEEOtIpmVdVEZNCqS7baC4crd0pqnRH_5IB3jw3bcxGn6QLvnEtfdUdiYrqBdss1l58BQ3KhooKeQTa9AB0Hw_Py5PJdTJNPY8cQn7ouZ2KKDcmnPGBY5t7yLc1QlQ5xHdwW1VhvKn-nXqhJTBgIPgtldC-KDV5z-y2XDwGUc","q":"uQPEfgmVtjL0Uyyx88GZFF1fOunH3-7cepKmtH4pxhtCoHqpWmT8YAmZxaewHgHAjLYsp1ZSe7zFYHj7C6ul7TjeLQeZD_YwD66t62wDmpe_HlB-TnBA-njbglfIsRLtXlnDzQkv5dTltRJ11BKBBypeeF6689rjcJIDEz9RWdc"}"#;
const JOE: &str =
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

fn signature(jwk: &str, alg: Algorithm, message: &str) -> String {
    let key = parse(alg, &to_pkcs8(jwk, alg).unwrap()).unwrap();
    URL_SAFE_NO_PAD.encode(key.sign(message.as_bytes()).unwrap())
}

#[test]
fn rs256_signature_of_rfc_7515_appendix_a_2() {
    let signed = signature(RFC_7515_A_2, Algorithm::RS256, &format!("eyJhbGciOiJSUzI1NiJ9.{JOE}"));
    assert_eq!(
        signed,
        "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
    );
}

#[test]
fn eddsa_signature_of_rfc_8037_appendix_a_4() {
    let jwk = r#"{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    let message = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
    assert_eq!(
        signature(jwk, Algorithm::EdDSA, message),
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
    );
}

#[test]
fn key_of_rfc_7515_appendix_a_3_signs_what_it_verifies() {
    let jwk = r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}"#;
    let key = parse(Algorithm::ES256, &to_pkcs8(jwk, Algorithm::ES256).unwrap()).unwrap();
    assert!(prove(key.as_ref()).is_ok());
}

#[test]
fn generated_keys_of_every_algorithm_sign_what_they_verify() {
    for alg in Algorithm::ALL {
        let key = parse(alg, &generate(alg, None, &SystemRng).unwrap()).unwrap();
        assert_eq!(key.algorithm(), alg);
        assert!(VerifyingKey::from_jwk(&key.public()).unwrap().fits(alg));
        assert!(prove(key.as_ref()).is_ok(), "{alg}");
    }
}

#[test]
fn ecdsa_signatures_are_r_and_s_side_by_side() {
    for (alg, length) in [(Algorithm::ES256, 64), (Algorithm::ES384, 96)] {
        let key = parse(alg, &generate(alg, None, &SystemRng).unwrap()).unwrap();
        assert_eq!(key.sign(b"x").unwrap().len(), length);
    }
}

#[test]
fn rsa_length_is_as_asked() {
    let key = parse(Algorithm::PS256, &generate(Algorithm::PS256, Some(3072), &SystemRng).unwrap()).unwrap();
    assert_eq!(bits(&key.public()), 3072);
}

#[test]
fn refused_when_rsa_length_is_odd() {
    for bits in [1024, 2049, 8192] {
        let refused = generate(Algorithm::RS256, Some(bits), &SystemRng);
        assert!(
            matches!(refused, Err(KeyError::Refused(KeyRefusal::UnsupportedRsa { bits: found })) if found == bits)
        );
    }
}

#[test]
fn refused_when_length_is_chosen_without_a_choice() {
    let refused = generate(Algorithm::ES256, Some(256), &SystemRng);
    assert!(matches!(refused, Err(KeyError::Refused(KeyRefusal::BitsWithoutChoice(Algorithm::ES256)))));
}

#[test]
fn ed25519_key_follows_the_given_chance() {
    let make = |seed| generate(Algorithm::EdDSA, None, &SeededRng::new(seed)).unwrap();
    assert_eq!(make(1), make(1));
    assert_ne!(make(1), make(2));
}

/// A key whose public part is another's.
struct TwoHalves(Box<dyn SigningKey>, Box<dyn SigningKey>);

impl SigningKey for TwoHalves {
    fn algorithm(&self) -> Algorithm {
        self.0.algorithm()
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        self.0.sign(message)
    }

    fn public(&self) -> Jwk {
        self.1.public()
    }
}

#[test]
fn refused_when_a_signature_does_not_prove_the_public_part() {
    let make = || parse(Algorithm::EdDSA, &generate(Algorithm::EdDSA, None, &SystemRng).unwrap()).unwrap();
    let refused = prove(&TwoHalves(make(), make()));
    assert!(matches!(refused, Err(KeyError::Refused(KeyRefusal::Mismatch))));
}
