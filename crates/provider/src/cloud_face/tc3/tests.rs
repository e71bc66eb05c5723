use super::*;
use crate::testing::NOW;

const JSON: &str = "application/json; charset=utf-8";

fn credential(id: &str, key: &str) -> Credential {
    Credential { id: id.into(), key: key.into() }
}

#[test]
fn signature_is_that_of_the_published_example() {
    let url = "https://cvm.tencentcloudapi.com".parse().unwrap();
    let body = r#"{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}"#;
    let request = Request { service: "cvm", url: &url, content_type: JSON, action: None, body };
    // The stars are in the reference, and the signature is made with them.
    let by = credential("AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******", "Gu5t9xGARNpq86cd98joQYCN3*******");
    let expected = "TC3-HMAC-SHA256 \
                    Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******/2019-02-25/cvm/tc3_request, \
                    SignedHeaders=content-type;host, \
                    Signature=2230eefd229f582d8b1b891af7107b91597240707d778ab3738f756258d7652c";
    assert_eq!(authorization(&request, &by, Time::from_seconds(1_551_113_065)).unwrap(), expected);
}

/// Each step of the reference by hand, with the action signed, a port and a path.
#[test]
fn signature_is_that_worked_out_by_hand() {
    let url = "http://127.0.0.1:8443/cloud-face".parse().unwrap();
    let body = r#"{"BizToken":"demo"}"#;
    let request = Request {
        service: "faceid",
        url: &url,
        content_type: JSON,
        action: Some("GetDetectInfoEnhanced"),
        body,
    };
    let canonical = format!(
        "POST\n/cloud-face\n\ncontent-type:application/json; charset=utf-8\nhost:127.0.0.1:8443\n\
         x-tc-action:getdetectinfoenhanced\n\ncontent-type;host;x-tc-action\n{}",
        hex(&sha256(body.as_bytes()))
    );
    let text = format!(
        "TC3-HMAC-SHA256\n{NOW}\n2026-09-21/faceid/tc3_request\n{}",
        hex(&sha256(canonical.as_bytes()))
    );
    let step = |key: &[u8], word: &str| sign(&Key::new(HMAC_SHA256, key), word.as_bytes()).as_ref().to_vec();
    let key = step(&step(&step(b"TC3demo-key", "2026-09-21"), "faceid"), "tc3_request");
    let signature = hex(&step(&key, &text));
    // The same, worked out with another implementation of SHA-256 and HMAC.
    assert_eq!(signature, "44e9fd3d85d9f34189b6d12554550f8f5969ccddaa079ab2346c1c14f74b5480");
    let made = authorization(&request, &credential("demo-id", "demo-key"), Time::from_seconds(NOW)).unwrap();
    assert_eq!(
        made,
        format!(
            "TC3-HMAC-SHA256 Credential=demo-id/2026-09-21/faceid/tc3_request, \
             SignedHeaders=content-type;host;x-tc-action, Signature={signature}"
        )
    );
}

#[test]
fn another_body_action_or_day_has_another_signature() {
    let url = "https://faceid.tencentcloudapi.com".parse().unwrap();
    let by = credential("id", "key");
    let made = |action, body, seconds| {
        let request =
            Request { service: "faceid", url: &url, content_type: JSON, action: Some(action), body };
        authorization(&request, &by, Time::from_seconds(seconds)).unwrap()
    };
    let one = made("DetectAuth", "{}", NOW);
    assert_eq!(one, made("DetectAuth", "{}", NOW));
    for other in [made("DetectAuth", "{ }", NOW), made("Other", "{}", NOW), made("DetectAuth", "{}", NOW + 1)]
    {
        assert_ne!(one, other);
    }
    assert!(made("DetectAuth", "{}", NOW + 86_400).contains("/2026-09-22/"));
}

#[test]
fn port_of_the_scheme_is_not_part_of_the_host() {
    assert_eq!(host(&"https://a.example:443/".parse().unwrap()), "a.example");
    assert_eq!(host(&"https://a.example:8443/".parse().unwrap()), "a.example:8443");
}
