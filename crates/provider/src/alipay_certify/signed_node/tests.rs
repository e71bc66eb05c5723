use super::*;
use crate::testing::TestKey;

const NAME: &str = "demo_response";

fn keys() -> [TheirKey; 1] {
    [TestKey::rsa().public("alipay")]
}

/// An answer with this node, signed over `signed`.
fn answer(node: &str, signed: &str) -> String {
    format!(r#"{{"{NAME}":{node},"sign":"{}"}}"#, TestKey::rsa().rsa2(signed))
}

fn verified(body: &str) -> Result<String, Trouble> {
    read(body.as_bytes(), NAME, &keys()).map(str::to_owned)
}

#[test]
fn node_is_taken_as_it_stands() {
    let nodes = [
        r#"{"code":"10000"}"#,
        r#"{ "b" : "1",  "a":[{"}":"{"},"]"] , "url":"https:\/\/a.example\/x" }"#,
        r#"{"text":"\"},\"sign\":\"","inner":{"demo_response":{"code":"40004"}},"n":1.50e2}"#,
        "{\"name\":\"演示甲\",\"escaped\":\"\\u6f14\\u793a\",\"slash\":\"\\\\\"}",
        "{\n  \"code\": \"10000\"\n}",
    ];
    for node in nodes {
        assert_eq!(verified(&answer(node, node)).as_deref(), Ok(node));
    }
}

#[test]
fn order_and_space_around_the_node_do_not_matter() {
    let node = r#"{"code":"10000"}"#;
    let sign = TestKey::rsa().rsa2(node);
    let body = format!("\n{{ \"sign\" : \"{sign}\" , \"alipay_cert_sn\":\"1\", \"{NAME}\" :\t{node} }} ");
    assert_eq!(verified(&body).as_deref(), Ok(node));
}

#[test]
fn refused_when_the_text_differs_only_in_writing() {
    let node = r#"{"code":"10000","url":"https:\/\/a.example"}"#;
    for written_anew in [
        r#"{"code":"10000","url":"https://a.example"}"#,
        r#"{"url":"https:\/\/a.example","code":"10000"}"#,
        r#"{"code": "10000","url":"https:\/\/a.example"}"#,
    ] {
        assert!(matches!(verified(&answer(node, written_anew)), Err(Trouble::NotBelieved(_))));
    }
}

#[test]
fn refused_when_a_node_within_the_node_was_signed() {
    let inner = r#"{"code":"10000","passed":"T"}"#;
    let node = format!(r#"{{"code":"10000","passed":"F","{NAME}":{inner}}}"#);
    assert!(matches!(verified(&answer(&node, inner)), Err(Trouble::NotBelieved(_))));
}

#[test]
fn refused_when_the_node_or_the_signature_is_given_twice() {
    let node = r#"{"code":"10000"}"#;
    let sign = TestKey::rsa().rsa2(node);
    let twice = format!(r#"{{"{NAME}":{node},"{NAME}":{{"code":"10000","passed":"T"}},"sign":"{sign}"}}"#);
    assert!(matches!(verified(&twice), Err(Trouble::NotBelieved(_))));
    let two_signs = format!(r#"{{"{NAME}":{node},"sign":"","sign":"{sign}"}}"#);
    assert!(matches!(verified(&two_signs), Err(Trouble::NotBelieved(_))));
}

#[test]
fn refused_when_signed_by_a_stranger() {
    let node = r#"{"code":"10000"}"#;
    let body = format!(r#"{{"{NAME}":{node},"sign":"{}"}}"#, TestKey::other_rsa().rsa2(node));
    assert!(matches!(verified(&body), Err(Trouble::NotBelieved(_))));
}

#[test]
fn refused_when_success_is_not_signed() {
    let bare = format!(r#"{{"{NAME}":{{"code":"10000","passed":"T"}}}}"#);
    assert_eq!(verified(&bare), Err(Trouble::NotBelieved("the answer is not signed".to_owned())));
    let error = r#"{"error_response":{"code":"10000"}}"#;
    assert_eq!(verified(error), Err(Trouble::NotBelieved("the answer is not signed".to_owned())));
}

#[test]
fn refusal_of_the_gateway_is_told_signed_or_not() {
    let bare = r#"{"error_response":{"code":"40002","sub_code":"isv.invalid-app-id","sub_msg":"演示甲"}}"#;
    assert_eq!(verified(bare), Err(Trouble::RefusedUs("40002 isv.invalid-app-id".to_owned())));
    let busy = format!(r#"{{"{NAME}":{{"code":"20000","sub_code":"isp.unknow-error"}}}}"#);
    assert_eq!(verified(&busy), Err(Trouble::OutOfOrder("20000 isp.unknow-error".to_owned())));
}

#[test]
fn refused_when_it_answers_another_call() {
    let body = answer("{}", "{}").replace(NAME, "other_response");
    assert!(matches!(verified(&body), Err(Trouble::NotBelieved(_))));
}
