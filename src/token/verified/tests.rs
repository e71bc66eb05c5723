use super::*;

#[test]
fn every_kind_that_makes_known_has_a_form() {
    for kind in EvidenceKind::ALL {
        let told = form_of(*kind, DocumentType::ResidentId).is_some();
        let unchecked = matches!(kind, EvidenceKind::PhoneCode | EvidenceKind::SelfAsserted);
        assert_eq!(told, !unchecked, "{}", kind.as_str());
    }
}

#[test]
fn what_is_offered_follows_from_the_policy() {
    let all = Offered::by(&Policy::builtin());
    assert!(all.evidence.contains("document") && all.evidence.contains("electronic_record"));
    assert!(all.documents.contains("idcard") && all.records.contains("exit_entry_register"));
    let one = "version = \"one\"\ndisputed_level = 2\n[kind.bank_four_element]\nlevel = 3\ndays = 10\n";
    let one = Offered::by(&Policy::read(one).unwrap());
    assert_eq!(one.evidence, BTreeSet::from(["electronic_record"]));
    assert_eq!(one.records, BTreeSet::from(["bank_account".to_owned()]));
    assert!(one.documents.is_empty() && one.document_checks.is_empty());
}

#[test]
fn what_is_worth_too_little_is_not_offered() {
    let low = "version = \"low\"\ndisputed_level = 2\n[kind.two_element]\nlevel = 2\n";
    assert_eq!(Offered::by(&Policy::read(low).unwrap()), Offered::default());
}
