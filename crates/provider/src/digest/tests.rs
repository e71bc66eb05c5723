use evidence::document::DocumentType;

use super::*;
use crate::testing::{NAME, NUMBER, SEQ};

fn subject() -> Subject {
    Subject { document: DocumentType::ResidentId, number: NUMBER.to_owned(), name: NAME.to_owned() }
}

#[test]
fn digest_is_that_of_the_published_example() {
    // docs/providers.md, "The digest of a subject".
    assert_eq!(
        subject_digest(SEQ, &subject()),
        "32bd11a03cda34870e32276251fbd00f66807bc6d714de7c7c5da7a3fac2c6e1"
    );
}

#[test]
fn digest_differs_in_every_part() {
    let known = subject_digest(SEQ, &subject());
    let others = [
        subject_digest(&"ff".repeat(16), &subject()),
        subject_digest(SEQ, &Subject { document: DocumentType::ResidencePermit, ..subject() }),
        subject_digest(SEQ, &Subject { number: "440524188001010014".to_owned(), ..subject() }),
        subject_digest(SEQ, &Subject { name: "演示乙".to_owned(), ..subject() }),
    ];
    assert!(others.iter().all(|other| *other != known));
}

#[test]
fn what_a_name_holds_cannot_pass_for_a_number() {
    let one = Subject { number: "1".to_owned(), name: "2\n3".to_owned(), ..subject() };
    let other = Subject { number: "12".to_owned(), name: "3".to_owned(), ..subject() };
    assert_ne!(subject_digest(SEQ, &one), subject_digest(SEQ, &other));
}

#[test]
fn digests_and_seqs_are_lower_case_hexadecimal() {
    assert!(is_hex_digest(&"0a".repeat(32)));
    assert!(is_seq(SEQ));
    for wrong in ["0A".repeat(32), "0a".repeat(31), "0g".repeat(32), String::new()] {
        assert!(!is_hex_digest(&wrong) && !is_seq(&wrong), "{wrong}");
    }
}
