//! The published vectors of JOSE, and each algorithm with keys of our own.

mod any_input;
mod key_rules;
mod signature_rules;
mod spki_rules;
mod text_rules;

use super::test_keys::TestKey;
use super::*;

const JOE: &str =
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

fn key_of(jwk: &str) -> VerifyingKey {
    VerifyingKey::from_jwk(&serde_json::from_str(jwk).unwrap()).unwrap()
}

#[test]
fn rs256_example_of_rfc_7515_appendix_a_2_verifies() {
    let key = key_of(
        r#"{"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"}"#,
    );
    let proof = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
    let jws = UnverifiedJws::parse(&format!("eyJhbGciOiJSUzI1NiJ9.{JOE}.{proof}")).unwrap();
    let claims: serde_json::Value = jws.verify(&key).unwrap().claims().unwrap();
    assert_eq!(claims["iss"], "joe");
}

#[test]
fn es256_example_of_rfc_7515_appendix_a_3_verifies() {
    let key = key_of(
        r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#,
    );
    let proof = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    let jws = UnverifiedJws::parse(&format!("eyJhbGciOiJFUzI1NiJ9.{JOE}.{proof}")).unwrap();
    assert!(jws.verify(&key).is_ok());
}

const ED25519_OF_RFC_8037: &str =
    r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;

#[test]
fn eddsa_example_of_rfc_8037_appendix_a_4_verifies() {
    let jws = UnverifiedJws::parse(
        "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
    );
    let verified = jws.unwrap().verify(&key_of(ED25519_OF_RFC_8037)).unwrap();
    assert_eq!(verified.payload(), b"Example of Ed25519 signing");
}

#[test]
fn thumbprint_of_rfc_8037_appendix_a_3() {
    let jwk: Jwk = serde_json::from_str(ED25519_OF_RFC_8037).unwrap();
    assert_eq!(jwk.thumbprint(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
}

#[test]
fn thumbprint_of_rfc_7638_section_3_1() {
    let jwk: Jwk = serde_json::from_str(
        r#"{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"}"#,
    )
    .unwrap();
    assert_eq!(jwk.thumbprint(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
}

#[test]
fn every_algorithm_verifies_what_its_own_key_signed() {
    for algorithm in Algorithm::ALL {
        let key = TestKey::generate(algorithm);
        let jws = UnverifiedJws::parse(&key.sign(algorithm, r#"{"iss":"joe"}"#)).unwrap();
        let verified = jws.verify(&VerifyingKey::from_jwk(&key.jwk()).unwrap());
        assert_eq!(verified.unwrap().header().alg, algorithm);
    }
}

#[test]
fn half_hash_of_openid_connect_core_appendix_a_4() {
    let token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
    assert_eq!(half_hash(Algorithm::RS256, token), "77QmUPtjPfzWtF2AnpK9RQ");
}

#[test]
fn half_hash_is_half_as_long_as_the_hash_of_the_algorithm() {
    let bytes = |algorithm| decode_base64url(&half_hash(algorithm, "token")).unwrap().len();
    assert_eq!(bytes(Algorithm::ES256), 16);
    assert_eq!(bytes(Algorithm::ES384), 24);
    assert_eq!(bytes(Algorithm::EdDSA), 32);
}

#[test]
fn algorithm_names_are_read_back() {
    for algorithm in Algorithm::ALL {
        assert_eq!(algorithm.to_string().parse(), Ok(algorithm));
    }
}

#[test]
fn algorithm_refused_in_another_spelling() {
    assert_eq!("es256".parse::<Algorithm>(), Err(UnknownAlgorithm));
    assert!(serde_json::from_str::<Algorithm>(r#""HS256""#).is_err());
}
