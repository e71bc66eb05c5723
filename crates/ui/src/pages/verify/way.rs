//! One way on the page: what it looks like, and its form.

use askama::Template;

use super::{BankCardField, PhoneField, VerifyPage, VerifyWay, WayState};
use crate::catalogue::Words;
use crate::component::{Face, Form, Kind, Sent, TextField, html, problems_of};
use crate::pages::journey::CarriedFields;
use crate::pages::proof::FaceSeen;
use crate::visible::visible;

/// A way, ready to be shown.
#[derive(Template)]
#[template(path = "page/verify_way.html")]
pub(super) struct WayCard<'a> {
    t: Words,
    carried: CarriedFields<'a>,
    way: &'a VerifyWay,
    id: String,
    face: Face,
    /// Several proofs are needed: what comes after this one.
    steps: Option<String>,
    /// Why it cannot be taken.
    off: Option<String>,
    open: Sent,
    compares: String,
    known_phone: Option<String>,
    phone: Option<TextField<'a>>,
    bank_card: Option<TextField<'a>>,
    consent: Option<Consent>,
    after: String,
}

html!(WayCard<'_>);

/// The agreement to a look at the face.
struct Consent {
    id: String,
    what: String,
    never: String,
    other: String,
    wrong: Vec<String>,
}

/// The ways in their order.
pub(super) fn cards<'a>(t: Words, view: &'a VerifyPage) -> Vec<WayCard<'a>> {
    if view.identity.is_none() {
        return Vec::new();
    }
    view.ways.iter().map(|way| WayCard::new(t, view, way)).collect()
}

impl<'a> WayCard<'a> {
    fn new(t: Words, view: &'a VerifyPage, way: &'a VerifyWay) -> Self {
        let tried = view.tried.as_ref().filter(|one| one.provider == way.provider && one.kind == way.kind);
        let id = format!("{}-{}", way.provider, way.kind.word());
        let sent = if tried.is_some() { Sent::Yes } else { Sent::No };
        let form = Form { name: &id, sent };
        let problems = form.problems(&view.problems);
        let field = |name, kind, label| TextField::new(t, name, kind, label).within(&form).problems(problems);
        let phone = matches!(way.phone, PhoneField::Asked).then(|| {
            let typed = tried.map(|one| one.phone.as_str()).unwrap_or_default();
            field("phone", Kind::Phone, "field-phone").hint(t.say("way-phone-hint")).value(typed)
        });
        let bank_card = matches!(way.bank_card, BankCardField::Asked)
            .then(|| field("bank_card", Kind::BankCard, "field-bank-card").hint(t.say("way-bank-card-hint")));
        let consent = (way.kind.face() == FaceSeen::Yes).then(|| Consent {
            id: form.id_of("face_consent"),
            what: t.about("face-consent", &way.name),
            never: t.say("face-never").into_owned(),
            other: t.say(other_way(view)).into_owned(),
            wrong: problems_of(t, "face_consent", problems),
        });
        Self {
            t,
            carried: view.carried.fields(),
            way,
            face: face(t, way),
            steps: steps(t, way),
            off: off(t, way.state),
            open: open(view, sent),
            compares: t.say(way.kind.compares()).into_owned(),
            known_phone: known_phone(t, way),
            phone,
            bank_card: bank_card.map(TextField::last),
            consent,
            after: t.about("way-sent-to", &way.name),
            id,
        }
    }
}

fn face(t: Words, way: &VerifyWay) -> Face {
    let mut hint = format!("{} · {}", visible(&way.name), way.kind.takes(t));
    if way.steps > 1 {
        hint = format!("{hint} · {}", t.part("way-step", way.step, way.steps));
    }
    Face::of(way.kind.sign(), t.say(way.kind.name()).into_owned(), hint)
}

/// What comes after it, where several proofs are needed.
fn steps(t: Words, way: &VerifyWay) -> Option<String> {
    let then = if way.step < way.steps { "way-steps-then" } else { "way-steps-last" };
    (way.steps > 1).then(|| t.say(then).into_owned())
}

fn off(t: Words, state: WayState) -> Option<String> {
    let key = match state {
        WayState::Now => return None,
        WayState::NotNow => "way-not-now",
        WayState::OtherDocument => "way-other-document",
        WayState::NotHere => "way-not-here",
    };
    Some(t.say(key).into_owned())
}

/// The way that came back is open, and the only one there is.
fn open(view: &VerifyPage, sent: Sent) -> Sent {
    if view.ways.len() == 1 { Sent::Yes } else { sent }
}

fn known_phone(t: Words, way: &VerifyWay) -> Option<String> {
    match &way.phone {
        PhoneField::Known { masked } => Some(t.about("way-known-phone", masked)),
        PhoneField::NotNeeded | PhoneField::Asked => None,
    }
}

/// Who does not want their face looked at is told of what there is instead.
fn other_way(view: &VerifyPage) -> &'static str {
    let without = |way: &VerifyWay| way.kind.face() == FaceSeen::No && way.state == WayState::Now;
    if view.ways.iter().any(without) { "face-other-way" } else { "face-other-hall" }
}

impl WayState {
    /// Its word in `data-state`.
    const fn word(self) -> &'static str {
        match self {
            Self::Now => "now",
            Self::NotNow => "not-now",
            Self::OtherDocument => "other-document",
            Self::NotHere => "not-here",
        }
    }
}
