//! Refresh tokens (RFC 6749 section 6, RFC 9700 section 4.14, OpenID Connect Core 1.0 section 12).

use std::time::Duration;

use tokio::task::JoinSet;

use super::answers::refused;
use crate::case::{Step, Suite, case, failed, require, skipped};
use crate::config::Client;
use crate::flow::{Ask, Grant, Tokens};
use crate::http::{Answer, Request, pairs};
use crate::jose::broken;
use crate::moment;
use crate::world::World;

/// Longest grace for lost answers that a case waits out, in seconds.
const LONGEST_GRACE: u64 = 40;

/// Cases about refresh tokens.
pub(crate) static SUITE: Suite = Suite {
    name: "refresh",
    cases: &[
        case!("refresh.works", "a refresh token brings a new access token", "RFC 6749 6", works),
        case!(
            "refresh.id-token",
            "an ID token at refresh is about the same sign-in",
            "OIDC Core 12.2",
            id_token
        ),
        case!("refresh.rotates", "each use brings another refresh token", "RFC 9700 4.14.2", rotates),
        case!("refresh.public-rotates", "also for a public client", "RFC 9700 4.14.2", public_rotates),
        case!("refresh.replay-refused", "a used one is refused", "RFC 9700 4.14.2", replay_refused),
        case!("refresh.replay-revokes", "its replay kills the family", "RFC 9700 4.14.2", replay_revokes),
        case!(
            "refresh.grandparent-refused",
            "one two generations old is refused at once",
            "RFC 9700 4.14.2",
            grandparent
        ),
        case!("refresh.other-client", "another client cannot use it", "RFC 6749 6", other_client),
        case!(
            "refresh.unauthenticated",
            "without client authentication it is refused",
            "RFC 6749 6",
            unauthenticated
        ),
        case!("refresh.scope-grows", "scope cannot grow", "RFC 6749 6", scope_grows),
        case!("refresh.scope-shrinks", "scope can shrink", "RFC 6749 6", scope_shrinks),
        case!("refresh.garbage", "a token that is none is refused", "RFC 6749 5.2", garbage),
        case!("refresh.changed", "a changed token is refused", "RFC 6749 10.4", changed),
        case!("refresh.missing", "without refresh_token it is refused", "RFC 6749 6", missing),
        case!("refresh.access-token", "an access token is no refresh token", "RFC 6749 1.5", access_token),
        case!("refresh.code", "a code is no refresh token", "RFC 6749 1.5", code),
        case!("refresh.at-once", "eight uses at once are no accident", "RFC 9700 4.14.2", at_once),
        case!("refresh.code-reuse-revokes", "second use of the code kills it", "RFC 6749 4.1.2", code_reuse),
    ],
};

async fn granted<'w>(world: &'w World, client: &'w Client) -> Step<(Ask<'w>, Grant)> {
    let listed = world.metadata().await?.list("grant_types_supported");
    if !listed.contains(&"refresh_token") {
        return Err(skipped(format!("refresh_token is not offered: {listed:?}")));
    }
    let ask = Ask::offline(world, client);
    let grant = ask.grant(&mut world.signed_in().await?).await?;
    grant.tokens.refresh_token()?;
    Ok((ask, grant))
}

async fn use_token(world: &World, client: &Client, token: &str) -> Step<Answer> {
    world.ask_token(client, &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
}

async fn renew(world: &World, client: &Client, tokens: &Tokens) -> Step<Tokens> {
    Tokens::read(&use_token(world, client, tokens.refresh_token()?).await?)
}

async fn works(world: &World) -> Step<()> {
    let (_, grant) = granted(world, world.main()).await?;
    let answer = use_token(world, world.main(), grant.tokens.refresh_token()?).await?;
    super::answers::unstored(&answer)?;
    let renewed = Tokens::read(&answer)?;
    require!(renewed.access != grant.tokens.access, "the same access token came again");
    let userinfo = world.ask_userinfo(&renewed.access).await?;
    require!(userinfo.status == 200, "userinfo answers {} to the new token", userinfo.brief());
    Ok(())
}

async fn id_token(world: &World) -> Step<()> {
    let (_, grant) = granted(world, world.main()).await?;
    let renewed = renew(world, world.main(), &grant.tokens).await?;
    if renewed.id.is_none() {
        return Ok(());
    }
    let (before, after) = (grant.tokens.id_token()?, renewed.id_token()?);
    after.verify(world.keys().await?)?;
    for claim in ["iss", "sub", "aud", "azp", "auth_time"] {
        let (old, new) = (before.claims.get(claim), after.claims.get(claim));
        require!(old == new || (claim == "auth_time" && new.is_none()), "{claim} was {old:?} and is {new:?}");
    }
    let nonce = after.claims.get("nonce");
    require!(nonce.is_none() || nonce == before.claims.get("nonce"), "nonce is {nonce:?}");
    require!(after.number("iat")? >= before.number("iat")?, "iat went back");
    Ok(())
}

async fn rotates(world: &World) -> Step<()> {
    rotates_for(world, world.main()).await
}

async fn public_rotates(world: &World) -> Step<()> {
    rotates_for(world, world.public()?).await
}

async fn rotates_for(world: &World, client: &Client) -> Step<()> {
    let (_, grant) = granted(world, client).await?;
    let renewed = renew(world, client, &grant.tokens).await?;
    require!(renewed.refresh.is_some(), "no new refresh token came");
    require!(renewed.refresh != grant.tokens.refresh, "the same refresh token came again");
    Ok(())
}

/// Waits until a lost answer may no longer be asked for again.
async fn after_grace(world: &World) -> Step<()> {
    let grace = world.config.refresh.replay_grace_seconds;
    if grace > LONGEST_GRACE {
        return Err(skipped(format!("refresh.replay_grace_seconds is {grace}, too long to wait")));
    }
    if grace > 0 {
        moment::pass(Duration::from_secs(grace + 1)).await;
    }
    Ok(())
}

async fn replay_refused(world: &World) -> Step<()> {
    let (_, grant) = granted(world, world.main()).await?;
    renew(world, world.main(), &grant.tokens).await?;
    after_grace(world).await?;
    let again = use_token(world, world.main(), grant.tokens.refresh_token()?).await?;
    refused(&again, &["invalid_grant"])
}

async fn replay_revokes(world: &World) -> Step<()> {
    let (_, grant) = granted(world, world.main()).await?;
    let renewed = renew(world, world.main(), &grant.tokens).await?;
    after_grace(world).await?;
    let again = use_token(world, world.main(), grant.tokens.refresh_token()?).await?;
    refused(&again, &["invalid_grant"])?;
    let newest = use_token(world, world.main(), renewed.refresh_token()?).await?;
    refused(&newest, &["invalid_grant"])
        .map_err(|e| failed(format!("the newest token lives on: {}", e.reason())))
}

async fn grandparent(world: &World) -> Step<()> {
    let (_, grant) = granted(world, world.main()).await?;
    let second = renew(world, world.main(), &grant.tokens).await?;
    renew(world, world.main(), &second).await?;
    let oldest = use_token(world, world.main(), grant.tokens.refresh_token()?).await?;
    refused(&oldest, &["invalid_grant"])
}

async fn other_client(world: &World) -> Step<()> {
    let thief = world.second()?;
    let (_, grant) = granted(world, world.main()).await?;
    refused(&use_token(world, thief, grant.tokens.refresh_token()?).await?, &["invalid_grant"])
}

async fn unauthenticated(world: &World) -> Step<()> {
    let (_, grant) = granted(world, world.main()).await?;
    let form = pairs(&[
        ("grant_type", "refresh_token"),
        ("refresh_token", grant.tokens.refresh_token()?),
        ("client_id", &world.main().client_id),
    ]);
    let answer = world.http.send(Request::post(world.token_endpoint().await?, &form)).await?;
    refused(&answer, &["invalid_client", "invalid_request"])
}

async fn with_scope(world: &World, scope: &str) -> Step<Answer> {
    let (_, grant) = granted(world, world.main()).await?;
    let token = grant.tokens.refresh_token()?;
    let form = [("grant_type", "refresh_token"), ("refresh_token", token), ("scope", scope)];
    world.ask_token(world.main(), &form).await
}

async fn scope_grows(world: &World) -> Step<()> {
    let wider = format!("{} address phone no-such-scope", world.config.refresh.scope);
    refused(&with_scope(world, &wider).await?, &["invalid_scope"])
}

async fn scope_shrinks(world: &World) -> Step<()> {
    let narrower = &world.config.refresh.narrower_scope;
    let tokens = Tokens::read(&with_scope(world, narrower).await?)?;
    let told = tokens.members.get("scope").and_then(|v| v.as_str()).unwrap_or(narrower);
    let grew = told.split(' ').any(|one| !narrower.split(' ').any(|wanted| wanted == one));
    require!(!grew, "asked for {narrower:?}, got {told:?}");
    Ok(())
}

async fn garbage(world: &World) -> Step<()> {
    for token in ["x", "a.b.c", "../../etc", "' OR 1=1 --"] {
        refused(&use_token(world, world.main(), token).await?, &["invalid_grant", "invalid_request"])?;
    }
    Ok(())
}

async fn changed(world: &World) -> Step<()> {
    let (_, grant) = granted(world, world.main()).await?;
    let token = broken(grant.tokens.refresh_token()?);
    refused(&use_token(world, world.main(), &token).await?, &["invalid_grant"])
}

async fn missing(world: &World) -> Step<()> {
    refused(&world.ask_token(world.main(), &[("grant_type", "refresh_token")]).await?, &["invalid_request"])
}

async fn access_token(world: &World) -> Step<()> {
    let token = &world.fresh().await?.tokens.access;
    refused(&use_token(world, world.main(), token).await?, &["invalid_grant", "invalid_request"])
}

async fn code(world: &World) -> Step<()> {
    let code = Ask::new(world, world.main()).code(&mut world.signed_in().await?).await?;
    refused(&use_token(world, world.main(), &code).await?, &["invalid_grant", "invalid_request"])
}

async fn at_once(world: &World) -> Step<()> {
    let (_, grant) = granted(world, world.main()).await?;
    let token = grant.tokens.refresh_token()?;
    let url = world.token_endpoint().await?;
    let form = [("grant_type", "refresh_token"), ("refresh_token", token)];
    let mut running = JoinSet::new();
    for _ in 0..8 {
        let (request, http) = (world.as_client(world.main(), url.clone(), &form)?, world.http.clone());
        running.spawn(async move { http.send(request).await });
    }
    let mut answers = Vec::new();
    while let Some(answer) = running.join_next().await {
        answers.push(answer.map_err(|e| failed(e.to_string()))??);
    }
    if let Some(odd) = answers.iter().find(|a| a.status != 200 && !a.is_refusal()) {
        return Err(failed(format!("answered {}", odd.brief())));
    }
    // Without a grace the token is used up by one of them; with it, no more is promised than clean answers.
    let successes = answers.iter().filter(|answer| answer.status == 200).count();
    let grace = world.config.refresh.replay_grace_seconds > 0;
    require!(grace || successes <= 1, "{successes} of eight uses succeeded");
    Ok(())
}

async fn code_reuse(world: &World) -> Step<()> {
    let (ask, grant) = granted(world, world.main()).await?;
    refused(&ask.redeem(&grant.code).await?, &["invalid_grant"])?;
    refused(&use_token(world, world.main(), grant.tokens.refresh_token()?).await?, &["invalid_grant"])
}
