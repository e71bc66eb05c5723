//! What a call may cost: time, bytes, and only what HTTP allows.

use super::server::{Server, ok};
use super::{MAX_RESPONSE, impatient, with_loopback};
use crate::OutboundError;

#[tokio::test]
async fn refused_when_no_answer_comes() {
    let server = Server::hanging_after("").await;
    assert_eq!(impatient().get(&server.url("/"), "*/*").await, Err(OutboundError::TimedOut));
}

#[tokio::test]
async fn refused_when_answer_never_ends() {
    let server = Server::hanging_after("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf").await;
    assert_eq!(impatient().get(&server.url("/"), "*/*").await, Err(OutboundError::TimedOut));
}

#[tokio::test]
async fn a_body_as_long_as_the_limit_is_read() {
    let server = Server::answering(ok("", &"x".repeat(MAX_RESPONSE))).await;
    assert_eq!(with_loopback().get(&server.url("/"), "*/*").await.unwrap().body.len(), MAX_RESPONSE);
}

#[tokio::test]
async fn refused_when_announced_length_is_over_the_limit() {
    // The body never comes: the announcement alone refuses it.
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", MAX_RESPONSE + 1);
    let server = Server::hanging_after(head).await;
    assert_eq!(with_loopback().get(&server.url("/"), "*/*").await, Err(OutboundError::TooLarge));
}

#[tokio::test]
async fn refused_when_unannounced_body_is_over_the_limit() {
    let body = "x".repeat(MAX_RESPONSE + 1);
    let server = Server::hanging_after(format!("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{body}")).await;
    assert_eq!(with_loopback().get(&server.url("/"), "*/*").await, Err(OutboundError::TooLarge));
}

#[tokio::test]
async fn refused_when_chunks_are_over_the_limit() {
    let chunk = format!("{:x}\r\n{}\r\n", MAX_RESPONSE, "x".repeat(MAX_RESPONSE));
    let server =
        Server::hanging_after(format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{chunk}{chunk}"))
            .await;
    assert_eq!(with_loopback().post_form(&server.url("/"), &[]).await, Err(OutboundError::TooLarge));
}

#[tokio::test]
async fn refused_when_answer_is_compressed() {
    let server = Server::answering(ok("content-encoding: gzip\r\n", "not counted rightly")).await;
    assert_eq!(with_loopback().get(&server.url("/"), "*/*").await, Err(OutboundError::Protocol));
}

#[tokio::test]
async fn refused_when_answer_is_not_http() {
    let server = Server::answering("SSH-2.0-OpenSSH_9.2\r\n\r\n").await;
    assert_eq!(with_loopback().get(&server.url("/"), "*/*").await, Err(OutboundError::Protocol));
}

#[tokio::test]
async fn refused_when_answer_breaks_off() {
    let server = Server::answering("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf").await;
    assert_eq!(with_loopback().get(&server.url("/"), "*/*").await, Err(OutboundError::Protocol));
}

#[tokio::test]
async fn refused_when_header_has_no_end() {
    let endless = format!("HTTP/1.1 200 OK\r\n{}\r\n", "x-field: value\r\n".repeat(100));
    let server = Server::answering(endless).await;
    assert_eq!(with_loopback().get(&server.url("/"), "*/*").await, Err(OutboundError::Protocol));
}

#[tokio::test]
async fn a_status_that_tells_of_failure_is_an_answer() {
    let server = Server::answering("HTTP/1.1 503 Busy\r\ncontent-length: 4\r\n\r\nbusy").await;
    let answer = with_loopback().get(&server.url("/"), "*/*").await.unwrap();
    assert_eq!((answer.status, answer.content_type, answer.cache_seconds), (503, None, None));
}
