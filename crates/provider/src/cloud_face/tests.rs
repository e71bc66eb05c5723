use super::*;
use crate::dialect::Subject;
use crate::finding::{About, Failure, Finding};
use crate::testing::{FakeCaller, ISSUER, NAME, NOW, NUMBER, SEQ, ask, delivery, open, run};

fn settings() -> Value {
    json!({ "base_url": "https://faceid.example/", "region": "ap-guangzhou", "rule_id": "1" })
}

fn face() -> CloudFace {
    CloudFace::new(&settings()).unwrap()
}

fn caller() -> FakeCaller {
    FakeCaller::new().secret("secret_id", "demo-id").secret("secret_key", "demo-key")
}

fn answered(response: &Value) -> FakeCaller {
    caller().answering(200, json!({ "Response": response }).to_string())
}

fn begun() -> Value {
    json!({
        "BizToken": "biz-1",
        "Url": "https://open.example/authorize?appid=x&state=#wechat_redirect",
        "RequestId": "r",
    })
}

fn began(caller: &FakeCaller) -> Result<Started, Trouble> {
    run(face().start(&ask(EvidenceKind::Face), caller))
}

fn queried(response: &Value) -> Result<Outcome, Trouble> {
    run(face().query(&open(EvidenceKind::Face, "biz-1"), &answered(response)))
}

/// A result that is passed, with these members in place of its own.
fn text(changes: Value) -> Value {
    let mut text = json!({
        "ErrCode": 0, "ErrMsg": "成功", "IdCard": NUMBER, "Name": NAME, "UseIDType": 0,
        "LivenessMode": "2", "Sim": "92.15", "Extra": SEQ, "OcrName": null,
    });
    let Value::Object(changes) = changes else { panic!("not members") };
    for (name, value) in changes {
        text[name] = value;
    }
    json!({ "Text": text, "IdCardData": null, "BestFrame": null, "RequestId": "r" })
}

fn found(changes: Value) -> Finding {
    let Ok(Outcome::Passed(finding)) = queried(&text(changes)) else { panic!("not passed") };
    *finding
}

fn header<'a>(call: &'a Call, name: &str) -> &'a str {
    let mut values = call.headers.iter().filter(|(known, _)| *known == name);
    let (_, value) = values.next().unwrap();
    assert!(values.next().is_none(), "{name} twice");
    value
}

#[test]
fn settings_are_read_and_nothing_else() {
    assert!(CloudFace::new(&settings()).is_ok());
    for member in ["base_url", "region", "rule_id"] {
        let mut settings = settings();
        settings[member] = "".into();
        assert!(CloudFace::new(&settings).is_err(), "{member}");
    }
    let mut more = settings();
    more["secret_key"] = "x".into();
    assert!(CloudFace::new(&more).is_err());
}

#[test]
fn call_has_the_headers_of_the_service_and_is_signed() {
    let caller = answered(&begun());
    began(&caller).unwrap();
    let call = caller.only_call();
    assert_eq!(header(&call, "content-type"), JSON);
    assert_eq!(header(&call, "x-tc-action"), "DetectAuth");
    assert_eq!(header(&call, "x-tc-version"), "2018-03-01");
    assert_eq!(header(&call, "x-tc-timestamp"), NOW.to_string());
    assert_eq!(header(&call, "x-tc-region"), "ap-guangzhou");
    let scope = "TC3-HMAC-SHA256 Credential=demo-id/2026-09-21/faceid/tc3_request, \
                 SignedHeaders=content-type;host;x-tc-action, Signature=";
    assert!(header(&call, "authorization").starts_with(scope));
}

#[test]
fn person_seq_and_way_back_are_told() {
    let caller = answered(&begun());
    let started = began(&caller).unwrap();
    let asked: Value = serde_json::from_slice(&caller.only_call().body).unwrap();
    let expected = json!({
        "RuleId": "1",
        "IdCard": NUMBER,
        "Name": NAME,
        "RedirectUrl": format!("{ISSUER}/verify/return/{SEQ}"),
        "Extra": SEQ,
    });
    assert_eq!(asked, expected);
    assert_eq!((started.reference.as_str(), started.life.as_secs()), ("biz-1", 7200));
    let Step::Visit(page) = started.step else { panic!("no page") };
    assert_eq!(page.as_str(), "https://open.example/authorize?appid=x&state=#wechat_redirect");
}

#[test]
fn no_call_is_made_without_secrets_or_with_an_unknown_document() {
    let unarmed = FakeCaller::new().secret("secret_id", "demo-id");
    assert!(matches!(began(&unarmed), Err(Trouble::NotSetUp(_))));
    let mut passport = ask(EvidenceKind::Face);
    passport.subject.document = DocumentType::Passport;
    let caller = caller();
    assert!(matches!(run(face().start(&passport, &caller)), Err(Trouble::NotSetUp(_))));
    assert!(caller.calls().is_empty());
}

#[test]
fn start_without_token_or_with_a_page_that_is_none_is_not_believed() {
    let answers = [
        json!({ "Url": "https://open.example/" }),
        json!({ "BizToken": "biz-1" }),
        json!({ "BizToken": "biz-1", "Url": "javascript:alert(1)" }),
        json!({ "BizToken": "", "Url": "https://open.example/" }),
    ];
    for answer in answers {
        assert!(matches!(began(&answered(&answer)), Err(Trouble::NotBelieved(_))), "{answer}");
    }
}

#[test]
fn errors_within_http_200_are_troubles_without_their_words() {
    let error = |code: &str| json!({ "Error": { "Code": code, "Message": NAME }, "RequestId": "r" });
    let refused = |code: &str| began(&answered(&error(code))).unwrap_err();
    let ours = "AuthFailure.SignatureFailure";
    assert_eq!(refused(ours), Trouble::RefusedUs(ours.to_owned()));
    let arrears = "UnauthorizedOperation.Arrears";
    assert_eq!(refused(arrears), Trouble::RefusedUs(arrears.to_owned()));
    for theirs in ["InternalError", "RequestLimitExceeded.UinLimitExceeded", "FailedOperation.DbError"] {
        assert_eq!(refused(theirs), Trouble::OutOfOrder(theirs.to_owned()));
    }
    let gone = error("InvalidParameterValue.BizTokenExpired");
    assert_eq!(queried(&gone), Ok(Outcome::Expired));
    assert!(matches!(queried(&error("InvalidParameterValue.BizTokenIllegal")), Err(Trouble::RefusedUs(_))));
}

#[test]
fn error_beside_a_result_is_an_error() {
    let mut both = text(json!({}));
    both["Error"] = json!({ "Code": "InternalError", "Message": "" });
    assert!(matches!(queried(&both), Err(Trouble::OutOfOrder(_))));
}

#[test]
fn undecided_while_members_are_null() {
    assert_eq!(queried(&json!({ "Text": null, "RequestId": "r" })), Ok(Outcome::Pending));
    assert_eq!(queried(&json!({ "RequestId": "r" })), Ok(Outcome::Pending));
    let empty = json!({ "ErrCode": null, "IdCard": null, "Name": null, "Sim": null, "Extra": null });
    assert_eq!(queried(&text(empty)), Ok(Outcome::Pending));
    // All but the code is there: the person was named at the start.
    assert_eq!(queried(&text(json!({ "ErrCode": null }))), Ok(Outcome::Pending));
    assert_eq!(queried(&text(json!({ "ErrCode": 17 }))), Ok(Outcome::Pending));
}

#[test]
fn passed_when_err_code_is_0_about_whom_it_names() {
    let finding = found(json!({}));
    assert_eq!(finding.kind, EvidenceKind::Face);
    assert_eq!(finding.about, About::Named(ask(EvidenceKind::Face).subject));
    assert_eq!(finding.reference, "biz-1");
    assert!(finding.inputs.is_sound());
    let other = found(json!({ "IdCard": "440524188001010014", "Name": "演示乙" }));
    let expected = Subject {
        document: DocumentType::ResidentId,
        number: "440524188001010014".to_owned(),
        name: "演示乙".to_owned(),
    };
    assert_eq!(other.about, About::Named(expected));
}

#[test]
fn number_is_brought_to_the_normal_form() {
    let About::Named(subject) = found(json!({ "IdCard": NUMBER.to_lowercase() })).about else {
        panic!("unnamed")
    };
    assert_eq!(subject.number, NUMBER);
}

#[test]
fn document_is_the_one_checked() {
    let document = |told: Value| match found(json!({ "UseIDType": told })).about {
        About::Named(subject) => subject.document,
        About::Digest(_) | About::Reference(_) => panic!("unnamed"),
    };
    assert_eq!(document(json!(0)), DocumentType::ResidentId);
    assert_eq!(document(json!(1)), DocumentType::ResidencePermit);
    assert_eq!(document(Value::Null), DocumentType::ResidentId);
    assert!(matches!(queried(&text(json!({ "UseIDType": 2 }))), Err(Trouble::NotBelieved(_))));
}

#[test]
fn success_that_names_nobody_is_not_believed() {
    for missing in [json!({ "IdCard": null }), json!({ "Name": null }), json!({ "Name": "" })] {
        assert!(matches!(queried(&text(missing)), Err(Trouble::NotBelieved(_))));
    }
}

#[test]
fn result_of_another_verification_is_not_believed() {
    let other = text(json!({ "Extra": "ffeeddccbbaa99887766554433221100" }));
    assert!(matches!(queried(&other), Err(Trouble::NotBelieved(_))));
    assert!(matches!(queried(&text(json!({ "Extra": null }))), Ok(Outcome::Passed(_))));
}

#[test]
fn other_codes_say_why_not() {
    let expected = [
        (15, Outcome::Expired),
        (16, Outcome::Failed(Failure::Refused)),
        (302, Outcome::Failed(Failure::DocumentInvalid)),
        (1003, Outcome::Failed(Failure::NotLive)),
        (2006, Outcome::Failed(Failure::NoMatch)),
        (2016, Outcome::Failed(Failure::OtherFace)),
        (-1, Outcome::Failed(Failure::Refused)),
    ];
    for (code, outcome) in expected {
        assert_eq!(queried(&text(json!({ "ErrCode": code }))), Ok(outcome), "{code}");
    }
}

#[test]
fn score_is_kept_as_a_band() {
    let band = |sim: Value| found(json!({ "Sim": sim })).inputs.score_band;
    for high in [json!("85.00"), json!("100"), json!(91.5)] {
        assert_eq!(band(high).as_deref(), Some("high"));
    }
    for medium in [json!("84.99"), json!("70")] {
        assert_eq!(band(medium).as_deref(), Some("medium"));
    }
    for none in [json!("69.99"), json!("101"), json!("NaN"), json!(""), Value::Null, json!([])] {
        assert_eq!(band(none), None);
    }
}

#[test]
fn liveness_is_a_short_word_of_the_provider() {
    let word = |told: Value| found(json!({ "LivenessMode": told })).inputs.liveness;
    assert_eq!(word(json!("LIP")).as_deref(), Some("LIP"));
    assert_eq!(word(json!(3)).as_deref(), Some("3"));
    for none in [json!(""), Value::Null, json!({ "a": 1 })] {
        assert_eq!(word(none), None);
    }
    assert!(found(json!({ "LivenessMode": "x".repeat(200) })).inputs.is_sound());
}

#[test]
fn query_asks_for_text_and_names_nobody() {
    let caller = answered(&text(json!({})));
    run(face().query(&open(EvidenceKind::Face, "biz-1"), &caller)).unwrap();
    let call = caller.only_call();
    assert_eq!(header(&call, "x-tc-action"), "GetDetectInfoEnhanced");
    let asked: Value = serde_json::from_slice(&call.body).unwrap();
    assert_eq!(asked, json!({ "BizToken": "biz-1", "RuleId": "1", "InfoType": "1" }));
}

#[test]
fn callbacks_are_not_expected() {
    let refused = face().callback(&delivery("application/json", b"{}", &[]));
    assert_eq!(refused, Err(CallbackRefusal::NoneExpected));
}
