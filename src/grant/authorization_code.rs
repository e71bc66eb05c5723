//! The authorization code grant (RFC 6749 section 4.1.3, RFC 7636 section 4.6).

use std::time::Duration;

use base::{FamilyId, Fault, Time};
use futures_util::future::BoxFuture;
use proto::client::GrantType;
use proto::form::Params;
use proto::pkce::check_absent;
use store::account::Account;
use store::code::{Redeemed, Redemption, redeem};
use store::refresh::{FIRST_GENERATION, NewFamily};

use super::code::CodeState;
use super::{Grant, GrantContext, Granted, TokenRefusal, narrowed_resources};
use crate::audit::{Entry, Kind};
use crate::client::{sid_at, subject_at};
use crate::token::person::{Wanted, Who, told};
use crate::token::{IdTokenFacts, RefreshToken, Right};

pub(super) struct AuthorizationCode;

pub(super) struct Checked {
    code: CodeState,
    resources: Vec<String>,
}

impl Grant for AuthorizationCode {
    type Checked = Checked;

    fn check(&self, context: GrantContext<'_>, params: &Params) -> Result<Checked, TokenRefusal> {
        let code = params.get("code").ok_or(TokenRefusal::NoCode)?;
        let code = CodeState::open(context.ground, code).ok_or(TokenRefusal::UnknownCode)?;
        // RFC 6749 section 4.1.3: the code is bound to the client it was issued to.
        if code.client_id != context.client.id() {
            return Err(TokenRefusal::CodeOfOtherClient);
        }
        if code.expires_at <= context.ground.now() {
            return Err(TokenRefusal::CodeExpired);
        }
        // RFC 6749 section 4.1.3: redirect_uri was in the authorization request, so it is required and identical.
        if params.get("redirect_uri") != Some(code.redirect_uri.as_str()) {
            return Err(TokenRefusal::OtherRedirectUri);
        }
        match &code.code_challenge {
            Some(challenge) => challenge.check(params.get("code_verifier"))?,
            // RFC 9700 section 4.8.2: a verifier without a challenge is a sign of a downgrade.
            None => check_absent(params.get("code_verifier"))?,
        }
        let resources = narrowed_resources(params, &code.resources)?;
        Ok(Checked { code, resources })
    }

    fn commit<'a>(
        &'a self,
        context: GrantContext<'a>,
        checked: Checked,
    ) -> BoxFuture<'a, Result<Granted<'a>, TokenRefusal>> {
        Box::pin(async move {
            let Checked { code, resources } = checked;
            let family = new_family(context, &code)?;
            let refresh = may_refresh(context)
                .then_some(RefreshToken { family: family.id, generation: FIRST_GENERATION });
            match redeem(&context.ground.db, redemption(context, &code, family)).await? {
                Redeemed::Done { account } => granted(context, code, resources, (&account, refresh)).await,
                Redeemed::AlreadySpent => {
                    context.tokens.deny_here(code.grant_id);
                    Err(TokenRefusal::CodeReused)
                }
                Redeemed::SessionEnded | Redeemed::ConsentWithdrawn => Err(TokenRefusal::SessionEnded),
                Redeemed::AccountInactive => Err(TokenRefusal::AccountInactive),
            }
        })
    }
}

fn may_refresh(context: GrantContext<'_>) -> bool {
    context.client.client().metadata.allows(GrantType::RefreshToken)
}

/// A refresh token goes with the code when the client is registered for it: bound to the session, or outliving it
/// with `offline_access` (OpenID Connect Core 1.0 section 11). Every other grant has a family too, without a token and
/// for as long as its access token lives: who withdraws consent or freezes the account finds the grant by it.
fn new_family(context: GrantContext<'_>, code: &CodeState) -> Result<NewFamily, Fault> {
    let (idle, absolute) = lives(context);
    fn text<T>(value: Result<T, serde_json::Error>) -> Result<T, Fault> {
        value.map_err(|error| Fault::caused("a grant", error))
    }
    Ok(NewFamily {
        id: FamilyId::random(&*context.ground.rng),
        session_id: (!code.scope.contains("offline_access")).then_some(code.session_id),
        scope: code.scope.to_string(),
        resources: text(serde_json::to_string(&code.resources))?,
        claims: text(serde_json::to_string(&code.release))?,
        nonce: code.nonce.clone(),
        auth_time: code.auth_time,
        acr: code.acr.to_string(),
        capacity: text(code.acting.as_ref().map(|one| serde_json::to_string(&one.acting)).transpose())?,
        amr: code.amr.join(" "),
        idle_expires_at: idle.min(absolute),
        expires_at: absolute,
    })
}

/// When a family begun now ends: unused, and in any case.
fn lives(context: GrantContext<'_>) -> (Time, Time) {
    let (now, policy, client) = (context.ground.now(), context.tokens.policy(), context.client.client());
    if !may_refresh(context) {
        let end = now.plus(context.tokens.access_life(client));
        return (end, end);
    }
    let own = |seconds: Option<u32>, otherwise| {
        seconds.map_or(otherwise, |seconds| Duration::from_secs(u64::from(seconds)))
    };
    let idle = now.plus(own(client.metadata.refresh_idle_seconds, policy.refresh_idle));
    (idle, now.plus(own(client.metadata.refresh_absolute_seconds, policy.refresh_absolute)))
}

fn redemption(context: GrantContext<'_>, code: &CodeState, family: NewFamily) -> Redemption {
    let (ground, client) = (context.ground, context.client.client());
    let entry = |kind| {
        Entry::new(kind, format!("client:{}", client.id()), context.request_id)
            .account(code.account_id)
            .client(client.id())
            .session(code.session_id)
            .detail(serde_json::json!({
                "acr": code.acr,
                "scope": code.scope,
                "policy": context.assurance.policy().version(),
                "act_as": code.acting.as_ref().map(|acting| acting.entity),
            }))
            .row(ground)
    };
    Redemption {
        grant_id: code.grant_id,
        code_expires_at: code.expires_at,
        session_id: code.session_id,
        account_id: code.account_id,
        client_id: client.id().to_owned(),
        sid: sid_at(ground, client, code.session_id),
        subject: subject_at(ground, client, code.account_id),
        family: Some(family),
        audit: entry(Kind::CodeRedeemed),
        reuse_audit: entry(Kind::CodeReused),
        revoked_until: context.tokens.deny_until(),
        now: ground.now(),
    }
}

async fn granted<'a>(
    context: GrantContext<'a>,
    code: CodeState,
    resources: Vec<String>,
    (account, refresh): (&Account, Option<RefreshToken>),
) -> Result<Granted<'a>, TokenRefusal> {
    let (ground, client) = (context.ground, context.client.client());
    let id_token = match code.scope.contains("openid") {
        true => {
            let claims = asked_by_name(context, account, &code).await?;
            Some(IdTokenFacts { nonce: code.nonce, claims })
        }
        false => None,
    };
    let right = Right {
        client,
        grant_id: code.grant_id,
        account: Some(code.account_id),
        subject: subject_at(ground, client, code.account_id),
        userinfo: code.release.userinfo,
        userinfo_verified: code.release.userinfo_verified,
        session: Some(code.session_id),
        scope: code.scope,
        resources,
        sid: Some(sid_at(ground, client, code.session_id)),
        auth_time: Some(code.auth_time),
        acr: Some(code.acr),
        evidence_time: code.evidence_time,
        acting: code.acting,
        amr: code.amr,
    };
    Ok(Granted { right, id_token, refresh })
}

/// The claims that the `claims` parameter asks the ID token to carry.
async fn asked_by_name(
    context: GrantContext<'_>,
    account: &Account,
    code: &CodeState,
) -> Result<serde_json::Map<String, serde_json::Value>, Fault> {
    let release = &code.release;
    let wanted = Wanted { claims: &release.id_token, verified: &release.id_token_verified };
    if wanted.is_empty() {
        return Ok(serde_json::Map::new());
    }
    let acting = code.acting.as_ref().map(|acting| acting.acting);
    let who = Who { account, acting, session: Some(code.session_id), acr: Some(code.acr) };
    let mut conn = context.ground.db.reader().await?;
    told(context.tokens.sources(), &mut conn, (who, context.client.client()), wanted).await
}
