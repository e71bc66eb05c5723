//! Following a person through the provider's pages until the relying party is reached, or nothing more can be
//! done.

use std::collections::BTreeSet;

use reqwest::Method;
use url::Url;

use super::html::{self, Form, Kind};
use super::{Browser, Submission};
use crate::case::{Step, failed};
use crate::config::Config;
use crate::flow::Person;
use crate::http::{Answer, Request};

/// Most pages and redirects of one journey.
const MOST_HOPS: usize = 25;

/// Where a journey leads and who makes it.
#[derive(Clone, Copy)]
pub(crate) struct Route<'w> {
    /// Settings with names of fields, and the person's credentials.
    pub(crate) config: &'w Config,
    /// Places that end the journey: the redirect URI, or where to return to after signing out.
    pub(crate) landing: &'w str,
    /// Origins that belong to the provider.
    pub(crate) home: &'w BTreeSet<String>,
    /// What the person does.
    pub(crate) person: Person,
}

/// One answer on the way.
#[derive(Clone)]
pub(crate) struct Hop {
    /// Whether the request carried a password.
    pub(crate) credentials: Credentials,
    /// What came back.
    pub(crate) answer: Answer,
}

/// Whether a request carried a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Credentials {
    /// It did.
    Sent,
    /// It did not.
    NotSent,
}

/// How the answer reached the relying party.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// In the query of a redirect.
    Query,
    /// In the fragment of a redirect.
    Fragment,
    /// In a form that sends itself.
    FormPost,
}

/// What the relying party gets.
#[derive(Debug, Clone)]
pub(crate) struct Callback {
    /// Names and values in order.
    pub(crate) parameters: Vec<(String, String)>,
    /// The way they came.
    pub(crate) delivery: Delivery,
}

impl Callback {
    /// A parameter.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The authorization code.
    pub(crate) fn code(&self) -> Step<&str> {
        self.get("code")
            .filter(|code| !code.is_empty())
            .ok_or_else(|| failed(format!("no code came back but {}", self.brief())))
    }

    /// What came, without the code itself.
    pub(crate) fn brief(&self) -> String {
        match self.get("error") {
            Some(error) => format!("error={error} ({})", self.get("error_description").unwrap_or("no text")),
            None => format!("parameters {:?}", self.parameters.iter().map(|(n, _)| n).collect::<Vec<_>>()),
        }
    }
}

/// Where a journey ended.
#[derive(Clone)]
pub(crate) enum Arrival {
    /// At the relying party.
    Callback(Callback),
    /// On a page of the provider.
    Page(Box<Answer>),
    /// On the way to a place that is neither.
    Elsewhere(Url),
}

/// A journey from the first request to its end.
#[derive(Clone)]
pub(crate) struct Journey {
    /// Where it ended.
    pub(crate) arrival: Arrival,
    /// How often the person had to sign in.
    pub(crate) sign_ins: usize,
    /// How often the person was asked to agree.
    pub(crate) consents: usize,
    /// How often the person confirmed leaving.
    pub(crate) farewells: usize,
    /// Everything on the way.
    pub(crate) hops: Vec<Hop>,
}

impl Journey {
    fn begin(at: &Url) -> Self {
        let arrival = Arrival::Elsewhere(at.clone());
        Self { arrival, sign_ins: 0, consents: 0, farewells: 0, hops: Vec::new() }
    }

    /// What the relying party got; a failure when it got nothing.
    pub(crate) fn callback(&self) -> Step<&Callback> {
        match &self.arrival {
            Arrival::Callback(callback) => Ok(callback),
            Arrival::Page(_) | Arrival::Elsewhere(_) => {
                Err(failed(format!("no answer reached the redirect URI: {}", self.brief())))
            }
        }
    }

    /// The page the journey ended on; a failure when it went on.
    pub(crate) fn page(&self) -> Step<&Answer> {
        match &self.arrival {
            Arrival::Page(page) => Ok(page),
            Arrival::Callback(_) | Arrival::Elsewhere(_) => {
                Err(failed(format!("a page of the provider was expected: {}", self.brief())))
            }
        }
    }

    /// Where it ended, in words.
    pub(crate) fn brief(&self) -> String {
        match &self.arrival {
            Arrival::Callback(callback) => format!("sent to the redirect URI with {}", callback.brief()),
            Arrival::Page(page) => format!("page {} at {}: {}", page.status, page.url.path(), title(page)),
            Arrival::Elsewhere(url) => format!("sent away to {}", url.host_str().unwrap_or(url.scheme())),
        }
    }
}

fn title(page: &Answer) -> String {
    html::visible_text(&page.body).chars().take(120).collect()
}

impl Browser {
    /// Sends the first request and goes on as the person would.
    pub(crate) async fn travel(&mut self, first: Request, route: Route<'_>) -> Step<Journey> {
        self.wander(Journey::begin(&first.url), Move::Send(first, Credentials::NotSent), route).await
    }

    /// Goes on from a page that an earlier journey ended on, as from a tab left open.
    pub(crate) async fn resume(&mut self, page: &Answer, route: Route<'_>) -> Step<Journey> {
        let mut journey = Journey::begin(&page.url);
        let next = route.after(page, &Method::GET, &mut journey);
        self.wander(journey, next, route).await
    }

    async fn wander(&mut self, mut journey: Journey, mut next: Move, route: Route<'_>) -> Step<Journey> {
        for _ in 0..MOST_HOPS {
            let (request, credentials) = match next {
                Move::Send(request, credentials) => (request, credentials),
                Move::Arrive(arrival) => {
                    journey.arrival = arrival;
                    return Ok(journey);
                }
            };
            let method = request.method.clone();
            let answer = self.send(request).await?;
            next = route.after(&answer, &method, &mut journey);
            journey.hops.push(Hop { credentials, answer });
        }
        Err(failed(format!("no end after {MOST_HOPS} pages and redirects")))
    }
}

enum Move {
    Send(Request, Credentials),
    Arrive(Arrival),
}

impl Route<'_> {
    fn after(self, answer: &Answer, method: &Method, journey: &mut Journey) -> Move {
        if let Some(target) = answer.location() {
            return self.follow(answer, &target, method);
        }
        let forms = html::forms(&answer.body);
        if let Some(callback) = self.posted(answer, &forms) {
            return Move::Arrive(Arrival::Callback(callback));
        }
        let filled =
            if (200..500).contains(&answer.status) { self.fill(answer, &forms, journey) } else { None };
        match filled {
            Some((submission, credentials)) => Move::Send(submission.request(), credentials),
            None => Move::Arrive(Arrival::Page(Box::new(answer.clone()))),
        }
    }

    fn follow(self, answer: &Answer, target: &Url, method: &Method) -> Move {
        if let Some(callback) = self.landed(target) {
            return Move::Arrive(Arrival::Callback(callback));
        }
        if !self.home.contains(&target.origin().ascii_serialization()) {
            return Move::Arrive(Arrival::Elsewhere(target.clone()));
        }
        // RFC 9110 section 15.4: 307 and 308 keep the method; the body is not kept here, and a case of its own
        // objects to such a redirect after a password.
        let kept = matches!(answer.status, 307 | 308);
        let method = if kept { method.clone() } else { Method::GET };
        Move::Send(Request::new(method, target.clone()), Credentials::NotSent)
    }

    fn landed(self, target: &Url) -> Option<Callback> {
        let landing = Url::parse(self.landing).ok()?;
        let same = target.origin() == landing.origin() && target.path() == landing.path();
        if !same || target.scheme() != landing.scheme() {
            return None;
        }
        let read = |text: &str| url::form_urlencoded::parse(text.as_bytes()).into_owned().collect::<Vec<_>>();
        let registered = read(landing.query().unwrap_or_default());
        let mut parameters = read(target.query().unwrap_or_default());
        parameters.retain(|pair| !registered.contains(pair));
        match target.fragment() {
            Some(fragment) if !fragment.is_empty() => {
                parameters.extend(read(fragment));
                Some(Callback { parameters, delivery: Delivery::Fragment })
            }
            Some(_) | None => Some(Callback { parameters, delivery: Delivery::Query }),
        }
    }

    // OAuth 2.0 Form Post Response Mode section 2: an HTML form that the user agent posts to the redirect URI.
    fn posted(self, answer: &Answer, forms: &[Form]) -> Option<Callback> {
        let landing = Url::parse(self.landing).ok()?;
        let form =
            forms.iter().find(|form| form.posts() && form.target(&answer.url).as_ref() == Some(&landing))?;
        let hidden = form.controls.iter().filter(|control| control.kind == Kind::Hidden);
        let parameters = hidden.map(|control| (control.name.clone(), control.value.clone())).collect();
        Some(Callback { parameters, delivery: Delivery::FormPost })
    }

    fn fill(
        self,
        answer: &Answer,
        forms: &[Form],
        journey: &mut Journey,
    ) -> Option<(Submission, Credentials)> {
        match self.person {
            Person::StaysAway => None,
            Person::SignsIn | Person::Refuses => self.sign_in(answer, forms, journey).or_else(|| {
                let submission = self.consent(answer, forms, journey)?;
                Some((submission, Credentials::NotSent))
            }),
            Person::SignsOut => {
                let submission = self.sign_out(answer, forms, journey)?;
                Some((submission, Credentials::NotSent))
            }
        }
    }

    // Credentials are sent once in a journey: a second form means that they were refused.
    fn sign_in(
        self,
        answer: &Answer,
        forms: &[Form],
        journey: &mut Journey,
    ) -> Option<(Submission, Credentials)> {
        let form =
            forms.iter().find(|form| form.asks_password() && form.has(&self.config.pages.password_field))?;
        if journey.sign_ins > 0 {
            return None;
        }
        journey.sign_ins += 1;
        let submission = form.fill(&answer.url, &self.config.credentials())?;
        Some((submission, Credentials::Sent))
    }

    fn consent(self, answer: &Answer, forms: &[Form], journey: &mut Journey) -> Option<Submission> {
        let pages = &self.config.pages;
        let value = match self.person {
            Person::Refuses => &pages.refuse_value,
            Person::SignsIn | Person::SignsOut | Person::StaysAway => &pages.consent_value,
        };
        let form = forms
            .iter()
            .find(|form| form.controls.iter().any(|c| c.name == pages.consent_field && c.value == *value))?;
        if journey.consents > 3 {
            return None;
        }
        journey.consents += 1;
        form.fill(&answer.url, &[(&pages.consent_field, value)])
    }

    // One confirmation is all a person gives; the page after it may hold forms for other things.
    fn sign_out(self, answer: &Answer, forms: &[Form], journey: &mut Journey) -> Option<Submission> {
        if journey.farewells > 0 {
            return None;
        }
        let pages = &self.config.pages;
        let named = |form: &&Form| pages.sign_out_field.is_empty() || form.has(&pages.sign_out_field);
        let form = forms.iter().filter(|form| form.posts() && !form.asks_password()).find(named)?;
        journey.farewells += 1;
        form.fill(&answer.url, &[(&pages.sign_out_field, &pages.sign_out_value)])
    }
}

impl Config {
    /// Names and values of the fields a person fills in to sign in.
    pub(crate) fn credentials(&self) -> [(&str, &str); 2] {
        [
            (&self.pages.username_field, &self.person.username),
            (&self.pages.password_field, &self.person.password),
        ]
    }
}
