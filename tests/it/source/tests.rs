//! What the reader of source text must not be fooled by.

use super::{Purpose, masked, purpose};

#[test]
fn code_stays_as_it_is() {
    let code = "fn open<'a>(door: &'a Door) -> &'a Room { door.room() }";
    assert_eq!(masked(code), code);
}

#[test]
fn line_comments_vanish_and_lines_stay() {
    assert_eq!(masked("a // crate::store\nb"), "a                \nb");
}

#[test]
fn block_comments_nest() {
    assert_eq!(masked("a /* x /* { */ } */ b"), "a                   b");
}

#[test]
fn strings_vanish_with_their_escapes() {
    assert_eq!(masked(r#"f("{ \" }", 1)"#), "f(        , 1)");
}

#[test]
fn raw_strings_end_at_their_own_mark() {
    assert_eq!(masked("f(r#\"{ \" }\"#);"), "f(          );");
    assert_eq!(masked("f(br\"{\\\");"), "f(      );");
}

#[test]
fn byte_and_plain_characters_vanish() {
    assert_eq!(masked("f('{', b'}', '\\'', '\\u{7b}')"), "f(   ,     ,     ,         )");
}

#[test]
fn names_that_end_in_a_prefix_letter_are_names() {
    assert_eq!(masked("let r#type = cr; number"), "let r#type = cr; number");
}

#[test]
fn unfinished_literal_ends_with_the_file() {
    assert_eq!(masked("a \"b"), "a   ");
}

#[test]
fn file_is_for_tests_by_its_place_or_name() {
    assert_eq!(purpose("src/audit/tests.rs", ""), Purpose::Tests);
    assert_eq!(purpose("crates/ui/src/tests/pages.rs", ""), Purpose::Tests);
    assert_eq!(purpose("src/audit/contests.rs", ""), Purpose::Product);
}

#[test]
fn file_is_for_tests_when_it_is_declared_so() {
    assert_eq!(purpose("src/jose/test_keys.rs", "#[cfg(test)]\npub(crate) mod test_keys;"), Purpose::Tests);
    assert_eq!(
        purpose("src/jose/test_keys.rs", "#[cfg(test)]\nmod tests;\nmod test_keys;"),
        Purpose::Product
    );
}
