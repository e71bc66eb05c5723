//! Markup: what a strict policy forbids is absent, and what people with assistive technology need is there.

use std::collections::{HashMap, HashSet};

use super::{Tag, all_pages, tags};
use crate::asset::STYLESHEET;

const VOID: [&str; 7] = ["!doctype", "meta", "link", "input", "hr", "br", "img"];

#[test]
fn every_element_is_closed() {
    for (name, page) in all_pages() {
        let mut open: Vec<String> = Vec::new();
        for tag in tags(&page) {
            if let Some(ended) = tag.name.strip_prefix('/') {
                assert_eq!(open.pop().as_deref(), Some(ended), "{name}");
            } else if !VOID.contains(&tag.name.as_str()) && !is_empty_svg(&tag) {
                open.push(tag.name);
            }
        }
        assert!(open.is_empty(), "{name}: {open:?}");
    }
}

fn is_empty_svg(tag: &Tag) -> bool {
    matches!(tag.name.as_str(), "path" | "circle")
}

#[test]
fn no_inline_style_script_or_handler() {
    for (name, page) in all_pages() {
        assert!(!page.contains("javascript:"), "{name}");
        for tag in tags(&page) {
            assert_ne!(tag.name, "style", "{name}");
            assert!(tag.name != "script" || tag.attribute("src").is_some(), "{name}");
            for (attribute, _) in &tag.attributes {
                assert!(attribute != "style" && !attribute.starts_with("on"), "{name}: {attribute}");
            }
        }
    }
}

#[test]
fn scripts_are_strict_and_write_no_markup() {
    for name in ["app.js", "form-post.js", "passkey.js", "qr.js", "work.js"] {
        let script = std::str::from_utf8(crate::asset(name).expect(name).bytes).expect("text");
        assert!(script.lines().any(|line| line == "\"use strict\";"), "{name}");
        for word in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function("] {
            assert!(!script.contains(word), "{name}: {word}");
        }
    }
}

/// What `passkey.js` may have to say; the words stand in attributes of the form.
#[test]
fn passkey_forms_bring_all_that_may_have_to_be_said() {
    let mut forms = 0;
    for (name, page) in all_pages() {
        for tag in tags(&page).iter().filter(|tag| tag.attribute("data-passkey").is_some()) {
            forms += 1;
            for word in ["waiting", "checking", "stopped", "unsupported", "known", "failed"] {
                let said = tag.attribute(&format!("data-{word}")).unwrap_or("");
                assert!(said.len() > 10, "{name}: {word}");
            }
        }
    }
    assert!(forms > 10, "pages with passkeys were found");
}

#[test]
fn nothing_is_loaded_from_outside() {
    for (name, page) in all_pages() {
        for tag in tags(&page) {
            let loaded = match tag.name.as_str() {
                "script" | "img" | "iframe" => tag.attribute("src"),
                "link" => tag.attribute("href"),
                _ => None,
            };
            assert!(loaded.is_none_or(|address| address.starts_with("/assets/")), "{name}: {loaded:?}");
        }
    }
    assert!(!STYLESHEET.contains("url(") && !STYLESHEET.contains("@import"));
}

#[test]
fn every_asset_a_page_loads_exists() {
    for (name, page) in all_pages() {
        for tag in tags(&page) {
            for (_, value) in tag.attributes {
                if let Some(path) = value.as_deref().and_then(|value| value.strip_prefix("/assets/")) {
                    assert!(crate::asset(path).is_some(), "{name}: {path}");
                }
            }
        }
    }
}

#[test]
fn every_field_has_a_label() {
    for (name, page) in all_pages() {
        let tags = tags(&page);
        let labelled: HashSet<&str> = tags.iter().filter_map(|tag| tag.attribute("for")).collect();
        let mut labels_open = 0;
        for tag in &tags {
            match tag.name.as_str() {
                "label" => labels_open += 1,
                "/label" => labels_open -= 1,
                "input" | "select" | "textarea" if tag.attribute("type") != Some("hidden") => {
                    let named = tag.attribute("id").is_some_and(|id| labelled.contains(id));
                    assert!(named || labels_open > 0, "{name}: {:?}", tag.attribute("name"));
                }
                _ => {}
            }
        }
    }
}

#[test]
fn ids_are_unique_and_references_lead_to_one() {
    for (name, page) in all_pages() {
        let mut ids: HashMap<&str, u32> = HashMap::new();
        let tags = tags(&page);
        for id in tags.iter().filter_map(|tag| tag.attribute("id")) {
            *ids.entry(id).or_default() += 1;
        }
        assert!(ids.values().all(|count| *count == 1), "{name}: {ids:?}");
        for tag in &tags {
            for attribute in ["for", "aria-describedby", "aria-labelledby", "aria-controls", "data-reveals"] {
                for target in tag.attribute(attribute).unwrap_or("").split_whitespace() {
                    assert!(ids.contains_key(target), "{name}: {attribute}={target}");
                }
            }
            if let Some(target) = tag.attribute("href").and_then(|href| href.strip_prefix('#')) {
                assert!(ids.contains_key(target), "{name}: #{target}");
            }
        }
    }
}

#[test]
fn one_first_heading_and_no_level_left_out() {
    for (name, page) in all_pages() {
        let levels: Vec<u32> = tags(&page)
            .iter()
            .filter_map(|tag| tag.name.strip_prefix('h').and_then(|level| level.parse().ok()))
            .collect();
        assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1, "{name}: {levels:?}");
        let from_first = levels.iter().skip_while(|level| **level != 1);
        let mut deepest = 1;
        for level in from_first {
            assert!(*level <= deepest + 1, "{name}: {levels:?}");
            deepest = *level;
        }
    }
}

#[test]
fn every_post_carries_the_token_against_forgery() {
    for (name, page) in all_pages() {
        if name.starts_with("form-post") {
            continue;
        }
        let forms = page.split("<form ").skip(1).map(|form| form.split("</form>").next().unwrap_or(""));
        for form in forms {
            assert!(form.contains(r#"method="post""#), "{name}");
            assert!(form.contains(r#"name="csrf" value="sample""#), "{name}: {form}");
        }
    }
}

#[test]
fn language_direction_and_print_are_told() {
    for (name, page) in all_pages() {
        let tags = tags(&page);
        let html = tags.iter().find(|tag| tag.name == "html").expect("an html element");
        assert!(name.contains(html.attribute("lang").expect("a language")), "{name}");
        assert_eq!(html.attribute("dir"), Some("ltr"));
        assert_eq!(html.attribute("class"), name.ends_with("On").then_some("large"));
    }
}

#[test]
fn page_and_all_it_loads_weigh_under_60_kilobytes() {
    let assets: usize = ["app.css", "app.js", "passkey.js", "work.js", "mark.svg"]
        .iter()
        .map(|name| crate::asset(name).expect("an asset").bytes.len())
        .sum();
    for (name, page) in all_pages() {
        assert!(page.len() + assets < 60_000, "{name}: {} + {assets}", page.len());
    }
}

#[test]
fn stylesheet_is_safe_to_read_from_right_to_left() {
    let physical =
        ["left", "right", "margin-top", "margin-bottom", "padding-top", "padding-bottom", "width", "height"];
    let shorthand = ["margin", "padding"];
    for line in STYLESHEET.lines() {
        for declaration in line.split(['{', ';', '}']) {
            let Some((property, value)) = declaration.trim().split_once(": ") else { continue };
            let property = property.trim();
            if property.starts_with('@') {
                continue;
            }
            let is_physical = physical.iter().any(|part| {
                property == *part
                    || property.ends_with(&format!("-{part}")) && !property.starts_with("border")
            });
            assert!(!is_physical || property == "line-height", "{line}");
            // Four values of a shorthand name left and right apart.
            assert!(!shorthand.contains(&property) || value.split_whitespace().count() < 4, "{line}");
        }
    }
}
