use super::*;
use crate::notified::TheirKey;
use crate::testing::{NOW, SEQ, TestKey, delivery};

const APP: &str = "2014072300007148";
const TYPE: &str = "application/x-www-form-urlencoded; charset=utf-8";

fn keys() -> [TheirKey; 2] {
    [TestKey::other_rsa().public("next"), TestKey::rsa().public("now")]
}

/// A notification as Alipay makes it, before it is signed; NOW is 22:13:20 in Beijing.
fn notification() -> Fields {
    Fields::of([
        ("notify_id", "ac05099524730693a8b330c5ecf72da9786"),
        ("notify_type", "open_certify_status_sync"),
        ("notify_time", "2026-09-21 22:13:20"),
        ("app_id", APP),
        ("charset", "utf-8"),
        ("version", "1.0"),
        ("outer_order_no", SEQ),
        ("certify_id", "certify-1"),
        ("passed", "T"),
        ("empty", ""),
        ("sign_type", "RSA2"),
    ])
}

/// Signed by Alipay: `sign` and `sign_type` left out.
fn signed(mut fields: Fields) -> String {
    let sign = TestKey::rsa().rsa2(&fields.base_string(&[SIGN, SIGN_TYPE]));
    fields.set(SIGN, sign);
    fields.encode()
}

fn received(body: &str) -> Result<Notified, CallbackRefusal> {
    read(&delivery(TYPE, body.as_bytes(), &keys()), APP)
}

fn changed(name: &str, value: &str) -> Result<Notified, CallbackRefusal> {
    let mut fields = notification();
    fields.set(name, value);
    received(&signed(fields))
}

#[test]
fn notification_is_a_hint_whatever_it_says() {
    let notified = received(&signed(notification())).unwrap();
    assert_eq!(notified.told, Told::Hint);
    assert_eq!(notified.seq, SEQ);
    assert_eq!(notified.notify_id, "ac05099524730693a8b330c5ecf72da9786");
    assert_eq!(notified.kid, "now");
}

#[test]
fn signed_text_is_sorted_without_sign_and_sign_type() {
    let fields = Fields::of([("b", "2"), ("sign", "x"), ("a", "1"), ("sign_type", "RSA2"), ("c", "")]);
    assert_eq!(fields.base_string(&[SIGN, SIGN_TYPE]), "a=1&b=2&c=");
}

#[test]
fn order_of_fields_does_not_matter() {
    let body = signed(notification());
    let reversed: Vec<&str> = body.split('&').rev().collect();
    assert_eq!(received(&reversed.join("&")), received(&body));
}

#[test]
fn refused_when_sign_type_was_signed_too() {
    let mut fields = notification();
    let sign = TestKey::rsa().rsa2(&fields.base_string(&[SIGN]));
    fields.set(SIGN, sign);
    assert_eq!(received(&fields.encode()), Err(CallbackRefusal::Signature));
}

#[test]
fn refused_when_a_field_changed_was_added_or_left_out() {
    let body = signed(notification());
    let wrong = [
        body.replace("passed=T", "passed=F"),
        format!("{body}&more="),
        body.replace("&passed=T", ""),
        body.replace("&empty=", ""),
    ];
    for tampered in wrong {
        assert_eq!(received(&tampered), Err(CallbackRefusal::Signature));
    }
}

#[test]
fn refused_when_no_live_key_signed() {
    let body = signed(notification());
    let foreign = [TestKey::other_rsa().public("next")];
    let refused = read(&delivery(TYPE, body.as_bytes(), &foreign), APP);
    assert_eq!(refused, Err(CallbackRefusal::Signature));
}

#[test]
fn refused_when_the_algorithm_is_another() {
    for other in ["RSA", "MD5", "", "rsa2"] {
        assert_eq!(changed(SIGN_TYPE, other), Err(CallbackRefusal::Algorithm), "{other}");
    }
}

#[test]
fn refused_when_not_a_form_or_a_field_is_given_twice() {
    let body = signed(notification());
    let json = delivery("application/json", body.as_bytes(), &[]);
    assert_eq!(read(&json, APP), Err(CallbackRefusal::ContentType));
    assert_eq!(received(&format!("{body}&passed=F")), Err(CallbackRefusal::Malformed));
}

#[test]
fn refused_when_for_another_application() {
    assert_eq!(changed("app_id", "2014072300007149"), Err(CallbackRefusal::Party));
}

#[test]
fn refused_when_without_a_verification_or_an_id() {
    for (name, wrong) in
        [("outer_order_no", ""), ("outer_order_no", "x"), ("notify_id", ""), ("notify_id", "a b")]
    {
        assert_eq!(changed(name, wrong), Err(CallbackRefusal::Malformed), "{name}");
    }
}

#[test]
fn fields_that_were_drawn_together_make_no_other_id() {
    let body = signed(notification());
    let merged = body.replace("&notify_time=2026-09-21+22%3A13%3A20", "").replace(
        "notify_id=ac05099524730693a8b330c5ecf72da9786",
        "notify_id=ac05099524730693a8b330c5ecf72da9786%26notify_time%3D2026-09-21+22%3A13%3A20",
    );
    assert_ne!(merged, body);
    assert_eq!(received(&merged), Err(CallbackRefusal::Malformed));
}

#[test]
fn as_old_as_the_last_repetition_and_no_older() {
    // 25 hours and 300 seconds before 22:13:20 on the 21st.
    assert!(changed("notify_time", "2026-09-20 21:08:20").is_ok());
    assert_eq!(changed("notify_time", "2026-09-20 21:08:19"), Err(CallbackRefusal::Time));
    assert!(changed("notify_time", "2026-09-21 22:18:20").is_ok());
    assert_eq!(changed("notify_time", "2026-09-21 22:18:21"), Err(CallbackRefusal::Time));
}

#[test]
fn time_is_that_of_beijing_and_of_the_calendar() {
    assert_eq!(sent_at("2026-09-21 22:13:20"), Some(Time::from_seconds(NOW)));
    for wrong in ["2026-02-30 00:00:00", "2026-09-21T22:13:20", "2026-9-21 22:13:20", "", "1790000000"] {
        assert_eq!(sent_at(wrong), None, "{wrong}");
    }
}

#[test]
fn repetition_has_the_same_id_and_fingerprint_and_another_message_has_not() {
    let first = received(&signed(notification())).unwrap();
    let again = changed("notify_time", "2026-09-21 22:17:20").unwrap();
    assert_eq!((&first.notify_id, first.fingerprint), (&again.notify_id, again.fingerprint));
    let other = changed("passed", "F").unwrap();
    assert_eq!(first.notify_id, other.notify_id);
    assert_ne!(first.fingerprint, other.fingerprint);
}
