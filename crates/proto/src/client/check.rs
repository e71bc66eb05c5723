//! All that can be wrong with a client's record, said at once.
//!
//! Owns names, addresses, grants and lifetimes; keys and subjects are in `keys_and_subject`.

use std::collections::{BTreeMap, HashSet};

use super::{ApplicationType, AuthMethod, ClientMetadata, ConsentRule, GrantType, LoopbackHttp, PkceRule};
use crate::redirect::RedirectUri;
use crate::token::is_protocol_claim;
use crate::uri::{check_absolute, check_https};

const MAX_ID_BYTES: usize = 128;
const MAX_TEXT_CHARS: usize = 200;
const MAX_ENTRIES: usize = 64;

/// The longest life of an access token, in seconds: it is not stored, so it cannot be taken back at a resource.
const MAX_ACCESS_TOKEN_SECONDS: u32 = 3600;
/// The longest life of refresh tokens: 400 days.
const MAX_REFRESH_SECONDS: u32 = 400 * 86_400;

/// No limit may be shorter than five minutes: a proof made for this very visit must last for the way back from it.
const MIN_EVIDENCE_AGE_SECONDS: u32 = 300;
/// Nor longer than five years: no evidence counts longer.
const MAX_EVIDENCE_AGE_SECONDS: u32 = 1826 * 86_400;

/// One thing that is wrong with a record.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Problem {
    /// The member it is about.
    pub field: &'static str,
    /// What is wrong, in a sentence a registrar understands.
    pub reason: String,
}

/// Collects what is wrong.
#[derive(Default)]
pub(super) struct Findings(Vec<Problem>);

impl Findings {
    pub(super) fn add(&mut self, field: &'static str, reason: impl Into<String>) {
        self.0.push(Problem { field, reason: reason.into() });
    }
}

impl ClientMetadata {
    /// Everything that is wrong with the record; empty if it may be stored.
    pub fn check(&self, loopback: LoopbackHttp) -> Vec<Problem> {
        let mut findings = Findings::default();
        self.check_names(&mut findings);
        self.check_redirects(loopback, &mut findings);
        self.check_addresses(loopback, &mut findings);
        self.check_grants(&mut findings);
        self.check_authentication(&mut findings);
        self.check_keys(&mut findings);
        self.check_subject(&mut findings);
        self.check_levels(&mut findings);
        self.check_verification(&mut findings);
        self.check_claims(&mut findings);
        self.check_resources(&mut findings);
        self.check_consent(&mut findings);
        self.check_lifetimes(&mut findings);
        findings.0
    }

    fn check_names(&self, findings: &mut Findings) {
        for (field, id) in [("client_id", &self.client_id), ("platform", &self.platform)] {
            if !is_identifier(id) {
                findings.add(field, "must be 1 to 128 letters, digits, or - . _ ~");
            }
        }
        if !is_shown_text(&self.client_name) {
            findings.add("client_name", "must be 1 to 200 characters without control characters");
        }
        check_localised("client_names", &self.client_names, findings);
    }

    fn check_redirects(&self, loopback: LoopbackHttp, findings: &mut Findings) {
        if self.allows(GrantType::AuthorizationCode) && self.redirect_uris.is_empty() {
            findings.add("redirect_uris", "at least one is needed for authorization_code");
        }
        self.check_uris("redirect_uris", &self.redirect_uris, loopback, findings);
        self.check_uris("post_logout_redirect_uris", &self.post_logout_redirect_uris, loopback, findings);
    }

    fn check_uris(
        &self,
        field: &'static str,
        uris: &[String],
        loopback: LoopbackHttp,
        findings: &mut Findings,
    ) {
        check_list(field, uris, findings);
        for uri in uris {
            if let Err(refusal) = RedirectUri::register_with(uri, self.application_type, loopback) {
                findings.add(field, format!("{}: {refusal}", uri.escape_default()));
            }
        }
    }

    fn check_addresses(&self, loopback: LoopbackHttp, findings: &mut Findings) {
        let addresses = [
            ("jwks_uri", &self.jwks_uri),
            ("sector_identifier_uri", &self.sector_identifier_uri),
            ("backchannel_logout_uri", &self.backchannel_logout_uri),
            ("initiate_login_uri", &self.initiate_login_uri),
        ];
        for (field, address) in addresses {
            if let Some(Err(refusal)) = address.as_deref().map(|text| check_https(text, loopback)) {
                findings.add(field, refusal.to_string());
            }
        }
        if self.backchannel_logout_session_required && self.backchannel_logout_uri.is_none() {
            findings
                .add("backchannel_logout_session_required", "means nothing without backchannel_logout_uri");
        }
    }

    fn check_grants(&self, findings: &mut Findings) {
        if self.grant_types.is_empty() {
            findings.add("grant_types", "at least one is needed");
        }
        if has_duplicates(self.grant_types.iter()) {
            findings.add("grant_types", "one is given twice");
        }
        if self.allows(GrantType::RefreshToken) && !self.allows(GrantType::AuthorizationCode) {
            findings.add("grant_types", "refresh_token needs authorization_code");
        }
        // RFC 6749 section 4.4: client credentials are for confidential clients only.
        if self.allows(GrantType::ClientCredentials) && self.is_public() {
            findings.add("grant_types", "client_credentials needs a client that authenticates");
        }
        // OpenID Connect Core 11: offline_access asks for a refresh token.
        if self.scope.contains("offline_access") && !self.allows(GrantType::RefreshToken) {
            findings.add("scope", "offline_access needs the grant refresh_token");
        }
    }

    fn check_authentication(&self, findings: &mut Findings) {
        let method = self.token_endpoint_auth_method;
        let by_secret = matches!(method, AuthMethod::ClientSecretBasic | AuthMethod::ClientSecretPost);
        // RFC 8252 section 8.5: a secret in software given to many people is no secret.
        if self.application_type == ApplicationType::Native && by_secret {
            findings.add(
                "token_endpoint_auth_method",
                "a native client cannot keep a secret: use none or private_key_jwt",
            );
        }
        if method != AuthMethod::PrivateKeyJwt && self.token_endpoint_auth_signing_alg.is_some() {
            findings.add("token_endpoint_auth_signing_alg", "is for private_key_jwt only");
        }
        // RFC 9700 section 2.1.1: public clients must use PKCE.
        if self.is_public() && self.pkce == PkceRule::Exempt {
            findings.add("pkce", "a client that does not authenticate cannot be exempt");
        }
    }

    fn check_levels(&self, findings: &mut Findings) {
        let Some(minimum) = self.minimum_acr else { return };
        if self.default_acr_values.iter().any(|level| !level.satisfies(minimum)) {
            findings.add("default_acr_values", format!("one is below minimum_acr {minimum}"));
        }
    }

    fn check_verification(&self, findings: &mut Findings) {
        let bounds = MIN_EVIDENCE_AGE_SECONDS..=MAX_EVIDENCE_AGE_SECONDS;
        if self.max_evidence_age_seconds.is_some_and(|seconds| !bounds.contains(&seconds)) {
            let reason = format!("must be {} to {} seconds", bounds.start(), bounds.end());
            findings.add("max_evidence_age_seconds", reason);
        }
        if self.capacities.is_empty() {
            findings.add("capacities", "at least one is needed");
        }
        if has_duplicates(self.capacities.iter()) {
            findings.add("capacities", "one is given twice");
        }
        let Some(providers) = &self.providers else { return };
        if providers.is_empty() {
            findings.add("providers", "name at least one, or leave it out for all");
        }
        check_list("providers", providers, findings);
        for id in providers.iter().filter(|id| !is_identifier(id)) {
            findings.add("providers", format!("{}: not the id of a provider", id.escape_default()));
        }
    }

    fn check_claims(&self, findings: &mut Findings) {
        if self.allowed_claims.len() > MAX_ENTRIES {
            findings.add("allowed_claims", "more than 64 entries");
        }
        for (name, permission) in &self.allowed_claims {
            if !is_claim_name(name) {
                findings
                    .add("allowed_claims", format!("{}: not a claim about a person", name.escape_default()));
            }
            if !is_shown_text(&permission.legal_basis) {
                findings.add("allowed_claims", format!("{}: legal_basis is missing", name.escape_default()));
            }
            if !is_shown_text(&permission.purpose) {
                findings.add("allowed_claims", format!("{}: purpose is missing", name.escape_default()));
            }
            check_localised("allowed_claims", &permission.purposes, findings);
        }
    }

    fn check_resources(&self, findings: &mut Findings) {
        for (field, resources) in
            [("resources", &self.resources), ("serves_resources", &self.serves_resources)]
        {
            check_list(field, resources, findings);
            for resource in resources {
                if let Err(refusal) = check_absolute(resource) {
                    findings.add(field, format!("{}: {refusal}", resource.escape_default()));
                }
            }
        }
    }

    fn check_consent(&self, findings: &mut Findings) {
        // RFC 8252 section 8.6: without asking the person, an answer that other software on the device can catch
        // would go to whoever asks in the client's name.
        let claimable = |text: &String| {
            RedirectUri::register_with(text, self.application_type, LoopbackHttp::Allowed)
                .is_ok_and(|uri| uri.is_claimable())
        };
        let unauthenticated = self.is_public() && self.redirect_uris.iter().any(claimable);
        if unauthenticated && self.consent == ConsentRule::Implicit {
            findings.add("consent", "a public client with a private-use scheme or loopback address must ask");
        }
    }

    fn check_lifetimes(&self, findings: &mut Findings) {
        let limits = [
            ("access_token_seconds", self.access_token_seconds, MAX_ACCESS_TOKEN_SECONDS),
            ("refresh_idle_seconds", self.refresh_idle_seconds, MAX_REFRESH_SECONDS),
            ("refresh_absolute_seconds", self.refresh_absolute_seconds, MAX_REFRESH_SECONDS),
        ];
        for (field, seconds, most) in limits {
            if seconds.is_some_and(|seconds| !(30..=most).contains(&seconds)) {
                findings.add(field, format!("must be 30 to {most} seconds"));
            }
        }
        if let (Some(idle), Some(absolute)) = (self.refresh_idle_seconds, self.refresh_absolute_seconds)
            && idle > absolute
        {
            findings.add("refresh_idle_seconds", "must not be longer than refresh_absolute_seconds");
        }
    }
}

fn is_identifier(id: &str) -> bool {
    let sound = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    (1..=MAX_ID_BYTES).contains(&id.len()) && id.bytes().all(sound)
}

/// A text shown to people or auditors.
pub(super) fn is_shown_text(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= MAX_TEXT_CHARS && !text.chars().any(char::is_control)
}

fn is_claim_name(name: &str) -> bool {
    let sound = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.:/#".contains(&byte);
    (1..=MAX_ID_BYTES).contains(&name.len()) && name.bytes().all(sound) && !is_protocol_claim(name)
}

fn check_localised(field: &'static str, texts: &BTreeMap<String, String>, findings: &mut Findings) {
    // RFC 5646 section 2.1: subtags of letters and digits divided by hyphens.
    let subtag =
        |tag: &str| (1..=8).contains(&tag.len()) && tag.bytes().all(|byte| byte.is_ascii_alphanumeric());
    for (tag, text) in texts {
        if !tag.split('-').all(subtag) {
            findings.add(field, format!("{}: not a language tag", tag.escape_default()));
        }
        if !is_shown_text(text) {
            findings.add(field, format!("{}: must be 1 to 200 characters", tag.escape_default()));
        }
    }
}

fn check_list(field: &'static str, list: &[String], findings: &mut Findings) {
    if list.len() > MAX_ENTRIES {
        findings.add(field, "more than 64 entries");
    }
    if has_duplicates(list.iter().map(String::as_str)) {
        findings.add(field, "one is given twice");
    }
}

fn has_duplicates<T: std::hash::Hash + Eq>(items: impl Iterator<Item = T>) -> bool {
    let mut seen = HashSet::new();
    items.into_iter().any(|item| !seen.insert(item))
}
