//! Logout started by a relying party (OpenID Connect RP-Initiated Logout 1.0), and what must be dead after it.

use std::time::Duration;

use url::Url;

use super::answers::{refused, told_client};
use crate::browser::Browser;
use crate::browser::journey::{Arrival, Journey, Route};
use crate::case::{Step, Suite, case, failed, require, skipped};
use crate::chance;
use crate::config::{AfterLogout, Client};
use crate::flow::{Ask, Grant, Person};
use crate::http::{Request, pairs};
use crate::jose::{Jwt, SigningKey, unsigned};
use crate::listener::Heard;
use crate::world::World;

/// Cases about logout.
pub(crate) static SUITE: Suite = Suite {
    name: "logout",
    cases: &[
        case!(
            "logout.happy-path",
            "back to the registered place with state",
            "OIDC RP-Initiated Logout 3",
            happy_path
        ),
        case!(
            "logout.session-ended",
            "afterwards prompt=none: login_required",
            "OIDC RP-Initiated Logout 2",
            session_ended
        ),
        case!(
            "logout.refresh-after",
            "refresh tokens fare as expected",
            "OIDC Back-Channel Logout 2.7",
            refresh_after
        ),
        case!("logout.by-post", "logout may be a POST", "OIDC RP-Initiated Logout 2", by_post),
        case!(
            "logout.without-state",
            "without state none is invented",
            "OIDC RP-Initiated Logout 3",
            without_state
        ),
        case!(
            "logout.uri-unregistered",
            "an unregistered place is not gone to",
            "OIDC RP-Initiated Logout 3",
            uri_unregistered
        ),
        case!(
            "logout.uri-query-added",
            "nor the registered one with a query added",
            "OIDC RP-Initiated Logout 3",
            uri_query_added
        ),
        case!(
            "logout.uri-of-other-client",
            "nor one of another client",
            "OIDC RP-Initiated Logout 3",
            uri_of_other_client
        ),
        case!(
            "logout.no-hint",
            "without hint nobody is sent on unasked",
            "OIDC RP-Initiated Logout 2",
            no_hint
        ),
        case!(
            "logout.no-parameters",
            "without parameters a page is shown",
            "OIDC RP-Initiated Logout 2",
            no_parameters
        ),
        case!(
            "logout.only-state",
            "with state alone a page is shown",
            "OIDC RP-Initiated Logout 2",
            only_state
        ),
        case!(
            "logout.hint-unsigned",
            "a hint with alg none is not believed",
            "OIDC RP-Initiated Logout 2",
            hint_unsigned
        ),
        case!(
            "logout.hint-foreign",
            "a hint with a foreign signature is not believed",
            "OIDC RP-Initiated Logout 2",
            hint_foreign
        ),
        case!(
            "logout.hint-other-client",
            "a hint and a client_id that disagree are refused",
            "OIDC RP-Initiated Logout 2",
            hint_other_client
        ),
        case!("logout.forced", "a link on another site ends no session unasked", "ASVS 10.6.2", forced),
        case!("logout.old-cookie-dead", "cookies kept from before are no session", "ASVS 7.4.1", old_cookie),
        case!(
            "logout.access-token-after",
            "the access token of the session is dead or short-lived",
            "RFC 9700 4.14",
            access_after
        ),
    ],
};

const ENDPOINT: &str = "end_session_endpoint";

/// One sign-in that was ended by its relying party.
pub(crate) struct Ended {
    grant: Grant,
    journey: Journey,
    state: String,
    browser: Browser,
    before: Browser,
    told: Option<Heard>,
}

impl Ended {
    /// Signs in afresh with the main client, signs out with its hint, and listens for the logout token.
    pub(crate) async fn happen(world: &World) -> Step<Self> {
        world.metadata().await?.optional_endpoint(ENDPOINT)?;
        let client = world.main();
        let mut browser = world.stranger();
        let grant = Ask::offline(world, client).grant(&mut browser).await?;
        let (state, before) = (chance::token(), browser.copied());
        let parameters = [
            ("id_token_hint", grant.tokens.raw_id_token()?),
            ("post_logout_redirect_uri", return_to(client)?),
            ("state", state.as_str()),
        ];
        let journey = leave(world, &mut browser, &parameters, Person::SignsOut).await?;
        let told = told(world, client, &grant.tokens.id_token()?).await;
        Ok(Self { grant, journey, state, browser, before, told })
    }

    /// The ID token of the session that was ended.
    pub(crate) fn id_token(&self) -> Step<Jwt> {
        self.grant.tokens.id_token()
    }

    /// What the provider sent to the back-channel logout URI.
    pub(crate) fn told(&self) -> Option<&Heard> {
        self.told.as_ref()
    }
}

// The token about this very session is preferred; a provider that names another one is to be told so.
async fn told(world: &World, client: &Client, id_token: &Jwt) -> Option<Heard> {
    let path = Url::parse(client.backchannel_logout_uri.as_deref()?).ok()?.path().to_owned();
    let about_it = |one: &Heard| {
        let token = one.form("logout_token").and_then(|token| Jwt::parse(&token).ok());
        let same = |token: &Jwt| match token.claims.get("sid") {
            Some(sid) => id_token.claims.get("sid") == Some(sid),
            None => true,
        };
        one.path == path && token.is_none_or(|token| same(&token))
    };
    let wait = Duration::from_secs(world.config.listener.wait_seconds);
    let exact = world.listener.hear(wait, about_it).await;
    exact.or_else(|| world.listener.heard(|one| one.path == path).pop())
}

fn return_to(client: &Client) -> Step<&str> {
    let found = client.post_logout_redirect_uri.as_deref();
    found.ok_or_else(|| skipped(format!("{} has no post_logout_redirect_uri", client.client_id)))
}

/// Sends the browser to the end-session endpoint and follows it.
async fn leave(
    world: &World,
    browser: &mut Browser,
    parameters: &[(&str, &str)],
    person: Person,
) -> Step<Journey> {
    let mut url = world.metadata().await?.optional_endpoint(ENDPOINT)?;
    if !parameters.is_empty() {
        url.query_pairs_mut().extend_pairs(parameters);
    }
    follow(world, browser, Request::get(url), person).await
}

async fn follow(world: &World, browser: &mut Browser, first: Request, person: Person) -> Step<Journey> {
    let home = world.home().await?;
    let landing = return_to(world.main())?;
    browser.travel(first, Route { config: &world.config, landing, home: &home, person }).await
}

async fn signed_in_afresh(world: &World) -> Step<(Browser, Grant)> {
    world.metadata().await?.optional_endpoint(ENDPOINT)?;
    let mut browser = world.stranger();
    let grant = Ask::new(world, world.main()).grant(&mut browser).await?;
    Ok((browser, grant))
}

async fn has_session(world: &World, browser: &mut Browser) -> Step<bool> {
    let ask = Ask::new(world, world.main()).with("prompt", "none");
    let journey = ask.go(browser, Person::StaysAway).await?;
    Ok(journey.callback()?.get("code").is_some())
}

async fn happy_path(world: &World) -> Step<()> {
    let ended = world.ended().await?;
    let callback = ended.journey.callback()?;
    require!(callback.get("state") == Some(&ended.state), "state is {:?}", callback.get("state"));
    Ok(())
}

async fn session_ended(world: &World) -> Step<()> {
    let mut browser = world.ended().await?.browser.tab();
    let ask = Ask::new(world, world.main()).with("prompt", "none");
    let journey = ask.go(&mut browser, Person::StaysAway).await?;
    told_client(world, &ask, &journey, &["login_required"]).await
}

async fn refresh_after(world: &World) -> Step<()> {
    let ended = world.ended().await?;
    let token = ended.grant.tokens.refresh_token()?;
    let form = [("grant_type", "refresh_token"), ("refresh_token", token)];
    let answer = world.ask_token(world.main(), &form).await?;
    match world.config.refresh.after_logout {
        AfterLogout::Refused => refused(&answer, &["invalid_grant"]),
        AfterLogout::Kept => {
            require!(answer.status == 200, "offline access was lost: {}", answer.brief());
            Ok(())
        }
    }
}

async fn by_post(world: &World) -> Step<()> {
    let (mut browser, grant) = signed_in_afresh(world).await?;
    let form = pairs(&[
        ("id_token_hint", grant.tokens.raw_id_token()?),
        ("post_logout_redirect_uri", return_to(world.main())?),
    ]);
    let url = world.metadata().await?.optional_endpoint(ENDPOINT)?;
    let journey = follow(world, &mut browser, Request::post(url, &form), Person::SignsOut).await?;
    journey.callback()?;
    require!(!has_session(world, &mut browser).await?, "the session lives on");
    Ok(())
}

async fn without_state(world: &World) -> Step<()> {
    let (mut browser, grant) = signed_in_afresh(world).await?;
    let parameters = [
        ("id_token_hint", grant.tokens.raw_id_token()?),
        ("post_logout_redirect_uri", return_to(world.main())?),
    ];
    let journey = leave(world, &mut browser, &parameters, Person::SignsOut).await?;
    let callback = journey.callback()?;
    require!(callback.get("state").is_none(), "state {:?} was invented", callback.get("state"));
    Ok(())
}

/// Signs in, leaves with a good hint and this place, and expects that the browser stays with the provider, also
/// when the person confirms.
async fn stays(world: &World, place: &str) -> Step<()> {
    let (mut browser, grant) = signed_in_afresh(world).await?;
    let hint = grant.tokens.raw_id_token()?;
    let parameters = [("id_token_hint", hint), ("post_logout_redirect_uri", place), ("state", "s")];
    stays_here(&leave(world, &mut browser, &parameters, Person::SignsOut).await?)
}

fn stays_here(journey: &Journey) -> Step<()> {
    match &journey.arrival {
        Arrival::Page(page) => {
            require!(page.status < 500, "answered {}", page.brief());
            Ok(())
        }
        Arrival::Callback(_) | Arrival::Elsewhere(_) => {
            Err(failed(format!("the browser was {}", journey.brief())))
        }
    }
}

async fn uri_unregistered(world: &World) -> Step<()> {
    return_to(world.main())?;
    stays(world, "https://evil.example/bye").await
}

async fn uri_query_added(world: &World) -> Step<()> {
    stays(world, &format!("{}?next=evil", return_to(world.main())?)).await
}

async fn uri_of_other_client(world: &World) -> Step<()> {
    let other = return_to(world.second()?)?;
    if other == return_to(world.main())? {
        return Err(skipped("clients.second has the same post_logout_redirect_uri as clients.main"));
    }
    stays(world, other).await
}

async fn no_hint(world: &World) -> Step<()> {
    let mut browser = world.signed_in().await?;
    let parameters =
        [("post_logout_redirect_uri", return_to(world.main())?), ("client_id", &world.main().client_id)];
    stays_here(&leave(world, &mut browser, &parameters, Person::StaysAway).await?)
}

async fn no_parameters(world: &World) -> Step<()> {
    stays_here(&leave(world, &mut world.signed_in().await?, &[], Person::StaysAway).await?)
}

async fn only_state(world: &World) -> Step<()> {
    stays_here(&leave(world, &mut world.signed_in().await?, &[("state", "s")], Person::StaysAway).await?)
}

/// Leaves with this hint from a signed-in browser: not signed out unasked, and not sent on even when the person
/// confirms.
async fn not_believed(world: &World, hint: &str) -> Step<()> {
    let (mut browser, _) = signed_in_afresh(world).await?;
    let parameters = [("id_token_hint", hint), ("post_logout_redirect_uri", return_to(world.main())?)];
    stays_here(&leave(world, &mut browser, &parameters, Person::StaysAway).await?)?;
    require!(has_session(world, &mut browser).await?, "the session was ended by a forged hint");
    stays_here(&leave(world, &mut browser, &parameters, Person::SignsOut).await?)
}

async fn hint_unsigned(world: &World) -> Step<()> {
    let claims = world.reference().await?.tokens.id_token()?.claims;
    not_believed(world, &unsigned(&claims)).await
}

async fn hint_foreign(world: &World) -> Step<()> {
    let token = world.reference().await?.tokens.id_token()?;
    let kid = token.header.get("kid").and_then(|kid| kid.as_str());
    let key = SigningKey::foreign(kid).map_err(failed)?;
    not_believed(world, &key.sign(&token.claims).map_err(failed)?).await
}

async fn hint_other_client(world: &World) -> Step<()> {
    let hint = world.reference().await?.tokens.raw_id_token()?;
    let other = world.second()?;
    let parameters = [
        ("id_token_hint", hint),
        ("client_id", other.client_id.as_str()),
        ("post_logout_redirect_uri", return_to(world.main())?),
    ];
    stays_here(&leave(world, &mut world.stranger(), &parameters, Person::StaysAway).await?)
}

async fn forced(world: &World) -> Step<()> {
    let mut browser = world.signed_in().await?;
    let attempts: [&[(&str, &str)]; 3] =
        [&[], &[("client_id", &world.main().client_id)], &[("state", "s"), ("ui_locales", "en")]];
    for parameters in attempts {
        leave(world, &mut browser, parameters, Person::StaysAway).await?;
        require!(has_session(world, &mut browser).await?, "the session was ended without asking");
    }
    Ok(())
}

async fn old_cookie(world: &World) -> Step<()> {
    let mut kept = world.ended().await?.before.tab();
    require!(
        !has_session(world, &mut kept).await?,
        "cookies copied before the sign-out still carry a session"
    );
    Ok(())
}

async fn access_after(world: &World) -> Step<()> {
    let ended = world.ended().await?;
    let answer = world.ask_userinfo(&ended.grant.tokens.access).await?;
    if answer.status == 401 {
        return Ok(());
    }
    let life = ended.grant.tokens.members.get("expires_in").and_then(serde_json::Value::as_i64);
    // RFC 9700 section 4.10: short lives stand in for revocation. Ten minutes is the bound used here.
    require!(
        life.is_some_and(|s| s <= 600),
        "userinfo answers {} and the token lives {life:?} s",
        answer.brief()
    );
    Ok(())
}
