//! The pages of a platform: values in, HTML out. No rule of the protocol is here.

mod model;

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

use super::RelyingParty;
use super::logouts::LogoutEvent;
use super::place::{Service, Theme};
use super::session::Session;
use super::words::{Problem, Words};
use crate::language::Language;
use model::{AccessToken, ClaimRow, EventRow, Login, RefreshToken, ServiceTile, Steps};

/// What stands around every page.
struct Frame<'a> {
    w: &'static Words,
    name: &'a str,
    place: &'a str,
    theme: Theme,
}

impl<'a> Frame<'a> {
    fn new(rp: &'a RelyingParty, language: Language) -> Self {
        Self {
            w: language.words(),
            name: language.pick(&rp.name_zh, &rp.name_en),
            place: language.pick(&rp.place.name_zh, &rp.place.name_en),
            theme: rp.place.theme,
        }
    }
}

/// A sentence above the page after something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Note {
    /// A silent sign-in was answered with this code, which asks for the person.
    Silent(&'static str),
    Refreshed,
    UserInfo,
    /// The session ended because the issuer said so.
    EndedElsewhere,
}

/// The codes with which an issuer answers a silent sign-in that needs the person.
// OpenID Connect Core 1.0 section 3.1.2.6.
const SILENT_CODES: [&str; 4] =
    ["login_required", "interaction_required", "consent_required", "account_selection_required"];

impl Note {
    /// Reads the `note` parameter; unknown ones say nothing.
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text {
            "refreshed" => Some(Self::Refreshed),
            "user-info" => Some(Self::UserInfo),
            _ => SILENT_CODES.into_iter().find(|code| *code == text).map(Self::Silent),
        }
    }

    const fn text(self, w: &'static Words) -> &'static str {
        match self {
            Self::Silent(_) => w.note_login_required,
            Self::Refreshed => w.note_refreshed,
            Self::UserInfo => w.note_user_info,
            Self::EndedElsewhere => w.note_ended,
        }
    }

    const fn code(self) -> Option<&'static str> {
        match self {
            Self::Silent(code) => Some(code),
            Self::Refreshed | Self::UserInfo | Self::EndedElsewhere => None,
        }
    }
}

struct NoteView {
    text: &'static str,
    code: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "signed_out_home.html")]
struct HomeOut<'a> {
    f: Frame<'a>,
    note: Option<NoteView>,
    services: Vec<ServiceTile>,
}

#[derive(Template)]
#[template(path = "signed_in_home.html")]
struct HomeIn<'a> {
    f: Frame<'a>,
    note: Option<NoteView>,
    services: Vec<ServiceTile>,
    login: Login,
    claims: Vec<ClaimRow>,
    user_info: Vec<ClaimRow>,
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'a> {
    f: Frame<'a>,
    problem: Problem,
    code: &'a str,
    said: Option<&'a str>,
}

#[derive(Template)]
#[template(path = "farewell.html")]
struct FarewellPage<'a> {
    f: Frame<'a>,
    text: &'static str,
    outcome: &'static str,
}

#[derive(Template)]
#[template(path = "events.html")]
struct EventsPage<'a> {
    f: Frame<'a>,
    events: Vec<EventRow>,
    count: usize,
}

#[derive(Template)]
#[template(path = "service.html")]
struct ServicePage<'a> {
    f: Frame<'a>,
    name: &'a str,
    slug: &'a str,
    required: String,
    required_words: String,
    access: Access,
}

/// Whether the person may use a service now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    Open,
    LevelTooLow,
    SignedOut,
}

/// How a sign-out ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Farewell {
    /// The issuer sent the browser back as asked.
    Everywhere,
    /// The issuer was not involved.
    Here,
    /// The browser came back with a `state` that is not its own.
    Strange,
}

pub(super) fn home_signed_out(rp: &RelyingParty, language: Language, note: Option<Note>) -> Response {
    let f = Frame::new(rp, language);
    let page = HomeOut { note: note_view(note, f.w), services: services(rp, language), f };
    render(StatusCode::OK, &page)
}

pub(super) fn home_signed_in(
    rp: &RelyingParty,
    language: Language,
    session: &Session,
    note: Option<Note>,
) -> Response {
    let f = Frame::new(rp, language);
    let page = HomeIn {
        note: note_view(note, f.w),
        services: services(rp, language),
        login: Login::of(session, f.w, rp.now()),
        claims: session.claims.iter().map(|(name, value)| ClaimRow::new(name, value, f.w)).collect(),
        user_info: session
            .user_info
            .iter()
            .filter_map(|info| info.as_object())
            .flatten()
            .map(|(name, value)| ClaimRow::new(name, value, f.w))
            .collect(),
        f,
    };
    render(StatusCode::OK, &page)
}

/// An error page: the code in words, the code itself, and what the other side said.
pub(super) fn problem(
    rp: &RelyingParty,
    language: Language,
    status: StatusCode,
    code: &str,
    said: Option<&str>,
) -> Response {
    let f = Frame::new(rp, language);
    render(status, &ProblemPage { problem: f.w.problem(code), code, said, f })
}

pub(super) fn farewell(rp: &RelyingParty, language: Language, farewell: Farewell) -> Response {
    let f = Frame::new(rp, language);
    let (status, text, outcome) = match farewell {
        Farewell::Everywhere => (StatusCode::OK, f.w.signed_out_text, "everywhere"),
        Farewell::Here => (StatusCode::OK, f.w.signed_out_locally, "here"),
        Farewell::Strange => (StatusCode::BAD_REQUEST, f.w.signed_out_stranger, "state_unknown"),
    };
    render(status, &FarewellPage { f, text, outcome })
}

pub(super) fn events(
    rp: &RelyingParty,
    language: Language,
    events: &[LogoutEvent],
    count: usize,
) -> Response {
    let f = Frame::new(rp, language);
    let page =
        EventsPage { events: events.iter().map(|event| EventRow::new(event, f.w)).collect(), count, f };
    render(StatusCode::OK, &page)
}

pub(super) fn service(rp: &RelyingParty, language: Language, service: &Service, access: Access) -> Response {
    let f = Frame::new(rp, language);
    let page = ServicePage {
        name: language.pick(service.name_zh, service.name_en),
        slug: service.slug,
        required: service.level.to_string(),
        required_words: f.w.level_in_words(service.level),
        access,
        f,
    };
    render(StatusCode::OK, &page)
}

fn note_view(note: Option<Note>, w: &'static Words) -> Option<NoteView> {
    note.map(|note| NoteView { text: note.text(w), code: note.code() })
}

fn services(rp: &RelyingParty, language: Language) -> Vec<ServiceTile> {
    rp.place.services().into_iter().map(|service| ServiceTile::new(service, language)).collect()
}

fn render(status: StatusCode, page: &impl Template) -> Response {
    let headers = [(CONTENT_TYPE, "text/html; charset=utf-8"), (CACHE_CONTROL, "no-store")];
    match page.render() {
        Ok(html) => (status, headers, html).into_response(),
        // Templates only fail when the memory to write to does.
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
