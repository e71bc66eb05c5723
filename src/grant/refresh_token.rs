//! The refresh token grant (RFC 6749 section 6, RFC 9700 section 4.14): every use makes the next token and ends the
//! one used. A token used again after that ends the whole family, and that end is committed.

use base::Fault;
use futures_util::future::BoxFuture;
use proto::acr::Acr;
use proto::form::Params;
use proto::scope::Scope;
use store::refresh::{Family, RotateFamily, Rotation, rotate};

use super::{Grant, GrantContext, Granted, TokenRefusal, narrowed_resources};
use crate::audit::{Entry, Kind};
use crate::client::{Client, Release, sid_at, subject_at};
use crate::entity::ActingFor;
use crate::token::{IdTokenFacts, RefreshToken, Right};

pub(super) struct Refresh;

pub(super) struct Checked {
    token: RefreshToken,
    scope: Option<Scope>,
    params: Params,
}

impl Grant for Refresh {
    type Checked = Checked;

    fn check(&self, context: GrantContext<'_>, params: &Params) -> Result<Checked, TokenRefusal> {
        let text = params.get("refresh_token").ok_or(TokenRefusal::NoRefreshToken)?;
        let token = RefreshToken::read(context.ground, text).ok_or(TokenRefusal::RefreshInvalid)?;
        let scope = params.get("scope").map(str::parse).transpose();
        let scope = scope.map_err(|_| TokenRefusal::ScopeMalformed)?;
        Ok(Checked { token, scope, params: params.clone() })
    }

    fn commit<'a>(
        &'a self,
        context: GrantContext<'a>,
        checked: Checked,
    ) -> BoxFuture<'a, Result<Granted<'a>, TokenRefusal>> {
        Box::pin(async move {
            // What may be refused without using the token up is refused before it is used up.
            if checked.scope.is_some() || checked.params.get("resource").is_some() {
                self.refuse_growth(context, &checked).await?;
            }
            match rotate(&context.ground.db, rotation(context, checked.token)).await? {
                Rotation::Rotated(family) | Rotation::Repeated(family) => {
                    granted(context, &family, &checked).await
                }
                Rotation::Reused => Err(TokenRefusal::RefreshReused),
                Rotation::AccountInactive => Err(TokenRefusal::AccountInactive),
                Rotation::Expired
                | Rotation::Revoked
                | Rotation::OtherClient
                | Rotation::Unknown
                | Rotation::SessionEnded => Err(TokenRefusal::RefreshInvalid),
            }
        })
    }
}

impl Refresh {
    async fn refuse_growth(&self, context: GrantContext<'_>, checked: &Checked) -> Result<(), TokenRefusal> {
        let mut conn = context.ground.db.reader().await?;
        let family = store::refresh::by_id(&mut conn, checked.token.family).await?;
        drop(conn);
        match family.filter(|family| family.client_id == context.client.id()) {
            Some(family) => narrowed(context.client.client(), &family, checked).map(drop),
            None => Err(TokenRefusal::RefreshInvalid),
        }
    }
}

fn rotation(context: GrantContext<'_>, token: RefreshToken) -> RotateFamily {
    let (ground, policy) = (context.ground, context.tokens.policy());
    let own = context.client.client().metadata.refresh_idle_seconds;
    let idle = own.map_or(policy.refresh_idle, |seconds| std::time::Duration::from_secs(u64::from(seconds)));
    let actor = format!("client:{}", context.client.id());
    let entry =
        |kind| Entry::new(kind, actor.clone(), context.request_id).client(context.client.id()).row(ground);
    RotateFamily {
        id: token.family,
        client_id: context.client.id().to_owned(),
        presented: token.generation,
        now: ground.now(),
        grace: policy.refresh_grace,
        idle,
        audit: entry(Kind::Refreshed),
        reuse_audit: entry(Kind::RefreshReused),
        revoked_until: context.tokens.deny_until(),
    }
}

async fn granted<'a>(
    context: GrantContext<'a>,
    family: &Family,
    checked: &Checked,
) -> Result<Granted<'a>, TokenRefusal> {
    let (ground, client) = (context.ground, context.client.client());
    // The client may have lost the right to outlive sessions since (OpenID Connect Core 1.0 section 11).
    if family.session_id.is_none() && !client.metadata.scope.contains("offline_access") {
        return Err(TokenRefusal::RefreshInvalid);
    }
    let (scope, resources) = narrowed(client, family, checked)?;
    let granted: Scope = stored_scope(family)?;
    // What was proved then may count no longer: a token never tells a level that the evidence does not carry now.
    let trusted = |provider: &str| context.providers.trusted(Some(provider));
    let identity = context.assurance.of_grant((family.account_id, family.session_id), trusted).await?;
    let acr = family.acr.parse().ok().map(|acr: Acr| acr.capped(identity.level));
    // What the client demands of everybody it demands of tokens that are made anew.
    let enough = |acr: Acr| client.metadata.minimum_acr.is_none_or(|minimum| acr.satisfies(minimum));
    if !acr.is_none_or(enough) {
        return Err(TokenRefusal::LevelFell);
    }
    let release: Release = stored(&family.claims)?;
    let release = release.narrowed(client, &granted, &scope);
    let right = Right {
        client,
        grant_id: family.grant_id,
        account: Some(family.account_id),
        subject: subject_at(ground, client, family.account_id),
        userinfo: release.userinfo,
        userinfo_verified: release.userinfo_verified,
        session: family.session_id,
        sid: family.session_id.map(|session| sid_at(ground, client, session)),
        auth_time: Some(family.auth_time),
        acr,
        evidence_time: identity.evidence_at,
        acting: acting(context, family).await?,
        amr: family.amr.split(' ').map(str::to_owned).collect(),
        scope,
        resources,
    };
    // OpenID Connect Core 1.0 section 12.2: the same iss, sub, aud and auth_time, and no nonce needed.
    let id_token = right.scope.contains("openid").then(IdTokenFacts::default);
    let refresh = Some(RefreshToken { family: family.id, generation: family.generation });
    Ok(Granted { right, id_token, refresh })
}

/// For whom the person acts. A right that ended since ends the grant that was given for it.
async fn acting(context: GrantContext<'_>, family: &Family) -> Result<Option<ActingFor>, TokenRefusal> {
    let Some(capacity) = &family.capacity else {
        return Ok(None);
    };
    match context.entities.still_acting(family.account_id, stored(capacity)?).await? {
        Some(acting) => Ok(Some(acting)),
        None => Err(TokenRefusal::RightEnded),
    }
}

// RFC 6749 section 6: the scope asked for must not hold more than was granted; left out, it is the same. What the
// client is no longer registered for is not granted any more (OWASP ASVS 5.0, 10.4.9).
fn narrowed(
    client: &Client,
    family: &Family,
    checked: &Checked,
) -> Result<(Scope, Vec<String>), TokenRefusal> {
    let granted = stored_scope(family)?.intersection(&client.metadata.scope);
    let scope = match &checked.scope {
        Some(scope) if !scope.is_subset_of(&granted) => return Err(TokenRefusal::ScopeGrew),
        Some(scope) => scope.clone(),
        None => granted,
    };
    let mut resources: Vec<String> = stored(&family.resources)?;
    let bound = !resources.is_empty();
    resources.retain(|resource| client.metadata.resources.contains(resource));
    // No resource at all stands for the issuer itself: nothing may become that by losing what it was for.
    if bound && resources.is_empty() {
        return Err(TokenRefusal::OtherResource);
    }
    Ok((scope, narrowed_resources(&checked.params, &resources)?))
}

fn stored_scope(family: &Family) -> Result<Scope, Fault> {
    family.scope.parse().map_err(|_| Fault::new("a stored scope cannot be read"))
}

fn stored<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|error| Fault::caused("a stored grant cannot be read", error))
}
