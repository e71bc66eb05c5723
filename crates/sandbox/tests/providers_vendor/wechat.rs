//! The face check of WeChat.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{SHA256, digest};
use sandbox::providers::Behaviour;
use serde_json::{Value, json};

use crate::world::{FORM, JSON, SEQ, World, somebody};

const HOUSE: &str = "wechat";

impl World {
    async fn wechat(&self, path: &str, body: &Value) -> Value {
        let url = format!("{}{path}", self.setting(HOUSE, "base_url"));
        self.post(&url, JSON, body.to_string()).await.json()
    }

    async fn token_with(&self, change: impl FnOnce(&mut Value)) -> Value {
        let mut body = json!({ "grant_type": "client_credential", "appid": self.setting(HOUSE, "app_id"),
            "secret": self.secret(HOUSE, "app_secret") });
        change(&mut body);
        self.wechat("/cgi-bin/stable_token", &body).await
    }

    async fn token(&self) -> String {
        let told = self.token_with(|_| {}).await;
        told["access_token"].as_str().unwrap_or_else(|| panic!("{told}")).to_owned()
    }

    async fn begin_with(&self, token: &str, change: impl FnOnce(&mut Value)) -> Value {
        let person = somebody();
        let mut body = json!({ "out_seq_no": SEQ, "openid": person.openid, "cert_info": {
            "cert_type": "IDENTITY_CARD", "cert_name": person.name, "cert_no": person.number } });
        change(&mut body);
        self.wechat(&format!("/cityservice/face/identify/getverifyid?access_token={token}"), &body).await
    }

    async fn begun(&self) -> String {
        let told = self.begin_with(&self.token().await, |_| {}).await;
        assert_eq!((&told["errcode"], &told["expires_in"]), (&json!(0), &json!(3600)), "{told}");
        told["verify_id"].as_str().unwrap().to_owned()
    }

    fn launch(&self, verify_id: &str, return_url: &str) -> String {
        let pairs = [("verify_id", verify_id), ("return_url", return_url)];
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        format!("{}?{query}", self.setting(HOUSE, "launch_url"))
    }

    async fn query_with(&self, verify_id: &str, change: impl FnOnce(&mut Value)) -> Value {
        let person = somebody();
        let mut body = json!({ "verify_id": verify_id, "out_seq_no": SEQ, "openid": person.openid,
            "cert_hash": cert_hash(person.name, person.number) });
        change(&mut body);
        let token = self.token().await;
        self.wechat(&format!("/cityservice/face/identify/queryverifyinfo?access_token={token}"), &body).await
    }

    async fn query(&self, verify_id: &str) -> Value {
        self.query_with(verify_id, |_| {}).await
    }
}

fn cert_hash(name: &str, number: &str) -> String {
    let [kind, name, number] = ["IDENTITY_CARD", name, number].map(|text| STANDARD.encode(text));
    let text = format!("cert_type={kind}&cert_name={name}&cert_no={number}");
    digest(&SHA256, text.as_bytes()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn a_person_passes_in_the_app_and_is_asked_for() {
    let world = World::new().await;
    let verify_id = world.begun().await;
    assert_eq!(world.query(&verify_id).await["verify_ret"], 10300);
    let back = world.play(&world.launch(&verify_id, &world.return_url()), "pass").await;
    assert_eq!(back, world.return_url());
    let told = world.query(&verify_id).await;
    assert_eq!((&told["errcode"], &told["verify_ret"]), (&json!(0), &json!(10000)));
}

#[tokio::test]
async fn what_the_tester_presses_is_what_is_told() {
    for (verdict, member, number) in [
        ("fail", "verify_ret", 10004),
        ("cancel", "verify_ret", 90002),
        ("time-out", "verify_ret", 90107),
        ("wrong-subject", "errcode", 84017),
    ] {
        let world = World::new().await;
        let verify_id = world.begun().await;
        world.play(&world.launch(&verify_id, &world.return_url()), verdict).await;
        let told = world.query(&verify_id).await;
        assert_eq!(told[member], number, "{verdict} {told}");
        assert_ne!((&told["errcode"], &told["verify_ret"]), (&json!(0), &json!(10000)));
    }
}

#[tokio::test]
async fn everybody_gets_the_same_token_until_it_is_nearly_over() {
    let world = World::new().await;
    let first = world.token_with(|_| {}).await;
    assert_eq!((&first["expires_in"], &first["errcode"]), (&json!(7200), &Value::Null));
    world.pass_time(6000);
    let second = world.token_with(|_| {}).await;
    assert_eq!((&second["expires_in"], &second["access_token"]), (&json!(1200), &first["access_token"]));
    world.pass_time(1000);
    assert_ne!(world.token_with(|_| {}).await["access_token"], first["access_token"]);
}

#[tokio::test]
async fn an_expired_token_is_told_from_an_unknown_one_and_a_missing_one() {
    let world = World::new().await;
    let token = world.token().await;
    assert_eq!(world.begin_with("", |_| {}).await["errcode"], 41001);
    assert_eq!(world.begin_with("never-given", |_| {}).await["errcode"], 40001);
    world.pass_time(7200);
    assert_eq!(world.begin_with(&token, |_| {}).await["errcode"], 42001);
    assert_eq!(world.city.cases(HOUSE).unwrap(), []);
}

#[tokio::test]
async fn a_forced_renewal_makes_the_old_token_invalid() {
    let world = World::new().await;
    let old = world.token().await;
    world.token_with(|body| body["force_refresh"] = json!(true)).await;
    assert_eq!(world.begin_with(&old, |_| {}).await["errcode"], 40001);
    world.begun().await;
}

#[tokio::test]
async fn a_token_is_not_given_to_others() {
    let world = World::new().await;
    for (name, value, errcode) in [
        ("appid", json!("wx-another"), 40013),
        ("secret", json!("guessed"), 40125),
        ("grant_type", json!("password"), 40002),
        ("secret", json!(1), 47001),
    ] {
        let told = world.token_with(|body| body[name] = value).await;
        assert_eq!(told["errcode"], errcode, "{name}");
        assert!(told["access_token"].is_null());
    }
}

#[tokio::test]
async fn a_number_is_taken_once() {
    let world = World::new().await;
    world.begun().await;
    let token = world.token().await;
    assert_eq!(world.begin_with(&token, |_| {}).await["errcode"], 84019);
}

#[tokio::test]
async fn a_start_of_another_form_is_refused() {
    let world = World::new().await;
    let token = world.token().await;
    let changes: [fn(&mut Value); 4] = [
        |body| body["out_seq_no"] = json!("a b"),
        |body| body["cert_info"]["cert_type"] = json!("PASSPORT"),
        |body| body["cert_info"]["cert_name"] = json!(""),
        |body| body["openid"] = json!(""),
    ];
    for change in changes {
        assert_eq!(world.begin_with(&token, change).await["errcode"], 40097);
    }
    let told = world.begin_with(&token, |body| body["cert_info"] = json!("IDENTITY_CARD")).await;
    assert_eq!(told["errcode"], 47001);
}

#[tokio::test]
async fn a_question_that_differs_from_the_start_learns_an_errcode_and_no_result() {
    let world = World::new().await;
    let verify_id = world.begun().await;
    world.play(&world.launch(&verify_id, &world.return_url()), "pass").await;
    for (name, value, errcode) in [
        ("openid", "o-demo-02".to_owned(), 84017),
        ("cert_hash", cert_hash("演示乙", somebody().number), 84018),
        ("out_seq_no", "f".repeat(32), 84020),
        ("verify_id", "0".repeat(32), 84001),
    ] {
        let told = world.query_with(&verify_id, |body| body[name] = json!(value)).await;
        assert_eq!((&told["errcode"], &told["verify_ret"]), (&json!(errcode), &Value::Null), "{name}");
    }
}

#[tokio::test]
async fn a_verify_id_is_good_for_one_check() {
    let world = World::new().await;
    let launch = world.launch(&world.begun().await, &world.return_url());
    world.play(&launch, "fail").await;
    assert_eq!(world.get(&launch).await.status, 400);
    // Nor does the page it was played on decide a second time.
    let page = world.city.cases(HOUSE).unwrap()[0].page.clone();
    world.post(&page, FORM, "verdict=pass").await;
    assert_eq!(world.query(&world.city.cases(HOUSE).unwrap()[0].reference).await["verify_ret"], 10004);
}

#[tokio::test]
async fn a_verify_id_is_good_for_an_hour() {
    let world = World::new().await;
    let verify_id = world.begun().await;
    let launch = world.launch(&verify_id, &world.return_url());
    world.pass_time(3599);
    assert_eq!(world.get(&launch).await.status, 303);
    world.pass_time(1);
    assert_eq!(world.get(&launch).await.status, 400);
    assert_eq!(world.query(&verify_id).await["errcode"], 84022);
}

#[tokio::test]
async fn nobody_is_sent_to_a_stranger() {
    let world = World::new().await;
    let verify_id = world.begun().await;
    let strange = world.get(&world.launch(&verify_id, "https://evil.example/")).await;
    assert_eq!((strange.status, strange.location.as_str()), (400, ""));
}

#[tokio::test]
async fn it_misbehaves_when_told_to() {
    let world = World::new().await;
    let verify_id = world.begun().await;
    world.play(&world.launch(&verify_id, &world.return_url()), "pass").await;
    for (behaviour, errcode) in [
        (Behaviour::WrongSubject, 84017),
        (Behaviour::Expired, 84022),
        (Behaviour::Slow(Duration::from_millis(1)), 0),
        (Behaviour::Faithful, 0),
    ] {
        world.city.set(HOUSE, behaviour).unwrap();
        assert_eq!(world.query(&verify_id).await["errcode"], errcode, "{behaviour:?}");
    }
    let url = format!("{}/cgi-bin/stable_token", world.setting(HOUSE, "base_url"));
    world.city.set(HOUSE, Behaviour::Breaks).unwrap();
    assert_eq!(world.post(&url, JSON, "{}").await.status, 500);
    world.city.set(HOUSE, Behaviour::Down).unwrap();
    assert!(world.send(world.posting(&url, JSON, "{}")).await.is_err());
}
