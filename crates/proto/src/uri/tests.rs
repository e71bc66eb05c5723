//! Rules of addresses other than redirect URIs.

use super::*;

fn refusal(text: &str) -> UriRefusal {
    check_https(text, LoopbackHttp::Refused).unwrap_err()
}

#[test]
fn https_is_accepted() {
    assert!(check_https("https://platform.example/logout?tenant=1", LoopbackHttp::Refused).is_ok());
}

#[test]
fn refused_when_not_https() {
    for text in ["http://platform.example/", "ftp://platform.example/", "javascript:alert(1)"] {
        assert_eq!(refusal(text), UriRefusal::NotHttps, "{text}");
    }
}

#[test]
fn loopback_http_is_accepted_only_where_allowed() {
    for text in ["http://127.0.0.1:8081/", "http://[::1]/", "http://localhost:1/"] {
        assert_eq!(refusal(text), UriRefusal::NotHttps, "{text}");
        assert!(check_https(text, LoopbackHttp::Allowed).is_ok(), "{text}");
    }
    for text in ["http://platform.example/", "http://127.0.0.1.example/", "http://localhost.example/"] {
        assert_eq!(check_https(text, LoopbackHttp::Allowed).unwrap_err(), UriRefusal::NotHttps, "{text}");
    }
}

#[test]
fn refused_when_not_absolute() {
    for text in ["", "/logout", "//platform.example/", "https://", "https://["] {
        assert_eq!(refusal(text), UriRefusal::NotAbsolute, "{text}");
    }
    assert_eq!(refusal(&format!("https://a.example/{}", "a".repeat(2048))), UriRefusal::NotAbsolute);
}

#[test]
fn refused_when_user_info_is_there() {
    assert_eq!(refusal("https://user@platform.example/"), UriRefusal::UserInfo);
    assert_eq!(refusal("https://user:word@platform.example/"), UriRefusal::UserInfo);
}

#[test]
fn refused_when_a_fragment_is_there() {
    assert_eq!(refusal("https://platform.example/#a"), UriRefusal::Fragment);
    assert_eq!(refusal("https://platform.example/#"), UriRefusal::Fragment);
}

#[test]
fn refused_when_a_character_is_forbidden() {
    for text in [
        "https://platform.example/a b",
        "https://platform.example/\r\n",
        "https:\\\\platform.example",
        "https://平台.example/",
    ] {
        assert_eq!(refusal(text), UriRefusal::ForbiddenCharacter, "{text:?}");
    }
}

#[test]
fn resource_may_be_any_absolute_uri() {
    assert!(check_absolute("urn:yimen:resource:1").is_ok());
    assert_eq!(check_absolute("urn:yimen:resource#1").unwrap_err(), UriRefusal::Fragment);
}
