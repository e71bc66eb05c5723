use base::{AccountId, DelegationId, EntityId, IdentifierId, Time};
use evidence::document::{DocumentNumber, DocumentType, PersonName};
use store::delegation::{Delegation, DelegationState, Subdelegation};
use store::identifier::IdentifierState;

use crate::account::Document;
use crate::entity::answer::is_for;
use crate::entity::invitation::Invitee;
use crate::entity::invite::{is_no_wider, is_somebody_else, may_be_given_on};
use crate::entity::representative::is_representative;
use crate::entity::{AnswerRefusal, EntityFacts, InviteRefusal, Items, NamedPerson, Regions};

const END: Time = Time::from_seconds(1_800_000_000);
/// The first of GB 11643 annex A, and one more of the right form.
const NUMBER: &str = "11010519491231002X";
const OTHER_NUMBER: &str = "440524188001010014";

fn right(depth: i64, subdelegation: Subdelegation) -> Delegation {
    Delegation {
        id: DelegationId::from_bytes([1; 16]),
        entity_id: EntityId::from_bytes([2; 16]),
        grantor_account: AccountId::from_bytes([3; 16]),
        grantee_account: Some(AccountId::from_bytes([4; 16])),
        grantee_entity: None,
        invitee: Vec::new(),
        invitee_index: [0; 32],
        items: Items::read("a\nb").unwrap().stored().unwrap(),
        regions: Regions::read("33").unwrap().stored().unwrap(),
        subdelegation,
        state: DelegationState::Active,
        parent_id: None,
        depth,
        invited_at: Time::from_seconds(0),
        confirmed_at: None,
        ends_at: END,
        ended_at: None,
        reason: None,
        reconfirm_by: None,
    }
}

fn number(text: &str) -> DocumentNumber {
    DocumentNumber::parse(DocumentType::ResidentId, text).unwrap()
}

fn name(text: &str) -> PersonName {
    PersonName::parse(text).unwrap()
}

fn document(text: &str, called: &str, state: IdentifierState) -> Document {
    let (id, account) = (IdentifierId::from_bytes([5; 16]), AccountId::from_bytes([6; 16]));
    Document { state, ..Document::told(id, account, number(text), &name(called)) }
}

#[test]
fn a_right_is_given_on_where_that_was_allowed() {
    assert!(may_be_given_on(&right(1, Subdelegation::Yes), Subdelegation::No).is_ok());
}

#[test]
fn refused_when_giving_on_was_not_allowed() {
    let refused = may_be_given_on(&right(1, Subdelegation::No), Subdelegation::No);
    assert!(matches!(refused, Err(InviteRefusal::NotToGiveOn)));
}

#[test]
fn refused_when_the_chain_would_have_a_third_link() {
    let refused = may_be_given_on(&right(2, Subdelegation::Yes), Subdelegation::No);
    assert!(matches!(refused, Err(InviteRefusal::TooDeep)));
}

#[test]
fn refused_when_the_second_link_would_let_a_third_come() {
    let refused = may_be_given_on(&right(1, Subdelegation::Yes), Subdelegation::Yes);
    assert!(matches!(refused, Err(InviteRefusal::TooDeep)));
}

fn wider(items: &str, regions: &str, end: Time) -> Result<(), InviteRefusal> {
    let (items, regions) = (Items::read(items).unwrap(), Regions::read(regions).unwrap());
    is_no_wider(&right(1, Subdelegation::Yes), (&items, &regions), end)
}

#[test]
fn what_is_given_on_may_be_all_that_one_has() {
    assert!(wider("a\nb", "33", END).is_ok());
    assert!(wider("a", "330106", Time::from_seconds(1)).is_ok());
}

#[test]
fn refused_when_more_matters_are_given_on() {
    assert!(matches!(wider("a\nc", "33", END), Err(InviteRefusal::ItemsWider)));
    assert!(matches!(wider("*", "33", END), Err(InviteRefusal::ItemsWider)));
}

#[test]
fn refused_when_more_places_are_given_on() {
    assert!(matches!(wider("a", "", END), Err(InviteRefusal::RegionsWider)));
    assert!(matches!(wider("a", "32", END), Err(InviteRefusal::RegionsWider)));
}

#[test]
fn refused_when_it_would_outlast_what_it_comes_of() {
    let later = Time::from_micros(END.micros() + 1);
    assert!(matches!(wider("a", "33", later), Err(InviteRefusal::EndsLater)));
}

#[test]
fn refused_when_somebody_invites_themselves() {
    let own = [document(NUMBER, "林一", IdentifierState::Verified)];
    assert!(matches!(is_somebody_else(&own, &number(NUMBER)), Err(InviteRefusal::Oneself)));
    assert!(is_somebody_else(&own, &number(OTHER_NUMBER)).is_ok());
}

#[test]
fn an_invitation_is_for_the_number_and_name_it_names() {
    let invitee = Invitee::new(&number(NUMBER), &name("阿卜杜拉•艾力"), "13800138000");
    let own = document(NUMBER, "阿卜杜拉·艾力", IdentifierState::Verified);
    assert!(is_for(&invitee, &own).is_ok());
}

#[test]
fn refused_when_the_number_is_another() {
    let invitee = Invitee::new(&number(NUMBER), &name("林一"), "13800138000");
    let other = document(OTHER_NUMBER, "林一", IdentifierState::Verified);
    assert!(matches!(is_for(&invitee, &other), Err(AnswerRefusal::NoInvitation)));
}

#[test]
fn refused_when_the_name_is_another() {
    let invitee = Invitee::new(&number(NUMBER), &name("林一"), "13800138000");
    let other = document(NUMBER, "林二", IdentifierState::Verified);
    assert!(matches!(is_for(&invitee, &other), Err(AnswerRefusal::OtherName)));
}

fn registered() -> EntityFacts {
    let representative = Some(NamedPerson::new(&number(NUMBER), &name("林一")));
    EntityFacts { uscc: String::new(), name: String::new(), representative }
}

#[test]
fn the_seat_is_that_of_whoever_proved_the_registered_document() {
    assert!(is_representative(&registered(), &document(NUMBER, "林一", IdentifierState::Verified)));
}

#[test]
fn no_seat_for_a_document_that_was_only_told() {
    assert!(!is_representative(&registered(), &document(NUMBER, "林一", IdentifierState::Claimed)));
}

#[test]
fn no_seat_for_another_number_or_another_name() {
    assert!(!is_representative(&registered(), &document(OTHER_NUMBER, "林一", IdentifierState::Verified)));
    assert!(!is_representative(&registered(), &document(NUMBER, "林二", IdentifierState::Verified)));
}

#[test]
fn no_seat_where_the_register_names_nobody() {
    let nobody = EntityFacts { representative: None, ..registered() };
    assert!(!is_representative(&nobody, &document(NUMBER, "林一", IdentifierState::Verified)));
}
