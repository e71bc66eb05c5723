//! People in front of browsers, as far as it takes to get a session and to have agreed to what a client asks for.

use crate::operation::Client;
use crate::wire::{Answer, Connection, Request, escaped};
use crate::{Outcome, operation};

/// More pages than any sign-in has.
const MOST_PAGES: usize = 12;

/// A browser with a live session, that need not be asked anything any more.
pub(crate) struct Browser {
    cookies: Vec<String>,
    header: String,
}

impl Browser {
    /// Signs in and agrees to each client's wishes.
    pub(crate) fn sign_in(connection: &mut Connection, who: &Account, clients: &[&Client]) -> Outcome<Self> {
        let mut browser = Self { cookies: Vec::new(), header: String::new() };
        for client in clients {
            browser.arrive(connection, who, client)?;
        }
        browser.header = browser.cookies.join("; ");
        Ok(browser)
    }

    /// The `Cookie` header.
    pub(crate) fn cookies(&self) -> &str {
        &self.header
    }

    /// Goes from an authorization request through every page to the client.
    fn arrive(&mut self, connection: &mut Connection, who: &Account, client: &Client) -> Outcome<()> {
        let mut address = operation::authorization_path(client, 0);
        for _ in 0..MOST_PAGES {
            let answer = self.get(connection, &address)?;
            address =
                if answer.status == 303 { answer.location } else { self.fill(connection, &answer, who)? };
            if address.starts_with(operation::REDIRECT_URI) {
                return Ok(());
            }
            address = path_of(&address);
        }
        Err(format!("no end after {MOST_PAGES} pages at {address}"))
    }

    fn get(&mut self, connection: &mut Connection, path: &str) -> Outcome<Answer> {
        let cookies = self.cookies.join("; ");
        let answer = connection.send(Request::get(path).with_cookies(&cookies))?;
        self.keep(&answer);
        Ok(answer)
    }

    /// Fills in the form of a page; where it leads.
    fn fill(&mut self, connection: &mut Connection, page: &Answer, who: &Account) -> Outcome<String> {
        let hidden = |name| field(&page.body, name).ok_or_else(|| format!("no field {name}: {page:?}"));
        let (request, csrf) = (escaped(&hidden("request")?), escaped(&hidden("csrf")?));
        let (path, rest) = if page.body.contains("action=\"/sign-in\"") {
            let rest = format!("username={}&password={}", escaped(&who.username), escaped(&who.password));
            ("/sign-in", rest)
        } else {
            ("/consent", "decision=allow".to_owned())
        };
        let form = format!("request={request}&csrf={csrf}&{rest}");
        let cookies = self.cookies.join("; ");
        let answer = connection.send(Request::post(path, &form).with_cookies(&cookies))?.expect(303)?;
        self.keep(&answer);
        Ok(answer.location)
    }

    fn keep(&mut self, answer: &Answer) {
        for cookie in &answer.cookies {
            let name = cookie.split('=').next().unwrap_or_default();
            self.cookies.retain(|known| known.split('=').next() != Some(name));
            self.cookies.push(cookie.clone());
        }
    }
}

/// Somebody with an account.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    /// The name to sign in with.
    pub(crate) username: String,
    /// The password.
    pub(crate) password: String,
}

/// The value of a hidden field. Handles and form tokens hold no character that HTML escapes.
fn field(page: &str, name: &str) -> Option<String> {
    let (_, after) = page.split_once(&format!("name=\"{name}\" value=\""))?;
    after.split_once('"').map(|(value, _)| value.to_owned())
}

/// The part of an address that goes into the request line.
fn path_of(address: &str) -> String {
    match address.split_once("://") {
        Some((_, rest)) => rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/").to_owned(),
        None => address.to_owned(),
    }
}
