//! Tokens at the stock library: exchange, refresh, user info, and the rules an ID token must pass beyond those the
//! library checks itself.
//!
//! Follows OpenID Connect Core 1.0 sections 3.1.3.7 (ID token validation), 5.3 (UserInfo) and 12.2 (refresh).

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use base::{Fault, Time};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::core::{
    CoreClient, CoreGenderClaim, CoreIdToken, CoreIdTokenClaims, CoreIdTokenVerifier, CoreTokenResponse,
};
use openidconnect::{
    AccessToken, AccessTokenHash, AdditionalClaims, AuthorizationCode, ClaimsVerificationError, ClientId,
    ClientSecret, ConfigurationError, EndpointMaybeSet, EndpointNotSet, EndpointSet, Nonce,
    OAuth2TokenResponse, PkceCodeVerifier, RedirectUrl, RefreshToken, RequestTokenError,
    SignatureVerificationError, StandardErrorResponse, SubjectIdentifier, TokenResponse, UserInfoClaims,
    UserInfoError,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::RelyingParty;
use super::level::Level;
use super::session::Freshness;
use crate::jwt::{ACCEPTED_ALGORITHMS, SKEW};
use crate::provider::Metadata;
use crate::wire::WireError;

/// A new login is one after the attempt began, give or take this many seconds between two clocks.
const NEW_LOGIN_SKEW: i64 = 10;

/// The stock client with the endpoints that discovery gives.
pub(super) type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Why tokens were not taken.
#[derive(Debug, thiserror::Error)]
pub(super) enum TokenError {
    /// The issuer answered with an error of its own.
    #[error("the issuer answered {code}")]
    Issuer {
        /// The `error` of RFC 6749 section 5.2, or the status of the user info answer.
        code: String,
        /// The `error_description`, if any.
        description: Option<String>,
    },
    /// The issuer's tokens broke a rule.
    #[error(transparent)]
    Refused(#[from] TokenRefusal),
    /// The issuer could not be reached or not be understood.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// The rule that the issuer's tokens broke.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum TokenRefusal {
    #[error("the answer has no ID token")]
    IdTokenMissing,
    #[error("the ID token is signed with an unknown key")]
    KeyUnknown,
    #[error("the signature of the ID token is wrong")]
    SignatureWrong,
    #[error("the ID token is from another issuer")]
    IssuerDiffers,
    #[error("the ID token is meant for another client")]
    AudienceDiffers,
    #[error("the ID token was issued to another party")]
    PartyDiffers,
    #[error("the ID token has expired or was issued in the future")]
    OutOfTime,
    #[error("the nonce of the ID token is not that of the sign-in")]
    NonceDiffers,
    #[error("the ID token does not belong to the access token")]
    AccessTokenDiffers,
    #[error("the login behind the ID token is older than asked for")]
    LoginTooOld,
    #[error("the level of the ID token is below the one demanded")]
    LevelTooLow,
    #[error("the new ID token is about another person or another login")]
    SubjectDiffers,
    #[error("the ID token breaks a rule of the standard")]
    Invalid,
}

/// Tokens that passed every rule.
pub(super) struct Tokens {
    pub(super) id_token: CoreIdToken,
    pub(super) claims: Map<String, Value>,
    pub(super) sub: String,
    pub(super) sid: Option<String>,
    pub(super) access_token: AccessToken,
    pub(super) access_expires: Option<Time>,
    pub(super) refresh_token: Option<RefreshToken>,
}

/// New tokens of a session. The ID token is there only if the issuer sent one.
pub(super) struct Refreshed {
    pub(super) id_token: Option<(CoreIdToken, Map<String, Value>)>,
    pub(super) access_token: AccessToken,
    pub(super) access_expires: Option<Time>,
    pub(super) refresh_token: Option<RefreshToken>,
}

/// What the sign-in asked and the answer must keep to.
pub(super) struct Asked<'a> {
    pub(super) nonce: &'a str,
    pub(super) freshness: Freshness,
    pub(super) begun: Time,
    pub(super) demand: Option<Level>,
}

/// The stock client for what the issuer says of itself now.
pub(super) fn client(rp: &RelyingParty, metadata: &Arc<Metadata>) -> Result<Client, Fault> {
    let secret = rp.client_secret.expose();
    let redirect = RedirectUrl::new(rp.origin.at("/callback"))
        .map_err(|cause| Fault::caused("the redirect URI is not a URL", cause))?;
    Ok(CoreClient::from_provider_metadata(
        Metadata::clone(metadata),
        ClientId::new(rp.client_id.clone()),
        (!secret.is_empty()).then(|| ClientSecret::new(secret.clone())),
    )
    .set_redirect_uri(redirect))
}

/// Exchanges a code and checks what comes back.
pub(super) async fn exchange(
    rp: &RelyingParty,
    code: String,
    code_verifier: String,
    asked: &Asked<'_>,
) -> Result<Tokens, TokenError> {
    let metadata = rp.provider.metadata().await?;
    let response = client(rp, &metadata)?
        .exchange_code(AuthorizationCode::new(code))
        .map_err(endpoint_missing)?
        .set_pkce_verifier(PkceCodeVerifier::new(code_verifier))
        .request_async(&rp.wire)
        .await
        .map_err(token_error)?;
    let id_token = response.id_token().ok_or(TokenRefusal::IdTokenMissing)?.clone();
    let nonce = Nonce::new(asked.nonce.to_owned());
    let verify = |verifier: &CoreIdTokenVerifier<'_>| {
        let claims = id_token.claims(verifier, &nonce).map_err(|error| refusal(&error))?;
        check_party(claims, rp)?;
        check_access_token(claims, &id_token, verifier, response.access_token())?;
        check_freshness(claims, asked, rp.now())?;
        check_level(claims, asked.demand)?;
        Ok(claims.subject().as_str().to_owned())
    };
    let sub = with_keys(rp, verify).await?;
    let claims = payload(&id_token)?;
    let sid = claims.get("sid").and_then(Value::as_str).map(str::to_owned);
    Ok(Tokens {
        claims,
        sub,
        sid,
        access_token: response.access_token().clone(),
        access_expires: expires(rp, &response),
        refresh_token: response.refresh_token().cloned(),
        id_token,
    })
}

/// Trades a refresh token for new tokens of the same person.
pub(super) async fn refresh(
    rp: &RelyingParty,
    refresh_token: &RefreshToken,
    before: &Map<String, Value>,
    first_nonce: &str,
) -> Result<Refreshed, TokenError> {
    let metadata = rp.provider.metadata().await?;
    let response: CoreTokenResponse = client(rp, &metadata)?
        .exchange_refresh_token(refresh_token)
        .map_err(endpoint_missing)?
        .request_async(&rp.wire)
        .await
        .map_err(token_error)?;
    let id_token = match response.id_token().cloned() {
        Some(id_token) => {
            let verify = |verifier: &CoreIdTokenVerifier<'_>| {
                let claims = id_token
                    .claims(verifier, repeats_or_omits(first_nonce))
                    .map_err(|error| refusal(&error))?;
                check_party(claims, rp)?;
                check_access_token(claims, &id_token, verifier, response.access_token())
            };
            with_keys(rp, verify).await?;
            let claims = payload(&id_token)?;
            check_same_login(before, &claims)?;
            Some((id_token, claims))
        }
        None => None,
    };
    Ok(Refreshed {
        id_token,
        access_token: response.access_token().clone(),
        access_expires: expires(rp, &response),
        refresh_token: response.refresh_token().cloned(),
    })
}

/// Asks for the person's claims with the access token.
// OpenID Connect Core 1.0 section 5.3.2: the sub of the answer must be that of the ID token.
pub(super) async fn user_info(
    rp: &RelyingParty,
    access_token: AccessToken,
    sub: &str,
) -> Result<Value, TokenError> {
    let metadata = rp.provider.metadata().await?;
    let claims: UserInfoClaims<EveryClaim, CoreGenderClaim> = client(rp, &metadata)?
        .user_info(access_token, Some(SubjectIdentifier::new(sub.to_owned())))
        .map_err(endpoint_missing)?
        .request_async(&rp.wire)
        .await
        .map_err(user_info_error)?;
    Ok(serde_json::to_value(&claims)
        .map_err(|cause| Fault::caused("the user info could not be read", cause))?)
}

/// Claims that the stock library has no field for.
#[derive(Debug, Serialize, Deserialize)]
struct EveryClaim {
    #[serde(flatten)]
    others: BTreeMap<String, Value>,
}

impl AdditionalClaims for EveryClaim {}

/// Runs a check with the known keys and, if the key is unknown, once more with newly read ones.
// OpenID Connect Core 1.0 section 10.1.1: keys rotate while we run.
async fn with_keys<T>(
    rp: &RelyingParty,
    check: impl Fn(&CoreIdTokenVerifier<'_>) -> Result<T, TokenRefusal>,
) -> Result<T, TokenError> {
    let metadata = rp.provider.metadata().await?;
    match check(&verifier(rp, &client(rp, &metadata)?)) {
        Err(TokenRefusal::KeyUnknown) => {
            let newer = rp.provider.renewed(&metadata).await?;
            Ok(check(&verifier(rp, &client(rp, &newer)?))?)
        }
        outcome => Ok(outcome?),
    }
}

fn verifier<'c>(rp: &RelyingParty, client: &'c Client) -> CoreIdTokenVerifier<'c> {
    let clock = Arc::clone(&rp.environment.clock);
    let latest_issue = rp.now().seconds() + SKEW;
    client
        .id_token_verifier()
        .set_allowed_algs(ACCEPTED_ALGORITHMS)
        .set_time_fn(move || {
            let since_epoch = u64::try_from(clock.now().micros()).unwrap_or(0);
            (UNIX_EPOCH + Duration::from_micros(since_epoch)).into()
        })
        .set_issue_time_verifier_fn(move |issued| match issued.timestamp() <= latest_issue {
            true => Ok(()),
            false => Err("issued in the future".to_owned()),
        })
}

// OpenID Connect Core 1.0 section 3.1.3.7 rule 5: an azp must be our client_id.
fn check_party(claims: &CoreIdTokenClaims, rp: &RelyingParty) -> Result<(), TokenRefusal> {
    match claims.authorized_party() {
        Some(party) if party.as_str() != rp.client_id => Err(TokenRefusal::PartyDiffers),
        Some(_) | None => Ok(()),
    }
}

// OpenID Connect Core 1.0 section 3.1.3.8. Fails closed: a hash that cannot be computed does not match.
fn check_access_token(
    claims: &CoreIdTokenClaims,
    id_token: &CoreIdToken,
    verifier: &CoreIdTokenVerifier<'_>,
    access_token: &AccessToken,
) -> Result<(), TokenRefusal> {
    let Some(claimed) = claims.access_token_hash() else { return Ok(()) };
    let differs = |_| TokenRefusal::AccessTokenDiffers;
    let algorithm = id_token.signing_alg().map_err(differs)?;
    let key = id_token.signing_key(verifier).map_err(differs)?;
    let actual = AccessTokenHash::from_token(access_token, algorithm, key)
        .map_err(|_| TokenRefusal::AccessTokenDiffers)?;
    if actual == *claimed { Ok(()) } else { Err(TokenRefusal::AccessTokenDiffers) }
}

// OpenID Connect Core 1.0 section 3.1.3.7 rule 13 and 3.1.2.1: auth_time is required once max_age was sent.
fn check_freshness(claims: &CoreIdTokenClaims, asked: &Asked<'_>, now: Time) -> Result<(), TokenRefusal> {
    let signed_in = claims.auth_time().map(|at| at.timestamp());
    let new_enough = match (asked.freshness, signed_in) {
        (Freshness::Any, _) | (Freshness::New, None) => true,
        (Freshness::New, Some(at)) => at >= asked.begun.seconds() - NEW_LOGIN_SKEW,
        (Freshness::Within(_), None) => false,
        (Freshness::Within(age), Some(at)) => {
            let age = i64::try_from(age).unwrap_or(i64::MAX);
            at >= now.seconds().saturating_sub(age).saturating_sub(SKEW)
        }
    };
    if new_enough { Ok(()) } else { Err(TokenRefusal::LoginTooOld) }
}

// OpenID Connect Core 1.0 section 3.1.3.7 rule 12: whoever asked for an acr checks that the one that came will do.
fn check_level(claims: &CoreIdTokenClaims, demand: Option<Level>) -> Result<(), TokenRefusal> {
    let reached = claims.auth_context_ref().and_then(|acr| acr.as_str().parse::<Level>().ok());
    match demand {
        Some(demand) if !reached.is_some_and(|level| level.satisfies(demand)) => {
            Err(TokenRefusal::LevelTooLow)
        }
        Some(_) | None => Ok(()),
    }
}

// OpenID Connect Core 1.0 section 12.2: same sub and, if there, same auth_time as in the first ID token.
fn check_same_login(before: &Map<String, Value>, after: &Map<String, Value>) -> Result<(), TokenRefusal> {
    let same_time = after.get("auth_time").is_none_or(|at| before.get("auth_time") == Some(at));
    if before.get("sub") == after.get("sub") && same_time {
        Ok(())
    } else {
        Err(TokenRefusal::SubjectDiffers)
    }
}

// OpenID Connect Core 1.0 section 12.2: a refreshed ID token should have no nonce; if it has one, it is the first.
fn repeats_or_omits(first_nonce: &str) -> impl FnOnce(Option<&Nonce>) -> Result<(), String> {
    move |nonce| match nonce {
        Some(nonce) if nonce.secret() != first_nonce => Err("another nonce".to_owned()),
        Some(_) | None => Ok(()),
    }
}

/// Every claim of a token that was verified before.
fn payload(verified: &CoreIdToken) -> Result<Map<String, Value>, Fault> {
    let token = verified.to_string();
    let bytes =
        token.split('.').nth(1).and_then(|part| URL_SAFE_NO_PAD.decode(part).ok()).unwrap_or_default();
    serde_json::from_slice(&bytes)
        .map_err(|cause| Fault::caused("a verified ID token could not be read", cause))
}

fn expires(rp: &RelyingParty, response: &CoreTokenResponse) -> Option<Time> {
    response.expires_in().map(|span| rp.now().plus(span))
}

fn endpoint_missing(cause: ConfigurationError) -> TokenError {
    TokenError::Fault(Fault::caused("the issuer's metadata lacks an endpoint", cause))
}

type IssuerError = StandardErrorResponse<openidconnect::core::CoreErrorResponseType>;

fn token_error(error: RequestTokenError<WireError, IssuerError>) -> TokenError {
    match error {
        RequestTokenError::ServerResponse(answer) => TokenError::Issuer {
            code: answer.error().as_ref().to_owned(),
            description: answer.error_description().cloned(),
        },
        RequestTokenError::Request(cause) => Fault::caused("the token endpoint did not answer", cause).into(),
        RequestTokenError::Parse(cause, _) => {
            Fault::caused("the token answer could not be read", cause).into()
        }
        RequestTokenError::Other(cause) => {
            Fault::new(format!("the token answer is unusable: {cause}")).into()
        }
    }
}

fn user_info_error(error: UserInfoError<WireError>) -> TokenError {
    match error {
        UserInfoError::Response(status, _, _) => {
            // RFC 6750 section 3.1: 401 stands for invalid_token, 403 for insufficient_scope.
            let code = match status.as_u16() {
                401 => "invalid_token".to_owned(),
                403 => "insufficient_scope".to_owned(),
                other => format!("http_{other}"),
            };
            TokenError::Issuer { code, description: None }
        }
        UserInfoError::ClaimsVerification(cause) => TokenError::Refused(refusal(&cause)),
        other @ (UserInfoError::Parse(_) | UserInfoError::Request(_) | UserInfoError::Other(_) | _) => {
            Fault::caused("the user info could not be read", other).into()
        }
    }
}

fn refusal(error: &ClaimsVerificationError) -> TokenRefusal {
    match error {
        ClaimsVerificationError::Expired(_) => TokenRefusal::OutOfTime,
        ClaimsVerificationError::InvalidAudience(_) => TokenRefusal::AudienceDiffers,
        ClaimsVerificationError::InvalidIssuer(_) => TokenRefusal::IssuerDiffers,
        ClaimsVerificationError::InvalidNonce(_) => TokenRefusal::NonceDiffers,
        ClaimsVerificationError::InvalidSubject(_) => TokenRefusal::SubjectDiffers,
        ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey) => {
            TokenRefusal::KeyUnknown
        }
        ClaimsVerificationError::SignatureVerification(_) => TokenRefusal::SignatureWrong,
        ClaimsVerificationError::InvalidAuthContext(_)
        | ClaimsVerificationError::InvalidAuthTime(_)
        | ClaimsVerificationError::Unsupported(_)
        | ClaimsVerificationError::Other(_)
        | _ => TokenRefusal::Invalid,
    }
}
