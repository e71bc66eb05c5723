//! The issuer identifier: OpenID Connect Discovery 1.0 section 3, RFC 8414 section 2.

use crate::{Issuer, IssuerRefusal, IssuerScheme};

fn refusal(text: &str) -> IssuerRefusal {
    text.parse::<Issuer>().unwrap_err()
}

#[test]
fn the_text_is_kept_letter_by_letter() {
    let issuer: Issuer = "https://id.example.org:8443/gov/id".parse().unwrap();
    assert_eq!(issuer.as_str(), "https://id.example.org:8443/gov/id");
    assert_eq!(issuer.to_string(), issuer.as_str());
    assert_eq!((issuer.host(), issuer.path()), ("id.example.org", "/gov/id"));
    assert_eq!(issuer.origin(), "https://id.example.org:8443");
    assert_eq!(issuer.endpoint("/token"), "https://id.example.org:8443/gov/id/token");
    assert_eq!(issuer.scheme(), IssuerScheme::Https);
}

#[test]
fn an_issuer_without_a_path_gets_no_slash() {
    let issuer: Issuer = "https://id.example.org".parse().unwrap();
    assert_eq!((issuer.path(), issuer.origin()), ("", "https://id.example.org"));
    assert_eq!(issuer.endpoint("/token"), "https://id.example.org/token");
}

#[test]
fn http_is_taken_on_loopback() {
    for text in ["http://localhost:8080", "http://id.localhost", "http://127.0.0.1:1", "http://[::1]:8080/id"]
    {
        assert_eq!(text.parse::<Issuer>().unwrap().scheme(), IssuerScheme::LoopbackHttp, "{text}");
    }
}

#[test]
fn refused_when_http_elsewhere() {
    for text in
        ["http://id.example.org", "http://localhost.example.org", "http://10.0.0.1", "http://[fd00::1]"]
    {
        assert_eq!(refusal(text), IssuerRefusal::PlainHttp, "{text}");
    }
}

#[test]
fn refused_when_scheme_is_another() {
    assert_eq!(refusal("ftp://id.example.org"), IssuerRefusal::Scheme);
    assert_eq!(refusal("urn:example:issuer"), IssuerRefusal::Scheme);
}

#[test]
fn refused_when_not_a_url() {
    assert_eq!(refusal("id.example.org"), IssuerRefusal::NotAUrl);
    assert_eq!(refusal("https://"), IssuerRefusal::NotAUrl);
    assert_eq!(refusal(""), IssuerRefusal::NotAUrl);
}

#[test]
fn refused_when_query() {
    assert_eq!(refusal("https://id.example.org?a=1"), IssuerRefusal::Query);
    assert_eq!(refusal("https://id.example.org/?"), IssuerRefusal::Query);
}

#[test]
fn refused_when_fragment() {
    assert_eq!(refusal("https://id.example.org#a"), IssuerRefusal::Fragment);
}

#[test]
fn refused_when_userinfo() {
    assert_eq!(refusal("https://user@id.example.org"), IssuerRefusal::Userinfo);
    assert_eq!(refusal("https://:word@id.example.org"), IssuerRefusal::Userinfo);
}

#[test]
fn refused_when_slash_at_the_end() {
    assert_eq!(refusal("https://id.example.org/"), IssuerRefusal::TrailingSlash);
    assert_eq!(refusal("https://id.example.org/gov/"), IssuerRefusal::TrailingSlash);
}

#[test]
fn refused_when_written_in_another_form() {
    for text in [
        "https://ID.example.org",
        "HTTPS://id.example.org",
        "https://id.example.org:443",
        "https://id.example.org/a/../b",
        "https://id.example.org/a b",
        "https://门.example.org",
        " https://id.example.org",
    ] {
        assert_eq!(refusal(text), IssuerRefusal::NotNormal, "{text}");
    }
}
