//! What holds for every page in every language: words, markup, escaping, colours.

mod acting;
mod colours;
mod escaping;
mod forms;
mod home;
mod hostile_home;
mod hostile_identity;
mod hostile_sign_in;
mod identity;
mod languages;
mod markup;
mod pages;
mod sign_in;
mod words;

use crate::{Frame, LargePrint, Locale};

/// A frame for someone who is not signed in.
fn frame(locale: Locale) -> Frame {
    Frame {
        locale,
        large_print: LargePrint::Off,
        signed_in_as: None,
        switch_return: "/sign-in?request=a&b".to_owned(),
        request_id: "4f1d9c0e".to_owned(),
    }
}

/// The test ids of a page, in order.
fn test_ids(page: &str) -> Vec<String> {
    tags(page).iter().filter_map(|tag| tag.attribute("data-testid")).map(str::to_owned).collect()
}

/// A sample page.
fn sample(name: &str, locale: Locale) -> String {
    crate::gallery(&frame(locale), name).expect("a sample")
}

/// Every sample page in every language and print, with its name.
fn all_pages() -> Vec<(String, String)> {
    let mut pages = Vec::new();
    for locale in Locale::ALL {
        for large_print in [LargePrint::Off, LargePrint::On] {
            let frame = Frame { large_print, signed_in_as: Some("张三".to_owned()), ..frame(locale) };
            for name in crate::gallery_names() {
                let page = crate::gallery(&frame, name).expect("a listed page exists");
                pages.push((format!("{name} {} {large_print:?}", locale.tag()), page));
            }
            pages.push((format!("index {} {large_print:?}", locale.tag()), crate::gallery_index(&frame)));
        }
    }
    pages
}

/// One tag of a page: `name` begins with `/` for an end tag.
struct Tag {
    name: String,
    attributes: Vec<(String, Option<String>)>,
}

impl Tag {
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_deref().unwrap_or(""))
    }
}

/// The tags of a page, in order. Reads what our templates write, not all of HTML: values stand in double quotes
/// and `<` and `>` occur in tags only.
fn tags(page: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    for part in page.split('<').skip(1) {
        let (inside, _) = part.split_once('>').expect("every tag ends");
        let (name, rest) = inside.split_once(|c: char| c.is_whitespace()).unwrap_or((inside, ""));
        tags.push(Tag { name: name.trim_end_matches('/').to_lowercase(), attributes: attributes(rest) });
    }
    tags
}

fn attributes(mut rest: &str) -> Vec<(String, Option<String>)> {
    let mut found = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if rest.is_empty() {
            return found;
        }
        let end = rest.find(|c: char| c == '=' || c.is_whitespace() || c == '/').unwrap_or(rest.len());
        let name = rest[..end].to_lowercase();
        rest = &rest[end..];
        let Some(quoted) = rest.strip_prefix("=\"") else {
            found.push((name, None));
            continue;
        };
        let (value, after) = quoted.split_once('"').expect("every value ends");
        found.push((name, Some(value.to_owned())));
        rest = after;
    }
}
