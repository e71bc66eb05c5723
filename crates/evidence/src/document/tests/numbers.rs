//! Numbers of documents.

use super::*;
use DocumentType::{
    ForeignPermanentResident, HkMacaoPermit, Passport, ResidencePermit, ResidentId, TaiwanPermit,
};

const RESIDENT: &str = "11010519491231002X";

fn read(document: DocumentType, typed: &str) -> Result<String, DocumentRefusal> {
    DocumentNumber::parse(document, typed).map(|number| number.as_str().to_owned())
}

fn taken(document: DocumentType, typed: &str) {
    assert_eq!(read(document, typed).as_deref(), Ok(typed));
}

fn refused(document: DocumentType, typed: &str, why: DocumentRefusal) {
    assert_eq!(read(document, typed), Err(why));
}

#[test]
fn resident_numbers_with_the_right_check_character_are_taken() {
    for number in [RESIDENT, "440524188001010014", "310101199801011232"] {
        taken(ResidentId, number);
    }
}

#[test]
fn refused_when_the_check_character_does_not_fit() {
    // The sample in a provider's documentation, which nobody can have.
    refused(ResidentId, "310101199801011234", DocumentRefusal::Checksum);
}

#[test]
fn refused_when_of_15_digits() {
    refused(ResidentId, "110105491231002", DocumentRefusal::Length);
}

#[test]
fn refused_when_empty_or_far_too_long() {
    refused(ResidentId, "", DocumentRefusal::Length);
    refused(ResidentId, &"1".repeat(100_000), DocumentRefusal::Length);
    refused(Passport, &" ".repeat(200), DocumentRefusal::Length);
}

#[test]
fn refused_when_a_letter_stands_among_the_digits() {
    refused(ResidentId, "1101051949A231002X", DocumentRefusal::Characters);
    refused(ResidentId, "11010519491231002Y", DocumentRefusal::Characters);
    refused(ResidentId, "身份证号码身份证号码身份证号码一二三", DocumentRefusal::Characters);
}

#[test]
fn refused_when_the_birth_is_on_no_day() {
    for birth in ["19980230", "19981301", "19980100", "19970229"] {
        refused(ResidentId, &with_check(&format!("310101{birth}123")), DocumentRefusal::Date);
    }
    taken(ResidentId, &with_check("31010119960229123"));
}

#[test]
fn a_division_that_no_longer_exists_is_no_mistake() {
    taken(ResidentId, &with_check("51020219800101123"));
}

#[test]
fn lower_case_and_full_width_and_spaces_are_one_number() {
    for typed in
        ["11010519491231002x", "１１０１０５１９４９１２３１００２Ｘ", " 110105 19491231 002x\u{3000}"]
    {
        assert_eq!(read(ResidentId, typed).as_deref(), Ok(RESIDENT));
    }
}

#[test]
fn the_birth_is_read_from_resident_numbers_alone() {
    let number = DocumentNumber::parse(ResidentId, RESIDENT).unwrap();
    assert_eq!(number.birth_date(), Some(day(1949, Month::December, 31)));
    let permit = DocumentNumber::parse(ResidencePermit, "830000199201300022").unwrap();
    assert_eq!(permit.birth_date(), Some(day(1992, Month::January, 30)));
    assert_eq!(DocumentNumber::parse(TaiwanPermit, "19920130").unwrap().birth_date(), None);
}

#[test]
fn refused_when_not_yet_born() {
    let number = DocumentNumber::parse(ResidentId, RESIDENT).unwrap();
    assert_eq!(number.check_age(day(1949, Month::December, 31)), Ok(()));
    assert_eq!(number.check_age(day(1949, Month::December, 30)), Err(DocumentRefusal::FutureDate));
    let passport = DocumentNumber::parse(Passport, "E12345678").unwrap();
    assert_eq!(passport.check_age(day(1900, Month::January, 1)), Ok(()));
}

#[test]
fn residence_permits_bear_the_divisions_of_their_own() {
    taken(ResidencePermit, "810000199408230021");
    taken(ResidencePermit, "830000199201300022");
    taken(ResidencePermit, &with_check("82000019940823002"));
    refused(ResidencePermit, RESIDENT, DocumentRefusal::Division);
}

#[test]
fn refused_when_a_permit_is_told_as_an_identity_card() {
    refused(ResidentId, "810000199408230021", DocumentRefusal::Division);
}

#[test]
fn the_counter_of_a_travel_permit_is_not_part_of_its_number() {
    taken(HkMacaoPermit, "H12345678");
    assert_eq!(read(HkMacaoPermit, "m1234567801").as_deref(), Ok("M12345678"));
    refused(HkMacaoPermit, "H123456780", DocumentRefusal::Length);
    refused(HkMacaoPermit, "K12345678", DocumentRefusal::Characters);
    refused(HkMacaoPermit, "H1234567A", DocumentRefusal::Characters);
    refused(HkMacaoPermit, "H12345678AB", DocumentRefusal::Characters);
}

#[test]
fn travel_permits_of_taiwan_have_eight_digits() {
    taken(TaiwanPermit, "01234567");
    refused(TaiwanPermit, "0123456789", DocumentRefusal::Length);
    refused(TaiwanPermit, "0123456A", DocumentRefusal::Characters);
}

#[test]
fn permanent_residents_have_the_old_or_the_new_card() {
    taken(ForeignPermanentResident, "CAN110012345678");
    taken(ForeignPermanentResident, "911124198108030024");
    taken(ForeignPermanentResident, "91112419810803002X");
    refused(ForeignPermanentResident, "CA1110012345678", DocumentRefusal::Characters);
    refused(ForeignPermanentResident, "811124198108030024", DocumentRefusal::Characters);
    refused(ForeignPermanentResident, "9111241981080300", DocumentRefusal::Length);
}

#[test]
fn passports_have_letters_and_digits() {
    taken(Passport, "E12345678");
    taken(Passport, "12345");
    refused(Passport, "1234", DocumentRefusal::Length);
    refused(Passport, "EA12345678", DocumentRefusal::Length);
    refused(Passport, "PASSPORT", DocumentRefusal::Characters);
    refused(Passport, "E1234/678", DocumentRefusal::Characters);
}

#[test]
fn only_the_ends_are_shown() {
    let masked = |document, text| DocumentNumber::parse(document, text).unwrap().masked();
    assert_eq!(masked(ResidentId, RESIDENT), "1****************X");
    assert_eq!(masked(HkMacaoPermit, "H1234567801"), "H*******8");
}

#[test]
fn nothing_of_the_number_is_in_its_debug_form() {
    let number = DocumentNumber::parse(ResidentId, RESIDENT).unwrap();
    assert_eq!(format!("{number:?}"), "DocumentNumber { document: ResidentId, .. }");
}
