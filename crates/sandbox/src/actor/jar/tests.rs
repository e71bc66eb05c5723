//! For each rule of the jar a cookie that is kept or sent and one that is not.

use super::*;

const NOW: Time = Time::from_seconds(1_800_000_000);

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

fn jar(set_cookie: &str, from: &str) -> Jar {
    let mut jar = Jar::default();
    jar.take(set_cookie, &url(from), NOW);
    jar
}

fn sent(set_cookie: &str, from: &str, to: &str) -> Option<String> {
    jar(set_cookie, from).header(&url(to), Initiator::SameSite, NOW)
}

#[test]
fn sent_back_to_the_same_host_on_any_port() {
    let back = sent("a=1; Path=/", "http://127.0.0.1:8080/x", "http://127.0.0.1:8081/y");
    assert_eq!(back.as_deref(), Some("a=1"));
}

#[test]
fn not_sent_to_another_host() {
    assert_eq!(sent("a=1; Path=/", "http://127.0.0.1/", "http://localhost/"), None);
}

#[test]
fn sent_below_its_path_alone() {
    let from = "http://127.0.0.1/";
    assert!(sent("a=1; Path=/x", from, "http://127.0.0.1/x/y").is_some());
    assert_eq!(sent("a=1; Path=/x", from, "http://127.0.0.1/xy"), None);
    assert_eq!(sent("a=1", "http://127.0.0.1/x/y", "http://127.0.0.1/"), None);
}

#[test]
fn gone_when_its_time_is_over() {
    let mut jar = jar("a=1; Path=/; Max-Age=10", "http://127.0.0.1/");
    assert!(jar.find("127.0.0.1", "a", NOW.plus(Duration::from_secs(9))).is_some());
    assert!(jar.find("127.0.0.1", "a", NOW.plus(Duration::from_secs(10))).is_none());
    jar.take("a=; Path=/; Max-Age=0", &url("http://127.0.0.1/"), NOW);
    assert_eq!(jar.living(NOW).count(), 0);
}

#[test]
fn expiry_is_read_as_a_date_and_max_age_is_stronger() {
    let past = "Thu, 01 Jan 1970 00:00:00 GMT";
    assert_eq!(sent(&format!("a=1; Expires={past}"), "http://127.0.0.1/", "http://127.0.0.1/"), None);
    let both = sent(&format!("a=1; Expires={past}; Max-Age=5"), "http://127.0.0.1/", "http://127.0.0.1/");
    assert!(both.is_some());
}

#[test]
fn secure_cookies_travel_over_https_and_to_the_own_machine() {
    assert!(sent("a=1; Secure", "http://127.0.0.1/", "http://127.0.0.1/").is_some());
    assert!(sent("a=1; Secure", "https://id.example/", "https://id.example/").is_some());
    assert_eq!(sent("a=1; Secure", "https://id.example/", "http://id.example/"), None);
    assert_eq!(sent("a=1; Secure", "http://id.example/", "https://id.example/"), None);
}

#[test]
fn a_host_prefix_needs_secure_and_the_root_path() {
    assert!(sent("__Host-a=1; Secure; Path=/", "http://127.0.0.1/", "http://127.0.0.1/").is_some());
    for broken in
        ["__Host-a=1; Path=/", "__Host-a=1; Secure; Path=/x", "__Host-a=1; Secure; Path=/; Domain=127.0.0.1"]
    {
        assert_eq!(sent(broken, "http://127.0.0.1/", "http://127.0.0.1/x"), None, "{broken}");
    }
}

#[test]
fn a_cookie_for_another_domain_is_dropped() {
    assert_eq!(sent("a=1; Domain=example", "https://id.example/", "https://id.example/"), None);
}

#[test]
fn same_site_decides_for_requests_from_other_sites() {
    let header = |set_cookie: &str, initiator| {
        jar(set_cookie, "http://127.0.0.1/").header(&url("http://127.0.0.1/"), initiator, NOW)
    };
    assert!(header("a=1; SameSite=Lax", Initiator::OtherSiteLink).is_some());
    assert!(header("a=1; SameSite=None; Secure", Initiator::OtherSitePost).is_some());
    assert!(header("a=1; SameSite=Strict", Initiator::SameSite).is_some());
    assert_eq!(header("a=1; SameSite=Lax", Initiator::OtherSitePost), None);
    assert_eq!(header("a=1", Initiator::OtherSitePost), None);
    assert_eq!(header("a=1; SameSite=Strict", Initiator::OtherSiteLink), None);
    assert_eq!(header("a=1; SameSite=None", Initiator::SameSite), None);
}

#[test]
fn a_cookie_set_again_replaces_the_old_one() {
    let mut jar = jar("a=1; Path=/", "http://127.0.0.1/");
    jar.take("a=2; Path=/", &url("http://127.0.0.1/"), NOW);
    assert_eq!(jar.header(&url("http://127.0.0.1/"), Initiator::SameSite, NOW).as_deref(), Some("a=2"));
}
