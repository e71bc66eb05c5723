//! What can be wrong with a client's keys, and with the name under which it sees people.

use super::check::{Findings, is_shown_text};
use super::{AuthMethod, ClientMetadata, SubjectType};
use crate::jose::{JwkSet, VerifyingKey};

impl ClientMetadata {
    pub(super) fn check_keys(&self, findings: &mut Findings) {
        // RFC 7591 section 2: jwks_uri and jwks must not both be present.
        if self.jwks.is_some() && self.jwks_uri.is_some() {
            findings.add("jwks", "give jwks or jwks_uri, not both");
        }
        let by_key = self.token_endpoint_auth_method == AuthMethod::PrivateKeyJwt;
        if by_key && self.jwks.is_none() && self.jwks_uri.is_none() {
            findings.add("token_endpoint_auth_method", "private_key_jwt needs jwks or jwks_uri");
        }
        if let Some(set) = &self.jwks {
            check_each(set, findings);
            if by_key && !self.has_fitting_key(set) {
                findings.add("jwks", "no key in it can verify the client's assertions");
            }
        }
    }

    fn has_fitting_key(&self, set: &JwkSet) -> bool {
        let algorithm = self.token_endpoint_auth_signing_alg;
        VerifyingKey::from_set(set).iter().any(|key| algorithm.is_none_or(|algorithm| key.fits(algorithm)))
    }

    pub(super) fn check_subject(&self, findings: &mut Findings) {
        let basis = self.public_subject_legal_basis.as_deref();
        match self.subject_type {
            SubjectType::Public if !basis.is_some_and(is_shown_text) => {
                findings.add("public_subject_legal_basis", "is needed for the subject type public");
            }
            SubjectType::Pairwise if basis.is_some() => {
                findings.add("public_subject_legal_basis", "is for the subject type public only");
            }
            SubjectType::Public | SubjectType::Pairwise => {}
        }
        // OpenID Connect Core 8.1: with several hosts, the sector must be named.
        let sector_unclear = self.sector_identifier_uri.is_none() && self.telling_hosts().len() > 1;
        if self.subject_type == SubjectType::Pairwise && sector_unclear {
            findings.add("sector_identifier_uri", "is needed when the redirect URIs have different hosts");
        }
    }
}

fn check_each(set: &JwkSet, findings: &mut Findings) {
    if set.keys.is_empty() {
        findings.add("jwks", "holds no key of a type that is supported");
    }
    for (index, jwk) in set.keys.iter().enumerate() {
        let name = jwk.kid.clone().unwrap_or_else(|| format!("number {}", index + 1));
        // A key for encryption is not ours to judge here.
        let for_signatures = jwk.key_use.as_deref() != Some("enc");
        if let (true, Err(refusal)) = (for_signatures, VerifyingKey::from_jwk(jwk)) {
            findings.add("jwks", format!("key {name}: {refusal}"));
        }
        let same_name = |other: &&crate::jose::Jwk| other.kid.is_some() && other.kid == jwk.kid;
        if set.keys.iter().take(index).any(|other| same_name(&other)) {
            findings.add("jwks", format!("key {name}: another key has the same kid"));
        }
    }
}
