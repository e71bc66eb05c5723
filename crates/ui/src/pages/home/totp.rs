//! Setting up an authenticator app.
//!
//! Posts to `/home/totp/new`: `csrf`, `request` (where a platform waits), `secret` (sealed), `code`.
//! Test ids: `totp-page`, `qr`, `totp-secret`, `totp-form`, `code`, `submit`, `cancel-link`, `error-summary`.

use askama::Template;
use base::Secret;

use crate::catalogue::Words;
use crate::component::{Head, Kind, Qr, Shell, TextField, html};
use crate::href::safe;
use crate::{FieldProblem, Frame};

/// What the page shows on which an authenticator app is set up.
#[derive(Debug)]
pub struct TotpSetUp {
    /// Token against forged posts; comes back as `csrf`.
    pub csrf: String,
    /// Sealed handle of a platform's request that goes on from here; comes back as `request`. Empty when there is none.
    pub handle: String,
    /// The sealed secret; comes back as `secret`.
    pub sealed: String,
    /// The address an app reads from a picture: `otpauth://totp/…`.
    pub uri: Secret<String>,
    /// The secret in base 32, for typing by hand.
    pub secret: Secret<String>,
    /// What was wrong with the last attempt.
    pub problems: Vec<FieldProblem>,
    /// The way back without changing anything.
    pub back_href: String,
}

/// The page on which an authenticator app is set up.
pub fn totp_set_up(frame: &Frame, view: &TotpSetUp) -> String {
    let t = Words(frame.locale);
    let head = Head::new(frame, t.say("totp-new-heading"))
        .below_security()
        .lead(t.say("totp-new-lead"))
        .problems(&view.problems);
    let heading = head.heading().to_owned();
    let code = TextField::new(t, "code", Kind::OneTimeCode, "totp-code")
        .hint(t.say("totp-code-hint"))
        .problems(&view.problems)
        .last();
    let body = Body {
        t,
        view,
        head,
        qr: Qr::new(view.uri.expose(), t.say("totp-qr")),
        secret: in_groups(view.secret.expose()),
        code,
        back_href: safe(&view.back_href),
    };
    let shell = Shell::new(frame, &heading, &body).tells_account();
    if view.problems.is_empty() { shell.html() } else { shell.with_problems(&heading).html() }
}

#[derive(Template)]
#[template(path = "page/home/totp_new.html")]
struct Body<'a> {
    t: Words,
    view: &'a TotpSetUp,
    head: Head<'a>,
    qr: Option<Qr>,
    secret: String,
    code: TextField<'a>,
    back_href: &'a str,
}

html!(Body<'_>);

/// A long text in groups of four, as it is easiest to type off.
fn in_groups(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::in_groups;

    #[test]
    fn secret_is_shown_in_groups_of_four() {
        assert_eq!(in_groups("JBSWY3DPEHPK3PXPAB"), "JBSW Y3DP EHPK 3PXP AB");
        assert_eq!(in_groups(""), "");
    }
}
