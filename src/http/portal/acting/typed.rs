//! What was typed into the forms of the page, and what is wrong with it.

use base::EntityId;
use evidence::document::{DocumentNumber, PersonName};
use proto::form::Params;
use time::Date;
use time::macros::format_description;
use ui::{ActingForm, FieldProblem, GivenOn, Message, TypedAdministrator, TypedInvite};

use super::draft::form_of;
use crate::account::ContactKind;
use crate::entity::{Acting, Invitation, Items, MattersRefusal, Regions, Subdelegation};
use crate::http::verify::{read_person, typed_person};

/// Nothing longer than this is shown again, in characters.
const LONGEST_SHOWN: usize = 4000;
/// Matters and regions that one right may name, in words.
const MOST_ITEMS: u32 = 50;

/// Both forms, as they were typed.
#[derive(Default)]
pub(super) struct Typed {
    /// Which of them it was.
    pub(super) form: Option<ActingForm>,
    pub(super) invite: TypedInvite,
    pub(super) administrator: TypedAdministrator,
    person: Params,
}

impl Typed {
    /// Both read the same fields; which it was is known by where they came.
    pub(super) fn of(params: &Params) -> Self {
        let text =
            |name| params.get(name).unwrap_or_default().chars().take(LONGEST_SHOWN).collect::<String>();
        let given_on = params.get("subdelegation") == Some(Subdelegation::Yes.as_str());
        Self {
            form: form_of(params),
            invite: TypedInvite {
                entity: text("entity"),
                person: typed_person(params),
                phone: text("phone"),
                items: text("items"),
                regions: text("regions"),
                last_day: text("last_day"),
                given_on: if given_on { GivenOn::Allowed } else { GivenOn::Not },
            },
            administrator: TypedAdministrator { entity: text("entity"), person: typed_person(params) },
            person: params.clone(),
        }
    }

    /// An invitation from a place, or all that is wrong with it.
    pub(super) fn invitation(&self, place: Option<Acting>) -> Result<Invitation, Vec<FieldProblem>> {
        let typed = &self.invite;
        let mut problems = Vec::new();
        let place = place.or_else(|| problem(&mut problems, "entity", Message::EntityMissing));
        let person = read_person(&self.person).map_err(|found| problems.extend(found)).ok();
        let phone = ContactKind::Phone.read(&typed.phone);
        let phone = phone.or_else(|| problem(&mut problems, "phone", wrong_phone(&typed.phone)));
        let items = Items::read(&typed.items);
        let items = items.or_else(|why| problem(&mut problems, "items", wrong_items(why)).ok_or(())).ok();
        let regions = Regions::read(&typed.regions);
        let regions =
            regions.or_else(|why| problem(&mut problems, "regions", wrong_regions(why)).ok_or(())).ok();
        let last_day = day(&typed.last_day);
        let last_day = last_day.or_else(|| problem(&mut problems, "last_day", Message::LastDayMissing));
        match (place, person, phone, items, regions, last_day) {
            (Some(place), Some((number, name)), Some(phone), Some(items), Some(regions), Some(last_day)) => {
                let subdelegation = match typed.given_on {
                    GivenOn::Allowed => Subdelegation::Yes,
                    GivenOn::Not => Subdelegation::No,
                };
                Ok(Invitation { place, name, number, phone, items, regions, last_day, subdelegation })
            }
            _ => Err(problems),
        }
    }

    /// Who is to be an administrator of which organisation, or all that is wrong.
    pub(super) fn administrator(
        &self,
        entity: Option<EntityId>,
    ) -> Result<(EntityId, DocumentNumber, PersonName), Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let entity = entity.or_else(|| problem(&mut problems, "entity", Message::EntityMissing));
        let person = read_person(&self.person).map_err(|found| problems.extend(found)).ok();
        match (entity, person) {
            (Some(entity), Some((number, name))) => Ok((entity, number, name)),
            (_, _) => Err(problems),
        }
    }
}

/// Notes a problem; there is no value then.
fn problem<T>(problems: &mut Vec<FieldProblem>, field: &'static str, message: Message) -> Option<T> {
    problems.push(FieldProblem { field, message });
    None
}

fn day(typed: &str) -> Option<Date> {
    Date::parse(typed.trim(), format_description!("[year]-[month]-[day]")).ok()
}

fn wrong_phone(typed: &str) -> Message {
    if typed.trim().is_empty() { Message::PhoneMissing } else { Message::PhoneShape }
}

const fn wrong_items(why: MattersRefusal) -> Message {
    match why {
        MattersRefusal::NoItem => Message::ItemsMissing,
        MattersRefusal::AllAndSome => Message::ItemsAllAndSome,
        MattersRefusal::Item | MattersRefusal::Region => Message::ItemsShape,
        MattersRefusal::TooMany => Message::ItemsTooMany { maximum: MOST_ITEMS },
    }
}

const fn wrong_regions(why: MattersRefusal) -> Message {
    match why {
        MattersRefusal::TooMany => Message::RegionsTooMany { maximum: MOST_ITEMS },
        MattersRefusal::NoItem
        | MattersRefusal::AllAndSome
        | MattersRefusal::Item
        | MattersRefusal::Region => Message::RegionsShape,
    }
}
