//! Requests of any form: what is sent, and what is refused before anything is.

use url::Url;

use super::server::{Server, ok};
use super::{MAX_RESPONSE, impatient, strict, url, with_loopback};
use crate::{Answer, Method, OutboundError, Request};

fn post<'a>(url: &'a Url, headers: &'a [(&'a str, &'a str)]) -> Request<'a> {
    Request { method: Method::Post, url, headers, body: b"a=1".to_vec() }
}

/// What becomes of a POST with this header, and what the server saw of it.
async fn with_header(name: &str, value: &str) -> (Result<Answer, OutboundError>, Vec<String>) {
    let server = Server::answering(ok("", "")).await;
    let answer = with_loopback().send(post(&server.url("/"), &[(name, value)])).await;
    (answer, server.requests())
}

#[tokio::test]
async fn headers_and_body_are_sent() {
    let server = Server::answering(ok("content-type: application/jwt\r\n", "signed")).await;
    let headers = [("content-type", "application/jwt"), ("x-tc-action", "DetectAuth"), ("accept", "*/*")];
    let answer = with_loopback().send(post(&server.url("/check?a=b"), &headers)).await.unwrap();
    assert_eq!((answer.status, &answer.body[..]), (200, &b"signed"[..]));
    let request = &server.requests()[0];
    assert!(request.starts_with("POST /check?a=b HTTP/1.1\r\n"), "{request}");
    for line in ["content-type: application/jwt\r\n", "x-tc-action: DetectAuth\r\n", "accept: */*\r\n"] {
        assert!(request.contains(line), "{request}");
    }
    assert!(request.ends_with("\r\n\r\na=1"), "{request}");
}

#[tokio::test]
async fn get_has_no_body() {
    let server = Server::answering(ok("", "text")).await;
    let address = server.url("/");
    let request = Request { method: Method::Get, url: &address, headers: &[], body: Vec::new() };
    assert_eq!(with_loopback().send(request.clone()).await.unwrap().status, 200);
    assert!(server.requests()[0].starts_with("GET / HTTP/1.1\r\n"));
    let with_body = Request { body: vec![1], ..request };
    assert_eq!(with_loopback().send(with_body).await, Err(OutboundError::BodyRefused));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_status_that_tells_of_failure_is_an_answer() {
    let server = Server::answering("HTTP/1.1 409 Conflict\r\ncontent-length: 2\r\n\r\nno").await;
    let answer = with_loopback().send(post(&server.url("/"), &[])).await.unwrap();
    assert_eq!((answer.status, &answer.body[..]), (409, &b"no"[..]));
}

#[tokio::test]
async fn refused_when_a_header_belongs_to_the_transport() {
    let refused = [
        ("Host", "inside.example"),
        ("connection", "close"),
        ("Content-Length", "0"),
        ("transfer-encoding", "chunked"),
        ("trailer", "x"),
        ("te", "trailers"),
        ("upgrade", "h2c"),
        ("expect", "100-continue"),
        ("accept-encoding", "gzip"),
    ];
    for (name, value) in refused {
        assert_eq!(with_header(name, value).await, (Err(OutboundError::HeaderRefused), Vec::new()), "{name}");
    }
}

#[tokio::test]
async fn refused_when_a_header_would_start_another_line() {
    for (name, value) in
        [("x-a", "1\r\nx-b: 2"), ("x-a: 1\r\nx-b", "2"), ("", "1"), ("x a", "1"), ("x-a", "\0")]
    {
        let refused = (Err(OutboundError::HeaderRefused), Vec::new());
        assert_eq!(with_header(name, value).await, refused, "{name:?} {value:?}");
    }
}

#[tokio::test]
async fn the_address_is_judged_as_with_every_call() {
    let server = Server::answering(ok("", "")).await;
    let refused = strict().send(post(&server.url("/"), &[])).await;
    assert_eq!(refused, Err(OutboundError::SchemeRefused));
    let inside = url("https://127.0.0.1/");
    assert!(matches!(strict().send(post(&inside, &[])).await, Err(OutboundError::AddressRefused(_))));
    let named = url("https://user@provider.example/");
    assert_eq!(strict().send(post(&named, &[])).await, Err(OutboundError::UserinfoRefused));
    assert_eq!(server.requests(), Vec::<String>::new());
}

#[tokio::test]
async fn cost_is_bounded_as_with_every_call() {
    let silent = Server::hanging_after("").await;
    assert_eq!(impatient().send(post(&silent.url("/"), &[])).await, Err(OutboundError::TimedOut));
    let long = Server::answering(ok("", &"x".repeat(MAX_RESPONSE + 1))).await;
    assert_eq!(with_loopback().send(post(&long.url("/"), &[])).await, Err(OutboundError::TooLarge));
    let elsewhere =
        Server::answering("HTTP/1.1 307 Moved\r\nlocation: /b\r\ncontent-length: 0\r\n\r\n").await;
    assert_eq!(
        with_loopback().send(post(&elsewhere.url("/"), &[])).await,
        Err(OutboundError::RedirectRefused)
    );
}

#[test]
fn debug_shows_neither_query_nor_body() {
    let address = url("https://provider.example/check?name=secret");
    let shown = format!("{:?}", post(&address, &[("authorization", "secret")]));
    assert!(shown.contains("provider.example") && !shown.contains("secret"), "{shown}");
}
