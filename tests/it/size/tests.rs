//! The ratchet itself: what it counts and what it complains about.

use super::exceptions::Exceptions;
use super::measure::{Measured, measure};
use crate::source::{Purpose, SourceFile};

fn sizes(text: &str) -> Vec<(String, usize)> {
    let file = SourceFile { path: "a.rs".to_owned(), text: text.to_owned(), purpose: Purpose::Product };
    measure(&file).into_iter().map(|measured| (measured.place, measured.lines)).collect()
}

fn function_of(lines: usize) -> Measured {
    Measured { place: "a.rs::open".to_owned(), lines, limit: 80 }
}

#[test]
fn file_and_function_are_counted_in_lines() {
    let text = "//! Door.\nfn open() {\n    // }\n    say(\"}\");\n}\n";
    assert_eq!(sizes(text), [("a.rs".to_owned(), 5), ("a.rs::open".to_owned(), 4)]);
}

#[test]
fn nested_function_is_counted_by_itself_too() {
    let text = "fn outer() {\n    fn inner() {\n    }\n}\n";
    assert_eq!(sizes(text)[1..], [("a.rs::outer".to_owned(), 4), ("a.rs::inner".to_owned(), 2)]);
}

#[test]
fn semicolon_of_an_array_type_does_not_end_the_signature() {
    assert_eq!(sizes("fn key() -> [u8; 4] {\n    [0; 4]\n}\n")[1..], [("a.rs::key".to_owned(), 3)]);
}

#[test]
fn declaration_without_body_and_pointer_type_are_not_counted() {
    assert_eq!(sizes("trait Door { fn open(&self); }\ntype Hook = fn (u8) -> u8;\n").len(), 1);
}

#[test]
fn size_at_the_limit_is_not_over_it() {
    assert!(!function_of(80).is_over_limit());
    assert!(function_of(81).is_over_limit());
}

#[test]
fn too_large_without_exception_is_named() {
    let none = Exceptions::read("# nothing\n").unwrap();
    assert_eq!(none.judge(&[function_of(90)]), ["a.rs::open: 90 lines, at most 80"]);
}

#[test]
fn exception_covers_the_size_it_names() {
    let list = Exceptions::read("a.rs::open 90 one table").unwrap();
    assert!(list.judge(&[function_of(90)]).is_empty());
}

#[test]
fn growth_beyond_the_exception_is_named() {
    let list = Exceptions::read("a.rs::open 90 one table").unwrap();
    assert_eq!(list.judge(&[function_of(91)]), ["a.rs::open: 91 lines, at most 80"]);
}

#[test]
fn exception_no_longer_needed_is_named() {
    let list = Exceptions::read("a.rs::open 90 one table").unwrap();
    assert_eq!(list.judge(&[]), ["a.rs::open: the exception is not needed, remove it"]);
}

#[test]
fn exception_without_reason_is_refused() {
    assert!(Exceptions::read("a.rs::open 90").is_err());
}

#[test]
fn exception_without_size_is_refused() {
    assert!(Exceptions::read("a.rs::open one table").is_err());
}
