//! The face check of Tencent Cloud.

use ring::digest::{SHA256, digest};
use ring::hmac;
use sandbox::providers::Behaviour;
use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::world::{FORM, JSON, NOW, SEQ, World, somebody};

const HOUSE: &str = "cloud-face";

/// A call before it is signed.
struct Plain {
    action: &'static str,
    version: &'static str,
    region: &'static str,
    media: &'static str,
    id: String,
    key: String,
    stamp: i64,
    /// What is sent, and what is signed.
    body: String,
    signed_body: String,
}

impl World {
    fn plain(&self, action: &'static str, body: &Value) -> Plain {
        Plain {
            action,
            version: "2018-03-01",
            region: "ap-guangzhou",
            media: JSON,
            id: self.secret(HOUSE, "secret_id"),
            key: self.secret(HOUSE, "secret_key"),
            stamp: self.now(),
            body: body.to_string(),
            signed_body: body.to_string(),
        }
    }

    async fn cloud(&self, call: &Plain) -> Value {
        let url = self.setting(HOUSE, "base_url");
        let told = self.send(
            self.posting(&url, call.media, call.body.clone())
                .header("x-tc-action", call.action)
                .header("x-tc-version", call.version)
                .header("x-tc-region", call.region)
                .header("x-tc-timestamp", call.stamp.to_string())
                .header("authorization", authorization(call, &url)),
        );
        let told = told.await.unwrap().json();
        assert!(told["Response"]["RequestId"].is_string(), "{told}");
        told["Response"].clone()
    }

    fn detect_auth(&self) -> Value {
        json!({ "RuleId": "1", "IdCard": somebody().number, "Name": somebody().name,
            "RedirectUrl": self.return_url(), "Extra": SEQ })
    }

    async fn begin_face(&self) -> (String, String) {
        let told = self.cloud(&self.plain("DetectAuth", &self.detect_auth())).await;
        let text = |name: &str| told[name].as_str().unwrap_or_else(|| panic!("{told}")).to_owned();
        (text("BizToken"), text("Url"))
    }

    async fn face_result(&self, token: &str) -> Value {
        let body = json!({ "BizToken": token, "RuleId": "1", "InfoType": "1" });
        self.cloud(&self.plain("GetDetectInfoEnhanced", &body)).await
    }

    async fn refused_face(&self, change: impl FnOnce(&mut Plain)) -> String {
        let mut call = self.plain("DetectAuth", &self.detect_auth());
        change(&mut call);
        let told = self.cloud(&call).await;
        assert_eq!(self.city.cases(HOUSE).unwrap(), []);
        told["Error"]["Code"].as_str().unwrap_or_else(|| panic!("{told}")).to_owned()
    }
}

fn hash(text: &str) -> String {
    hex(digest(&SHA256, text.as_bytes()).as_ref())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text.as_bytes()).as_ref().to_vec()
}

fn authorization(call: &Plain, url: &str) -> String {
    let url = url::Url::parse(url).unwrap();
    let host = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap());
    let (action, media, names) = (call.action.to_lowercase(), call.media, "content-type;host;x-tc-action");
    let headers = format!("content-type:{media}\nhost:{host}\nx-tc-action:{action}\n");
    let request = format!("POST\n{}\n\n{headers}\n{names}\n{}", url.path(), hash(&call.signed_body));
    let date = OffsetDateTime::from_unix_timestamp(call.stamp).unwrap().date();
    let scope = format!("{date}/faceid/tc3_request");
    let text = format!("TC3-HMAC-SHA256\n{}\n{scope}\n{}", call.stamp, hash(&request));
    let start = format!("TC3{}", call.key).into_bytes();
    let key =
        [date.to_string().as_str(), "faceid", "tc3_request"].iter().fold(start, |key, word| mac(&key, word));
    let proof = hex(&mac(&key, &text));
    format!("TC3-HMAC-SHA256 Credential={}/{scope}, SignedHeaders={names}, Signature={proof}", call.id)
}

#[tokio::test]
async fn a_person_passes_on_the_page_and_is_named_in_the_result() {
    let world = World::new().await;
    let (token, page) = world.begin_face().await;
    assert_eq!(world.play(&page, "pass").await, world.return_url());
    let text = world.face_result(&token).await["Text"].clone();
    assert_eq!((&text["ErrCode"], &text["Extra"], &text["UseIDType"]), (&json!(0), &json!(SEQ), &json!(0)));
    assert_eq!((&text["IdCard"], &text["Name"]), (&json!(somebody().number), &json!(somebody().name)));
    assert!(text["Sim"].as_str().unwrap().parse::<f64>().unwrap() >= 85.0);
}

#[tokio::test]
async fn every_member_is_null_until_the_check_is_over() {
    let world = World::new().await;
    let (token, page) = world.begin_face().await;
    for leave in [false, true] {
        if leave {
            world.play(&page, "cancel").await;
        }
        let text = world.face_result(&token).await["Text"].clone();
        for (name, value) in text.as_object().unwrap() {
            assert!(value.is_null() || name == "Extra", "{name}");
        }
    }
    // Who left may come again.
    world.play(&page, "pass").await;
    assert_eq!(world.face_result(&token).await["Text"]["ErrCode"], 0);
}

#[tokio::test]
async fn what_the_tester_presses_is_what_is_told() {
    for (verdict, code) in [("fail", 2016), ("time-out", 15), ("wrong-subject", 0)] {
        let world = World::new().await;
        let (token, page) = world.begin_face().await;
        world.play(&page, verdict).await;
        let text = world.face_result(&token).await["Text"].clone();
        assert_eq!(text["ErrCode"], code, "{verdict}");
        assert_eq!(text["IdCard"] == somebody().number, verdict != "wrong-subject");
    }
}

#[tokio::test]
async fn a_signature_is_really_checked() {
    let world = World::new().await;
    let changed = |call: &mut Plain| call.body = call.body.replace("190101", "190102");
    assert_eq!(world.refused_face(changed).await, "AuthFailure.SignatureFailure");
    let guessed = |call: &mut Plain| call.key = "guessed".into();
    assert_eq!(world.refused_face(guessed).await, "AuthFailure.SignatureFailure");
    let stranger = |call: &mut Plain| call.id = "AKID-stranger".into();
    assert_eq!(world.refused_face(stranger).await, "AuthFailure.SecretIdNotFound");
    let late = |call: &mut Plain| call.stamp = NOW - 301;
    assert_eq!(world.refused_face(late).await, "AuthFailure.SignatureExpire");
}

#[tokio::test]
async fn a_call_of_another_form_is_refused() {
    let world = World::new().await;
    assert_eq!(world.refused_face(|call| call.action = "LivenessRecognition").await, "InvalidAction");
    assert_eq!(world.refused_face(|call| call.version = "2019-01-01").await, "NoSuchVersion");
    assert_eq!(world.refused_face(|call| call.region = "eu-west-1").await, "UnsupportedRegion");
    assert_eq!(world.refused_face(|call| call.media = FORM).await, "InvalidParameter");
}

#[tokio::test]
async fn a_start_that_lacks_something_is_refused() {
    let world = World::new().await;
    for (name, value, code) in [
        ("RuleId", json!("2"), "InvalidParameterValue.RuleIdNotExist"),
        ("IdCard", Value::Null, "MissingParameter"),
        ("IdCard", json!("19010119900307001"), "InvalidParameterValue"),
        ("Name", json!(""), "MissingParameter"),
        ("RedirectUrl", json!("https://evil.example/"), "InvalidParameterValue"),
        ("Extra", json!("x"), "InvalidParameterValue"),
        ("Extra", json!(1), "InvalidParameter"),
    ] {
        let mut body = world.detect_auth();
        body[name] = value;
        let told = world.cloud(&world.plain("DetectAuth", &body)).await;
        assert_eq!(told["Error"]["Code"], code, "{name}");
    }
}

#[tokio::test]
async fn a_number_is_taken_once() {
    let world = World::new().await;
    world.begin_face().await;
    let told = world.cloud(&world.plain("DetectAuth", &world.detect_auth())).await;
    assert_eq!(told["Error"]["Code"], "InvalidParameterValue");
}

#[tokio::test]
async fn a_token_is_good_for_one_check_within_two_hours() {
    let world = World::new().await;
    let (_, page) = world.begin_face().await;
    world.pass_time(7199);
    assert_eq!(world.get(&page).await.status, 303);
    world.play(&page, "fail").await;
    assert_eq!(world.get(&page).await.status, 400);
    let other = World::new().await;
    let (token, page) = other.begin_face().await;
    other.pass_time(7200);
    assert_eq!(other.get(&page).await.status, 400);
    assert_eq!(other.face_result(&token).await["Text"]["ErrCode"], Value::Null);
}

#[tokio::test]
async fn a_result_can_be_asked_for_during_three_days() {
    let world = World::new().await;
    let (token, page) = world.begin_face().await;
    world.play(&page, "pass").await;
    world.pass_time(3 * 24 * 3600 - 1);
    assert_eq!(world.face_result(&token).await["Text"]["ErrCode"], 0);
    world.pass_time(1);
    let told = world.face_result(&token).await;
    assert_eq!(told["Error"]["Code"], "InvalidParameterValue.BizTokenExpired");
    let told = world.face_result("never-given").await;
    assert_eq!(told["Error"]["Code"], "InvalidParameterValue.BizTokenIllegal");
}

#[tokio::test]
async fn it_misbehaves_when_told_to() {
    let world = World::new().await;
    let (token, page) = world.begin_face().await;
    world.play(&page, "pass").await;
    world.city.set(HOUSE, Behaviour::WrongSubject).unwrap();
    assert_ne!(world.face_result(&token).await["Text"]["IdCard"], somebody().number);
    world.city.set(HOUSE, Behaviour::OtherAudience).unwrap();
    assert_ne!(world.face_result(&token).await["Text"]["Extra"], SEQ);
    world.city.set(HOUSE, Behaviour::Expired).unwrap();
    let told = world.face_result(&token).await;
    assert_eq!(told["Error"]["Code"], "InvalidParameterValue.BizTokenExpired");
}
