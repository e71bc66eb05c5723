//! Pages. Their policy allows nothing but our own style and script files; no page can be framed.

use axum::response::{IntoResponse, Response};
use base::Fault;
use http::StatusCode;
use http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue, RETRY_AFTER as RETRY_AFTER_HEADER};
use ui::{Asking, Busy, Detail, ErrorPage, Frame, Link, Locale, LogoutOutcome, LogoutState, Message};
use url::Url;

use super::{RETRY_AFTER, log_fault};
use crate::client::Client;
use crate::flow::{FlowError, PageRefusal};
use crate::http::routes::{HOME, PLATFORMS};
use crate::http::state::Shared;
use crate::logout::{Notice, NoticeState};

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; \
                      base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

/// A page.
pub(crate) fn page(status: StatusCode, html: String) -> Response {
    page_under(status, html, HeaderValue::from_static(POLICY))
}

/// A page with a form whose answer leads to an address of a client.
///
/// Deviation: `form-action` then allows all of https beside our origin. Browsers hold every redirect that follows a
/// form against it, and a platform may send the person on to another of its hosts.
///
/// Without an address it is a page like any other.
pub(crate) fn page_towards(status: StatusCode, html: String, address: &str) -> Response {
    let own = match Url::parse(address) {
        Ok(url) if url.scheme() == "https" => String::new(),
        Ok(url) if url.scheme() == "http" => url.origin().ascii_serialization(),
        Ok(url) => format!("{}:", url.scheme()),
        Err(_) => return page(status, html),
    };
    match HeaderValue::from_str(&format!("{POLICY} https: {own}")) {
        Ok(policy) => page_under(status, html, policy),
        Err(_) => page(status, html),
    }
}

/// A page whose form leads to a provider that is known only once the form is sent.
///
/// Deviation: `form-action` then allows all of https beside our origin, as [`page_towards`] does; and http where the
/// issuer itself is reached by it, which is a demonstration on one machine.
pub(crate) fn page_to_providers(status: StatusCode, html: String, issuer: &str) -> Response {
    let plain = if issuer.starts_with("http:") { " http:" } else { "" };
    match HeaderValue::from_str(&format!("{POLICY} https:{plain}")) {
        Ok(policy) => page_under(status, html, policy),
        Err(_) => page(status, html),
    }
}

fn page_under(status: StatusCode, html: String, policy: HeaderValue) -> Response {
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (CONTENT_SECURITY_POLICY, policy),
    ];
    (status, headers, html).into_response()
}

/// The platform that asks, in the page's language.
pub(crate) fn asking(client: &Client, locale: Locale) -> Asking {
    let platform = &client.platform;
    Asking {
        name: client.metadata.name_in(locale.tag()).to_owned(),
        place: platform.name(locale.tag()).to_owned(),
        logo: platform.logo.as_ref().map(|digest| format!("{PLATFORMS}/{}/logo?v={digest}", platform.id)),
    }
}

/// What became of logout notices, by platform.
pub(crate) fn outcomes(shared: &Shared, notices: Vec<Notice>, locale: Locale) -> Vec<LogoutOutcome> {
    let outcome = |notice: Notice| {
        let client = shared.clients.find_any(&notice.client_id);
        let platform = client.map_or(notice.client_id, |client| asking(&client, locale).name);
        let state = match notice.state {
            NoticeState::Pending => LogoutState::Pending,
            NoticeState::Delivered => LogoutState::Delivered,
            NoticeState::Failed => LogoutState::Failed,
        };
        LogoutOutcome { platform, state }
    };
    notices.into_iter().map(outcome).collect()
}

/// A request that is answered by a page of ours and never by a redirect.
pub(crate) fn page_refused(frame: &Frame, refusal: PageRefusal) -> Response {
    let (heading, text) = match refusal {
        PageRefusal::Handle => (Message::RequestExpiredHeading, Message::RequestExpired),
        PageRefusal::UnknownClient => (Message::RequestUnusableHeading, Message::PlatformUnknown),
        PageRefusal::OtherRedirectUri => (Message::RequestUnusableHeading, Message::ReturnAddressUnknown),
        PageRefusal::Malformed
        | PageRefusal::NoClient
        | PageRefusal::NoRedirectUri
        | PageRefusal::ResponseMode
        | PageRefusal::StateTooLong
        | PageRefusal::PushedRequest
        | PageRefusal::ForeignRequestUri => (Message::RequestUnusableHeading, Message::RequestUnusable),
    };
    let detail = Detail { code: refusal.code().as_str().to_owned(), description: refusal.to_string() };
    stop(frame, StatusCode::BAD_REQUEST, (heading, text), Some(detail))
}

/// The authorization endpoint cannot go on.
pub(crate) fn flow_error(frame: &Frame, error: FlowError) -> Response {
    match error {
        FlowError::Page(refusal) => page_refused(frame, refusal),
        FlowError::Fault(fault) => fault_page(frame, &fault),
    }
}

/// A form that was not given to this browser, or comes from another site: nothing is done with it.
pub(crate) fn stale_form(frame: &Frame) -> Response {
    stop(frame, StatusCode::FORBIDDEN, (Message::FormStaleHeading, Message::FormStale), None)
}

/// A fault, to a person.
pub(crate) fn fault_page(frame: &Frame, fault: &Fault) -> Response {
    let status = log_fault(fault, &frame.request_id);
    if status == StatusCode::SERVICE_UNAVAILABLE {
        let mut reply = page(status, ui::busy(frame, &Busy { retry_after_seconds: RETRY_AFTER }));
        reply.headers_mut().insert(RETRY_AFTER_HEADER, HeaderValue::from(RETRY_AFTER));
        return reply;
    }
    let view = ErrorPage {
        heading: Message::FaultHeading,
        text: Message::Fault,
        detail: None,
        incident: Some(frame.request_id.clone()),
        way_on: vec![home()],
    };
    page(status, ui::error(frame, &view))
}

/// A page that ends the way, with a way on.
pub(crate) fn stop(
    frame: &Frame,
    status: StatusCode,
    (heading, text): (Message, Message),
    detail: Option<Detail>,
) -> Response {
    let view = ErrorPage { heading, text, detail, incident: None, way_on: vec![home()] };
    page(status, ui::error(frame, &view))
}

fn home() -> Link {
    Link { href: HOME.to_owned(), label: Message::WayHome }
}
