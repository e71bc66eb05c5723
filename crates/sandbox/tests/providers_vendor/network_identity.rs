//! The national network identity service behind its gateway.

use std::sync::atomic::{AtomicU64, Ordering};

use ring::digest::{SHA256, digest};
use sandbox::providers::{Behaviour, Person, people};

use crate::sorted::{Fields, base_string, encoded, fields, made_by, signed};
use crate::world::{FORM, JSON, NOW, SEQ, World, somebody};

const HOUSE: &str = "network-identity";

impl World {
    fn common_fields(&self) -> Fields {
        static NONCE: AtomicU64 = AtomicU64::new(0);
        fields([
            ("org_id", &self.setting(HOUSE, "org_id")),
            ("business_id", &self.setting(HOUSE, "business_id")),
            ("biz_seq", SEQ),
            ("timestamp", &NOW.to_string()),
            ("nonce", &format!("{:032x}", NONCE.fetch_add(1, Ordering::SeqCst))),
        ])
    }

    fn start_of(&self, person: &Person) -> Fields {
        let mut form = self.common_fields();
        let pairs =
            [("mode", "2"), ("subject_digest", &subject_digest(person)), ("return_url", &self.return_url())];
        form.extend(fields(pairs));
        form
    }

    /// A right start, changed as the test likes.
    fn start_with(&self, name: &str, value: &str) -> Fields {
        let mut form = self.start_of(somebody());
        form.insert(name.to_owned(), value.to_owned());
        form
    }

    /// A signed answer to a signed call.
    async fn service(&self, path: &str, form: &Fields) -> Fields {
        let told = self.unverified(path, &signed(form.clone())).await;
        assert!(made_by(&self.key(HOUSE), &base_string(&told, &["sign"]), &told["sign"]), "{told:?}");
        assert_eq!(told["timestamp"], NOW.to_string());
        told
    }

    async fn unverified(&self, path: &str, form: &Fields) -> Fields {
        let url = format!("{}{path}", self.setting(HOUSE, "base_url"));
        serde_json::from_value(self.post(&url, FORM, encoded(form)).await.json()).unwrap()
    }

    async fn start(&self, form: &Fields) -> (String, String) {
        let told = self.service("/start", form).await;
        assert_eq!((told["code"].as_str(), told["biz_seq"].as_str()), ("0000", SEQ));
        (told["reference"].clone(), told["page"].clone())
    }

    fn question(&self, reference: &str, voucher: &str) -> Fields {
        let mut form = self.common_fields();
        form.extend(fields([("reference", reference), ("voucher", voucher)]));
        form
    }

    /// Begins, decides and comes back with the reference and the voucher.
    async fn walked(&self, form: &Fields, verdict: &str) -> (String, String) {
        let (reference, page) = self.start(form).await;
        let back = self.play(&page, verdict).await;
        let voucher = back.strip_prefix(&format!("{}?voucher=", self.return_url())).unwrap();
        (reference, voucher.to_owned())
    }

    async fn result_of(&self, form: &Fields, verdict: &str) -> Fields {
        let (reference, voucher) = self.walked(form, verdict).await;
        self.service("/query", &self.question(&reference, &voucher)).await
    }
}

fn subject_digest(person: &Person) -> String {
    let text = ["yimen-subject-1", SEQ, person.document, person.number, person.name].join("\n");
    digest(&SHA256, text.as_bytes()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn a_person_hands_over_a_voucher_that_is_cashed_for_a_result() {
    let world = World::new().await;
    let told = world.result_of(&world.start_of(somebody()), "pass").await;
    assert_eq!((told["result"].as_str(), told["mode"].as_str()), ("0000", "2"));
    assert_eq!((told["biz_seq"].as_str(), &told["subject_digest"]), (SEQ, &subject_digest(somebody())));
    assert_eq!(told["face_band"], "high");
    assert!(
        told.values().all(|value| !value.contains(somebody().name) && !value.contains(somebody().number))
    );
}

#[tokio::test]
async fn a_face_is_only_told_of_where_one_was_seen() {
    for (mode, band) in [("0", None), ("1", None), ("2", Some("high")), ("3", Some("high"))] {
        let world = World::new().await;
        let told = world.result_of(&world.start_with("mode", mode), "pass").await;
        assert_eq!((told["mode"].as_str(), told.get("face_band").map(String::as_str)), (mode, band));
    }
}

#[tokio::test]
async fn what_the_tester_presses_is_what_is_told() {
    for (mode, verdict, result) in
        [("2", "fail", "1002"), ("0", "fail", "1001"), ("2", "cancel", "2001"), ("2", "time-out", "2002")]
    {
        let world = World::new().await;
        let told = world.result_of(&world.start_with("mode", mode), verdict).await;
        assert_eq!(told["result"], result, "{verdict}");
        assert!(!told.contains_key("network_identity_code") && !told.contains_key("subject_digest"));
    }
    let world = World::new().await;
    let told = world.result_of(&world.start_of(somebody()), "wrong-subject").await;
    assert_eq!((told["result"].as_str(), &told["subject_digest"]), ("0000", &subject_digest(&people()[1])));
}

#[tokio::test]
async fn a_person_has_one_name_at_an_institution() {
    let mut names = Vec::new();
    for person in [&people()[0], &people()[0], &people()[1]] {
        let world = World::new().await;
        let told = world.result_of(&world.start_of(person), "pass").await;
        names.push(told["network_identity_code"].clone());
    }
    assert_eq!(names[0], names[1]);
    assert_ne!(names[0], names[2]);
}

#[tokio::test]
async fn who_holds_no_certificate_does_not_pass() {
    let stranger = Person { number: "11010519491231002X", ..somebody().clone() };
    for (person, result) in [(&stranger, "1001"), (&people()[10], "1005")] {
        let world = World::new().await;
        assert_eq!(world.result_of(&world.start_of(person), "pass").await["result"], result);
    }
}

#[tokio::test]
async fn it_is_not_decided_until_the_person_has_been_there() {
    let world = World::new().await;
    let (reference, page) = world.start(&world.start_of(somebody())).await;
    let told = world.service("/query", &world.question(&reference, "guessed")).await;
    assert_eq!(told["result"], "3003");
    assert_eq!(world.get(&page).await.status, 200);
    assert_eq!(world.city.cases(HOUSE).unwrap()[0].verdict, None);
}

#[tokio::test]
async fn a_voucher_of_another_verification_is_refused() {
    let world = World::new().await;
    let (_, voucher) = world.walked(&world.start_of(somebody()), "pass").await;
    let other = world.question(&"0".repeat(32), &voucher);
    assert_eq!(world.service("/query", &other).await["result"], "3009");
}

#[tokio::test]
async fn a_call_that_breaks_a_rule_learns_which() {
    let world = World::new().await;
    for (name, value, code) in [
        ("org_id", "another", "3004"),
        ("business_id", "another", "3004"),
        ("biz_seq", "short", "3003"),
        ("mode", "4", "3003"),
        ("subject_digest", "00", "3003"),
        ("return_url", "https://evil.example/", "3003"),
        ("return_url", "", "3002"),
        ("timestamp", &(NOW - 301).to_string(), "3006"),
        ("nonce", "", "3002"),
    ] {
        let told = world.service("/start", &world.start_with(name, value)).await;
        assert_eq!(told["code"], code, "{name}");
    }
    assert_eq!(world.city.cases(HOUSE).unwrap(), []);
}

#[tokio::test]
async fn a_call_that_was_changed_is_refused() {
    let world = World::new().await;
    let mut form = signed(world.start_of(somebody()));
    form.insert("mode".into(), "3".into());
    assert_eq!(world.unverified("/start", &form).await["code"], "3005");
    let url = format!("{}/start", world.setting(HOUSE, "base_url"));
    assert_eq!(world.post(&url, JSON, "{}").await.json()["code"], "3001");
}

#[tokio::test]
async fn a_sequence_number_and_a_nonce_are_used_once() {
    let world = World::new().await;
    let form = world.start_of(somebody());
    world.start(&form).await;
    assert_eq!(world.service("/start", &form).await["code"], "3007");
    assert_eq!(world.service("/start", &world.start_of(somebody())).await["code"], "3008");
}

#[tokio::test]
async fn answers_misbehave_when_told_to() {
    let world = World::new().await;
    let (reference, voucher) = world.walked(&world.start_of(somebody()), "pass").await;
    for (behaviour, right) in [
        (Behaviour::Faithful, (true, true, true, true, true)),
        (Behaviour::Tampered, (false, true, true, true, true)),
        (Behaviour::NoSignature, (false, true, true, true, true)),
        (Behaviour::AlgNone, (false, true, true, true, true)),
        (Behaviour::UnknownKey, (false, true, true, true, true)),
        (Behaviour::RotatedKey, (false, true, true, true, true)),
        (Behaviour::OtherProvidersKey, (false, true, true, true, true)),
        (Behaviour::WrongSubject, (true, false, true, true, true)),
        (Behaviour::OtherAudience, (true, true, false, true, true)),
        (Behaviour::OldTimestamp, (true, true, true, false, true)),
        (Behaviour::FutureTimestamp, (true, true, true, false, true)),
        (Behaviour::Expired, (true, true, true, true, false)),
    ] {
        world.city.set(HOUSE, behaviour).unwrap();
        let told = world.unverified("/query", &signed(world.question(&reference, &voucher))).await;
        let sign = told.get("sign").filter(|sign| !sign.is_empty());
        let is_of_this_subject =
            told.get("subject_digest").is_none_or(|digest| *digest == subject_digest(somebody()));
        let found = (
            sign.is_some_and(|sign| made_by(&world.key(HOUSE), &base_string(&told, &["sign"]), sign)),
            is_of_this_subject,
            told["biz_seq"] == SEQ,
            told["timestamp"] == NOW.to_string(),
            told["result"] == "0000",
        );
        assert_eq!(found, right, "{behaviour:?}");
    }
}
