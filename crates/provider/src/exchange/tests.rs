use super::*;
use crate::notified::CallbackRefusal;

#[test]
fn path_is_put_below_that_of_the_base() {
    for base in ["https://a.example/wechat", "https://a.example/wechat/"] {
        assert_eq!(below(&base.parse().unwrap(), "/x/y").as_str(), "https://a.example/wechat/x/y");
    }
    assert_eq!(below(&"https://a.example".parse().unwrap(), "/x").as_str(), "https://a.example/x");
}

#[test]
fn what_cannot_be_read_is_not_repeated() {
    let trouble = parse::<u8>(r#""演示甲""#.as_bytes()).unwrap_err();
    assert_eq!(trouble, Trouble::NotBelieved("the answer is not of its form".to_owned()));
}

#[test]
fn codes_keep_only_what_codes_are_made_of() {
    assert_eq!(code("AuthFailure.SecretIdNotFound"), "AuthFailure.SecretIdNotFound");
    assert_eq!(code("演示甲 11010519491231002X\n"), "11010519491231002X");
    assert_eq!(code(&"a".repeat(100)).len(), MAX_CODE_CHARS);
}

#[test]
fn references_are_printable_and_bounded() {
    assert!(is_reference("a-B_9==") && is_reference(&"a".repeat(256)));
    for wrong in ["", "a b", "a&b", "甲", "a\n", &"a".repeat(257)] {
        assert!(!is_reference(wrong), "{wrong}");
    }
}

#[test]
fn what_nobody_expects_is_not_found() {
    let refused = Acknowledgement::Refused(CallbackRefusal::NoneExpected);
    assert_eq!(nothing_expected(refused), Reply::empty(404));
}
