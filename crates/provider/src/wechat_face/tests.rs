use base::{Secret, Time};

use super::*;
use crate::call::{Answer, Call};
use crate::notified::TheirKey;
use crate::testing::{FakeCaller, ISSUER, NAME, NOW, NUMBER, SEQ, ask, delivery, open, run};

const TOKEN: &str = r#"{"access_token":"token-1","expires_in":7200}"#;
const NEXT_TOKEN: &str = r#"{"access_token":"token-2","expires_in":7200}"#;
const BEGUN: &str = r#"{"errcode":0,"errmsg":"ok","verify_id":"verify-1","expires_in":3600}"#;
const PASSED: &str = r#"{"errcode":0,"errmsg":"ok","verify_ret":10000}"#;
const EXPIRED_TOKEN: &str = r#"{"errcode":42001,"errmsg":"access_token expired"}"#;

fn settings() -> Value {
    json!({
        "app_id": "wx-demo",
        "base_url": "https://wechat.example/wechat",
        "launch_url": "https://id.example/launch?a=1",
    })
}

fn face() -> WechatFace {
    WechatFace::new(&settings()).unwrap()
}

fn caller() -> FakeCaller {
    FakeCaller::new().secret("app_secret", "s3cret").answering(200, TOKEN)
}

fn began(caller: &FakeCaller) -> Result<Started, Trouble> {
    run(face().start(&ask(EvidenceKind::Face), caller))
}

/// What a query makes of this answer.
fn queried(answer: &str) -> Result<Outcome, Trouble> {
    let caller = caller().answering(200, answer);
    run(face().query(&open(EvidenceKind::Face, "verify-1"), &caller))
}

fn body(call: &Call) -> Value {
    serde_json::from_slice(&call.body).unwrap()
}

#[test]
fn settings_are_read_and_nothing_else() {
    assert!(WechatFace::new(&settings()).is_ok());
    for (member, wrong) in [("base_url", "http://wechat.example"), ("launch_url", "ftp://a"), ("app_id", "")]
    {
        let mut settings = settings();
        settings[member] = wrong.into();
        assert!(WechatFace::new(&settings).is_err(), "{member}");
    }
    let mut more = settings();
    more["secret"] = "x".into();
    assert!(WechatFace::new(&more).is_err());
}

#[test]
fn token_is_fetched_then_the_document_and_openid_are_told() {
    let caller = caller().answering(200, BEGUN);
    let started = began(&caller).unwrap();
    let [fetch, begin] = <[Call; 2]>::try_from(caller.calls()).unwrap();
    assert_eq!(fetch.url.as_str(), "https://wechat.example/wechat/cgi-bin/stable_token");
    let expected = json!({ "grant_type": "client_credential", "appid": "wx-demo", "secret": "s3cret" });
    assert_eq!(body(&fetch), expected);
    let address = "https://wechat.example/wechat/cityservice/face/identify/getverifyid?access_token=token-1";
    assert_eq!(begin.url.as_str(), address);
    let expected = json!({
        "out_seq_no": SEQ,
        "cert_info": { "cert_type": "IDENTITY_CARD", "cert_name": NAME, "cert_no": NUMBER },
        "openid": "o-demo-1",
    });
    assert_eq!(body(&begin), expected);
    assert_eq!(started.reference, "verify-1");
    assert_eq!(started.life, Duration::from_secs(3600));
}

#[test]
fn person_is_sent_to_the_launch_page_with_verify_id_and_the_way_back() {
    let Step::Visit(page) = began(&caller().answering(200, BEGUN)).unwrap().step else { panic!("no page") };
    let pairs: Vec<(String, String)> = page.query_pairs().into_owned().collect();
    let expected = [
        ("a", "1".to_owned()),
        ("verify_id", "verify-1".to_owned()),
        ("return_url", format!("{ISSUER}/verify/return/{SEQ}")),
    ];
    assert_eq!(pairs, expected.map(|(name, value)| (name.to_owned(), value)));
}

#[test]
fn no_call_is_made_without_openid_secret_or_known_document() {
    let mut without_openid = ask(EvidenceKind::Face);
    without_openid.factors.openid = None;
    let mut passport = ask(EvidenceKind::Face);
    passport.subject.document = DocumentType::Passport;
    for wrong in [without_openid, passport] {
        let caller = caller();
        assert!(matches!(run(face().start(&wrong, &caller)), Err(Trouble::NotSetUp(_))));
        assert!(caller.calls().is_empty());
    }
    let unarmed = FakeCaller::new();
    assert!(matches!(began(&unarmed), Err(Trouble::NotSetUp(_))));
    assert!(unarmed.calls().is_empty());
}

#[test]
fn errcode_within_http_200_is_an_error() {
    let refused = FakeCaller::new()
        .secret("app_secret", "s3cret")
        .answering(200, r#"{"errcode":40125,"errmsg":"invalid appsecret"}"#);
    assert_eq!(began(&refused), Err(Trouble::RefusedUs("errcode 40125".to_owned())));
    let busy = caller().answering(200, r#"{"errcode":-1,"errmsg":"system error"}"#);
    assert_eq!(began(&busy), Err(Trouble::OutOfOrder("errcode -1".to_owned())));
    let used = caller().answering(200, r#"{"errcode":84019,"errmsg":"","verify_id":"verify-1"}"#);
    assert_eq!(began(&used), Err(Trouble::RefusedUs("errcode 84019".to_owned())));
}

#[test]
fn start_without_errcode_or_verify_id_is_not_believed() {
    for answer in [r#"{"verify_id":"verify-1"}"#, r#"{"errcode":0}"#, r#"{"errcode":0,"verify_id":""}"#, "[]"]
    {
        assert!(matches!(began(&caller().answering(200, answer)), Err(Trouble::NotBelieved(_))), "{answer}");
    }
}

#[test]
fn passed_when_errcode_is_0_and_verify_ret_is_10000() {
    let Ok(Outcome::Passed(finding)) = queried(PASSED) else { panic!("not passed") };
    assert_eq!(finding.kind, EvidenceKind::Face);
    assert_eq!(finding.about, About::Reference("verify-1".to_owned()));
    assert_eq!(finding.openid.as_deref(), Some("o-demo-1"));
    assert!(finding.inputs.is_sound());
}

#[test]
fn not_passed_by_verify_ret_alone() {
    for errcode in [84017, 84018, 84020] {
        let answer = format!(r#"{{"errcode":{errcode},"verify_ret":10000}}"#);
        assert_eq!(queried(&answer), Ok(Outcome::Failed(Failure::Refused)), "{errcode}");
    }
    assert_eq!(queried(r#"{"errcode":84022,"verify_ret":10000}"#), Ok(Outcome::Expired));
    assert!(matches!(queried(r#"{"errcode":48001,"verify_ret":10000}"#), Err(Trouble::RefusedUs(_))));
    assert!(matches!(queried(r#"{"verify_ret":10000}"#), Err(Trouble::NotBelieved(_))));
}

#[test]
fn not_passed_by_errcode_alone() {
    assert!(matches!(queried(r#"{"errcode":0,"errmsg":"ok"}"#), Err(Trouble::NotBelieved(_))));
    let expected = [
        (0, Outcome::Failed(Failure::Refused)),
        (10002, Outcome::Failed(Failure::NotLive)),
        (10003, Outcome::Failed(Failure::NoMatch)),
        (10004, Outcome::Failed(Failure::OtherFace)),
        (10005, Outcome::Pending),
        (10020, Outcome::Expired),
        (10300, Outcome::Pending),
        (90002, Outcome::Cancelled),
        (99999, Outcome::Failed(Failure::Refused)),
    ];
    for (verify_ret, outcome) in expected {
        assert_eq!(queried(&format!(r#"{{"errcode":0,"verify_ret":{verify_ret}}}"#)), Ok(outcome));
    }
    assert!(matches!(queried(r#"{"errcode":0,"verify_ret":10042}"#), Err(Trouble::OutOfOrder(_))));
}

#[test]
fn query_names_the_person_by_digest_only() {
    let caller = caller().answering(200, PASSED);
    run(face().query(&open(EvidenceKind::Face, "verify-1"), &caller)).unwrap();
    let call = caller.calls().pop().unwrap();
    let asked = body(&call);
    assert_eq!(asked["verify_id"], "verify-1");
    assert_eq!(asked["out_seq_no"], SEQ);
    assert_eq!(asked["openid"], "o-demo-1");
    assert_eq!(asked["cert_hash"].as_str().unwrap().len(), 64);
    assert!(!String::from_utf8(call.body).unwrap().contains(NUMBER));
}

#[test]
fn cert_hash_is_that_of_the_published_example() {
    // The example of the reference; its number has a wrong check digit.
    let subject = Subject {
        document: DocumentType::ResidentId,
        number: "310101199801011234".to_owned(),
        name: "张三".to_owned(),
    };
    assert_eq!(cert_hash(&subject), "3c241f7ff324977aeb91f173bb2a7b06569e6fd784d5573db34a636d8671108b");
}

#[test]
fn refused_token_is_renewed_once_and_the_call_repeated() {
    for errcode in [40001, 42001] {
        let caller = caller()
            .answering(200, format!(r#"{{"errcode":{errcode}}}"#))
            .answering(200, NEXT_TOKEN)
            .answering(200, BEGUN);
        assert!(began(&caller).is_ok(), "{errcode}");
        let last = caller.calls().pop().unwrap();
        assert_eq!(last.url.query(), Some("access_token=token-2"));
    }
}

#[test]
fn second_refusal_of_a_token_is_an_error() {
    let caller =
        caller().answering(200, EXPIRED_TOKEN).answering(200, NEXT_TOKEN).answering(200, EXPIRED_TOKEN);
    assert_eq!(began(&caller), Err(Trouble::RefusedUs("errcode 42001".to_owned())));
    assert_eq!(caller.calls().len(), 4);
}

#[test]
fn token_is_kept_until_shortly_before_its_end() {
    let face = face();
    let ask = ask(EvidenceKind::Face);
    run(face.start(&ask, &caller().answering(200, BEGUN))).unwrap();
    let again = FakeCaller::new().at(Time::from_seconds(NOW + 6899)).answering(200, BEGUN);
    run(face.start(&ask, &again)).unwrap();
    assert_eq!(again.only_call().url.query(), Some("access_token=token-1"));
    let late = FakeCaller::new()
        .at(Time::from_seconds(NOW + 6900))
        .secret("app_secret", "s3cret")
        .answering(200, NEXT_TOKEN)
        .answering(200, BEGUN);
    run(face.start(&ask, &late)).unwrap();
    assert_eq!(late.calls().len(), 2);
}

/// Lets others run before each answer.
struct Slow(FakeCaller);

impl Caller for Slow {
    fn now(&self) -> Time {
        self.0.now()
    }

    fn send(&self, call: Call) -> BoxFuture<'_, Result<Answer, Trouble>> {
        Box::pin(async move {
            tokio::task::yield_now().await;
            self.0.send(call).await
        })
    }

    fn sign_rs256(&self, message: &[u8]) -> Result<Vec<u8>, Trouble> {
        self.0.sign_rs256(message)
    }

    fn sign_jws(&self, typ: &str, claims: &Value) -> Result<String, Trouble> {
        self.0.sign_jws(typ, claims)
    }

    fn secret(&self, name: &str) -> Option<Secret<String>> {
        Caller::secret(&self.0, name)
    }

    fn their_keys(&self) -> &[TheirKey] {
        self.0.their_keys()
    }

    fn issuer(&self) -> &str {
        self.0.issuer()
    }

    fn nonce(&self) -> String {
        self.0.nonce()
    }
}

fn token_fetches(caller: &FakeCaller) -> usize {
    caller.calls().iter().filter(|call| call.url.path().ends_with("/stable_token")).count()
}

#[tokio::test]
async fn token_is_fetched_once_for_all_who_wait() {
    let caller = Slow((0..8).fold(caller(), |caller, _| caller.answering(200, BEGUN)));
    let (face, ask) = (face(), ask(EvidenceKind::Face));
    let all = futures_util::future::join_all((0..8).map(|_| face.start(&ask, &caller))).await;
    assert!(all.iter().all(Result::is_ok));
    assert_eq!(token_fetches(&caller.0), 1);
}

#[tokio::test]
async fn refused_token_is_renewed_once_for_all_who_were_refused() {
    let refused = (0..8).fold(caller(), |caller, _| caller.answering(200, EXPIRED_TOKEN));
    let renewed = refused.answering(200, NEXT_TOKEN);
    let caller = Slow((0..8).fold(renewed, |caller, _| caller.answering(200, BEGUN)));
    let (face, ask) = (face(), ask(EvidenceKind::Face));
    let all = futures_util::future::join_all((0..8).map(|_| face.start(&ask, &caller))).await;
    assert!(all.iter().all(Result::is_ok));
    assert_eq!(token_fetches(&caller.0), 2);
}

#[test]
fn callbacks_are_not_expected() {
    let refused = face().callback(&delivery("application/json", PASSED.as_bytes(), &[]));
    assert_eq!(refused, Err(CallbackRefusal::NoneExpected));
}
