//! Names of people.

use super::*;

fn read(typed: &str) -> Result<String, NameRefusal> {
    PersonName::parse(typed).map(|name| name.as_str().to_owned())
}

fn same(one: &str, other: &str) -> bool {
    PersonName::parse(one).unwrap().same_as(&PersonName::parse(other).unwrap())
}

#[test]
fn spaces_are_one_between_words_and_none_between_han_characters() {
    assert_eq!(read("  张 三 ").as_deref(), Ok("张三"));
    assert_eq!(read("王\u{3000}小明").as_deref(), Ok("王小明"));
    assert_eq!(read(" Anna   Maria  Novak").as_deref(), Ok("Anna Maria Novak"));
}

#[test]
fn every_middle_dot_is_one() {
    for dot in ["·", "•", "・", ".", "‧", "．", " · "] {
        assert_eq!(read(&format!("买买提{dot}艾力")).as_deref(), Ok("买买提·艾力"));
    }
}

#[test]
fn a_full_stop_after_a_latin_letter_stays() {
    assert_eq!(read("John F. Novak").as_deref(), Ok("John F. Novak"));
}

#[test]
fn composed_and_decomposed_letters_are_one() {
    assert_eq!(read("Zoe\u{308} Li"), read("Zo\u{eb} Li"));
}

#[test]
fn names_of_the_world_are_taken() {
    let names =
        ["李〇", "𠮷田", "O'Brien", "’t Hart", "Jean-Luc", "ᠪᠠᠲᠤ", "བསྟན་འཛིན", "فاطمة", "김민준", "José"];
    for name in names {
        assert_eq!(read(name).as_deref(), Ok(name));
    }
}

#[test]
fn refused_when_too_short_or_too_long() {
    assert_eq!(read("张"), Err(NameRefusal::Length));
    assert_eq!(read("   "), Err(NameRefusal::Length));
    assert_eq!(read(&"张".repeat(60)).as_deref(), Ok("张".repeat(60).as_str()));
    assert_eq!(read(&"张".repeat(61)), Err(NameRefusal::Length));
    assert_eq!(read(&"张".repeat(100_000)), Err(NameRefusal::Length));
}

#[test]
fn refused_when_there_is_a_digit() {
    for name in ["张3", "张３", "张Ⅷ"] {
        assert_eq!(read(name), Err(NameRefusal::Characters));
    }
}

#[test]
fn refused_when_there_is_something_invisible() {
    for name in ["张\u{0}三", "张\n三", "张\u{200b}三", "张\u{202e}三", "张\u{feff}三"] {
        assert_eq!(read(name), Err(NameRefusal::Characters));
    }
}

#[test]
fn refused_when_there_is_a_sign_no_name_has() {
    for name in ["<b>张三", "张三;", "张三😀", "张&三", "··", "·张三", "张三·", "-Anna"] {
        assert_eq!(read(name), Err(NameRefusal::Characters));
    }
}

#[test]
fn case_spaces_and_dots_do_not_make_another_name() {
    assert!(same("ANNA MARIA NOVAK", "Anna  Maria Novak"));
    assert!(same("买买提·艾力", "买买提艾力"));
    assert!(!same("张三", "张山"));
    assert!(!same("José", "Jose"));
}

#[test]
fn nothing_of_the_name_is_in_its_debug_form() {
    assert_eq!(format!("{:?}", PersonName::parse("张三").unwrap()), "PersonName(…)");
}
