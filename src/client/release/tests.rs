use super::*;

#[test]
fn a_division_goes_with_the_claim_it_is_asked_by() {
    for name in ["resident_in:44", "resident_in:4401", "resident_in:440106"] {
        assert_eq!(family(name), "resident_in", "{name}");
        assert!(is_of_document(name), "{name}");
    }
}

#[test]
fn what_is_no_division_is_no_claim() {
    let odd = [
        "resident_in",
        "resident_in:",
        "resident_in:4",
        "resident_in:44x",
        "resident_in:00",
        "resident_in:44:1",
    ];
    for name in odd {
        assert!(!SUPPORTED.contains(&family(name)), "{name}");
        assert!(!is_of_document(name), "{name}");
        assert_eq!(division_asked(name), None, "{name}");
    }
    assert!(!SUPPORTED.contains(&family("real_name:44")));
}

#[test]
fn zeros_that_fill_a_code_up_are_not_asked_about() {
    for (name, asked) in [
        ("resident_in:44", "44"),
        ("resident_in:4400", "44"),
        ("resident_in:440000", "44"),
        ("resident_in:440100", "4401"),
        ("resident_in:440106", "440106"),
    ] {
        assert_eq!(division_asked(name), Some(asked), "{name}");
    }
}

#[test]
fn every_claim_among_verified_ones_has_a_basis_that_can_be_registered() {
    for name in SUPPORTED_IN_VERIFIED {
        let named = if *name == RESIDENT_IN { "resident_in:44" } else { name };
        let basis = basis_in_verified(named).unwrap_or_else(|| panic!("{name}"));
        assert!(SUPPORTED.contains(&family(basis)), "{name}");
    }
}

#[test]
fn what_the_person_told_is_never_verified() {
    for name in
        ["email", "phone_number", "address", "preferred_username", "locale", "entity_name", "sub", "acr"]
    {
        assert_eq!(basis_in_verified(name), None, "{name}");
    }
    assert_eq!(basis_in_verified("name"), Some("real_name"));
}
