//! A person in front of a browser: signs in, agrees, and arrives at the platform.

use sandbox::actor::{Browser, Page};
use url::Url;

use crate::ask::Ask;
use crate::tokens::Tokens;

/// More pages than any sign-in has.
const MOST_PAGES: usize = 6;

/// Somebody with an account.
#[derive(Clone, Debug)]
pub struct Person {
    /// The name to sign in with.
    pub username: String,
    /// The password.
    pub password: String,
}

/// What a platform got back.
#[derive(Clone, Debug)]
pub struct Answer {
    pairs: Vec<(String, String)>,
}

impl Answer {
    /// The answer that a page stands for, if the browser arrived where the request says.
    pub fn of(page: &Page, ask: &Ask) -> Option<Self> {
        let goal = Url::parse(ask.party.redirect_uri()).ok()?;
        let there = (page.url.origin(), page.url.path()) == (goal.origin(), goal.path());
        let pairs = there.then(|| page.json::<Vec<(String, String)>>().ok()).flatten()?;
        Some(Self { pairs })
    }

    /// A parameter.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// The code.
    pub fn code(&self) -> &str {
        self.get("code").unwrap_or_else(|| panic!("no code: {self:?}"))
    }

    /// The error.
    pub fn error(&self) -> &str {
        self.get("error").unwrap_or_else(|| panic!("no error: {self:?}"))
    }
}

impl Ask {
    /// Sends a browser and expects to arrive without being asked anything.
    pub async fn unasked(&self, browser: &mut Browser) -> Answer {
        let page = self.open(browser).await;
        Answer::of(&page, self).unwrap_or_else(|| panic!("asked on a page: {} {}", page.url, page.body))
    }

    /// Sends a browser with a session and reads the answer off the redirect, without going there.
    pub async fn shown(&self, browser: &mut Browser) -> Answer {
        let page = browser.get_once(&self.url()).await.unwrap_or_else(|error| panic!("{error}"));
        let location = page.location().unwrap_or_else(|| panic!("no redirect: {}", page.body));
        assert!(location.as_str().starts_with(self.party.redirect_uri()), "sent to {location}");
        Answer { pairs: location.query_pairs().into_owned().collect() }
    }

    /// Sends a browser and shows where it ends up.
    pub async fn open(&self, browser: &mut Browser) -> Page {
        let page = browser.get(&self.url()).await.unwrap_or_else(|error| panic!("{error}"));
        if page.has("form-post") { press(browser, "submit").await } else { page }
    }
}

impl Person {
    /// Goes where a request leads, signs in and agrees where asked, and returns what the platform got.
    pub async fn answer(&self, browser: &mut Browser, ask: &Ask) -> Answer {
        let page = ask.open(browser).await;
        self.go_on(browser, page, ask).await
    }

    /// Goes on from a page of the service until the platform is reached.
    pub async fn go_on(&self, browser: &mut Browser, mut page: Page, ask: &Ask) -> Answer {
        for _ in 0..MOST_PAGES {
            if let Some(answer) = Answer::of(&page, ask) {
                return answer;
            }
            page = self.step(browser, &page).await;
        }
        panic!("no end after {MOST_PAGES} pages: {}", page.body)
    }

    /// The whole way, from request to tokens.
    pub async fn tokens(&self, browser: &mut Browser, ask: &Ask) -> Tokens {
        let answer = self.answer(browser, ask).await;
        ask.party.tokens(ask, answer.code()).await
    }

    /// Fills in the sign-in form of a page.
    pub async fn sign_in_on(&self, browser: &mut Browser, page: &Page) -> Page {
        let fields = [("username", self.username.as_str()), ("password", &self.password)];
        let sent = browser.submit_on(page, "sign-in-form", &fields).await;
        sent.unwrap_or_else(|error| panic!("{error}: {}", page.body))
    }

    async fn step(&self, browser: &mut Browser, page: &Page) -> Page {
        if page.has("sign-in-form") {
            self.sign_in_on(browser, page).await
        } else if page.has("consent-form") {
            let agreed = browser.submit_on(page, "consent-form", &[("decision", "allow")]).await;
            agreed.unwrap_or_else(|error| panic!("{error}"))
        } else if page.has("form-post") {
            press(browser, "submit").await
        } else {
            panic!("nothing to do on {} ({}): {}", page.url, page.status, page.body)
        }
    }
}

async fn press(browser: &mut Browser, testid: &str) -> Page {
    browser.press(testid).await.unwrap_or_else(|error| panic!("{error}"))
}
