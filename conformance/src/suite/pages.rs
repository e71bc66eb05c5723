//! The pages a person meets: headers, cookies, and what a third party could do with them (RFC 9700 sections 4.2,
//! 4.7, 4.12 and 4.16, OWASP ASVS 5.0 V3 and V7).

use super::answers::unstored;
use crate::browser::cookies::SetCookie;
use crate::browser::html::{self, Form};
use crate::browser::journey::{Credentials, Journey};
use crate::browser::{Browser, Submission};
use crate::case::{Step, Suite, case, failed, require, warned};
use crate::chance;
use crate::flow::{Ask, Person};
use crate::http::{Answer, Request};
use crate::world::World;

/// Cases about pages.
pub(crate) static SUITE: Suite = Suite {
    name: "pages",
    cases: &[
        case!("pages.no-framing", "the sign-in page cannot be framed", "RFC 9700 4.16", no_framing),
        case!("pages.no-store", "the sign-in page is not kept", "RFC 9700 4.2.4", no_store),
        case!("pages.no-referrer", "no address leaks to other sites", "RFC 9700 4.2.4", no_referrer),
        case!("pages.no-sniffing", "the type is not guessed", "ASVS 3.4.4", no_sniffing),
        case!("pages.script-policy", "the policy forbids inline script", "ASVS 3.4.3", script_policy),
        case!("pages.transport-policy", "https stays https", "ASVS 3.4.1", transport_policy),
        case!(
            "pages.error-page-headers",
            "error pages have the same headers",
            "RFC 9700 4.16",
            error_page_headers
        ),
        case!(
            "pages.no-cors",
            "other origins may not read the authorization endpoint",
            "RFC 9700 2.6",
            no_cors
        ),
        case!("pages.cookies", "cookies are HttpOnly, SameSite and Secure", "ASVS 3.3", cookies),
        case!("pages.see-other", "after the password comes 302 or 303", "RFC 9700 4.12", see_other),
        case!(
            "pages.session-renewed",
            "cookies from before the sign-in are no session",
            "ASVS 7.2.4",
            session_renewed
        ),
        case!(
            "pages.form-bound-to-browser",
            "a form does not work in another browser",
            "RFC 9700 4.7",
            form_bound
        ),
        case!(
            "pages.foreign-origin",
            "a form sent from another site is refused",
            "RFC 9700 4.7",
            foreign_origin
        ),
        case!(
            "pages.tokens-dropped",
            "a form without its hidden values is refused",
            "RFC 6819 4.4.1.8",
            hidden_dropped
        ),
        case!("pages.password-wrong", "a wrong password is refused", "OIDC Core 3.1.2.3", password_wrong),
        case!(
            "pages.no-enumeration",
            "an unknown name is answered like a wrong password",
            "ASVS 6.3.8",
            no_enumeration
        ),
        case!(
            "pages.password-overlong",
            "a password of a megabyte is no accident",
            "ASVS 6.2.9",
            password_overlong
        ),
        case!(
            "pages.consent-hidden-state",
            "no code or token is written into pages",
            "RFC 9700 4.2",
            no_tokens_in_pages
        ),
    ],
};

struct SignIn<'w> {
    world: &'w World,
    ask: Ask<'w>,
    browser: Browser,
    page: Answer,
    form: Form,
}

impl<'w> SignIn<'w> {
    /// A new browser in front of the sign-in form.
    async fn open(world: &'w World) -> Step<Self> {
        let ask = Ask::new(world, world.main());
        let mut browser = world.stranger();
        let journey = ask.go(&mut browser, Person::StaysAway).await?;
        let page = journey.page()?.clone();
        let form = html::forms(&page.body).into_iter().find(Form::asks_password);
        let form = form.ok_or_else(|| failed(format!("no sign-in form was found: {}", journey.brief())))?;
        Ok(Self { world, ask, browser, page, form })
    }

    fn filled(&self, username: &str, password: &str) -> Step<Submission> {
        let pages = &self.world.config.pages;
        let values = [(pages.username_field.as_str(), username), (pages.password_field.as_str(), password)];
        self.form.fill(&self.page.url, &values).ok_or_else(|| failed("the form leads nowhere"))
    }

    fn rightly_filled(&self) -> Step<Submission> {
        let person = &self.world.config.person;
        self.filled(&person.username, &person.password)
    }

    /// Whether this browser has a session now.
    async fn is_signed_in(&self, browser: &mut Browser) -> Step<bool> {
        let silent = Ask::new(self.world, self.world.main()).with("prompt", "none");
        let journey = silent.go(browser, Person::StaysAway).await?;
        Ok(journey.callback()?.get("error") != Some("login_required"))
    }

    /// Sends a request in this browser, follows it, and expects that nobody is signed in by it.
    async fn signs_nobody_in(&self, mut browser: Browser, request: Request) -> Step<Journey> {
        let journey = self.ask.follow(&mut browser, request, Person::StaysAway).await?;
        if let Ok(callback) = journey.callback() {
            require!(callback.get("code").is_none(), "a code came");
        }
        require!(!self.is_signed_in(&mut browser).await?, "the browser has a session now");
        Ok(journey)
    }
}

fn frame_guard(page: &Answer) -> Step<()> {
    let policy = policy(page);
    let by_policy = directive(&policy, "frame-ancestors").is_some_and(|v| v == "'none'" || v == "'self'");
    let by_header = page
        .header("x-frame-options")
        .is_some_and(|v| v.eq_ignore_ascii_case("deny") || v.eq_ignore_ascii_case("sameorigin"));
    require!(by_policy || by_header, "neither frame-ancestors nor X-Frame-Options: policy is {policy:?}");
    Ok(())
}

fn policy(page: &Answer) -> String {
    page.headers_named("content-security-policy").join("; ")
}

fn directive(policy: &str, name: &str) -> Option<String> {
    policy.split(';').find_map(|part| {
        let (key, value) = part.trim().split_once(' ')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    })
}

async fn no_framing(world: &World) -> Step<()> {
    frame_guard(&SignIn::open(world).await?.page)
}

async fn no_store(world: &World) -> Step<()> {
    unstored(&SignIn::open(world).await?.page)
}

async fn no_referrer(world: &World) -> Step<()> {
    let page = SignIn::open(world).await?.page;
    let said = page.header("referrer-policy").unwrap_or_default().to_ascii_lowercase();
    require!(matches!(said.as_str(), "no-referrer" | "same-origin"), "Referrer-Policy is {said:?}");
    Ok(())
}

async fn no_sniffing(world: &World) -> Step<()> {
    let page = SignIn::open(world).await?.page;
    let said = page.header("x-content-type-options").unwrap_or_default();
    require!(said.eq_ignore_ascii_case("nosniff"), "X-Content-Type-Options is {said:?}");
    Ok(())
}

async fn script_policy(world: &World) -> Step<()> {
    let policy = policy(&SignIn::open(world).await?.page);
    let scripts = directive(&policy, "script-src").or_else(|| directive(&policy, "default-src"));
    let scripts = scripts.ok_or_else(|| failed(format!("no policy for scripts: {policy:?}")))?;
    for banned in ["'unsafe-inline'", "'unsafe-eval'", "*", "data:", "http:", "https:"] {
        let found = scripts.split_whitespace().any(|source| source == banned);
        require!(!found, "scripts are allowed from {banned}");
    }
    Ok(())
}

async fn transport_policy(world: &World) -> Step<()> {
    if world.issuer_url.scheme() != "https" {
        return Err(crate::case::skipped("the issuer is not https"));
    }
    let page = SignIn::open(world).await?.page;
    let said = page.header("strict-transport-security").unwrap_or_default();
    require!(said.contains("max-age="), "Strict-Transport-Security is {said:?}");
    Ok(())
}

async fn error_page_headers(world: &World) -> Step<()> {
    let ask = Ask::new(world, world.main()).with("client_id", &chance::token());
    let journey = ask.go(&mut world.stranger(), Person::StaysAway).await?;
    let page = journey.page()?;
    frame_guard(page)?;
    unstored(page)
}

async fn no_cors(world: &World) -> Step<()> {
    let url = Ask::new(world, world.main()).url().await?;
    let request = Request::get(url).header("origin", "https://app.example");
    let answer = world.http.send(request).await?;
    let allowed = answer.header("access-control-allow-origin");
    require!(allowed.is_none(), "Access-Control-Allow-Origin is {allowed:?}");
    Ok(())
}

async fn cookies(world: &World) -> Step<()> {
    let https = world.issuer_url.scheme() == "https";
    let journey = Ask::new(world, world.main()).go(&mut world.stranger(), Person::SignsIn).await?;
    let mut seen = 0;
    for line in journey.hops.iter().flat_map(|hop| hop.answer.headers_named("set-cookie")) {
        let Some(cookie) = SetCookie::parse(line).filter(|cookie| !cookie.removes()) else { continue };
        seen += 1;
        require!(cookie.attribute("httponly").is_some(), "{} lacks HttpOnly", cookie.name);
        let site = cookie.attribute("samesite").unwrap_or_default().to_ascii_lowercase();
        require!(matches!(site.as_str(), "lax" | "strict"), "{} has SameSite {site:?}", cookie.name);
        if https {
            require!(cookie.attribute("secure").is_some(), "{} lacks Secure", cookie.name);
            require!(
                cookie.name.starts_with("__Host-"),
                "{} is not bound to the host by its name",
                cookie.name
            );
        }
    }
    require!(seen > 0, "no cookie was set by a sign-in");
    Ok(())
}

async fn see_other(world: &World) -> Step<()> {
    let journey = Ask::new(world, world.main()).go(&mut world.stranger(), Person::SignsIn).await?;
    let posted = journey.hops.iter().find(|hop| hop.credentials == Credentials::Sent);
    let hop = posted.ok_or_else(|| failed(format!("no password was sent: {}", journey.brief())))?;
    // RFC 9700 section 4.12: 307 would send the password on to the relying party; 303 is the safe one.
    match hop.answer.status {
        200 | 303 => Ok(()),
        302 => Err(warned("302 after the password: 303 is unambiguous")),
        status => Err(failed(format!("the password is answered with {status}"))),
    }
}

async fn session_renewed(world: &World) -> Step<()> {
    let sign_in = SignIn::open(world).await?;
    let mut planted = sign_in.browser.copied();
    let request = sign_in.rightly_filled()?.request();
    let journey = sign_in.ask.follow(&mut sign_in.browser.tab(), request, Person::SignsIn).await?;
    journey.callback()?.code()?;
    require!(!sign_in.is_signed_in(&mut planted).await?, "cookies set before the sign-in carry the session");
    Ok(())
}

async fn form_bound(world: &World) -> Step<()> {
    let sign_in = SignIn::open(world).await?;
    let request = sign_in.rightly_filled()?.request();
    sign_in.signs_nobody_in(world.stranger(), request).await.map(|_| ())
}

async fn foreign_origin(world: &World) -> Step<()> {
    let sign_in = SignIn::open(world).await?;
    let submission = sign_in.rightly_filled()?;
    let request = Request::post(submission.target.clone(), &submission.fields)
        .header("origin", "https://evil.example")
        .header("sec-fetch-site", "cross-site");
    sign_in.signs_nobody_in(sign_in.browser.tab(), request).await.map(|_| ())
}

async fn hidden_dropped(world: &World) -> Step<()> {
    let sign_in = SignIn::open(world).await?;
    let mut submission = sign_in.rightly_filled()?;
    let pages = &world.config.pages;
    submission.fields.retain(|(name, _)| *name == pages.username_field || *name == pages.password_field);
    sign_in.signs_nobody_in(sign_in.browser.tab(), submission.request()).await.map(|_| ())
}

async fn password_wrong(world: &World) -> Step<()> {
    let sign_in = SignIn::open(world).await?;
    let request = sign_in.filled(&world.config.person.username, "not-the-password")?.request();
    let journey = sign_in.signs_nobody_in(sign_in.browser.tab(), request).await?;
    let page = journey.page()?;
    require!(page.status < 500, "answered {}", page.brief());
    require!(!page.body.contains("not-the-password"), "the password is written into the page");
    Ok(())
}

async fn no_enumeration(world: &World) -> Step<()> {
    let known = &world.config.person.username;
    let unknown = format!("nobody-{}", &chance::token().to_ascii_lowercase().replace(['-', '_'], "x"));
    let mut seen = Vec::new();
    for name in [known, &unknown] {
        let sign_in = SignIn::open(world).await?;
        let request = sign_in.filled(name, "not-the-password")?.request();
        let journey = sign_in.ask.follow(&mut sign_in.browser.tab(), request, Person::StaysAway).await?;
        let page = journey.page()?;
        seen.push((page.status, html::visible_text(&page.body).replace(name.as_str(), "NAME")));
    }
    let [(first, told), (second, told_of_unknown)] = seen.as_slice() else {
        return Err(failed("two answers were expected"));
    };
    require!(first == second, "status {first} for a known name, {second} for an unknown one");
    require!(same_words(told, told_of_unknown), "the text differs: {told:.160} / {told_of_unknown:.160}");
    Ok(())
}

/// Whether two texts are alike but for numbers and random marks such as a request id.
fn same_words(one: &str, other: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let marked = |word: &&str| word.chars().any(|c| c.is_ascii_digit());
        text.split_whitespace().filter(|word| !marked(word)).map(str::to_owned).collect()
    };
    words(one) == words(other)
}

async fn password_overlong(world: &World) -> Step<()> {
    let sign_in = SignIn::open(world).await?;
    let request = sign_in.filled(&world.config.person.username, &"p".repeat(1024 * 1024))?.request();
    // A server may also close the connection on a body it will not read; it must live on.
    match sign_in.signs_nobody_in(sign_in.browser.tab(), request).await {
        Ok(journey) => {
            let worst = journey.hops.iter().map(|hop| hop.answer.status).max().unwrap_or_default();
            require!(worst < 500, "answered {worst}");
            Ok(())
        }
        Err(end) if end.reason().contains("no answer") => world.jwks().await.map(|_| ()),
        Err(end) => Err(end),
    }
}

async fn no_tokens_in_pages(world: &World) -> Step<()> {
    let grant = world.reference().await?;
    for hop in &grant.journey.hops {
        require!(!hop.answer.body.contains(&grant.tokens.access), "an access token is written into a page");
        if hop.answer.location().is_none() {
            require!(!hop.answer.body.contains(&grant.code), "a code is written into a page");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directive_is_found_by_name() {
        let policy = "default-src 'self'; frame-ancestors 'none'";
        assert_eq!(directive(policy, "frame-ancestors").as_deref(), Some("'none'"));
        assert_eq!(directive(policy, "script-src"), None);
    }

    #[test]
    fn random_marks_do_not_make_texts_differ() {
        assert!(same_words("Wrong name or password 4f2", "Wrong name or password 9a1"));
        assert!(!same_words("Wrong password", "Unknown name"));
    }
}
