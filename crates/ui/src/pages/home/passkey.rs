//! Making a passkey on this device.
//!
//! Posts to `/home/passkeys/new`: `csrf`, `request` (where a platform waits), `state`, `credential`, `name`. The script `passkey.js` asks the device and
//! fills in `credential`; the options for it stand in `data-options` of the form.
//! Test ids: `passkey-page`, `passkey-create-form`, `name`, `submit`, `passkey-unsupported`, `cancel-link`,
//! `error-summary`.

use askama::Template;

use crate::catalogue::Words;
use crate::component::{Head, Kind, Shell, TextField, html};
use crate::href::safe;
use crate::{FieldProblem, Frame};

/// What the page shows on which a passkey is made.
#[derive(Clone, Debug)]
pub struct NewPasskey {
    /// Token against forged posts; comes back as `csrf`.
    pub csrf: String,
    /// Sealed handle of a platform's request that goes on from here; comes back as `request`. Empty when there is none.
    pub handle: String,
    /// What the device is asked: `PublicKeyCredentialCreationOptionsJSON` (Web Authentication section 5.4).
    pub options: String,
    /// Sealed state of the ceremony; comes back as `state`.
    pub state: String,
    /// The name proposed, or what was typed before.
    pub name: String,
    /// What was wrong with the last attempt.
    pub problems: Vec<FieldProblem>,
    /// The way back without changing anything.
    pub back_href: String,
}

/// The page on which a passkey is made.
pub fn new_passkey(frame: &Frame, view: &NewPasskey) -> String {
    let t = Words(frame.locale);
    let head = Head::new(frame, t.say("passkey-new-heading"))
        .below_security()
        .lead(t.say("passkey-new-lead"))
        .problems(&view.problems);
    let heading = head.heading().to_owned();
    let name = TextField::new(t, "name", Kind::Label, "passkeys-name")
        .hint(t.say("passkeys-name-hint"))
        .value(&view.name)
        .problems(&view.problems)
        .last();
    let body = Body { t, view, head, name, back_href: safe(&view.back_href) };
    let shell = Shell::new(frame, &heading, &body).tells_account().with_scripts(&["app.js", "passkey.js"]);
    if view.problems.is_empty() { shell.html() } else { shell.with_problems(&heading).html() }
}

#[derive(Template)]
#[template(path = "page/home/passkey_new.html")]
struct Body<'a> {
    t: Words,
    view: &'a NewPasskey,
    head: Head<'a>,
    name: TextField<'a>,
    back_href: &'a str,
}

html!(Body<'_>);
