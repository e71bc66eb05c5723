//! Reading forms and visible text out of a page. Tolerant: tags are read as a browser's tokenizer would, tree
//! building is left out, for a form's fields need none.

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{StartTag, Token, Tokenizer};
use reqwest::Method;
use url::Url;

use super::Submission;

/// What a control does when its form is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Sent as it stands, not shown.
    Hidden,
    /// Typed in by the person.
    Typed,
    /// Typed in by the person and not shown.
    Password,
    /// Sent when chosen; the value says whether it is at first.
    Choice(Choice),
    /// Sends the form; its name and value go along when it was the one pressed.
    Button,
}

/// State of a check box or radio button.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choice {
    /// Sent.
    Taken,
    /// Not sent.
    Open,
}

/// One control.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Control {
    /// Name; empty for a button without one.
    pub(crate) name: String,
    /// Value it has at first.
    pub(crate) value: String,
    /// What it does.
    pub(crate) kind: Kind,
}

/// One form with its controls in order.
#[derive(Debug, Clone)]
pub(crate) struct Form {
    action: String,
    method: Method,
    id: String,
    /// Controls inside it or tied to it by its id.
    pub(crate) controls: Vec<Control>,
}

/// The forms of a page.
pub(crate) fn forms(page: &str) -> Vec<Form> {
    let mut reader = Reader::default();
    for token in tokens(page) {
        reader.read(token);
    }
    reader.finish()
}

/// The text a person sees, white space folded.
pub(crate) fn visible_text(page: &str) -> String {
    let mut text = String::new();
    let mut unseen: Option<Vec<u8>> = None;
    for token in tokens(page) {
        match token {
            Token::StartTag(tag) if matches!(tag.name.as_slice(), b"script" | b"style" | b"title") => {
                unseen = Some(tag.name.to_vec());
            }
            Token::EndTag(tag) if unseen.as_deref() == Some(tag.name.as_slice()) => unseen = None,
            Token::String(piece) if unseen.is_none() => text.push_str(&String::from_utf8_lossy(&piece.value)),
            Token::StartTag(_)
            | Token::EndTag(_)
            | Token::String(_)
            | Token::Comment(_)
            | Token::Doctype(_)
            | Token::Error(_) => text.push(' '),
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn tokens(page: &str) -> impl Iterator<Item = Token> {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    Tokenizer::new_with_emitter(page, emitter).map_while(Result::ok)
}

impl Form {
    /// Whether a control of this name is there.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.controls.iter().any(|control| control.name == name)
    }

    /// Whether the person must type something that is not shown.
    pub(crate) fn asks_password(&self) -> bool {
        self.controls.iter().any(|control| control.kind == Kind::Password)
    }

    /// Whether the form is sent by POST.
    pub(crate) fn posts(&self) -> bool {
        self.method == Method::POST
    }

    /// Where the form leads from a page.
    pub(crate) fn target(&self, page: &Url) -> Option<Url> {
        page.join(self.action.trim()).ok()
    }

    /// What a browser sends when these values are typed or chosen and the first fitting button is pressed.
    pub(crate) fn fill(&self, page: &Url, values: &[(&str, &str)]) -> Option<Submission> {
        let mut fields: Vec<(String, String)> = Vec::new();
        for control in &self.controls {
            if let Some(value) = sent(control, values) {
                fields.push((control.name.clone(), value));
            }
        }
        if let Some(button) = self.pressed(values) {
            fields.push((button.name.clone(), button.value.clone()));
        }
        let target = self.target(page)?;
        Some(Submission { method: self.method.clone(), target, page: page.clone(), fields })
    }

    fn pressed(&self, values: &[(&str, &str)]) -> Option<&Control> {
        let buttons = || self.controls.iter().filter(|control| control.kind == Kind::Button);
        let asked = |c: &&Control| values.iter().any(|(name, value)| c.name == *name && c.value == *value);
        buttons().find(asked).or_else(|| buttons().next()).filter(|button| !button.name.is_empty())
    }
}

fn sent(control: &Control, values: &[(&str, &str)]) -> Option<String> {
    if control.name.is_empty() {
        return None;
    }
    let given = values.iter().find(|(name, _)| *name == control.name).map(|(_, value)| *value);
    match control.kind {
        Kind::Button => None,
        Kind::Hidden => Some(control.value.clone()),
        Kind::Typed | Kind::Password => Some(given.unwrap_or(&control.value).to_owned()),
        Kind::Choice(state) => {
            let taken = given.map_or(state == Choice::Taken, |value| value == control.value);
            taken.then(|| control.value.clone())
        }
    }
}

#[derive(Default)]
struct Reader {
    forms: Vec<Form>,
    // Controls tied to a form by its id, which may come later in the page.
    tied: Vec<(String, Control)>,
    inside: Option<usize>,
    text_area: Option<(Option<String>, Control)>,
    select: Option<(Option<String>, Control)>,
}

impl Reader {
    fn read(&mut self, token: Token) {
        match token {
            Token::StartTag(tag) => self.open(&tag),
            Token::EndTag(tag) => self.close(&tag.name),
            Token::String(text) => {
                if let Some((_, area)) = &mut self.text_area {
                    area.value.push_str(&String::from_utf8_lossy(&text.value));
                }
            }
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }

    fn open(&mut self, tag: &StartTag<()>) {
        let tied = attribute(tag, b"form");
        match tag.name.as_slice() {
            b"form" => self.open_form(tag),
            b"input" | b"button" => {
                if let Some(control) = control(tag) {
                    self.place(tied, control);
                }
            }
            b"textarea" => self.text_area = Some((tied, typed(tag))),
            b"select" => self.select = Some((tied, typed(tag))),
            b"option" => self.option(tag),
            _ => {}
        }
    }

    fn open_form(&mut self, tag: &StartTag<()>) {
        let posts = attribute(tag, b"method").is_some_and(|m| m.eq_ignore_ascii_case("post"));
        self.inside = Some(self.forms.len());
        self.forms.push(Form {
            action: attribute(tag, b"action").unwrap_or_default(),
            method: if posts { Method::POST } else { Method::GET },
            id: attribute(tag, b"id").unwrap_or_default(),
            controls: Vec::new(),
        });
    }

    fn option(&mut self, tag: &StartTag<()>) {
        if let Some((_, select)) = &mut self.select {
            let value = attribute(tag, b"value").unwrap_or_default();
            if select.value.is_empty() || attribute(tag, b"selected").is_some() {
                select.value = value;
            }
        }
    }

    fn close(&mut self, name: &[u8]) {
        let done = match name {
            b"form" => {
                self.inside = None;
                None
            }
            b"textarea" => self.text_area.take(),
            b"select" => self.select.take(),
            _ => None,
        };
        if let Some((tied, control)) = done {
            self.place(tied, control);
        }
    }

    fn place(&mut self, tied: Option<String>, control: Control) {
        match (tied, self.inside.and_then(|at| self.forms.get_mut(at))) {
            (Some(id), _) => self.tied.push((id, control)),
            (None, Some(form)) => form.controls.push(control),
            (None, None) => {}
        }
    }

    fn finish(mut self) -> Vec<Form> {
        for (id, control) in self.tied {
            if let Some(form) = self.forms.iter_mut().find(|form| form.id == id) {
                form.controls.push(control);
            }
        }
        self.forms
    }
}

fn attribute(tag: &StartTag<()>, name: &[u8]) -> Option<String> {
    tag.attributes.get(name).map(|value| String::from_utf8_lossy(value).into_owned())
}

fn typed(tag: &StartTag<()>) -> Control {
    Control { name: attribute(tag, b"name").unwrap_or_default(), value: String::new(), kind: Kind::Typed }
}

// HTML standard section 4.10.21.4: disabled controls are not sent.
fn control(tag: &StartTag<()>) -> Option<Control> {
    if attribute(tag, b"disabled").is_some() {
        return None;
    }
    let what = attribute(tag, b"type").unwrap_or_default().to_ascii_lowercase();
    let chosen = if attribute(tag, b"checked").is_some() { Choice::Taken } else { Choice::Open };
    let (kind, at_first) = match (tag.name.as_slice(), what.as_str()) {
        (b"button", "button" | "reset") | (b"input", "button" | "reset" | "file") => return None,
        (b"button", _) | (b"input", "submit" | "image") => (Kind::Button, ""),
        (_, "hidden") => (Kind::Hidden, ""),
        (_, "password") => (Kind::Password, ""),
        (_, "checkbox" | "radio") => (Kind::Choice(chosen), "on"),
        _ => (Kind::Typed, ""),
    };
    Some(Control {
        name: attribute(tag, b"name").unwrap_or_default(),
        value: attribute(tag, b"value").unwrap_or_else(|| at_first.to_owned()),
        kind,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> Url {
        Url::parse("http://localhost/sign-in?x=1").unwrap()
    }

    fn pairs(found: &Submission) -> Vec<(&str, &str)> {
        found.fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect()
    }

    #[test]
    fn hidden_fields_go_along_with_what_is_typed() {
        let html = r#"<FORM method=post action="/go?a&amp;b"><input type=hidden name=csrf value="t&quot;">
            <input name=username><input type=password name=password><button>Go</button></FORM>"#;
        let found = forms(html)[0].fill(&page(), &[("username", "u"), ("password", "p")]).unwrap();
        assert_eq!(pairs(&found), [("csrf", "t\""), ("username", "u"), ("password", "p")]);
        assert_eq!(found.target.as_str(), "http://localhost/go?a&b");
        assert_eq!(found.method, Method::POST);
    }

    #[test]
    fn the_button_asked_for_is_pressed() {
        let html = "<form method=post><button name=decision value=deny>n</button>\
                    <button name=decision value=allow>y</button></form>";
        let form = &forms(html)[0];
        assert_eq!(pairs(&form.fill(&page(), &[("decision", "allow")]).unwrap()), [("decision", "allow")]);
        assert_eq!(pairs(&form.fill(&page(), &[]).unwrap()), [("decision", "deny")]);
    }

    #[test]
    fn button_outside_is_tied_by_form_id() {
        let html = "<form id=f method=post></form><button form=f name=logout value=yes>out</button>";
        let form = &forms(html)[0];
        assert_eq!(pairs(&form.fill(&page(), &[("logout", "yes")]).unwrap()), [("logout", "yes")]);
    }

    #[test]
    fn choices_are_sent_only_when_taken() {
        let html = "<form><input type=checkbox name=a checked><input type=checkbox name=b>\
                    <input type=radio name=c value=1><input type=radio name=c value=2></form>";
        assert_eq!(pairs(&forms(html)[0].fill(&page(), &[("c", "2")]).unwrap()), [("a", "on"), ("c", "2")]);
    }

    #[test]
    fn text_in_scripts_is_not_seen() {
        let html = "<title>t</title><p>Hello <b>you</b></p><script>var a = '<p>no</p>'</script>";
        assert_eq!(visible_text(html), "Hello you");
    }

    #[test]
    fn text_area_and_select_are_sent() {
        let html = "<form><textarea name=t>x</textarea><select name=s><option value=1><option value=2 selected></select></form>";
        assert_eq!(pairs(&forms(html)[0].fill(&page(), &[]).unwrap()), [("t", "x"), ("s", "2")]);
    }
}
