//! Unified social credit codes.

use super::*;

const CODE: &str = "91350100M000100Y43";

fn read(typed: &str) -> Result<String, UsccRefusal> {
    Uscc::parse(typed).map(|code| code.as_str().to_owned())
}

#[test]
fn a_code_with_the_right_check_character_is_taken() {
    assert_eq!(read(CODE).as_deref(), Ok(CODE));
    assert_eq!(read(" 91350100m000100y43").as_deref(), Ok(CODE));
    assert_eq!(read("９１３５０１００Ｍ０００１００Ｙ４３").as_deref(), Ok(CODE));
}

#[test]
fn refused_when_the_check_character_does_not_fit() {
    assert_eq!(read("91350100M000100Y44"), Err(UsccRefusal::Checksum));
}

#[test]
fn refused_when_of_another_length() {
    assert_eq!(read("91350100M000100Y4"), Err(UsccRefusal::Length));
    assert_eq!(read("350100400001001"), Err(UsccRefusal::Length));
    assert_eq!(read(&"9".repeat(100_000)), Err(UsccRefusal::Length));
}

#[test]
fn refused_when_a_letter_is_not_in_the_alphabet() {
    for letter in ['I', 'O', 'S', 'V', 'Z', '码'] {
        assert_eq!(read(&format!("91350100{letter}000100Y43")), Err(UsccRefusal::Characters));
    }
}

#[test]
fn refused_when_the_division_is_not_of_digits() {
    // With the right check character, so that this rule alone is broken.
    let alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY".chars();
    let reads: Vec<_> = alphabet.map(|check| read(&format!("9135A100M000100Y4{check}"))).collect();
    assert!(reads.iter().all(|read| *read == Err(UsccRefusal::Characters)));
}
