//! Forms: what they hold when the page arrives and what they send when filled in.
//!
//! Follows the WHATWG HTML standard section 4.10.22.4 ("constructing the entry list") as far as pages without
//! scripts and without files need it.

use super::html::{Element, Token, text_of};

/// A form on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// Its `data-testid`, if it has one.
    pub testid: Option<String>,
    /// Its `id`, if it has one.
    pub id: Option<String>,
    /// Its `action` as written; empty means the page itself.
    pub action: String,
    /// `get` or `post`, in lower case.
    pub method: String,
    /// Its controls in order.
    pub controls: Vec<Control>,
}

/// A named control.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Control {
    /// Its `name`; empty for a button without one.
    pub name: String,
    /// Its value, or that of a chosen option.
    pub value: String,
    /// Its kind.
    pub kind: ControlKind,
    /// Its `data-testid`, if it has one.
    pub testid: Option<String>,
}

/// What a control is and whether it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ControlKind {
    /// Sent as it is, not shown.
    Hidden,
    /// A text, password or similar field, a text area or a list.
    Field,
    /// A box or radio button that is chosen.
    Chosen,
    /// A box, radio button or option that is not chosen.
    NotChosen,
    /// A button that sends the form.
    Submit,
    /// Never sent: disabled, or a button for scripts.
    Inert,
}

/// A field was to be filled in that the form does not have.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the form has no control {0:?} that takes the value given")]
pub struct NoSuchControl(pub String);

impl Form {
    /// Whether `selector` names this form: by test id, id or action.
    pub fn is_named(&self, selector: &str) -> bool {
        self.testid.as_deref() == Some(selector)
            || self.id.as_deref() == Some(selector)
            || self.action == selector
    }

    /// The control with that name.
    pub fn control(&self, name: &str) -> Option<&Control> {
        self.controls.iter().find(|control| control.name == name)
    }

    /// The pairs the form sends after `fields` were filled in and `button` (or the first one) was pressed.
    ///
    /// # Errors
    /// When a field is not there: a person could not have filled it in.
    pub fn filled(
        &self,
        fields: &[(&str, &str)],
        button: Option<&Control>,
    ) -> Result<Vec<(String, String)>, NoSuchControl> {
        for (name, value) in fields {
            if !self.controls.iter().any(|control| control.takes(name, value)) {
                return Err(NoSuchControl((*name).to_owned()));
            }
        }
        let pressed = button.or_else(|| self.default_button(fields));
        let mut pairs = Vec::new();
        for control in self.controls.iter().filter(|control| !control.name.is_empty()) {
            let filled = fields.iter().find(|(name, value)| control.takes(name, value));
            let named = fields.iter().any(|(name, _)| *name == control.name);
            let sent = match control.kind {
                ControlKind::Hidden | ControlKind::Field => {
                    filled.map_or(Some(control.value.as_str()), |(_, v)| Some(v))
                }
                ControlKind::Chosen if !named => Some(control.value.as_str()),
                ControlKind::Chosen | ControlKind::NotChosen => filled.map(|(_, value)| *value),
                ControlKind::Submit => {
                    pressed.filter(|button| *button == control).map(|button| button.value.as_str())
                }
                ControlKind::Inert => None,
            };
            pairs.extend(sent.map(|value| (control.name.clone(), value.to_owned())));
        }
        Ok(pairs)
    }

    /// The button that is pressed: the one among `fields`, else the first of the form.
    fn default_button(&self, fields: &[(&str, &str)]) -> Option<&Control> {
        let mut buttons = self.controls.iter().filter(|control| control.kind == ControlKind::Submit);
        let first = buttons.clone().next();
        buttons.find(|button| fields.iter().any(|(name, value)| button.takes(name, value))).or(first)
    }
}

impl Control {
    /// Whether a person could give this control that value.
    fn takes(&self, name: &str, value: &str) -> bool {
        self.name == name
            && match self.kind {
                ControlKind::Hidden | ControlKind::Field => true,
                ControlKind::Chosen | ControlKind::NotChosen | ControlKind::Submit => self.value == value,
                ControlKind::Inert => false,
            }
    }
}

/// Every form of a page.
pub(super) fn forms(tokens: &[Token]) -> Vec<Form> {
    let mut forms: Vec<Form> = Vec::new();
    let mut open = false;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Start(element) if element.name == "form" => {
                forms.push(form(element));
                open = true;
            }
            Token::End(name) if name == "form" => open = false,
            Token::Start(element) => {
                let owner = match element.attribute("form") {
                    Some(id) => forms.iter_mut().find(|form| form.id.as_deref() == Some(id)),
                    None if open => forms.last_mut(),
                    None => None,
                };
                if let Some(form) = owner {
                    form.controls.extend(controls(element, tokens, at));
                }
            }
            Token::End(_) | Token::Text(_) => {}
        }
    }
    forms
}

fn form(element: &Element) -> Form {
    let owned = |name: &str| element.attribute(name).map(str::to_owned);
    Form {
        testid: owned("data-testid"),
        id: owned("id"),
        action: owned("action").unwrap_or_default(),
        method: element.attribute("method").unwrap_or("get").to_ascii_lowercase(),
        controls: Vec::new(),
    }
}

fn controls(element: &Element, tokens: &[Token], at: usize) -> Vec<Control> {
    let control = |value: String, kind: ControlKind| Control {
        name: element.attribute("name").unwrap_or_default().to_owned(),
        value,
        kind: if element.has("disabled") { ControlKind::Inert } else { kind },
        testid: element.attribute("data-testid").map(str::to_owned),
    };
    let value = || element.attribute("value").unwrap_or_default().to_owned();
    match element.name.as_str() {
        "input" => vec![input(element, control)],
        "textarea" => vec![control(raw_text(tokens, at), ControlKind::Field)],
        "select" => options(tokens, at).into_iter().map(|(value, kind)| control(value, kind)).collect(),
        "button" => {
            let kind = match element.attribute("type").map(str::to_ascii_lowercase).as_deref() {
                None | Some("" | "submit") => ControlKind::Submit,
                Some(_) => ControlKind::Inert,
            };
            vec![control(value(), kind)]
        }
        _ => Vec::new(),
    }
}

fn input(element: &Element, control: impl Fn(String, ControlKind) -> Control) -> Control {
    let value = element.attribute("value").unwrap_or_default().to_owned();
    match element.attribute("type").map(str::to_ascii_lowercase).as_deref() {
        Some("hidden") => control(value, ControlKind::Hidden),
        Some("checkbox" | "radio") => {
            let value = element.attribute("value").unwrap_or("on").to_owned();
            let kind = if element.has("checked") { ControlKind::Chosen } else { ControlKind::NotChosen };
            control(value, kind)
        }
        Some("submit" | "image") => control(value, ControlKind::Submit),
        Some("button" | "reset" | "file") => control(value, ControlKind::Inert),
        Some(_) | None => control(value, ControlKind::Field),
    }
}

fn raw_text(tokens: &[Token], at: usize) -> String {
    match tokens.get(at + 1) {
        Some(Token::Text(text)) => text.clone(),
        Some(Token::Start(_) | Token::End(_)) | None => String::new(),
    }
}

/// The options of the list at `at`; without a chosen one, a browser sends the first.
fn options(tokens: &[Token], at: usize) -> Vec<(String, ControlKind)> {
    let mut options = Vec::new();
    for (offset, token) in tokens.iter().enumerate().skip(at + 1) {
        match token {
            Token::Start(option) if option.name == "option" => {
                let value = option.attribute("value").map_or_else(|| text_of(tokens, offset), str::to_owned);
                let chosen = option.has("selected");
                options.push((value, if chosen { ControlKind::Chosen } else { ControlKind::NotChosen }));
            }
            Token::End(name) if name == "select" => break,
            Token::Start(_) | Token::End(_) | Token::Text(_) => {}
        }
    }
    if !options.iter().any(|(_, kind)| *kind == ControlKind::Chosen)
        && let Some((_, kind)) = options.first_mut()
    {
        *kind = ControlKind::Chosen;
    }
    options
}

#[cfg(test)]
mod tests {
    use super::super::html::read;
    use super::*;

    const PAGE: &str = r#"
        <form data-testid="login" action="/sign-in?x=1&amp;y=2" method="POST">
          <input type=hidden name=csrf value="t&quot;k"><input name="user" value="anna"><input type="password" name="pw">
          <input type=checkbox name=keep checked><input type=checkbox name=news value=yes>
          <select name=place><option value=hz>Hangzhou</option><option selected>Chengdu</option></select>
          <textarea name=why>
a &lt; b</textarea>
          <input name=gone disabled value=1><button type=button name=script>x</button>
          <button name=decision value=allow>Yes</button><button name=decision value=deny>No</button>
        </form>
        <input form="other" name="outside" value="1"><form id="other"></form><input form=other name=late value=2>"#;

    fn login() -> Form {
        forms(&read(PAGE)).into_iter().find(|form| form.is_named("login")).unwrap()
    }

    fn pairs(form: &Form, fields: &[(&str, &str)]) -> Vec<String> {
        form.filled(fields, None)
            .unwrap()
            .into_iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect()
    }

    #[test]
    fn a_form_is_found_by_test_id_id_and_action() {
        let all = forms(&read(PAGE));
        assert_eq!((all.len(), login().method.as_str()), (2, "post"));
        assert!(login().is_named("/sign-in?x=1&y=2") && all.iter().any(|form| form.is_named("other")));
    }

    #[test]
    fn untouched_controls_are_sent_as_they_are() {
        let sent = pairs(&login(), &[]);
        assert_eq!(
            sent,
            ["csrf=t\"k", "user=anna", "pw=", "keep=on", "place=Chengdu", "why=a < b", "decision=allow"]
        );
    }

    #[test]
    fn filled_controls_replace_what_was_there() {
        let sent = pairs(&login(), &[("user", "bo"), ("news", "yes"), ("place", "hz"), ("decision", "deny")]);
        assert_eq!(
            sent,
            ["csrf=t\"k", "user=bo", "pw=", "keep=on", "news=yes", "place=hz", "why=a < b", "decision=deny"]
        );
    }

    #[test]
    fn a_control_outside_belongs_to_the_form_it_names() {
        let other = forms(&read(PAGE)).into_iter().find(|form| form.is_named("other")).unwrap();
        assert_eq!(pairs(&other, &[]), ["late=2"]);
    }

    #[test]
    fn a_field_that_is_not_there_cannot_be_filled() {
        for (name, value) in [("absent", "1"), ("gone", "1"), ("place", "elsewhere"), ("script", "")] {
            assert_eq!(login().filled(&[(name, value)], None), Err(NoSuchControl(name.into())));
        }
    }
}
