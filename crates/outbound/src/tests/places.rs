//! Where calls may go.

use super::server::{Server, closed_port, ok};
use super::{MAX_RESPONSE, TIMEOUT, networks, strict, url, with_loopback};
use crate::{AddressClass, Outbound, OutboundError, OutboundPolicy};

#[tokio::test]
async fn an_allowed_network_is_called() {
    let server =
        Server::answering(ok("content-type: application/json\r\ncache-control: max-age=60\r\n", "{}")).await;
    let answer = with_loopback().get(&server.url("/keys?a=1"), "application/json").await.unwrap();
    assert_eq!((answer.status, answer.content_type.as_deref()), (200, Some("application/json")));
    assert_eq!((answer.body.as_ref(), answer.cache_seconds), (b"{}".as_slice(), Some(60)));
    let [request] = server.requests().try_into().unwrap();
    assert!(request.starts_with("GET /keys?a=1 HTTP/1.1\r\n"));
    assert!(request.contains("accept: application/json\r\n"));
    assert!(request.contains("accept-encoding: identity\r\n"));
}

#[tokio::test]
async fn a_name_within_an_allowed_network_is_called() {
    let server = Server::answering(ok("", "here")).await;
    let answer = with_loopback().get(&url(&format!("http://localhost:{}/", server.port())), "*/*").await;
    assert_eq!(answer.unwrap().body.as_ref(), b"here");
}

#[tokio::test]
async fn a_form_is_sent_encoded() {
    let server = Server::answering("HTTP/1.1 204 No Content\r\n\r\n").await;
    let answer = with_loopback().post_form(&server.url("/logout"), &[("logout_token", "a.b+c&d")]).await;
    assert_eq!(answer.unwrap().status, 204);
    let [request] = server.requests().try_into().unwrap();
    assert!(request.starts_with("POST /logout HTTP/1.1\r\n"));
    assert!(request.contains("content-type: application/x-www-form-urlencoded\r\n"));
    assert!(request.ends_with("\r\n\r\nlogout_token=a.b%2Bc%26d"));
}

#[tokio::test]
async fn a_body_is_sent_as_it_stands() {
    let server = Server::answering("HTTP/1.1 202 Accepted\r\n\r\n").await;
    let answer = with_loopback().post(&server.url("/sms"), "application/jwt", "e30.e30.c2ln").await;
    assert_eq!(answer.unwrap().status, 202);
    let [request] = server.requests().try_into().unwrap();
    assert!(request.starts_with("POST /sms HTTP/1.1\r\n"));
    assert!(request.contains("content-type: application/jwt\r\n"));
    assert!(request.ends_with("\r\n\r\ne30.e30.c2ln"));
}

#[tokio::test]
async fn refused_when_address_is_loopback() {
    let server = Server::answering(ok("", "inside")).await;
    let refusal = strict().get(&url(&format!("https://127.0.0.1:{}/", server.port())), "*/*").await;
    assert_eq!(refusal, Err(OutboundError::AddressRefused(AddressClass::Loopback)));
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn refused_when_name_resolves_to_loopback() {
    let server = Server::answering(ok("", "inside")).await;
    let inside = url(&format!("https://localhost:{}/", server.port()));
    let refused = OutboundError::AddressRefused(AddressClass::Loopback);
    assert_eq!(strict().get(&inside, "*/*").await, Err(refused));
    assert_eq!(strict().post_form(&inside, &[]).await, Err(refused));
    assert_eq!(strict().post(&inside, "application/jwt", "").await, Err(refused));
    assert_eq!(strict().check(&inside).await, Err(refused));
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn refused_when_address_is_loopback_in_another_spelling() {
    for host in ["127.1", "0x7f.0.0.1", "0177.0.0.1", "2130706433", "127.0.0.1.", "[::1]", "[::ffff:7f00:1]"]
    {
        let refusal = strict().get(&url(&format!("https://{host}/")), "*/*").await;
        assert_eq!(refusal, Err(OutboundError::AddressRefused(AddressClass::Loopback)), "{host}");
    }
}

#[tokio::test]
async fn refused_when_address_gives_credentials_to_machines() {
    let refusal = strict().get(&url("https://169.254.169.254/latest/meta-data/"), "*/*").await;
    assert_eq!(refusal, Err(OutboundError::AddressRefused(AddressClass::Metadata)));
}

#[tokio::test]
async fn refused_when_address_is_outside_the_allowed_network() {
    let refusal = with_loopback().get(&url("http://10.0.0.1/"), "*/*").await;
    assert_eq!(refusal, Err(OutboundError::AddressRefused(AddressClass::Private)));
}

#[tokio::test]
async fn refused_when_plain_http_goes_to_a_public_address() {
    assert_eq!(
        with_loopback().get(&url("http://192.0.1.1/"), "*/*").await,
        Err(OutboundError::SchemeRefused)
    );
}

#[tokio::test]
async fn refused_when_plain_http_and_nothing_is_allowed() {
    assert_eq!(strict().check(&url("http://localhost/")).await, Err(OutboundError::SchemeRefused));
}

#[tokio::test]
async fn refused_when_scheme_is_another() {
    for address in ["ftp://127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1/", "data:,x"] {
        assert_eq!(
            with_loopback().get(&url(address), "*/*").await,
            Err(OutboundError::SchemeRefused),
            "{address}"
        );
    }
}

#[tokio::test]
async fn refused_when_url_names_a_user() {
    let server = Server::answering(ok("", "")).await;
    for user in ["user", "user:word", ":word"] {
        let refusal =
            with_loopback().get(&url(&format!("http://{user}@127.0.0.1:{}/", server.port())), "*/*").await;
        assert_eq!(refusal, Err(OutboundError::UserinfoRefused), "{user}");
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn refused_when_name_stands_for_nothing() {
    // RFC 1035 section 2.3.4: a label has 63 octets at most, so no name server is asked.
    let name = "a".repeat(64);
    let nowhere = url(&format!("https://{name}.example/"));
    assert_eq!(strict().get(&nowhere, "*/*").await, Err(OutboundError::Unresolvable));
    assert_eq!(strict().check(&nowhere).await, Err(OutboundError::Unresolvable));
    let plain = url(&format!("http://{name}.example/"));
    assert_eq!(with_loopback().get(&plain, "*/*").await, Err(OutboundError::Unresolvable));
}

#[tokio::test]
async fn refused_when_answer_points_elsewhere() {
    let elsewhere = Server::answering(ok("", "followed")).await;
    for status in ["301", "302", "303", "307", "308"] {
        let location = elsewhere.url("/");
        let server = Server::answering(format!(
            "HTTP/1.1 {status} Elsewhere\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n"
        ))
        .await;
        let refusal = with_loopback().get(&server.url("/"), "*/*").await;
        assert_eq!(refusal, Err(OutboundError::RedirectRefused), "{status}");
    }
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn refused_when_nobody_listens() {
    let port = closed_port().await;
    let refusal = with_loopback().get(&url(&format!("http://127.0.0.1:{port}/")), "*/*").await;
    assert_eq!(refusal, Err(OutboundError::Connect));
}

#[tokio::test]
async fn a_check_makes_no_connection() {
    let server = Server::answering(ok("", "")).await;
    assert_eq!(with_loopback().check(&server.url("/")).await, Ok(()));
    assert_eq!(with_loopback().check(&url(&format!("http://localhost:{}/", server.port()))).await, Ok(()));
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn an_allowed_network_covers_one_family_only() {
    let policy = OutboundPolicy {
        timeout: TIMEOUT,
        max_response: MAX_RESPONSE,
        allow_networks: networks(&["127.0.0.0/8"]),
        ca_file: None,
    };
    let refusal = Outbound::new(policy).unwrap().check(&url("https://[::1]/")).await;
    assert_eq!(refusal, Err(OutboundError::AddressRefused(AddressClass::Loopback)));
}
