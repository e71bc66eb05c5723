use base::Time;

use super::*;
use crate::sorted::{Fields, SIGN};
use crate::testing::{FakeCaller, ISSUER, NAME, NOW, NUMBER, SEQ, TestKey, ask, delivery, open, run};

const BEGUN: &str = r#"{"code":"10000","msg":"Success","certify_id":"certify-1"}"#;

fn settings(biz_code: &str) -> Value {
    json!({ "app_id": "2014072300007148", "gateway": "https://alipay.example/gateway.do", "biz_code": biz_code })
}

fn certify() -> AlipayCertify {
    AlipayCertify::new(&settings("FACE")).unwrap()
}

/// Alipay signs with the other key; ours is the first.
fn caller() -> FakeCaller {
    FakeCaller::new().trusting(TestKey::other_rsa().public("alipay"))
}

fn signed(member: &str, node: &str) -> String {
    format!(r#"{{"{member}":{node},"sign":"{}"}}"#, TestKey::other_rsa().rsa2(node))
}

fn begun(node: &str) -> FakeCaller {
    caller().answering(200, signed("alipay_user_certify_open_initialize_response", node))
}

fn began(caller: &FakeCaller) -> Result<Started, Trouble> {
    run(certify().start(&ask(EvidenceKind::Face), caller))
}

fn queried_at(node: &str, seconds: i64) -> Result<Outcome, Trouble> {
    let caller = caller()
        .at(Time::from_seconds(seconds))
        .answering(200, signed("alipay_user_certify_open_query_response", node));
    run(certify().query(&open(EvidenceKind::Face, "certify-1"), &caller))
}

fn queried(node: &str) -> Result<Outcome, Trouble> {
    queried_at(node, NOW)
}

/// The fields of a request, proven to be signed by us over all but the signature.
fn request(form: &[u8]) -> Fields {
    let fields = Fields::from_form(form).unwrap();
    assert_eq!(fields.signed_by(&[TestKey::rsa().public("ours")], &[SIGN]), Some("ours"));
    fields
}

fn biz_content(fields: &Fields) -> Value {
    serde_json::from_str(fields.get("biz_content").unwrap()).unwrap()
}

#[test]
fn settings_are_read_and_nothing_else() {
    for scene in ["FACE", "CERT_PHOTO", "CERT_PHOTO_FACE", "SMART_FACE"] {
        assert_eq!(AlipayCertify::new(&settings(scene)).unwrap().scene.as_str(), scene);
    }
    assert!(AlipayCertify::new(&settings("OTHER")).is_err());
    let mut more = settings("FACE");
    more["key"] = "x".into();
    assert!(AlipayCertify::new(&more).is_err());
}

#[test]
fn only_scenes_that_look_at_a_face_find_one() {
    let kinds = |scene| AlipayCertify::new(&settings(scene)).unwrap().kinds().to_vec();
    assert_eq!(kinds("FACE"), [EvidenceKind::Face]);
    assert_eq!(kinds("CERT_PHOTO_FACE"), [EvidenceKind::Face]);
    assert_eq!(kinds("CERT_PHOTO"), [EvidenceKind::ProviderRealName]);
    assert_eq!(kinds("SMART_FACE"), [EvidenceKind::ProviderRealName]);
}

#[test]
fn common_parameters_are_told_and_signed() {
    let caller = begun(BEGUN);
    began(&caller).unwrap();
    let call = caller.only_call();
    assert_eq!(call.url.as_str(), "https://alipay.example/gateway.do");
    let fields = request(&call.body);
    let expected = [
        ("app_id", "2014072300007148"),
        ("method", "alipay.user.certify.open.initialize"),
        ("format", "JSON"),
        ("charset", "utf-8"),
        ("sign_type", "RSA2"),
        ("version", "1.0"),
        // 14:13:20 UTC.
        ("timestamp", "2026-09-21 22:13:20"),
        ("notify_url", "https://id.example/providers/demo/callback"),
    ];
    for (name, value) in expected {
        assert_eq!(fields.get(name), Some(value), "{name}");
    }
}

#[test]
fn person_and_way_back_are_told_and_the_face_is_not_kept() {
    let caller = begun(BEGUN);
    began(&caller).unwrap();
    let expected = json!({
        "outer_order_no": SEQ,
        "biz_code": "FACE",
        "identity_param": {
            "identity_type": "CERT_INFO",
            "cert_type": "IDENTITY_CARD",
            "cert_name": NAME,
            "cert_no": NUMBER,
        },
        "merchant_config": {
            "return_url": format!("{ISSUER}/verify/return/{SEQ}"),
            "face_reserve_strategy": "never",
        },
    });
    assert_eq!(biz_content(&request(&caller.only_call().body)), expected);
}

#[test]
fn person_is_sent_to_a_page_that_we_signed() {
    let started = began(&begun(BEGUN)).unwrap();
    assert_eq!(started.reference, "certify-1");
    assert_eq!(started.life, Duration::from_secs(82_800));
    let Step::Visit(page) = started.step else { panic!("no page") };
    assert!(page.as_str().starts_with("https://alipay.example/gateway.do?"));
    let fields = request(page.query().unwrap().as_bytes());
    assert_eq!(fields.get("method"), Some("alipay.user.certify.open.certify"));
    assert_eq!(biz_content(&fields), json!({ "certify_id": "certify-1" }));
}

#[test]
fn documents_have_their_words() {
    let word = |document, number: &str| {
        cert_type(&Subject { document, number: number.to_owned(), name: NAME.to_owned() })
    };
    assert_eq!(word(DocumentType::HkMacaoPermit, "H12345678"), Some("HOME_VISIT_PERMIT_HK_MC"));
    assert_eq!(word(DocumentType::TaiwanPermit, "12345678"), Some("HOME_VISIT_PERMIT_TAIWAN"));
    assert_eq!(word(DocumentType::ResidencePermit, "810000199408230021"), Some("RESIDENCE_PERMIT_HK_MC"));
    assert_eq!(word(DocumentType::ResidencePermit, "830000199201300022"), Some("RESIDENCE_PERMIT_TAIWAN"));
    assert_eq!(word(DocumentType::Passport, "E12345678"), None);
    assert!(certify().documents().iter().all(|document| word(*document, "81").is_some()));
}

#[test]
fn no_call_is_made_without_keys_or_with_an_unknown_document() {
    let unarmed = [FakeCaller::new(), caller().without_our_key()];
    for caller in unarmed {
        assert!(matches!(began(&caller), Err(Trouble::NotSetUp(_))));
        assert!(caller.calls().is_empty());
    }
    let mut passport = ask(EvidenceKind::Face);
    passport.subject.document = DocumentType::Passport;
    assert!(matches!(run(certify().start(&passport, &caller())), Err(Trouble::NotSetUp(_))));
}

#[test]
fn start_is_not_believed_without_signature_or_certify_id() {
    let unsigned = format!(r#"{{"alipay_user_certify_open_initialize_response":{BEGUN}}}"#);
    assert!(matches!(began(&caller().answering(200, unsigned)), Err(Trouble::NotBelieved(_))));
    let foreign =
        signed("alipay_user_certify_open_initialize_response", BEGUN).replace("certify-1", "certify-2");
    assert!(matches!(began(&caller().answering(200, foreign)), Err(Trouble::NotBelieved(_))));
    assert!(matches!(began(&begun(r#"{"code":"10000"}"#)), Err(Trouble::NotBelieved(_))));
}

#[test]
fn codes_other_than_10000_are_troubles() {
    let no = r#"{"code":"40004","msg":"Business Failed","sub_code":"INVALID_PARAMETER"}"#;
    assert_eq!(began(&begun(no)), Err(Trouble::RefusedUs("40004 INVALID_PARAMETER".to_owned())));
    let busy = r#"{"code":"40004","sub_code":"SYSTEM_ERROR"}"#;
    assert_eq!(began(&begun(busy)), Err(Trouble::OutOfOrder("40004 SYSTEM_ERROR".to_owned())));
    let gone_but_fine = r#"{"code":"10000","sub_code":"OPEN_CERTIFY_BILL_NOT_EXIST"}"#;
    assert_eq!(queried(gone_but_fine), Ok(Outcome::Pending));
    let no_with_passed = r#"{"code":"40004","sub_code":"INVALID_PARAMETER","passed":"T"}"#;
    assert!(matches!(queried(no_with_passed), Err(Trouble::RefusedUs(_))));
}

#[test]
fn passed_when_t() {
    for node in [r#"{"code":"10000","passed":"T"}"#, r#"{"code":"10000","passed":["T"]}"#] {
        let Ok(Outcome::Passed(finding)) = queried(node) else { panic!("not passed") };
        assert_eq!(finding.kind, EvidenceKind::Face);
        assert_eq!(finding.about, About::Reference("certify-1".to_owned()));
        assert!(finding.inputs.is_sound());
    }
}

#[test]
fn f_is_undecided_until_we_no_longer_wait() {
    for node in
        [r#"{"code":"10000","passed":"F"}"#, r#"{"code":"10000","passed":["F"]}"#, r#"{"code":"10000"}"#]
    {
        assert_eq!(queried_at(node, NOW + 1799), Ok(Outcome::Pending), "{node}");
        assert_eq!(queried_at(node, NOW + 1800), Ok(Outcome::Expired), "{node}");
    }
}

#[test]
fn neither_t_nor_f_is_not_believed() {
    for node in [r#"{"code":"10000","passed":"t"}"#, r#"{"code":"10000","passed":["T","F"]}"#] {
        assert!(matches!(queried(node), Err(Trouble::NotBelieved(_))), "{node}");
    }
}

#[test]
fn certification_that_no_longer_stands_has_expired() {
    let node = r#"{"code":"40004","msg":"Business Failed","sub_code":"OPEN_CERTIFY_BILL_NOT_EXIST"}"#;
    assert_eq!(queried(node), Ok(Outcome::Expired));
}

#[test]
fn query_names_nobody() {
    let answer = signed("alipay_user_certify_open_query_response", r#"{"code":"10000","passed":"F"}"#);
    let caller = caller().answering(200, answer);
    run(certify().query(&open(EvidenceKind::Face, "certify-1"), &caller)).unwrap();
    let fields = request(&caller.only_call().body);
    assert_eq!(fields.get("method"), Some("alipay.user.certify.open.query"));
    assert_eq!(fields.get("notify_url"), None);
    assert_eq!(biz_content(&fields), json!({ "certify_id": "certify-1" }));
}

#[test]
fn answer_to_initialize_is_no_answer_to_query() {
    let answer = signed("alipay_user_certify_open_initialize_response", r#"{"code":"10000","passed":"T"}"#);
    let asked =
        run(certify().query(&open(EvidenceKind::Face, "certify-1"), &caller().answering(200, answer)));
    assert!(matches!(asked, Err(Trouble::NotBelieved(_))));
}

#[test]
fn way_back_brings_nothing() {
    let query = [("passed".to_owned(), "T".to_owned()), ("certify_id".to_owned(), "certify-1".to_owned())];
    assert_eq!(certify().voucher(&query), None);
}

#[test]
fn acknowledgement_is_success_and_not_a_byte_more() {
    assert_eq!(certify().reply(Acknowledgement::Taken), Reply::text(200, "success"));
    let refused =
        certify().callback(&delivery("application/x-www-form-urlencoded", b"a=1", &[])).unwrap_err();
    assert_ne!(certify().reply(Acknowledgement::Refused(refused)).body, "success");
}
