//! The two forms of the page. Each asks for the organisation only where there are several.

use super::{ActingForm, ActingPage, Administration, EntityRow, EntityState, GivenOn};
use crate::catalogue::Words;
use crate::component::{
    Chosen, Form, Kind, LinesField, SelectField, SelectOption, Sent, TextField, problems_of,
};
use crate::pages::person_fields::PersonFields;

/// The form that invites an agent.
pub(super) struct InviteFields<'a> {
    pub(super) open: Sent,
    pub(super) entity: EntityField<'a>,
    pub(super) person: PersonFields<'a>,
    pub(super) phone: TextField<'a>,
    pub(super) items: LinesField,
    pub(super) regions: TextField<'a>,
    pub(super) last_day: TextField<'a>,
    pub(super) given_on: GivenOn,
    pub(super) wrong_given_on: Vec<String>,
}

/// The form that adds an administrator.
pub(super) struct AdministratorFields<'a> {
    pub(super) open: Sent,
    pub(super) entity: EntityField<'a>,
    pub(super) person: PersonFields<'a>,
}

/// For which organisation.
pub(super) enum EntityField<'a> {
    /// There is but one.
    Only { id: &'a str, name: &'a str },
    /// One of several.
    Choice(SelectField),
}

impl<'a> InviteFields<'a> {
    /// None where the person acts for no organisation that stands.
    pub(super) fn new(t: Words, view: &'a ActingPage) -> Option<Self> {
        let form = Form { name: "invite", sent: sent(view, ActingForm::Invite) };
        let problems = form.problems(&view.problems);
        let typed = &view.invite;
        let standing = rows(view, |row| row.state == EntityState::Active);
        let field = |name, kind, label, value| TextField::new(t, name, kind, label).value(value);
        Some(Self {
            open: form.sent,
            entity: entity(t, &standing, &typed.entity, &form)?,
            person: PersonFields::new(t, &typed.person, &form, problems).of_somebody_else(),
            phone: field("phone", Kind::Phone, "field-phone", &typed.phone)
                .within(&form)
                .hint(t.say("invite-phone-hint"))
                .of_somebody_else()
                .problems(problems),
            items: LinesField::new(t, "items", "invite-items", "invite-items-hint")
                .value(&typed.items)
                .problems(problems),
            regions: field("regions", Kind::Codes, "invite-regions", &typed.regions)
                .hint(t.say("invite-regions-hint"))
                .optional()
                .problems(problems),
            last_day: field("last_day", Kind::Day, "invite-last-day", &typed.last_day)
                .hint(t.say("invite-last-day-hint"))
                .problems(problems)
                .last(),
            given_on: typed.given_on,
            wrong_given_on: problems_of(t, "subdelegation", problems),
        })
    }
}

impl<'a> AdministratorFields<'a> {
    /// None where the person may add none.
    pub(super) fn new(t: Words, view: &'a ActingPage) -> Option<Self> {
        let form = Form { name: "administrator", sent: sent(view, ActingForm::Administrator) };
        let problems = form.problems(&view.problems);
        let typed = &view.administrator;
        let open =
            rows(view, |row| row.state == EntityState::Active && row.administration == Administration::Open);
        let mut person = PersonFields::new(t, &typed.person, &form, problems).of_somebody_else();
        person.name = person.name.last();
        Some(Self { open: form.sent, entity: entity(t, &open, &typed.entity, &form)?, person })
    }
}

fn rows(view: &ActingPage, fit: fn(&EntityRow) -> bool) -> Vec<&EntityRow> {
    view.entities.iter().filter(|row| fit(row)).collect()
}

fn sent(view: &ActingPage, form: ActingForm) -> Sent {
    if view.tried == Some(form) { Sent::Yes } else { Sent::No }
}

fn entity<'a>(t: Words, rows: &[&'a EntityRow], chosen: &str, form: &Form<'_>) -> Option<EntityField<'a>> {
    match rows {
        [] => None,
        [only] => Some(EntityField::Only { id: &only.id, name: &only.name }),
        several => {
            let option = |row: &&EntityRow| SelectOption {
                value: row.id.clone(),
                label: row.name.clone(),
                state: if row.id == chosen { Chosen::Yes } else { Chosen::No },
            };
            let options = several.iter().map(option).collect();
            Some(EntityField::Choice(SelectField::new(t, "entity", "field-entity", options).within(form)))
        }
    }
}
