//! A deployment that people sign in to: its messages are delivered, and a proxy in front of it says where visitors come
//! from.

use std::ops::Deref;
use std::sync::Arc;

use base::SystemRng;
use config::Config;
use http::{HeaderName, HeaderValue};
use sandbox::Environment;
use sandbox::messages::{Message, MessageOptions, MessageProvider};
use serde_json::json;
use store::audit::{AuditEvent, AuditFilter};
use testkit::{Browser, Node, Page, Person, World};
use tokio::runtime::Handle;
use tokio::task::block_in_place;

/// The phone that somebody has, and one that nobody has.
pub(super) const PHONE: &str = "13800138000";
pub(super) const OTHER_PHONE: &str = "13900139000";
/// Where strangers come from, the person, and the proxy.
pub(super) const ELSEWHERE: &str = "198.51.100.9";
pub(super) const HOME: &str = "203.0.113.7";
const PROXY: &str = "127.0.0.1/32";

/// A deployment, the provider of its messages included. Behaves as its world.
pub(super) struct Setting {
    world: World,
    provider: MessageProvider,
}

impl Setting {
    /// With settings changed.
    pub(super) async fn with(world: World, change: impl FnOnce(&mut Config)) -> Self {
        let clock = world.app.ground.clock.clone();
        let environment = Environment { clock, rng: Arc::new(SystemRng), trusted: Vec::new() };
        let mut provider = None;
        // On the heap: a whole deployment is more than the stack of a test holds beside the rest of it.
        let changed = Box::pin(world.set(|config| {
            let started = provider_for(config.server.issuer.as_str(), environment);
            config.messages.sms_url = Some(started.sms_url().parse().unwrap());
            config.messages.mail_url = Some(started.mail_url().parse().unwrap());
            config.listen.public.behind_proxy = vec![PROXY.parse().unwrap()];
            provider = Some(started);
            change(config);
        }));
        let world = changed.await;
        Self { world, provider: provider.unwrap() }
    }

    /// As it comes.
    pub(super) async fn of(world: World) -> Self {
        Self::with(world, |_| {}).await
    }

    /// One more node with settings changed, behind the same proxy. It sends no messages.
    pub(super) async fn node(&self, change: impl FnOnce(&mut Config)) -> Node {
        let behind = |config: &mut Config| {
            config.listen.public.behind_proxy = vec![PROXY.parse().unwrap()];
            change(config);
        };
        Box::pin(self.world.node_with(behind)).await
    }

    /// A new browser at an address.
    pub(super) fn browser_at(&self, address: &str) -> Browser {
        // Nodes are one site: what a browser sees is the proxy, whichever of them answers.
        let site = HeaderValue::from_str(self.world.issuer()).unwrap();
        self.world.browser().behind(address).with_header(HeaderName::from_static("origin"), site)
    }

    /// Hands over what is due, and shows all that one phone or mailbox ever got, newest first.
    pub(super) async fn messages_to(&self, to: &str) -> Vec<Message> {
        while self.world.app.notices.send_due().await.unwrap() > 0 {}
        assert_eq!(self.provider.refusals(), []);
        self.provider.messages_to(to)
    }

    /// The newest code that a phone got.
    pub(super) async fn code_for(&self, phone: &str) -> String {
        let messages = self.messages_to(phone).await;
        messages.into_iter().find_map(|message| message.code).expect("a code was sent")
    }

    /// Somebody with a confirmed phone and mail address.
    pub(super) async fn reachable(&self, name: &str, phone: &str) -> Person {
        self.world.person_with(name, json!({ "phone": phone, "contacts_confirmed": true })).await
    }

    /// How many sessions a person has.
    pub(super) async fn sessions(&self, person: &Person) -> usize {
        let account = self.world.account(person).await;
        self.world.app.sessions.of_account(account.id).await.unwrap().len()
    }

    /// How many accounts there are.
    pub(super) async fn accounts(&self) -> usize {
        self.world.app.accounts.page(None, 100).await.unwrap().len()
    }

    /// The entries of one kind, newest first.
    pub(super) async fn audited(&self, kind: &str) -> Vec<AuditEvent> {
        let filter = AuditFilter::Kind(kind.to_owned());
        let mut conn = self.world.app.ground.db.reader().await.unwrap();
        store::audit::page(&mut conn, &filter, None, 200).await.unwrap()
    }
}

impl Deref for Setting {
    type Target = World;

    fn deref(&self) -> &World {
        &self.world
    }
}

/// The provider knows the issuer by name, and the node the provider by address: it starts between the two.
fn provider_for(issuer: &str, environment: Environment) -> MessageProvider {
    let options = MessageOptions {
        issuer: issuer.to_owned(),
        public_url: String::new(),
        audience: String::new(),
        listen: ([127, 0, 0, 2], 0).into(),
    };
    let started = MessageProvider::start_in(options, environment);
    block_in_place(|| Handle::current().block_on(started)).unwrap()
}

/// Signs in by name and password, on the sign-in page of a node.
pub(super) async fn by_password(node: &Node, browser: &mut Browser, (name, password): (&str, &str)) -> Page {
    browser.get(&node.url("/sign-in")).await.unwrap();
    browser.submit("sign-in-form", &[("username", name), ("password", password)]).await.unwrap()
}

/// Whether a page is that of somebody who has just signed in.
pub(super) fn is_in(page: &Page) -> bool {
    page.has("home-page")
}

/// What a page tells: its status, its path and its body, without names that were typed and without what is drawn anew
/// each time.
pub(super) fn told(page: &Page, typed: &[&str]) -> (u16, String, String) {
    let reference = page.text("request-id").unwrap_or_default();
    let mut body = page.body.replace(reference.trim(), "REFERENCE");
    for name in typed.iter().filter(|name| !name.is_empty()) {
        body = body.replace(&format!("\"{name}\""), "\"TYPED\"");
    }
    (page.status, page.url.path().to_owned(), without_secrets(&body))
}

/// The text with each run of base64url that is long enough for a secret replaced.
fn without_secrets(text: &str) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~');
    let (mut shown, mut run) = (String::new(), String::new());
    for c in text.chars().chain(['\n']) {
        if is_part(c) {
            run.push(c);
            continue;
        }
        shown.push_str(if run.len() >= 40 { "SECRET" } else { &run });
        run.clear();
        shown.push(c);
    }
    shown
}
