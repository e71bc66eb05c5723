//! A redirect URI that is not the registered one, letter for letter, ends on the provider's own error page (RFC
//! 9700 sections 2.1 and 4.1, RFC 6749 section 4.1.2.1). Each request comes from a signed-in browser, where a
//! mistake would hand out a code at once.

use url::Url;

use super::answers::error_page;
use crate::case::{Step, Suite, case, failed, require, skipped};
use crate::flow::{Ask, Person};
use crate::world::World;

/// Cases about redirect URIs.
pub(crate) static SUITE: Suite = Suite {
    name: "redirect-uri",
    cases: &[
        case!("redirect-uri.registered", "the registered one works", "RFC 9700 2.1", registered),
        case!("redirect-uri.other-host", "another host", "RFC 9700 4.1.1", w => refused(w, with_host(w, "evil.example"))),
        case!("redirect-uri.subdomain-of-other", "a look-alike host", "RFC 9700 4.1.1", w => refused(w, look_alike(w))),
        case!("redirect-uri.other-port", "another port", "RFC 9700 4.1.3", w => refused(w, other_port(w))),
        case!("redirect-uri.other-scheme", "another scheme", "RFC 9700 4.1.3", w => refused(w, other_scheme(w))),
        case!("redirect-uri.userinfo", "registered host as user of another", "RFC 9700 4.1.3", w => refused(w, userinfo(w))),
        case!("redirect-uri.user-added", "a user added", "RFC 9700 4.1.3", w => refused(w, user_added(w))),
        case!("redirect-uri.path-suffix", "a path suffix", "RFC 9700 4.1.3", w => refused(w, suffix(w, "/more"))),
        case!("redirect-uri.path-joined", "letters after the path", "RFC 9700 4.1.3", w => refused(w, suffix(w, "x"))),
        case!("redirect-uri.traversal", "a way up and down again", "RFC 9700 4.1.3", w => refused(w, traversal(w, ".."))),
        case!("redirect-uri.traversal-encoded", "the same, encoded", "RFC 9700 4.1.3", w => refused(w, traversal(w, "%2e%2e"))),
        case!("redirect-uri.query-added", "a query added", "OIDC Core 3.1.2.1", w => refused(w, suffix(w, "?next=evil"))),
        case!("redirect-uri.fragment-added", "a fragment added", "RFC 6749 3.1.2", w => refused(w, suffix(w, "#here"))),
        case!("redirect-uri.path-case", "the path in capitals", "RFC 3986 6.2.1", w => refused(w, capitals(w))),
        case!("redirect-uri.encoded-slash", "an encoded slash", "RFC 3986 6.2.1", w => refused(w, encoded_slash(w))),
        case!("redirect-uri.trailing-slash", "a trailing slash", "RFC 3986 6.2.1", w => refused(w, suffix(w, "/"))),
        case!("redirect-uri.trailing-space", "a trailing space", "RFC 3986 6.2.1", w => refused(w, suffix(w, " "))),
        case!("redirect-uri.line-break", "a line break and a header", "RFC 9700 4.1", w => refused(w, suffix(w, "\r\nSet-Cookie: a=b"))),
        case!("redirect-uri.nul", "a NUL", "RFC 9700 4.1", w => refused(w, suffix(w, "\0"))),
        case!("redirect-uri.backslash", "a backslash", "RFC 9700 4.1.3", w => refused(w, backslash(w))),
        case!("redirect-uri.wildcard", "a wildcard", "RFC 9700 4.1.3", w => refused(w, wildcard(w))),
        case!("redirect-uri.shortened", "only the origin", "RFC 9700 4.1.3", w => refused(w, origin(w))),
        case!("redirect-uri.relative", "a relative one", "RFC 6749 3.1.2", w => refused(w, relative(w))),
        case!("redirect-uri.script", "a javascript: address", "RFC 9700 4.1", w => refused(w, Ok("javascript:alert(1)".to_owned()))),
        case!("redirect-uri.data", "a data: address", "RFC 9700 4.1", w => refused(w, Ok("data:text/html,x".to_owned()))),
        case!("redirect-uri.not-a-uri", "something that is no URI", "RFC 6749 3.1.2", w => refused(w, Ok("http://[".to_owned()))),
        case!("redirect-uri.other-client", "one of another client", "RFC 9700 2.1", w => refused(w, other_client(w))),
        case!("redirect-uri.missing", "none at all", "OIDC Core 3.1.2.1", missing),
        case!("redirect-uri.twice", "twice, the good one first", "RFC 6749 3.1", w => twice(w, Order::GoodFirst)),
        case!("redirect-uri.twice-bad-first", "twice, the good one last", "RFC 6749 3.1", w => twice(w, Order::GoodLast)),
    ],
};

async fn registered(world: &World) -> Step<()> {
    let journey = Ask::new(world, world.main()).go(&mut world.signed_in().await?, Person::StaysAway).await?;
    journey.callback()?.code().map(|_| ())
}

async fn refused(world: &World, changed: Step<String>) -> Step<()> {
    let changed = changed?;
    require!(changed != world.main().redirect_uri, "the change left the registered URI as it was");
    let ask = Ask::new(world, world.main()).with("redirect_uri", &changed);
    error_page(&ask.go(&mut world.signed_in().await?, Person::StaysAway).await?)
}

fn good(world: &World) -> Step<Url> {
    Url::parse(&world.main().redirect_uri).map_err(|e| failed(format!("clients.main.redirect_uri: {e}")))
}

fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

fn path_and_query(url: &Url) -> String {
    url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()))
}

fn with_host(world: &World, host: &str) -> Step<String> {
    let url = good(world)?;
    Ok(format!("{}://{host}{}", url.scheme(), path_and_query(&url)))
}

fn look_alike(world: &World) -> Step<String> {
    let host = good(world)?.host_str().unwrap_or_default().to_owned();
    with_host(world, &format!("{host}.evil.example"))
}

fn other_port(world: &World) -> Step<String> {
    let host = good(world)?.host_str().unwrap_or_default().to_owned();
    with_host(world, &format!("{host}:1"))
}

fn other_scheme(world: &World) -> Step<String> {
    let url = good(world)?;
    let scheme = if url.scheme() == "https" { "http" } else { "https" };
    Ok(format!("{scheme}://{}{}", authority(&url), path_and_query(&url)))
}

fn userinfo(world: &World) -> Step<String> {
    let host = good(world)?.host_str().unwrap_or_default().to_owned();
    with_host(world, &format!("{host}@evil.example"))
}

fn user_added(world: &World) -> Step<String> {
    let authority = authority(&good(world)?);
    with_host(world, &format!("someone@{authority}"))
}

fn suffix(world: &World, added: &str) -> Step<String> {
    Ok(format!("{}{added}", world.main().redirect_uri))
}

fn relative(world: &World) -> Step<String> {
    Ok(path_and_query(&good(world)?))
}

fn traversal(world: &World, up: &str) -> Step<String> {
    let url = good(world)?;
    Ok(format!("{}://{}/x/{up}{}", url.scheme(), authority(&url), path_and_query(&url)))
}

fn capitals(world: &World) -> Step<String> {
    let url = good(world)?;
    let path = url.path().to_ascii_uppercase();
    if path == url.path() {
        return Err(skipped("the path of clients.main.redirect_uri has no small letters"));
    }
    Ok(format!("{}://{}{path}", url.scheme(), authority(&url)))
}

fn encoded_slash(world: &World) -> Step<String> {
    let url = good(world)?;
    let path = url.path().trim_start_matches('/').replace('/', "%2f");
    Ok(format!("{}://{}/%2f{path}", url.scheme(), authority(&url)))
}

fn backslash(world: &World) -> Step<String> {
    let authority = authority(&good(world)?);
    with_host(world, &format!("evil.example\\@{authority}"))
}

fn wildcard(world: &World) -> Step<String> {
    let url = good(world)?;
    Ok(format!("{}://{}/*", url.scheme(), authority(&url)))
}

fn origin(world: &World) -> Step<String> {
    let url = good(world)?;
    Ok(format!("{}://{}", url.scheme(), authority(&url)))
}

fn other_client(world: &World) -> Step<String> {
    let other = &world.second()?.redirect_uri;
    if *other == world.main().redirect_uri {
        return Err(skipped("clients.second has the same redirect URI as clients.main"));
    }
    Ok(other.clone())
}

async fn missing(world: &World) -> Step<()> {
    let ask = Ask::new(world, world.main()).without("redirect_uri");
    error_page(&ask.go(&mut world.signed_in().await?, Person::StaysAway).await?)
}

enum Order {
    GoodFirst,
    GoodLast,
}

async fn twice(world: &World, order: Order) -> Step<()> {
    let ask = Ask::new(world, world.main());
    let evil = with_host(world, "evil.example")?;
    let ask = match order {
        Order::GoodFirst => ask.also("redirect_uri", &evil),
        Order::GoodLast => {
            let good = ask.value("redirect_uri").to_owned();
            ask.with("redirect_uri", &evil).also("redirect_uri", &good)
        }
    };
    error_page(&ask.go(&mut world.signed_in().await?, Person::StaysAway).await?)
}
