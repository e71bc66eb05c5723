//! Which language is chosen, and what the table of languages holds.

use super::{LANGUAGES, Locale, OFFERED, script};

const ZH_HANS: Locale = Locale::ZhHans;
const EN: Locale = Locale::En;

#[test]
fn own_choice_comes_before_what_the_platform_asks() {
    assert_eq!(Locale::negotiate(Some("zh-Hans"), Some("en"), None, ZH_HANS), EN);
}

#[test]
fn platform_is_heard_before_the_browser() {
    assert_eq!(Locale::negotiate(Some("fr en-GB zh"), None, Some("zh"), ZH_HANS), EN);
}

#[test]
fn unknown_languages_are_passed_over() {
    assert_eq!(Locale::negotiate(Some("fr de"), Some("xx"), Some("fr, en;q=0.3"), ZH_HANS), EN);
}

#[test]
fn browser_weights_decide() {
    assert_eq!(Locale::negotiate(None, None, Some("en;q=0.7, zh-CN;q=0.9"), ZH_HANS), ZH_HANS);
    assert_eq!(Locale::negotiate(None, None, Some("en-GB,en;q=0.9,zh;q=0.8"), ZH_HANS), EN);
}

#[test]
fn weight_of_nothing_is_not_wanted() {
    assert_eq!(Locale::negotiate(None, None, Some("en;q=0, *"), ZH_HANS), ZH_HANS);
    assert_eq!(Locale::negotiate(None, None, Some("en;q=x"), ZH_HANS), ZH_HANS);
}

#[test]
fn chinese_when_nothing_is_asked() {
    assert_eq!(Locale::negotiate(None, None, None, ZH_HANS), ZH_HANS);
}

#[test]
fn every_tag_is_read_back() {
    for locale in Locale::ALL {
        assert_eq!(Locale::from_tag(locale.tag()), Some(locale));
    }
}

#[test]
fn regions_and_other_scripts_of_a_language_are_understood() {
    assert_eq!(Locale::from_tag("zh-CN"), Some(ZH_HANS));
    assert_eq!(Locale::from_tag("ZH-hans-cn"), Some(ZH_HANS));
    assert_eq!(Locale::from_tag("zh-TW"), Some(ZH_HANS), "until there is one in traditional characters");
    assert_eq!(Locale::from_tag("en-GB"), Some(EN));
}

#[test]
fn refused_when_nothing_like_a_known_language() {
    for tag in ["", "-", "fr", "e", "english", "*"] {
        assert_eq!(Locale::from_tag(tag), None, "{tag}");
    }
}

#[test]
fn script_follows_from_the_region() {
    assert_eq!(script("zh-TW"), script("zh-Hant"));
    assert_ne!(script("zh-TW"), script("zh-CN"));
    assert_eq!(script("ug"), script("ug-Arab"));
}

#[test]
fn default_and_fallback_stand_where_their_names_say() {
    assert_eq!((ZH_HANS.tag(), ZH_HANS.dir(), ZH_HANS.own_name()), ("zh-Hans", "ltr", "简体中文"));
    assert_eq!((EN.tag(), EN.dir(), EN.own_name()), ("en", "ltr", "English"));
    assert_eq!(Locale::default(), ZH_HANS);
}

#[test]
fn language_for_tests_is_offered_to_nobody() {
    let only_here: Vec<_> = LANGUAGES.iter().skip(OFFERED).map(|language| language.tag).collect();
    assert_eq!(only_here, ["ar-XB"]);
    assert!(Locale::ALL.iter().all(|locale| locale.tag() != "ar-XB"));
    assert_eq!(Locale::from_tag("ar-XB"), None);
}
