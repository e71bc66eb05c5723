use base::Time;
use serde_json::json;

use super::*;
use crate::testing::{FakeCaller, ISSUER, NAME, NOW, NUMBER, SEQ, TestKey, ask, delivery, open, run};

fn settings(mode: i64) -> Value {
    json!({ "base_url": "https://ni.example/network-identity", "org_id": "org-1", "business_id": "b-1", "mode": mode })
}

fn identity(mode: i64) -> NetworkIdentity {
    NetworkIdentity::new(&settings(mode)).unwrap()
}

/// The service signs with the other key; ours is the first.
fn caller() -> FakeCaller {
    FakeCaller::new().trusting(TestKey::other_rsa().public("service"))
}

fn signed_by(key: &TestKey, fields: &Fields, changes: &[(&str, &str)]) -> String {
    let mut fields = fields.clone();
    for (name, value) in changes {
        fields.set(*name, *value);
    }
    let sign = key.rsa2(&fields.base_string(&[SIGN]));
    fields.set(SIGN, sign);
    let form = fields.encode();
    let members = form_urlencoded::parse(form.as_bytes()).into_owned();
    let members: serde_json::Map<String, Value> = members.map(|(name, value)| (name, value.into())).collect();
    Value::Object(members).to_string()
}

fn signed(fields: &Fields, changes: &[(&str, &str)]) -> String {
    signed_by(&TestKey::other_rsa(), fields, changes)
}

fn begun() -> Fields {
    Fields::of([
        ("code", "0000"),
        ("biz_seq", SEQ),
        ("reference", "ref-1"),
        ("page", "https://ni.example/app?ref=ref-1"),
        ("timestamp", "1790000000"),
    ])
}

fn passed() -> Fields {
    let digest = subject_digest(SEQ, &ask(EvidenceKind::NetworkIdentityFace).subject);
    Fields::of([
        ("result", "0000"),
        ("biz_seq", SEQ),
        ("mode", "2"),
        ("subject_digest", &digest),
        ("network_identity_code", "ni-code-1"),
        ("face_band", "high"),
        ("timestamp", "1790000000"),
    ])
}

fn began(caller: &FakeCaller) -> Result<Started, Trouble> {
    run(identity(2).start(&ask(EvidenceKind::NetworkIdentityFace), caller))
}

fn returned() -> Open {
    Open { voucher: Some("voucher-1".to_owned()), ..open(EvidenceKind::NetworkIdentityFace, "ref-1") }
}

fn queried(answer: String) -> Result<Outcome, Trouble> {
    run(identity(2).query(&returned(), &caller().answering(200, answer)))
}

fn changed(changes: &[(&str, &str)]) -> Result<Outcome, Trouble> {
    queried(signed(&passed(), changes))
}

fn sent(caller: &FakeCaller) -> Fields {
    let fields = Fields::from_form(&caller.only_call().body).unwrap();
    assert_eq!(fields.signed_by(&[TestKey::rsa().public("ours")], &[SIGN]), Some("ours"));
    fields
}

#[test]
fn settings_are_read_and_nothing_else() {
    assert!(NetworkIdentity::new(&settings(0)).is_ok());
    assert!(NetworkIdentity::new(&settings(4)).is_err());
    assert!(NetworkIdentity::new(&settings(-1)).is_err());
    let mut more = settings(0);
    more["key"] = "x".into();
    assert!(NetworkIdentity::new(&more).is_err());
}

#[test]
fn each_mode_finds_its_own_kind() {
    let kinds = [
        EvidenceKind::NetworkIdentity,
        EvidenceKind::NetworkIdentityPassword,
        EvidenceKind::NetworkIdentityFace,
        EvidenceKind::NetworkIdentityPasswordFace,
    ];
    for (mode, kind) in (0..).zip(kinds) {
        assert_eq!(identity(mode).kinds(), [kind]);
        let answer = signed(&passed(), &[("mode", &mode.to_string())]);
        let told = run(identity(mode).query(&returned(), &caller().answering(200, answer)));
        let Ok(Outcome::Passed(finding)) = told else { panic!("not passed") };
        assert_eq!(finding.kind, kind);
    }
}

#[test]
fn start_tells_institution_mode_and_digest_but_not_the_person() {
    let caller = caller().answering(200, signed(&begun(), &[]));
    began(&caller).unwrap();
    let fields = sent(&caller);
    let expected = [
        ("org_id", "org-1"),
        ("business_id", "b-1"),
        ("biz_seq", SEQ),
        ("mode", "2"),
        ("timestamp", "1790000000"),
        ("return_url", &format!("{ISSUER}/verify/return/{SEQ}")),
    ];
    for (name, value) in expected {
        assert_eq!(fields.get(name), Some(value), "{name}");
    }
    let subject = ask(EvidenceKind::NetworkIdentityFace).subject;
    assert_eq!(fields.get("subject_digest"), Some(subject_digest(SEQ, &subject).as_str()));
    let all = fields.base_string(&[]);
    assert!(!all.contains(NAME) && !all.contains(NUMBER));
}

#[test]
fn person_is_sent_to_the_page_told() {
    let started = began(&caller().answering(200, signed(&begun(), &[]))).unwrap();
    assert_eq!(started.reference, "ref-1");
    assert_eq!(started.step, Step::Visit("https://ni.example/app?ref=ref-1".parse().unwrap()));
}

#[test]
fn start_is_refused_by_code() {
    let start = |code: &str| began(&caller().answering(200, signed(&begun(), &[("code", code)])));
    assert_eq!(start("4003"), Err(Trouble::RefusedUs("4003".to_owned())));
    assert_eq!(start("9001"), Err(Trouble::OutOfOrder("9001".to_owned())));
    assert!(matches!(start(""), Err(Trouble::NotBelieved(_))));
}

#[test]
fn start_without_page_or_reference_is_not_believed() {
    for (name, wrong) in
        [("page", ""), ("page", "http://ni.example/"), ("reference", ""), ("reference", "a b")]
    {
        let told = began(&caller().answering(200, signed(&begun(), &[(name, wrong)])));
        assert!(matches!(told, Err(Trouble::NotBelieved(_))), "{name}");
    }
}

#[test]
fn nothing_is_asked_without_a_voucher() {
    let caller = caller();
    let waiting = open(EvidenceKind::NetworkIdentityFace, "ref-1");
    assert_eq!(run(identity(2).query(&waiting, &caller)), Ok(Outcome::Pending));
    assert!(caller.calls().is_empty());
}

#[test]
fn voucher_is_cashed() {
    let caller = caller().answering(200, signed(&passed(), &[]));
    run(identity(2).query(&returned(), &caller)).unwrap();
    assert_eq!(caller.only_call().url.as_str(), "https://ni.example/network-identity/query");
    let fields = sent(&caller);
    for (name, value) in [("biz_seq", SEQ), ("reference", "ref-1"), ("voucher", "voucher-1")] {
        assert_eq!(fields.get(name), Some(value), "{name}");
    }
}

#[test]
fn voucher_is_read_from_the_return_address_if_given_once() {
    let given = |pairs: &[(&str, &str)]| {
        let query: Vec<(String, String)> =
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        identity(0).voucher(&query)
    };
    assert_eq!(given(&[("a", "1"), ("voucher", "v=1")]).as_deref(), Some("v=1"));
    assert_eq!(given(&[("voucher", "v1"), ("voucher", "v2")]), None);
    assert_eq!(given(&[("a", "1")]), None);
    for wrong in ["", "a b", "a&b", &"a".repeat(257)] {
        assert_eq!(given(&[("voucher", wrong)]), None, "{wrong}");
    }
}

#[test]
fn passed_about_the_digest_it_tells() {
    let Ok(Outcome::Passed(finding)) = changed(&[]) else { panic!("not passed") };
    let subject = ask(EvidenceKind::NetworkIdentityFace).subject;
    assert_eq!(finding.about, About::Digest(subject_digest(SEQ, &subject)));
    assert_eq!(finding.inputs.network_identity_code.as_deref(), Some("ni-code-1"));
    assert_eq!(finding.inputs.score_band.as_deref(), Some("high"));
    assert_eq!(finding.at, Some(Time::from_seconds(NOW)));
    let other = "0".repeat(64);
    let Ok(Outcome::Passed(finding)) = changed(&[("subject_digest", &other)]) else { panic!("not passed") };
    assert_eq!(finding.about, About::Digest(other));
}

#[test]
fn another_mode_than_the_one_asked_is_not_believed() {
    for other in ["0", "1", "3", "", "02"] {
        assert!(matches!(changed(&[("mode", other)]), Err(Trouble::NotBelieved(_))), "{other}");
    }
}

#[test]
fn success_with_a_member_missing_or_malformed_is_not_believed() {
    let wrong = [
        ("subject_digest", ""),
        ("subject_digest", "演示甲"),
        ("network_identity_code", ""),
        ("network_identity_code", "a b"),
        ("face_band", "0.93"),
        ("result", ""),
    ];
    for (name, value) in wrong {
        assert!(matches!(changed(&[(name, value)]), Err(Trouble::NotBelieved(_))), "{name} {value}");
    }
}

#[test]
fn answer_signed_by_a_stranger_changed_or_unsigned_is_not_believed() {
    let stranger = signed_by(&TestKey::rsa(), &passed(), &[]);
    let tampered = signed(&passed(), &[("result", "1001")]).replace("1001", "0000");
    let unsigned = r#"{"result":"0000"}"#.to_owned();
    for answer in [stranger, tampered, unsigned] {
        assert!(matches!(queried(answer), Err(Trouble::NotBelieved(_))));
    }
}

#[test]
fn answer_of_another_time_or_question_is_not_believed() {
    let other = "ffeeddccbbaa99887766554433221100";
    for change in
        [("timestamp", "1789999699"), ("timestamp", "1790000301"), ("timestamp", ""), ("biz_seq", other)]
    {
        assert!(matches!(changed(&[change]), Err(Trouble::NotBelieved(_))), "{change:?}");
    }
    assert!(changed(&[("timestamp", "1789999700")]).is_ok());
}

#[test]
fn answer_whose_fields_could_be_read_otherwise_is_not_believed() {
    assert!(matches!(changed(&[("more", "1&result=0000")]), Err(Trouble::NotBelieved(_))));
}

#[test]
fn other_results_say_why_not() {
    let expected = [
        ("0001", Outcome::Pending),
        ("1001", Outcome::Failed(Failure::NoMatch)),
        ("1002", Outcome::Failed(Failure::OtherFace)),
        ("1003", Outcome::Failed(Failure::NotLive)),
        ("1004", Outcome::Failed(Failure::DocumentInvalid)),
        ("1005", Outcome::Failed(Failure::Deceased)),
        ("2001", Outcome::Cancelled),
        ("2002", Outcome::Expired),
        ("5555", Outcome::Failed(Failure::Refused)),
    ];
    for (result, outcome) in expected {
        assert_eq!(changed(&[("result", result)]), Ok(outcome), "{result}");
    }
    assert!(matches!(changed(&[("result", "9001")]), Err(Trouble::OutOfOrder(_))));
}

#[test]
fn no_call_is_made_without_keys() {
    for caller in [FakeCaller::new(), caller().without_our_key()] {
        assert!(matches!(began(&caller), Err(Trouble::NotSetUp(_))));
        assert!(caller.calls().is_empty());
    }
}

#[test]
fn callbacks_are_not_expected() {
    let refused = identity(0).callback(&delivery("application/json", b"{}", &[]));
    assert_eq!(refused, Err(CallbackRefusal::NoneExpected));
}
