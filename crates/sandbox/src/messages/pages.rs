//! The page of the provider: messages in, HTML out.

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

use super::book::Refused;
use super::look::{Look, Renewal};
use super::message::{Channel, Message};
use super::words::Words;
use crate::moment::Moment;

const RULES: &str = include_str!("../../assets/style.css");
const OWN_RULES: &str = include_str!("../../assets/messages.css");
const SHORTLY: &str = "public, max-age=300";
/// Of no platform and not of the identity provider: slate. On `band` stands white text, `accent` stands on the page.
const COLOURS: &str = ":root{--band:#37424d;--accent:#3c5368;--tint:#e6ebef;--on-accent:#ffffff}\n\
    @media (prefers-color-scheme:dark){:root{--band:#2a333c;--accent:#a9c3d9;--tint:#26323d;--on-accent:#15191b}}\n";
const ICON: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 32\"><rect width=\"32\" height=\"32\" \
    rx=\"8\" fill=\"#37424d\"/><path d=\"M8 9h16a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H15l-5 4v-4H8a2 2 0 0 1-2-2v-8a2 2 0 0 \
    1 2-2z\" fill=\"none\" stroke=\"#fff\" stroke-width=\"2\" stroke-linejoin=\"round\"/></svg>";

#[derive(Template)]
#[template(path = "messages.html")]
struct ListPage<'a> {
    w: &'static Words,
    to: Option<&'a str>,
    renewal: Renewal,
    /// Where this list halts or goes on.
    turn_href: String,
    rows: Vec<Row<'a>>,
    refusals: Vec<RefusedRow>,
}

struct Row<'a> {
    message: &'a Message,
    channel: &'static str,
    to_href: String,
    at: Moment,
}

struct RefusedRow {
    at: Moment,
    rule: &'static str,
    why: String,
}

pub(super) fn list(look: &Look, messages: &[Message], refusals: &[Refused]) -> Response {
    let w = Words::of(look.language);
    let turned = match look.renewal {
        Renewal::BySelf => Renewal::Halted,
        Renewal::Halted => Renewal::BySelf,
    };
    let page = ListPage {
        w,
        to: look.to.as_deref(),
        renewal: look.renewal,
        turn_href: href(look.to.as_deref(), turned),
        rows: messages.iter().map(|message| row(message, look.renewal, w)).collect(),
        refusals: refusals.iter().map(RefusedRow::new).collect(),
    };
    let headers = [(CONTENT_TYPE, "text/html; charset=utf-8"), (CACHE_CONTROL, "no-store")];
    match page.render() {
        Ok(html) => (headers, html).into_response(),
        // Templates only fail when the memory to write to does.
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

pub(super) async fn stylesheet() -> Response {
    let sheet = format!("{COLOURS}{RULES}{OWN_RULES}");
    ([(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, SHORTLY)], sheet).into_response()
}

pub(super) async fn icon() -> Response {
    ([(CONTENT_TYPE, "image/svg+xml"), (CACHE_CONTROL, SHORTLY)], ICON).into_response()
}

fn row<'a>(message: &'a Message, renewal: Renewal, w: &'static Words) -> Row<'a> {
    Row {
        message,
        channel: match message.channel {
            Channel::Sms => w.sms,
            Channel::Mail => w.mail,
        },
        to_href: href(Some(&message.to), renewal),
        at: Moment::new(message.received_at),
    }
}

impl RefusedRow {
    fn new(refused: &Refused) -> Self {
        Self { at: Moment::new(refused.at), rule: refused.why.rule(), why: refused.why.to_string() }
    }
}

fn href(to: Option<&str>, renewal: Renewal) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    if let Some(to) = to {
        query.append_pair("to", to);
    }
    match renewal {
        Renewal::Halted => drop(query.append_pair("halted", "yes")),
        Renewal::BySelf => {}
    }
    match query.finish() {
        query if query.is_empty() => "/".to_owned(),
        query => format!("/?{query}"),
    }
}
