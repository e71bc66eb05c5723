//! Each rule of a new password once kept and once broken; the list of known passwords at its edges.

use std::io::Write as _;
use std::path::Path;

use super::*;

const PERSON: Context<'static> =
    Context { words: &["xuemei.li", "李雪梅", "+8613971264085", "Yimen", ""] };

fn policy() -> PasswordPolicy {
    PasswordPolicy { min_length: 8, max_length: 64, min_guesses_log10: 6, breached: None }
}

fn refused_under(policy: &PasswordPolicy, text: &str) -> Option<PasswordRefusal> {
    match Password::chosen(text, &PERSON, policy) {
        Ok(_) => None,
        Err(NotChosen::Refused(refusal)) => Some(refusal),
        Err(NotChosen::Fault(fault)) => panic!("{}", fault.chain()),
    }
}

fn refusal(text: &str) -> Option<PasswordRefusal> {
    refused_under(&policy(), text)
}

const fn guessable(why: Weakness) -> Option<PasswordRefusal> {
    Some(PasswordRefusal::Guessable { why })
}

#[test]
fn accepted_within_bounds_in_any_script() {
    for text in ["一门之内皆坦途也", "correct horse battery", "ночь улица фонарь", "春风又绿江南岸"]
    {
        let shorter = PasswordPolicy { min_length: 7, ..policy() };
        assert_eq!(refused_under(&shorter, text), None, "{text}");
    }
}

#[test]
fn no_composition_is_asked_for() {
    assert_eq!(refusal("plainlettersonlyyetlong"), None);
}

#[test]
fn refused_when_too_short() {
    assert_eq!(refusal("Xq7#v!2"), Some(PasswordRefusal::TooShort));
    assert_eq!(refusal("Xq7#v!2k"), None);
}

#[test]
fn refused_when_too_long() {
    let text = "Xq7#v!2k".repeat(8);
    assert_eq!(refused_under(&PasswordPolicy { min_guesses_log10: 0, ..policy() }, &text), None);
    assert_eq!(refusal(&format!("{text}x")), Some(PasswordRefusal::TooLong));
}

#[test]
fn refused_before_any_work_when_a_megabyte() {
    assert_eq!(Password::presented(&"a".repeat(1 << 20)).err(), Some(PasswordRefusal::TooLong));
}

#[test]
fn refused_when_it_is_the_username() {
    assert_eq!(refusal("Xuemei.Li"), Some(PasswordRefusal::IsUsername));
    let lenient = PasswordPolicy { min_guesses_log10: 0, ..policy() };
    assert_eq!(refused_under(&lenient, "Xuemei.Li"), Some(PasswordRefusal::IsUsername));
}

#[test]
fn refused_when_it_holds_nul() {
    assert_eq!(refusal("long enough\0"), Some(PasswordRefusal::NulCharacter));
}

#[test]
fn two_spellings_of_one_character_are_one_password() {
    let composed = Password::presented("caf\u{e9}").expect("accepted").into_bytes();
    let decomposed = Password::presented("cafe\u{301}").expect("accepted").into_bytes();
    assert!(composed == decomposed);
}

#[test]
fn refused_when_common() {
    for text in ["password", "Passw0rd", "iloveyou", "qq123456", "woaini1314", "5201314a", "一二三四五六七八"]
    {
        assert_eq!(refusal(text), guessable(Weakness::Common), "{text}");
    }
}

#[test]
fn refused_when_made_of_what_is_known_about_the_person() {
    for text in ["xuemeili1", "13971264085", "Yimen2024", "71264085a"] {
        assert_eq!(refusal(text), guessable(Weakness::Personal), "{text}");
    }
    let shorter = PasswordPolicy { min_length: 6, ..policy() };
    assert_eq!(refused_under(&shorter, "李雪梅喜欢你"), guessable(Weakness::Personal));
}

#[test]
fn refused_when_a_pattern() {
    let table = [
        ("sdfghjkl", Weakness::Keyboard),
        ("xxxxxxxx", Weakness::Repeated),
        ("甲乙甲乙甲乙甲乙", Weakness::Repeated),
        ("bcdefghi", Weakness::Sequence),
        ("03.04.1987", Weakness::Date),
    ];
    for (text, why) in table {
        assert_eq!(refusal(text), guessable(why), "{text}");
    }
}

#[test]
fn threshold_of_none_accepts_what_is_weak() {
    assert_eq!(refused_under(&PasswordPolicy { min_guesses_log10: 0, ..policy() }, "password"), None);
}

#[test]
fn higher_threshold_refuses_what_a_lower_one_accepts() {
    assert_eq!(refused_under(&PasswordPolicy { min_guesses_log10: 6, ..policy() }, "Xq7#v!2k"), None);
    let strict = PasswordPolicy { min_guesses_log10: 14, ..policy() };
    assert_eq!(refused_under(&strict, "Xq7#v!2k"), guessable(Weakness::TooSimple));
}

#[test]
fn signs_for_letters_do_not_hide_a_common_password() {
    for text in ["p@ssw0rd", "P@$$w0rd", "iloveyou!", "1l0v3y0u"] {
        assert_eq!(refusal(text), guessable(Weakness::Common), "{text}");
    }
}

#[test]
fn every_sign_at_once_is_judged_and_takes_its_bounded_time() {
    let signs = "4@8({[</369&#!1/|0$5+7%2/".repeat(4);
    let long = PasswordPolicy { max_length: 256, ..policy() };
    assert_eq!(refused_under(&long, &signs), None);
    assert_eq!(refused_under(&long, &"({[<|+%({[<|+%".repeat(10)), None);
    assert_eq!(refused_under(&long, &"((((((((".repeat(20)), guessable(Weakness::Repeated));
}

#[test]
fn long_password_is_as_hard_as_its_beginning() {
    let long = PasswordPolicy { max_length: 256, ..policy() };
    assert_eq!(refused_under(&long, &format!("{}Xq7#v!2k", "a".repeat(64))), guessable(Weakness::Repeated));
    assert_eq!(refused_under(&long, &format!("Xq7#v!2k{}", "a".repeat(64))), None);
}

/// A sorted list of these passwords among two thousand others.
fn list(passwords: &[String], line: impl Fn(String, usize) -> String) -> tempfile::NamedTempFile {
    let others = (0..2_000).map(|at| format!("other {at}"));
    let mut hashes: Vec<String> =
        others.chain(passwords.iter().cloned()).map(|text| sha1_hex(&text)).collect();
    hashes.sort();
    let mut file = tempfile::NamedTempFile::new().unwrap();
    for (at, hash) in hashes.into_iter().enumerate() {
        file.write_all(line(hash, at).as_bytes()).unwrap();
    }
    file.flush().unwrap();
    file
}

fn sha1_hex(text: &str) -> String {
    let hash = ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, text.as_bytes());
    hash.as_ref().iter().map(|byte| format!("{byte:02X}")).collect()
}

#[test]
fn every_line_is_found_first_and_last_too() {
    let forms: [fn(String, usize) -> String; 3] = [
        |hash, _| format!("{hash}\n"),
        |hash, at| format!("{hash}:{}\r\n", at * at * at),
        |hash, at| if at == 2_000 { hash } else { format!("{}\n", hash.to_lowercase()) },
    ];
    for form in forms {
        let file = list(&["correct horse".to_owned()], form);
        let list = BreachedList::open(file.path()).unwrap();
        // Every password whose line there is, so the first and the last are among them.
        assert!((0..2_000).all(|at| list.holds(&format!("other {at}")).unwrap()));
        assert!(list.holds("correct horse").unwrap());
        assert!((2_000..3_000).all(|at| !list.holds(&format!("other {at}")).unwrap()));
    }
}

#[test]
fn refused_when_known_from_a_theft() {
    let file = list(&["Xq7#v!2k".to_owned()], |hash, at| format!("{hash}:{at}\n"));
    let breached = Some(Arc::new(BreachedList::open(file.path()).unwrap()));
    let policy = PasswordPolicy { breached, ..policy() };
    assert_eq!(refused_under(&policy, "Xq7#v!2k"), Some(PasswordRefusal::Breached));
    assert_eq!(refused_under(&policy, "Xq7#v!2m"), None);
}

#[test]
fn list_of_one_line_answers() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(sha1_hex("only").as_bytes()).unwrap();
    let list = BreachedList::open(file.path()).unwrap();
    assert!(list.holds("only").unwrap());
    assert!(!list.holds("none").unwrap());
}

#[test]
fn fault_when_the_list_is_of_another_kind() {
    let contents = ["", "word\nother\n", "0123456789\n", &"a".repeat(500), &format!("{}\n", "0".repeat(41))];
    for content in contents {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(content.as_bytes()).unwrap();
        assert!(BreachedList::open(file.path()).is_err(), "{content}");
    }
    assert!(BreachedList::open(Path::new("/nowhere/at/all")).is_err());
}

#[test]
fn fault_when_the_list_is_not_sorted() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(format!("{}\n{}\n", "F".repeat(40), "0".repeat(40)).as_bytes()).unwrap();
    assert!(BreachedList::open(file.path()).is_err());
}

#[test]
fn fault_when_the_list_is_gone() {
    let file = list(&[], |hash, _| format!("{hash}\n"));
    let list = BreachedList::open(file.path()).unwrap();
    drop(file);
    assert!(list.holds("any").is_err());
}
