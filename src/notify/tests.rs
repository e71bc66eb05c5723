use std::sync::Arc;

use base::{SystemClock, SystemRng};
use keys::testing::MemoryVault;
use keys::{KekSource, Keyring, RotationPolicy};

use super::*;

const KEK: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

async fn keys() -> Keyring {
    let (clock, rng) = (Arc::new(SystemClock), Arc::new(SystemRng));
    let kek = KekSource::Value(KEK.into());
    Keyring::open(Arc::new(MemoryVault::new()), kek, RotationPolicy::default(), clock, rng).await.unwrap()
}

fn code(to: &Recipient) -> Content {
    Content::new(to, "zh-Hans", Body::Code("042917".to_owned()))
}

#[tokio::test]
async fn content_opens_as_it_was_sealed() {
    let (keys, id) = (keys().await, MessageId::random(&SystemRng));
    let sealed = code(&Recipient::phone("13800138000")).seal(&keys, id).unwrap();
    let opened = Content::open(&keys, id, &sealed).unwrap();
    assert_eq!((opened.to.as_str(), opened.locale.as_str()), ("+8613800138000", "zh-Hans"));
    assert!(matches!(opened.body, Body::Code(code) if code == "042917"));
}

#[tokio::test]
async fn content_of_another_row_does_not_open() {
    let (keys, id) = (keys().await, MessageId::random(&SystemRng));
    let sealed = code(&Recipient::phone("13800138000")).seal(&keys, id).unwrap();
    let fault = Content::open(&keys, MessageId::random(&SystemRng), &sealed).err().unwrap();
    assert!(!fault.chain().contains("13800138000"));
}

#[tokio::test]
async fn sealed_content_shows_neither_address_nor_code() {
    let (keys, id) = (keys().await, MessageId::random(&SystemRng));
    let sealed = code(&Recipient::mail("lin@example.org")).seal(&keys, id).unwrap();
    let text = String::from_utf8_lossy(&sealed);
    assert!(!text.contains("lin") && !text.contains("042917"));
}

#[test]
fn numbers_get_the_country_code_once() {
    assert_eq!(code(&Recipient::phone("13800138000")).to, "+8613800138000");
    assert_eq!(code(&Recipient::phone("+85251234567")).to, "+85251234567");
}

#[test]
fn mail_addresses_stay_as_they_are() {
    assert_eq!(code(&Recipient::mail("Lin@example.org")).to, "Lin@example.org");
}

#[test]
fn recipient_is_debugged_without_its_address() {
    let text = format!("{:?}", Recipient::mail("lin@example.org"));
    assert!(!text.contains("lin"), "{text}");
}

#[test]
fn provider_is_called_by_its_origin_unless_named() {
    let url = Url::parse("https://sms.example.org/send?v=1").unwrap();
    assert_eq!(Provider::new(&url, None).audience, "https://sms.example.org");
    assert_eq!(Provider::new(&url, Some("sms")).audience, "sms");
}
