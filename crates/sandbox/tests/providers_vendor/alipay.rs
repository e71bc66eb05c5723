//! Alipay's certification of identity.

use sandbox::providers::Behaviour;
use serde_json::{Value, json};
use time::macros::{format_description, offset};
use time::{OffsetDateTime, UtcOffset};

use crate::sorted::{Fields, base_string, decoded, encoded, fields, made_by, signed};
use crate::world::{FORM, NOW, SEQ, World, somebody};

const HOUSE: &str = "alipay";

/// What is changed in a right start, and what is said to that.
type Change = (fn(&mut Value), &'static str);

/// An answer of the gateway, taken apart without reading its JSON.
#[derive(Debug)]
struct Told {
    member: String,
    /// The text of the node, as it stands.
    node: String,
    sign: Option<String>,
}

impl Told {
    fn read(body: &str) -> Self {
        let inside = body.strip_prefix("{\"").unwrap().strip_suffix('}').unwrap();
        let (member, rest) = inside.split_once("\":").unwrap();
        let (node, sign) = match rest.rsplit_once(",\"sign\":\"") {
            Some((node, sign)) => (node, Some(sign.trim_end_matches('"').to_owned())),
            None => (rest, None),
        };
        Self { member: member.to_owned(), node: node.to_owned(), sign }
    }

    fn says(&self) -> Value {
        serde_json::from_str(&self.node).unwrap()
    }

    fn is_signed_by(&self, key: &Value) -> bool {
        self.sign.as_ref().is_some_and(|sign| !sign.is_empty() && made_by(key, &self.node, sign))
    }
}

impl World {
    fn common(&self, method: &str, biz_content: &Value) -> Fields {
        let timestamp = clock_at(self.now(), offset!(+8));
        fields([
            ("app_id", &self.setting(HOUSE, "app_id")),
            ("method", &format!("alipay.user.certify.open.{method}")),
            ("format", "JSON"),
            ("charset", "utf-8"),
            ("sign_type", "RSA2"),
            ("timestamp", &timestamp),
            ("version", "1.0"),
            ("notify_url", &self.notify_url()),
            ("biz_content", &biz_content.to_string()),
        ])
    }

    fn initialize(&self) -> Value {
        json!({ "outer_order_no": SEQ, "biz_code": "FACE", "merchant_config": { "return_url": self.return_url() },
            "identity_param": { "identity_type": "CERT_INFO", "cert_type": "IDENTITY_CARD",
                "cert_name": somebody().name, "cert_no": somebody().number } })
    }

    async fn gateway(&self, form: &Fields) -> Told {
        let answer = self.post(&self.setting(HOUSE, "gateway"), FORM, encoded(form)).await;
        assert_eq!(answer.status, 200);
        Told::read(&answer.body)
    }

    /// The `certify_id` and the address that the browser opens.
    async fn begin_certify(&self) -> (String, String) {
        let told = self.gateway(&signed(self.common("initialize", &self.initialize()))).await;
        assert!(told.is_signed_by(&self.key(HOUSE)), "{told:?}");
        assert_eq!(
            (told.member.as_str(), &told.says()["code"]),
            ("alipay_user_certify_open_initialize_response", &json!("10000"))
        );
        let certify_id = told.says()["certify_id"].as_str().unwrap().to_owned();
        let page = signed(self.common("certify", &json!({ "certify_id": certify_id })));
        (certify_id, format!("{}?{}", self.setting(HOUSE, "gateway"), encoded(&page)))
    }

    async fn ask_certify(&self, certify_id: &str) -> Told {
        self.gateway(&signed(self.common("query", &json!({ "certify_id": certify_id })))).await
    }

    async fn passed(&self, certify_id: &str) -> String {
        let told = self.ask_certify(certify_id).await;
        assert!(told.is_signed_by(&self.key(HOUSE)), "{told:?}");
        told.says()["passed"].as_str().unwrap_or_else(|| panic!("{told:?}")).to_owned()
    }

    /// What a changed call to begin learns: where, the code and the word beside it.
    async fn refused_call(&self, change: impl FnOnce(&mut Fields)) -> (Told, String) {
        let mut form = self.common("initialize", &self.initialize());
        change(&mut form);
        let told = self.gateway(&signed(form)).await;
        let says = told.says();
        let code = format!("{} {}", says["code"].as_str().unwrap(), says["sub_code"].as_str().unwrap());
        (told, code)
    }

    async fn refused_content(&self, change: impl FnOnce(&mut Value)) -> String {
        let mut content = self.initialize();
        change(&mut content);
        let biz_content = content.to_string();
        self.refused_call(|form| drop(form.insert("biz_content".into(), biz_content))).await.1
    }
}

fn clock_at(seconds: i64, zone: UtcOffset) -> String {
    let format = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");
    OffsetDateTime::from_unix_timestamp(seconds).unwrap().to_offset(zone).format(&format).unwrap()
}

#[tokio::test]
async fn a_person_passes_on_the_page_and_is_asked_for() {
    let world = World::new().await;
    let (certify_id, page) = world.begin_certify().await;
    assert_eq!(world.passed(&certify_id).await, "F");
    // The way back carries no data.
    assert_eq!(world.play(&page, "pass").await, world.return_url());
    assert_eq!(world.passed(&certify_id).await, "T");
}

#[tokio::test]
async fn who_failed_or_left_may_try_again_until_it_runs_out() {
    let world = World::new().await;
    let (certify_id, page) = world.begin_certify().await;
    for verdict in ["fail", "cancel", "wrong-subject"] {
        world.play(&page, verdict).await;
        assert_eq!(world.passed(&certify_id).await, "F", "{verdict}");
    }
    world.pass_time(300);
    world.play(&page, "pass").await;
    world.play(&page, "fail").await;
    assert_eq!(world.passed(&certify_id).await, "T");
}

#[tokio::test]
async fn a_certify_id_is_good_for_23_hours_and_known_for_three_months() {
    let world = World::new().await;
    let (certify_id, _) = world.begin_certify().await;
    world.pass_time(23 * 3600);
    let page = signed(world.common("certify", &json!({ "certify_id": certify_id })));
    let address = format!("{}?{}", world.setting(HOUSE, "gateway"), encoded(&page));
    assert_eq!(world.get(&address).await.status, 400);
    assert_eq!(world.passed(&certify_id).await, "F");
    world.pass_time(90 * 24 * 3600);
    let told = world.ask_certify(&certify_id).await.says();
    assert_eq!((&told["code"], &told["sub_code"]), (&json!("40004"), &json!("OPEN_CERTIFY_BILL_NOT_EXIST")));
}

#[tokio::test]
async fn an_address_is_only_opened_as_it_was_signed() {
    let world = World::new().await;
    let (certify_id, page) = world.begin_certify().await;
    let other = page.replace(&certify_id, &"0".repeat(32));
    assert_ne!(other, page);
    let refused = world.get(&other).await;
    assert_eq!(refused.status, 400);
    assert!(refused.body.contains("isv.invalid-signature"), "{}", refused.body);
    assert_eq!(world.get(&page).await.status, 303);
}

#[tokio::test]
async fn a_wrong_signature_is_refused_by_a_signed_answer() {
    let world = World::new().await;
    let mut form = signed(world.common("initialize", &world.initialize()));
    form.insert("version".into(), "1.1".into());
    let told = world.gateway(&form).await;
    assert_eq!(told.member, "alipay_user_certify_open_initialize_response");
    assert!(told.is_signed_by(&world.key(HOUSE)));
    let says = told.says();
    assert_eq!((&says["code"], &says["sub_code"]), (&json!("40002"), &json!("isv.invalid-signature")));
}

#[tokio::test]
async fn an_unknown_caller_or_method_is_refused_unsigned() {
    let world = World::new().await;
    for (name, value, expected) in [
        ("app_id", "2021000000009999", "40002 isv.invalid-app-id"),
        ("method", "alipay.trade.pay", "40002 isv.invalid-method"),
        ("method", "", "40001 isv.missing-method"),
    ] {
        let (told, code) = world.refused_call(|form| drop(form.insert(name.into(), value.into()))).await;
        assert_eq!((told.member.as_str(), &told.sign, code.as_str()), ("error_response", &None, expected));
    }
}

#[tokio::test]
async fn a_call_of_another_form_is_refused() {
    let world = World::new().await;
    let in_greenwich = clock_at(NOW, UtcOffset::UTC);
    for (name, value, expected) in [
        ("sign_type", "RSA", "40002 isv.invalid-signature-type"),
        ("charset", "gbk", "40002 isv.invalid-charset"),
        ("version", "2.0", "40002 isv.invalid-version"),
        ("format", "XML", "40002 isv.invalid-format"),
        ("timestamp", "2027-01-15T16:00:00", "40002 isv.invalid-timestamp"),
        ("timestamp", in_greenwich.as_str(), "40002 isv.invalid-timestamp"),
        ("notify_url", "https://evil.example/", "40002 isv.invalid-parameter-url"),
        ("biz_content", "[]", "40002 isv.invalid-biz-content"),
    ] {
        let (told, code) = world.refused_call(|form| drop(form.insert(name.into(), value.into()))).await;
        assert_eq!(code, expected);
        assert!(told.is_signed_by(&world.key(HOUSE)));
    }
    let (_, code) = world.refused_call(|form| drop(form.remove("timestamp"))).await;
    assert_eq!(code, "40001 isv.missing-timestamp");
}

#[tokio::test]
async fn empty_parameters_are_not_signed() {
    let world = World::new().await;
    let mut form = signed(world.common("initialize", &world.initialize()));
    form.insert("app_auth_token".into(), String::new());
    assert_eq!(world.gateway(&form).await.says()["code"], "10000");
}

#[tokio::test]
async fn a_start_about_nothing_it_knows_is_refused() {
    let world = World::new().await;
    let changes: [Change; 6] = [
        (|content| content["biz_code"] = json!("SMART_FACE"), "40004 BIZ_CODE_NOT_SUPPORT"),
        (|content| content["identity_param"]["cert_type"] = json!("PASSPORT"), "40002 isv.invalid-cert-type"),
        (
            |content| content["identity_param"]["identity_type"] = json!("X"),
            "40002 isv.invalid-identity-type",
        ),
        (|content| content["identity_param"]["cert_no"] = json!(""), "40001 isv.missing-cert-no"),
        (
            |content| content["merchant_config"]["return_url"] = json!("https://evil.example/"),
            "40002 isv.invalid-parameter-url",
        ),
        (|content| content["outer_order_no"] = json!("a-b"), "40002 isv.invalid-out-seq-no"),
    ];
    for (change, expected) in changes {
        assert_eq!(world.refused_content(change).await, expected);
    }
}

#[tokio::test]
async fn a_number_is_taken_once() {
    let world = World::new().await;
    world.begin_certify().await;
    assert_eq!(world.refused_content(|_| {}).await, "40004 DUPLICATE_OUTER_ORDER_NO");
}

#[tokio::test]
async fn a_notification_comes_until_it_is_heard_under_one_id() {
    let world = World::new().await;
    world.will_answer(&[(200, "success\n"), (302, "success"), (500, "")]);
    let (certify_id, page) = world.begin_certify().await;
    world.play(&page, "pass").await;
    let letters: Vec<Fields> = world.letters().await.iter().map(|letter| decoded(letter)).collect();
    assert_eq!(letters.len(), 4);
    for letter in &letters {
        assert!(made_by(&world.key(HOUSE), &base_string(letter, &["sign", "sign_type"]), &letter["sign"]));
        assert_eq!(letter["notify_id"], letters[0]["notify_id"]);
        assert_eq!((letter["outer_order_no"].as_str(), &letter["certify_id"]), (SEQ, &certify_id));
        assert_eq!((letter["passed"].as_str(), letter["sign_type"].as_str()), ("T", "RSA2"));
        assert_eq!(letter["app_id"], world.setting(HOUSE, "app_id"));
        assert_eq!(letter["notify_time"], clock_at(NOW, offset!(+8)));
    }
}

#[tokio::test]
async fn a_notification_comes_eight_times_at_most() {
    let world = World::new().await;
    world.will_answer(&[(200, "fail"); 20]);
    let (_, page) = world.begin_certify().await;
    world.play(&page, "pass").await;
    assert_eq!(world.letters().await.len(), 8);
}

#[tokio::test]
async fn notifications_misbehave_when_told_to() {
    let unsigned = (false, true, true, true, true);
    for (behaviour, expected) in [
        (Behaviour::Tampered, unsigned),
        (Behaviour::NoSignature, unsigned),
        (Behaviour::UnknownKey, unsigned),
        (Behaviour::RotatedKey, unsigned),
        (Behaviour::OtherAudience, (true, false, true, true, true)),
        (Behaviour::WrongSubject, (true, true, false, true, true)),
        (Behaviour::Expired, (true, true, true, false, true)),
        (Behaviour::OldTimestamp, (true, true, true, true, false)),
    ] {
        let world = World::new().await;
        world.city.set(HOUSE, behaviour).unwrap();
        // What is said of the person concerns calls as well: those are asked about elsewhere.
        world.city.set_answers(HOUSE, Behaviour::Faithful).unwrap();
        let (certify_id, page) = world.begin_certify().await;
        world.play(&page, "pass").await;
        let letter = decoded(&world.letters().await[0]);
        let text = base_string(&letter, &["sign", "sign_type"]);
        let is_signed = letter.get("sign").is_some_and(|sign| made_by(&world.key(HOUSE), &text, sign));
        let found = (
            is_signed,
            letter["app_id"] == world.setting(HOUSE, "app_id"),
            letter["certify_id"] == certify_id,
            letter["passed"] == "T",
            letter["notify_time"] == clock_at(NOW, offset!(+8)),
        );
        assert_eq!(found, expected, "{behaviour:?}");
    }
}

#[tokio::test]
async fn answers_misbehave_when_told_to() {
    let world = World::new().await;
    let (certify_id, page) = world.begin_certify().await;
    for verdict in ["fail", "pass"] {
        world.play(&page, verdict).await;
        for behaviour in [
            Behaviour::Tampered,
            Behaviour::NoSignature,
            Behaviour::AlgNone,
            Behaviour::UnknownKey,
            Behaviour::RotatedKey,
            Behaviour::OtherProvidersKey,
        ] {
            world.city.set_answers(HOUSE, behaviour).unwrap();
            let told = world.ask_certify(&certify_id).await;
            assert!(!told.is_signed_by(&world.key(HOUSE)), "{behaviour:?} {told:?}");
            let is_signed_by_next = told.is_signed_by(&world.city.next_key(HOUSE).unwrap().1);
            assert_eq!(is_signed_by_next, behaviour == Behaviour::RotatedKey);
        }
        world.city.set_answers(HOUSE, Behaviour::Faithful).unwrap();
    }
    world.city.set_answers(HOUSE, Behaviour::Oversized).unwrap();
    let told = world.ask_certify(&certify_id).await;
    assert!(told.is_signed_by(&world.key(HOUSE)) && told.node.len() > 64 * 1024);
    world.city.set_answers(HOUSE, Behaviour::Expired).unwrap();
    assert_eq!(world.passed(&certify_id).await, "F");
}

#[tokio::test]
async fn a_tampered_answer_says_the_opposite() {
    let world = World::new().await;
    let (certify_id, _) = world.begin_certify().await;
    world.city.set_answers(HOUSE, Behaviour::Tampered).unwrap();
    assert_eq!(world.ask_certify(&certify_id).await.says()["passed"], "T");
}
