//! Whatever somebody types.

use proptest::prelude::*;

use super::*;

/// 17 digits with a date of birth that is a day.
fn bodies() -> impl Strategy<Value = String> {
    (11_u32..66, 0_u32..10_000, 1880_u32..2026, 1_u32..13, 1_u32..29, 0_u32..1000).prop_map(
        |(province, division, year, month, day, order)| {
            format!("{province}{division:04}{year}{month:02}{day:02}{order:03}")
        },
    )
}

fn resident(text: &str) -> Result<DocumentNumber, DocumentRefusal> {
    DocumentNumber::parse(DocumentType::ResidentId, text)
}

proptest! {
    #[test]
    fn a_number_with_its_check_character_is_taken(body in bodies()) {
        prop_assert!(resident(&with_check(&body)).is_ok());
    }

    // ISO 7064: MOD 11-2 finds every single wrong character and every two neighbours exchanged.
    #[test]
    fn one_wrong_digit_is_found(body in bodies(), at in 0_usize..17, by in 1_u8..10) {
        let mut number = with_check(&body).into_bytes();
        number[at] = b'0' + (number[at] - b'0' + by) % 10;
        prop_assert!(resident(std::str::from_utf8(&number).unwrap()).is_err());
    }

    #[test]
    fn two_neighbours_exchanged_are_found(body in bodies(), at in 0_usize..16) {
        let mut number = with_check(&body).into_bytes();
        prop_assume!(number[at] != number[at + 1]);
        number.swap(at, at + 1);
        prop_assert!(resident(std::str::from_utf8(&number).unwrap()).is_err());
    }

    #[test]
    fn one_wrong_character_of_a_code_is_found(at in 0_usize..18, to in 0_usize..31) {
        let mut code = *b"91350100M000100Y43";
        let to = b"0123456789ABCDEFGHJKLMNPQRTUWXY"[to];
        prop_assume!(code[at] != to);
        code[at] = to;
        prop_assert!(Uscc::parse(std::str::from_utf8(&code).unwrap()).is_err());
    }

    #[test]
    fn the_normal_form_of_a_number_is_its_own(typed in "\\PC{0,24}|[HM]?[0-9 ]{5,20}[Xx]?") {
        for document in DocumentType::ALL {
            if let Ok(number) = DocumentNumber::parse(*document, &typed) {
                prop_assert_eq!(DocumentNumber::parse(*document, number.as_str()), Ok(number.clone()));
                prop_assert_eq!(number.masked().chars().count(), number.as_str().chars().count());
            }
        }
    }

    #[test]
    fn the_normal_form_of_a_name_is_its_own(typed in "\\PC{0,24}|[张三买·.• a-zé\u{301}]{0,12}") {
        if let Ok(name) = PersonName::parse(&typed) {
            prop_assert_eq!(PersonName::parse(name.as_str()), Ok(name.clone()));
            prop_assert!(name.same_as(&name));
        }
        let _ = Uscc::parse(&typed);
    }
}
