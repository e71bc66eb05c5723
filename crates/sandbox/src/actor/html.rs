//! A small, forgiving reader of HTML: enough to find forms, links and marked elements in pages made by servers.
//!
//! Not a parser of the standard: no tree is built and nothing is repaired. Never fails and never panics.

/// A piece of a page in order of appearance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Start(Element),
    End(String),
    Text(String),
}

/// A start tag: name in lower case and attributes with references resolved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
}

/// Elements that have no end tag.
const VOID: [&str; 13] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

impl Element {
    /// The value of an attribute; empty if it stands without one.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.attribute(name).is_some()
    }

    pub(super) fn is_void(&self) -> bool {
        VOID.contains(&self.name.as_str())
    }
}

/// Cuts a page into tokens.
pub(super) fn read(html: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (text, tail) = rest.split_at(at);
        push_text(&mut tokens, text);
        rest = read_markup(tail, &mut tokens);
    }
    push_text(&mut tokens, rest);
    tokens
}

/// The text of the element at `start` in `tokens`, with white space folded.
pub(super) fn text_of(tokens: &[Token], start: usize) -> String {
    let Some(Token::Start(element)) = tokens.get(start) else { return String::new() };
    if element.is_void() {
        return element.attribute("value").unwrap_or_default().to_owned();
    }
    let mut depth = 1_usize;
    let mut text = String::new();
    for token in tokens.iter().skip(start + 1) {
        match token {
            Token::Start(inner) if inner.name == element.name && !inner.is_void() => depth += 1,
            Token::End(name) if *name == element.name => depth -= 1,
            Token::Text(piece) => text.push_str(piece),
            Token::Start(_) | Token::End(_) => {}
        }
        if depth == 0 {
            break;
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn push_text(tokens: &mut Vec<Token>, text: &str) {
    if !text.is_empty() {
        tokens.push(Token::Text(resolve(text)));
    }
}

/// Reads what begins with `<` and returns what follows it.
fn read_markup<'h>(tail: &'h str, tokens: &mut Vec<Token>) -> &'h str {
    if let Some(comment) = tail.strip_prefix("<!--") {
        return comment.split_once("-->").map_or("", |(_, rest)| rest);
    }
    if tail.starts_with("<!") || tail.starts_with("<?") {
        return tail.split_once('>').map_or("", |(_, rest)| rest);
    }
    if let Some(end) = tail.strip_prefix("</") {
        let (name, rest) = end.split_once('>').unwrap_or((end, ""));
        tokens.push(Token::End(name.trim().to_ascii_lowercase()));
        return rest;
    }
    let after = tail.strip_prefix('<').unwrap_or_default();
    if !after.starts_with(|first: char| first.is_ascii_alphabetic()) {
        tokens.push(Token::Text("<".to_owned()));
        return after;
    }
    let (element, rest) = read_start_tag(after);
    let name = element.name.clone();
    tokens.push(Token::Start(element));
    read_raw_text(&name, rest, tokens)
}

/// Script, style, text area and title hold text, not markup.
fn read_raw_text<'h>(name: &str, rest: &'h str, tokens: &mut Vec<Token>) -> &'h str {
    if !matches!(name, "script" | "style" | "textarea" | "title") {
        return rest;
    }
    let end = format!("</{name}");
    let at = rest.to_ascii_lowercase().find(&end).unwrap_or(rest.len());
    let (raw, rest) = rest.split_at(at);
    match name {
        "script" | "style" => {}
        // HTML drops one line break right after the start of a text area.
        "textarea" => push_text(tokens, raw.strip_prefix('\n').unwrap_or(raw)),
        _ => push_text(tokens, raw),
    }
    rest
}

/// Reads name and attributes up to and with the closing `>`.
fn read_start_tag(text: &str) -> (Element, &str) {
    let name_end = text.find(|c: char| c.is_whitespace() || matches!(c, '/' | '>')).unwrap_or(text.len());
    let (name, mut rest) = text.split_at(name_end);
    let mut element = Element { name: name.to_ascii_lowercase(), attributes: Vec::new() };
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if let Some(after) = rest.strip_prefix('>') {
            return (element, after);
        }
        if rest.is_empty() {
            return (element, rest);
        }
        let (name, value, after) = read_attribute(rest);
        if !name.is_empty() && !element.has(&name) {
            element.attributes.push((name, value));
        }
        rest = after;
    }
}

fn read_attribute(text: &str) -> (String, String, &str) {
    let ends_name = |c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/');
    // An equals sign in first place belongs to the name, as in the standard; so each turn takes something.
    let first = text.chars().next().map_or(0, char::len_utf8);
    let length = text.get(first..).and_then(|tail| tail.find(ends_name)).map_or(text.len(), |at| at + first);
    let (name, rest) = text.split_at(length);
    let name = name.to_ascii_lowercase();
    let Some(value) = rest.trim_start().strip_prefix('=') else { return (name, String::new(), rest) };
    let value = value.trim_start();
    for quote in ['"', '\''] {
        if let Some(inner) = value.strip_prefix(quote) {
            let (inner, rest) = inner.split_once(quote).unwrap_or((inner, ""));
            return (name, resolve(inner), rest);
        }
    }
    let end = value.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(value.len());
    let (bare, rest) = value.split_at(end);
    (name, resolve(bare), rest)
}

/// Resolves the character references that servers write when they escape.
fn resolve(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, tail) = rest.split_at(at);
        out.push_str(before);
        match reference(tail) {
            Some((character, after)) => {
                out.push(character);
                rest = after;
            }
            None => {
                out.push('&');
                rest = tail.strip_prefix('&').unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

fn reference(tail: &str) -> Option<(char, &str)> {
    let (name, after) = tail.strip_prefix('&')?.split_once(';')?;
    let character = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "middot" => '·',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "copy" => '©',
        _ => numbered(name.strip_prefix('#')?)?,
    };
    Some((character, after))
}

fn numbered(digits: &str) -> Option<char> {
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => digits.parse().ok()?,
    };
    char::from_u32(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(html: &str) -> Element {
        match read(html).into_iter().next() {
            Some(Token::Start(element)) => element,
            other => panic!("no element first but {other:?}"),
        }
    }

    #[test]
    fn attributes_are_read_in_every_form() {
        let element = first("<INPUT Type=hidden name='a b' value=\"x&amp;y&#x27;&#65;\" required/>");
        assert_eq!(element.name, "input");
        assert_eq!(element.attribute("type"), Some("hidden"));
        assert_eq!(element.attribute("name"), Some("a b"));
        assert_eq!(element.attribute("value"), Some("x&y'A"));
        assert_eq!(element.attribute("required"), Some(""));
    }

    #[test]
    fn the_first_of_two_equal_attributes_counts() {
        assert_eq!(first("<a href=1 href=2>").attribute("href"), Some("1"));
    }

    #[test]
    fn markup_in_scripts_and_comments_is_not_seen() {
        let tokens = read("<!-- <a> --><script>if (a < b) '<form>'</script><p>x</p>");
        let names: Vec<&str> = tokens
            .iter()
            .filter_map(|token| match token {
                Token::Start(element) => Some(element.name.as_str()),
                Token::End(_) | Token::Text(_) => None,
            })
            .collect();
        assert_eq!(names, ["script", "p"]);
    }

    #[test]
    fn text_of_nested_elements_is_joined() {
        let tokens = read("<div>a <div>b</div>\n<br>c</div>d");
        assert_eq!(text_of(&tokens, 0), "a b c");
    }

    #[test]
    fn broken_pages_are_read_to_their_end() {
        for html in [
            "<",
            "<a",
            "<a =",
            "<a ==>",
            "<a href='",
            "</",
            "<!--",
            "&",
            "&#xffffffff;",
            "<textarea>x",
            "< a>",
        ] {
            let _tokens = read(html);
        }
        assert_eq!(
            read("1 < 2"),
            [Token::Text("1 ".into()), Token::Text("<".into()), Token::Text(" 2".into())]
        );
    }
}
