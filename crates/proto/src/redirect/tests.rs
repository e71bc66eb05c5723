//! Rules of redirect URIs.

use super::*;

const HTTPS: &str = "https://platform.example/callback";

fn web(text: &str) -> Result<RedirectUri, RedirectRefusal> {
    RedirectUri::register(text, ApplicationType::Web)
}

fn native(text: &str) -> Result<RedirectUri, RedirectRefusal> {
    RedirectUri::register(text, ApplicationType::Native)
}

#[test]
fn https_is_accepted() {
    for text in [
        HTTPS,
        "https://platform.example",
        "https://10.1.2.3:8443/cb?tenant=1",
        "https://a.example/%E4%B8%80",
    ] {
        assert_eq!(web(text).unwrap().as_str(), text);
        assert!(native(text).is_ok(), "{text}");
    }
}

#[test]
fn refused_when_too_long() {
    assert_eq!(web(&format!("{HTTPS}{}", "a".repeat(2048))), Err(RedirectRefusal::TooLong));
}

#[test]
fn refused_when_a_character_is_forbidden() {
    for text in [
        "https://a.example/ ",
        "https://a.example/\r\nX: y",
        "https://a.example\\@b.example/",
        "https://a.example/<",
        "https://a.example/%zz",
        "https://a.example/%",
        "https://平台.example/",
        "https://a.example/\u{0}",
    ] {
        assert_eq!(web(text), Err(RedirectRefusal::ForbiddenCharacter), "{text:?}");
    }
}

#[test]
fn refused_when_a_wildcard_is_there() {
    for text in ["https://*.example/cb", "https://a.example/*"] {
        assert_eq!(web(text), Err(RedirectRefusal::Wildcard), "{text}");
    }
}

#[test]
fn refused_when_a_fragment_is_there() {
    assert_eq!(web("https://a.example/#a"), Err(RedirectRefusal::Fragment));
    assert_eq!(web("https://a.example/#"), Err(RedirectRefusal::Fragment));
}

#[test]
fn refused_when_not_absolute() {
    for text in ["", "/callback", "//a.example/cb", "a.example/cb", "https://", "https://a.example:99999/"] {
        assert_eq!(web(text), Err(RedirectRefusal::NotAbsolute), "{text}");
    }
}

#[test]
fn refused_when_user_info_is_there() {
    for text in ["https://user@a.example/", "https://:word@a.example/", "https://a.example:443@b.example/"] {
        assert_eq!(web(text), Err(RedirectRefusal::UserInfo), "{text}");
    }
    assert_eq!(native("com.example.app://user@host/cb"), Err(RedirectRefusal::UserInfo));
}

#[test]
fn refused_when_not_in_normal_form() {
    for text in [
        "HTTPS://a.example/",
        "https://A.example/",
        "https://a.example:443/",
        "https://a.example/b/../c",
        "https://a.example/%2e%2e/c",
        "https:/a.example/",
        "https:a.example/",
        "https:///a.example/",
        "https://0x7f.1/",
    ] {
        assert_eq!(web(text), Err(RedirectRefusal::NotNormal), "{text}");
    }
}

#[test]
fn refused_when_a_parameter_of_the_answer_is_there() {
    for name in ["code", "state", "iss", "error", "error_description", "error_uri", "%63ode"] {
        let text = format!("{HTTPS}?tenant=1&{name}=x");
        assert_eq!(web(&text), Err(RedirectRefusal::AnswerParameter), "{name}");
    }
}

#[test]
fn refused_when_http() {
    assert_eq!(web("http://a.example/cb"), Err(RedirectRefusal::PlainHttp));
    assert_eq!(web("http://127.0.0.1/cb"), Err(RedirectRefusal::PlainHttp));
    for text in
        ["http://a.example/cb", "http://127.0.0.2/cb", "http://127.0.0.1.example/cb", "http://[::2]/cb"]
    {
        assert_eq!(native(text), Err(RedirectRefusal::PlainHttp), "{text}");
    }
}

#[test]
fn loopback_http_of_a_web_client_is_accepted_only_where_allowed() {
    let register = |text: &str| RedirectUri::register_with(text, ApplicationType::Web, LoopbackHttp::Allowed);
    assert!(register("http://127.0.0.1:8081/cb").is_ok());
    assert!(register("http://localhost:8081/cb").is_ok());
    assert_eq!(register("http://a.example/cb"), Err(RedirectRefusal::PlainHttp));
}

#[test]
fn native_client_may_listen_on_loopback_addresses_only() {
    assert!(native("http://127.0.0.1/cb").is_ok());
    assert!(native("http://[::1]:7000/cb").is_ok());
    assert_eq!(native("http://localhost/cb"), Err(RedirectRefusal::LocalhostName));
}

#[test]
fn native_client_may_use_a_reversed_domain_as_scheme() {
    for text in ["com.example.app:/oauth2redirect", "com.example.app://callback"] {
        assert!(native(text).is_ok(), "{text}");
        assert_eq!(web(text), Err(RedirectRefusal::PrivateSchemeForWeb), "{text}");
    }
}

#[test]
fn refused_when_scheme_is_not_a_reversed_domain_or_has_no_path() {
    for text in [
        "myapp://callback",
        "javascript:alert(1)",
        "data:text/html,a",
        "com.example.app:callback",
        "file:///etc/passwd",
        "urn:ietf:wg:oauth:2.0:oob",
    ] {
        assert_eq!(native(text), Err(RedirectRefusal::Scheme), "{text}");
    }
}

#[test]
fn matches_itself_and_nothing_that_differs() {
    let uri = web(HTTPS).unwrap();
    assert!(uri.matches(HTTPS, ApplicationType::Web));
    for other in [
        "https://platform.example/callback/",
        "https://platform.example/callback/evil",
        "https://platform.example/callback?a=1",
        "https://platform.example/callback#",
        "https://platform.example/Callback",
        "https://PLATFORM.example/callback",
        "http://platform.example/callback",
        "https://platform.example:443/callback",
        "https://platform.example/callback ",
        "https://platform.example/x/../callback",
        "https://platform.example%2fcallback",
        "https://platform.example.evil/callback",
        "https://user@platform.example/callback",
        "https://evil.example/callback",
        "https:\\\\platform.example\\callback",
        "https://platform.example/callbac%6b",
        "https://platform.example/callback\r\n",
        "",
    ] {
        assert!(!uri.matches(other, ApplicationType::Web), "{other:?}");
        assert!(!uri.matches(other, ApplicationType::Native), "{other:?}");
    }
}

#[test]
fn port_of_a_native_loopback_redirect_is_free() {
    for (registered, asked) in [
        ("http://127.0.0.1/cb", "http://127.0.0.1:51004/cb"),
        ("http://127.0.0.1:7000/cb?a=1", "http://127.0.0.1:65535/cb?a=1"),
        ("http://[::1]/cb", "http://[::1]:51004/cb"),
    ] {
        let uri = native(registered).unwrap();
        assert!(uri.matches(asked, ApplicationType::Native), "{asked}");
        assert!(!uri.matches(asked, ApplicationType::Web), "{asked}");
    }
}

#[test]
fn all_but_the_port_of_a_native_loopback_redirect_is_fixed() {
    let uri = native("http://127.0.0.1/cb").unwrap();
    for asked in [
        "http://127.0.0.1:51004/other",
        "http://127.0.0.1:51004/cb?a=1",
        "http://127.0.0.1:51004",
        "http://127.0.0.1:/cb",
        "http://127.0.0.1:0/cb",
        "http://127.0.0.1:65536/cb",
        "http://127.0.0.1:+80/cb",
        "http://127.0.0.1:80@evil.example/cb",
        "http://[::1]:51004/cb",
        "http://localhost:51004/cb",
        "https://127.0.0.1:51004/cb",
        "http://127.0.0.1.evil.example/cb",
        "http://127.0.0.11/cb",
        "http://127.0.0.1:51004/cb#",
    ] {
        assert!(!uri.matches(asked, ApplicationType::Native), "{asked}");
    }
}

#[test]
fn port_of_an_https_redirect_of_a_native_client_is_fixed() {
    let uri = native("https://127.0.0.1:8443/cb").unwrap();
    assert!(!uri.matches("https://127.0.0.1:8444/cb", ApplicationType::Native));
}

#[test]
fn origin_is_fit_for_a_content_security_policy() {
    assert_eq!(web(HTTPS).unwrap().origin(), "https://platform.example");
    assert_eq!(web("https://a.example:8443/cb").unwrap().origin(), "https://a.example:8443");
    assert_eq!(native("com.example.app:/cb").unwrap().origin(), "com.example.app:");
    assert_eq!(native("http://[::1]:7000/cb").unwrap().origin(), "http://[::1]:7000");
}

#[test]
fn host_is_none_for_a_scheme_without_authority() {
    assert_eq!(web(HTTPS).unwrap().host().as_deref(), Some("platform.example"));
    assert_eq!(native("com.example.app:/cb").unwrap().host(), None);
}

#[test]
fn written_and_read_as_a_text() {
    let uri = web(HTTPS).unwrap();
    let text = serde_json::to_string(&uri).unwrap();
    assert_eq!(serde_json::from_str::<RedirectUri>(&text).unwrap(), uri);
    assert!(serde_json::from_str::<RedirectUri>(r#""https://a.example/#""#).is_err());
}

proptest::proptest! {
    #[test]
    fn any_text_is_registered_or_refused(text in "(https?://|com\\.a:/)?.{0,60}") {
        if let Ok(uri) = native(&text) {
            proptest::prop_assert!(uri.matches(&text, ApplicationType::Native));
        }
        let _ = native("http://127.0.0.1/cb").unwrap().matches(&text, ApplicationType::Native);
    }
}
