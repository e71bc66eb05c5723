//! Codes and descriptions.

use super::*;

#[test]
fn codes_are_read_back_and_differ() {
    for code in ErrorCode::ALL {
        assert_eq!(code.to_string().parse(), Ok(*code));
    }
}

#[test]
fn refused_when_no_code() {
    assert_eq!("Invalid_Request".parse::<ErrorCode>(), Err(UnknownErrorCode));
}

#[test]
fn description_keeps_the_allowed_characters_only() {
    assert_eq!(description("scope ok!"), "scope ok!");
    assert_eq!(description("a\"b\\c\nd一"), "a?b?c?d?");
}
