//! Words: both languages say everything, and say it in plain words.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use fluent_bundle::FluentResource;

use super::{all_pages, frame, tags};
use crate::{Locale, Message, item_label};

/// Key and text of each message of a language.
pub(super) fn messages(locale: Locale) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for source in locale.language().sources {
        let mut key = String::new();
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            if let Some((name, text)) = line.split_once(" =").filter(|_| !line.starts_with([' ', '}'])) {
                key = name.to_owned();
                assert!(found.insert(key.clone(), text.to_owned()).is_none(), "{key} stands twice");
            } else if let Some(text) = found.get_mut(&key) {
                text.push_str(line);
            }
        }
    }
    found
}

/// The variables a text speaks of.
fn variables(text: &str) -> BTreeSet<&str> {
    text.split('$')
        .skip(1)
        .map(|rest| rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or(""))
        .collect()
}

#[test]
fn files_have_no_mistakes() {
    for locale in Locale::ALL {
        for source in locale.language().sources {
            assert!(FluentResource::try_new((*source).to_owned()).is_ok(), "{}", locale.tag());
        }
    }
}

#[test]
fn both_languages_say_the_same_things_of_the_same_values() {
    let (chinese, english) = (messages(Locale::ZhHans), messages(Locale::En));
    assert_eq!(chinese.keys().collect::<Vec<_>>(), english.keys().collect::<Vec<_>>());
    for (key, text) in &chinese {
        assert_eq!(variables(text), variables(&english[key]), "{key}");
    }
}

#[test]
fn every_message_has_words_with_nothing_left_open() {
    for locale in Locale::ALL {
        for message in Message::samples() {
            let text = message.text(locale);
            assert_ne!(text, message.key());
            assert!(!text.contains(['{', '}', '$']), "{text}");
        }
    }
}

#[test]
fn every_key_that_is_used_exists_and_every_key_is_used() {
    let mut used = BTreeSet::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    collect_keys(&root.join("templates"), &mut used);
    collect_keys(&root.join("src"), &mut used);
    used.extend(["language-own-name", "language-direction"].map(str::to_owned));
    let known = messages(Locale::ZhHans);
    for key in known.keys() {
        assert!(used.contains(key), "{key} is not used");
    }
    let asked = asked_keys(&root.join("templates"));
    assert!(asked.len() > 40, "templates were found");
    for key in asked {
        assert!(known.contains_key(&key), "{key} has no words");
    }
}

/// Everything in double quotes below a folder.
fn collect_keys(folder: &Path, into: &mut BTreeSet<String>) {
    for_each_file(folder, &mut |text| into.extend(text.split('"').map(str::to_owned)));
}

/// The keys templates ask for: `t.say("key")` and its kin.
fn asked_keys(folder: &Path) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for_each_file(folder, &mut |text| {
        for call in ["t.say(\"", "t.about(\"", "t.count(\"", "t.part(\""] {
            keys.extend(
                text.split(call).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned),
            );
        }
    });
    keys
}

fn for_each_file(folder: &Path, act: &mut dyn FnMut(&str)) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            for_each_file(&path, act);
        } else {
            act(&std::fs::read_to_string(path).expect("a text file"));
        }
    }
}

/// The words of a page outside tags and outside folded details.
pub(super) fn shown(page: &str) -> String {
    let (before, after) = page.split_once("<details").unwrap_or((page, ""));
    let after = after.split_once("</details>").map_or("", |(_, rest)| rest);
    let kept = format!("{before}{after}");
    kept.split('<')
        .filter_map(|part| part.split_once('>'))
        .map(|(_, text)| text)
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn pages_have_no_missing_words() {
    let keys = messages(Locale::En);
    for (name, page) in all_pages() {
        if name.starts_with("index") {
            continue;
        }
        for word in shown(&page).split_whitespace() {
            assert!(!(keys.contains_key(word) && word.contains('-')), "{name}: {word}");
        }
    }
}

#[test]
fn protocol_terms_stay_folded_away() {
    let terms = [
        "oauth",
        "openid",
        "saml",
        "token",
        "redirect",
        "scope",
        "client",
        "claim",
        "令牌",
        "回调",
        "授权码",
    ];
    for (name, page) in all_pages() {
        let text = shown(&page).to_lowercase();
        for term in terms {
            assert!(!text.contains(term), "{name}: {term}");
        }
    }
}

#[test]
fn chinese_pages_are_chinese() {
    let page = crate::not_found(&frame(Locale::ZhHans));
    assert!(page.contains("没有找到这个页面") && !page.contains("Page not found"));
}

#[test]
fn switches_lead_back_to_this_page() {
    let page = crate::not_found(&frame(Locale::En));
    let switch = |id: &str| {
        let tags = tags(&page);
        let tag = tags.iter().find(|tag| tag.attribute("data-testid") == Some(id)).expect("a switch");
        tag.attribute("href").expect("an address").to_owned()
    };
    let back = "return=%2Fsign%2Din%3Frequest%3Da%26b";
    let normalised = |href: String| href.replace("&#38;", "&").replace("-in", "%2Din");
    assert_eq!(normalised(switch("switch-language")), format!("/preferences?lang=zh-Hans&{back}"));
    assert_eq!(normalised(switch("switch-print")), format!("/preferences?print=large&{back}"));
}

#[test]
fn standard_items_have_names_and_others_none() {
    for locale in Locale::ALL {
        let names = [
            "openid",
            "phone",
            "real_name",
            "id_document_type",
            "id_number",
            "id_number_masked",
            "age_over_18",
            "resident_in",
            "entity_name",
            "entity_uscc",
            "offline_access",
        ];
        for name in names {
            assert!(item_label(locale, name).is_some_and(|label| !label.starts_with("item-")), "{name}");
        }
        assert!(item_label(locale, "resident_in:44").is_some_and(|label| label.contains("44")));
        assert_eq!(item_label(locale, "shoe_size"), None);
    }
}
