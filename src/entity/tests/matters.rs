use crate::entity::{Items, MattersRefusal, Regions};

fn items(typed: &str) -> Items {
    Items::read(typed).unwrap()
}

fn regions(typed: &str) -> Regions {
    Regions::read(typed).unwrap()
}

#[test]
fn matters_stand_on_lines_of_their_own() {
    let read = items(" 公积金提取\r\n不动产登记、税务申报\n\n permits, renewed \npermits, renewed");
    assert_eq!(read.names(), ["permits, renewed", "不动产登记、税务申报", "公积金提取"]);
}

#[test]
fn refused_when_no_matter_is_named() {
    for typed in ["", "  ", "\n \r\n"] {
        assert_eq!(Items::read(typed), Err(MattersRefusal::NoItem), "{typed:?}");
    }
}

#[test]
fn all_matters_take_a_word_of_their_own() {
    assert_eq!(items(" * "), Items::All);
    assert_eq!(items("*").names(), Vec::<String>::new());
}

#[test]
fn refused_when_all_matters_and_single_ones_are_named() {
    assert_eq!(Items::read("*\n税务申报"), Err(MattersRefusal::AllAndSome));
}

#[test]
fn refused_when_a_matter_cannot_be_shown_as_it_is() {
    let long = "长".repeat(61);
    for typed in [long.as_str(), "tax\u{202e}es", "a\u{200b}b", "tax*"] {
        assert_eq!(Items::read(typed), Err(MattersRefusal::Item), "{typed:?}");
    }
    assert_eq!(items(&"长".repeat(60)).names().len(), 1);
}

#[test]
fn refused_when_more_than_fifty_are_named() {
    let typed = |count: u32| (0..count).map(|number| number.to_string()).collect::<Vec<_>>().join("\n");
    assert_eq!(items(&typed(50)).names().len(), 50);
    assert_eq!(Items::read(&typed(51)), Err(MattersRefusal::TooMany));
}

#[test]
fn division_codes_have_six_digits() {
    assert_eq!(regions("33, 3301 \n330106、33").codes(), ["330000", "330100", "330106"]);
    assert_eq!(regions(" "), Regions::Everywhere);
}

#[test]
fn refused_when_a_region_is_no_division_code() {
    for typed in ["3", "330", "33010", "3301060", "浙江", "03", "90", "33-01"] {
        assert_eq!(Regions::read(typed), Err(MattersRefusal::Region), "{typed:?}");
    }
}

#[test]
fn fewer_matters_lie_within_more() {
    assert!(items("a").within(&items("a\nb")) && items("a").within(&Items::All));
    assert!(items("a\nb").within(&items("a\nb")) && Items::All.within(&Items::All));
    assert!(!items("a\nc").within(&items("a\nb")));
    assert!(!Items::All.within(&items("a\nb")));
}

#[test]
fn a_county_lies_within_its_city_and_province() {
    for wider in ["330106", "3301", "33", ""] {
        assert!(regions("330106").within(&regions(wider)), "{wider}");
    }
    for other in ["330102", "3302", "32", "331"] {
        let Ok(other) = Regions::read(other) else { continue };
        assert!(!regions("330106").within(&other), "{other:?}");
    }
    assert!(!regions("33").within(&regions("3301")));
    assert!(!regions("").within(&regions("33")));
    assert!(!regions("3301,32").within(&regions("33")));
}

#[test]
fn what_rests_is_what_was_named() {
    for typed in ["*", "a\nb"] {
        let stored = items(typed).stored().unwrap();
        assert_eq!(Items::of_stored(&stored).unwrap(), items(typed));
    }
    for typed in ["", "33,3201"] {
        let stored = regions(typed).stored().unwrap();
        assert_eq!(Regions::of_stored(&stored).unwrap(), regions(typed));
    }
}

#[test]
fn an_empty_list_that_rests_is_damage_and_not_all_matters() {
    assert!(Items::of_stored("[]").is_err());
    assert!(Items::of_stored("no list").is_err());
}
