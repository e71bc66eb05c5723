//! The page about acting for organisations, through HTTP.

use std::time::Duration;

use store::identifier::IdentifierState;
use testkit::{Browser, Page, World, on_each_database};
use yimen::entity::SeatRole;

use super::setting::{
    AGENT, BOSS, COMPANY, NEXT, SECOND, Somebody, agent, agent_with_more, bring_in, company, document,
    invited, known, place, registered, seats, stranger,
};

on_each_database! {
    an_agent_is_invited_accepts_and_gives_up,
    an_invitation_is_turned_down,
    a_form_that_waited_for_a_proof_is_still_filled_in,
    somebody_elses_draft_fills_nothing,
    all_that_is_wrong_is_told_at_its_field,
    refusals_of_what_would_be_wider_are_told_at_their_fields,
    the_level_is_asked_for_before_an_invitation_is_taken,
    an_administrator_is_added_only_from_those_who_accepted,
    an_administrator_gives_the_office_up,
    a_right_is_given_on_from_the_page,
    a_new_representative_keeps_a_right,
    nothing_of_others_is_shown_or_ended,
}

const ACTING: &str = "/home/acting";
const FRESH: Duration = Duration::from_secs(5 * 60);

async fn at_home(world: &World, somebody: &Somebody) -> Browser {
    let mut browser = world.browser();
    let page = browser.get(&world.url("/sign-in")).await.unwrap();
    let page = somebody.person.sign_in_on(&mut browser, &page).await;
    assert!(page.has("home-page"), "{}", page.body);
    browser
}

async fn open(world: &World, browser: &mut Browser) -> Page {
    let page = browser.get(&world.url(ACTING)).await.unwrap();
    assert!(page.has("acting-page"), "{}", page.body);
    page
}

fn fields() -> Vec<(&'static str, &'static str)> {
    vec![
        ("name", AGENT.0),
        ("document_type", "resident_id"),
        ("number", AGENT.1),
        ("phone", AGENT.2),
        ("items", "税务申报\r\n不动产登记"),
        ("regions", "33"),
        ("last_day", "2026-06-30"),
    ]
}

fn with(name: &'static str, value: &'static str) -> Vec<(&'static str, &'static str)> {
    let others = fields().into_iter().filter(|(known, _)| *known != name);
    others.chain([(name, value)]).collect()
}

fn is_refused(page: &Page) -> bool {
    page.status == 422 && page.has("acting-page") && page.has("error-summary")
}

async fn an_agent_is_invited_accepts_and_gives_up(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let (mut giver, mut taker) = (at_home(&world, &boss).await, at_home(&world, &lin).await);
    open(&world, &mut giver).await;
    let page = giver.submit("invite-form", &fields()).await.unwrap();
    assert!(page.text("notice").unwrap().contains(AGENT.0), "{}", page.body);
    let id = world.app.entities.offered(lin.account).await.unwrap()[0].id;
    assert_eq!(page.attribute(&format!("agent-{id}"), "data-state").as_deref(), Some("invited"));

    let page = open(&world, &mut taker).await;
    let told = page.text(&format!("invitation-{id}")).unwrap();
    assert!(told.contains(COMPANY) && told.contains(BOSS.0) && told.contains("税务申报"), "{told}");
    let page = taker.press(&format!("confirm-{id}")).await.unwrap();
    assert!(page.text("notice").unwrap().contains(COMPANY));
    assert!(page.has(&format!("right-{id}")) && !page.has(&format!("invitation-{id}")));
    let page = open(&world, &mut giver).await;
    assert_eq!(page.attribute(&format!("agent-{id}"), "data-state").as_deref(), Some("active"));

    let page = taker.press(&format!("leave-{id}")).await.unwrap();
    assert!(page.has("notice") && page.has("no-rights"));
    assert!(!open(&world, &mut giver).await.has(&format!("agent-{id}")));
}

async fn an_invitation_is_turned_down(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let id = invited(&world, &boss, AGENT).await;
    let mut browser = at_home(&world, &lin).await;
    open(&world, &mut browser).await;
    let page = browser.press(&format!("decline-{id}")).await.unwrap();
    assert!(page.has("notice") && !page.has(&format!("invitation-{id}")));
    assert_eq!(seats(&world, &lin).await, []);
}

async fn a_form_that_waited_for_a_proof_is_still_filled_in(world: World) {
    let boss = company(&world).await;
    let mut browser = at_home(&world, &boss).await;
    let page = open(&world, &mut browser).await;
    world.advance(FRESH + Duration::from_secs(1));
    let page = browser.submit_on(&page, "invite-form", &with("subdelegation", "yes")).await.unwrap();
    assert_eq!(page.url.path(), "/sign-in");
    assert!(!page.url.as_str().contains(AGENT.1), "no number in an address");
    let page = boss.person.sign_in_on(&mut browser, &page).await;
    assert!(page.has("acting-page") && page.attribute("invite", "open").is_some(), "{}", page.body);
    let form = page.form("invite-form").unwrap();
    assert_eq!(form.control("number").unwrap().value, AGENT.1);
    assert!(form.control("items").unwrap().value.contains("不动产登记"));
    assert!(page.attribute("subdelegation", "checked").is_some());
    let page = browser.submit_on(&page, "invite-form", &[]).await.unwrap();
    assert!(page.has("notice"), "{}", page.body);
}

async fn somebody_elses_draft_fills_nothing(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let mut browser = at_home(&world, &boss).await;
    let page = open(&world, &mut browser).await;
    world.advance(FRESH + Duration::from_secs(1));
    let page = browser.submit_on(&page, "invite-form", &fields()).await.unwrap();
    let page = boss.person.sign_in_on(&mut browser, &page).await;
    assert!(page.url.query().unwrap().contains("draft="));
    let mut other = at_home(&world, &lin).await;
    let page = other.get(page.url.as_str()).await.unwrap();
    assert!(page.has("acting-page") && !page.body.contains(SECOND.1) && !page.body.contains("不动产登记"));
}

async fn all_that_is_wrong_is_told_at_its_field(world: World) {
    let boss = company(&world).await;
    let mut browser = at_home(&world, &boss).await;
    let page = open(&world, &mut browser).await;
    let wrong = [
        ("name", "1"),
        ("document_type", "resident_id"),
        ("number", "190101199003070017"),
        ("phone", "138"),
        ("items", ""),
        ("regions", "浙江"),
        ("last_day", "30 June"),
    ];
    let page = browser.submit_on(&page, "invite-form", &wrong).await.unwrap();
    assert!(is_refused(&page), "{}", page.body);
    for field in ["name", "number", "phone", "items", "regions", "last_day"] {
        assert!(page.body.contains(&format!("id=\"{field}-problem\"")), "{field}: {}", page.body);
    }
    assert!(world.app.entities.offices(boss.account).await.unwrap()[0].given.is_empty());
    for (field, value) in [("items", "*\n税务申报"), ("last_day", "2026-02-28"), ("last_day", "2027-03-02")]
    {
        let page = open(&world, &mut browser).await;
        let page = browser.submit_on(&page, "invite-form", &with(field, value)).await.unwrap();
        assert!(is_refused(&page) && page.body.contains(&format!("id=\"{field}-problem\"")), "{value}");
    }
    let page = open(&world, &mut browser).await;
    let own = with("number", BOSS.1);
    let page = browser.submit_on(&page, "invite-form", &own).await.unwrap();
    assert!(is_refused(&page) && page.body.contains("id=\"number-problem\""));
}

async fn refusals_of_what_would_be_wider_are_told_at_their_fields(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    agent_with_more(&world, &boss, &lin).await;
    let mut browser = at_home(&world, &lin).await;
    let to = |change: (&'static str, &'static str)| {
        let second = [("name", SECOND.0), ("number", SECOND.1), ("phone", SECOND.2)];
        let taken = |name: &str| name == change.0 || second.iter().any(|(known, _)| *known == name);
        let kept = fields().into_iter().filter(|(name, _)| !taken(name)).collect::<Vec<_>>();
        kept.into_iter().chain(second).chain([change]).collect::<Vec<_>>()
    };
    for (field, value) in
        [("items", "*"), ("regions", "32"), ("last_day", "2026-07-01"), ("subdelegation", "yes")]
    {
        let page = open(&world, &mut browser).await;
        let page = browser.submit_on(&page, "invite-form", &to((field, value))).await.unwrap();
        assert!(is_refused(&page) && page.body.contains(&format!("id=\"{field}-problem\"")), "{field}");
    }
}

async fn the_level_is_asked_for_before_an_invitation_is_taken(world: World) {
    let (boss, lin) = (company(&world).await, stranger(&world, AGENT).await);
    document(&world, &lin, (AGENT, IdentifierState::Verified)).await;
    let id = invited(&world, &boss, AGENT).await;
    let mut browser = at_home(&world, &lin).await;
    let page = open(&world, &mut browser).await;
    assert!(page.has(&format!("raise-{id}")) && !page.has(&format!("confirm-{id}")));
    let csrf = page.form(&format!("{ACTING}/delegations/{id}/decline")).unwrap();
    let csrf = csrf.control("csrf").unwrap().value.clone();
    let path = format!("{ACTING}/delegations/{id}/confirm");
    let page = browser.post(&path, &[("csrf", &csrf)]).await.unwrap();
    assert!(is_refused(&page), "{}", page.body);
    assert_eq!(seats(&world, &lin).await, []);
}

async fn an_administrator_is_added_only_from_those_who_accepted(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let mut browser = at_home(&world, &boss).await;
    let who = [("name", AGENT.0), ("document_type", "resident_id"), ("number", AGENT.1)];
    open(&world, &mut browser).await;
    let page = browser.submit("administrator-form", &who).await.unwrap();
    assert!(is_refused(&page) && page.attribute("add-administrator", "open").is_some(), "{}", page.body);
    agent(&world, &boss, &lin).await;
    open(&world, &mut browser).await;
    let page = browser.submit("administrator-form", &who).await.unwrap();
    assert!(page.text("notice").unwrap().contains(AGENT.0), "{}", page.body);
    let office = world.app.entities.offices(boss.account).await.unwrap().remove(0);
    let role = office.administrators[0].role;
    let page = browser.press(&format!("remove-administrator-{role}")).await.unwrap();
    assert!(page.has("notice") && !page.has(&format!("administrator-{role}")));
}

async fn an_administrator_gives_the_office_up(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let right = agent(&world, &boss, &lin).await;
    let company = world.app.entities.view(super::setting::USCC).await.unwrap().unwrap().id;
    let who = (&AGENT.number(), &AGENT.name());
    let role = world.app.entities.name_administrator(&boss.actor(), company, who).await.unwrap();
    let mut browser = at_home(&world, &lin).await;
    let page = open(&world, &mut browser).await;
    assert!(page.has(&format!("entity-{role}")) && page.has("invite-form"));
    assert!(!page.has("administrator-form"), "that is for the representative");
    let page = browser.press(&format!("leave-{role}")).await.unwrap();
    assert!(page.has("notice") && page.has("no-entities") && page.has(&format!("right-{right}")));
}

async fn a_right_is_given_on_from_the_page(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let chen = known(&world, SECOND).await;
    let right = agent_with_more(&world, &boss, &lin).await;
    let mut browser = at_home(&world, &lin).await;
    let page = open(&world, &mut browser).await;
    assert_eq!(page.attribute(&format!("entity-{right}"), "data-role").as_deref(), Some("agent"));
    let to = [
        ("name", SECOND.0),
        ("number", SECOND.1),
        ("phone", SECOND.2),
        ("items", "税务申报"),
        ("regions", "330106"),
        ("last_day", "2026-06-30"),
    ];
    let page = browser.submit_on(&page, "invite-form", &to).await.unwrap();
    assert!(page.has("notice"), "{}", page.body);
    let offered = world.app.entities.offered(chen.account).await.unwrap();
    assert_eq!((offered[0].by.as_str(), &offered[0].reach.regions), (AGENT.0, &vec!["330106".to_owned()]));
}

async fn a_new_representative_keeps_a_right(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let id = agent(&world, &boss, &lin).await;
    let next = known(&world, NEXT).await;
    bring_in(&world, &registered("active", Some(NEXT))).await;
    let mut browser = at_home(&world, &next).await;
    let page = open(&world, &mut browser).await;
    assert_eq!(page.attribute(&format!("agent-{id}"), "data-state").as_deref(), Some("to-reconfirm"));
    let page = browser.press(&format!("reconfirm-{id}")).await.unwrap();
    assert!(page.has("notice"));
    assert_eq!(page.attribute(&format!("agent-{id}"), "data-state").as_deref(), Some("active"));
    assert!(!page.has(&format!("reconfirm-{id}")));
}

async fn nothing_of_others_is_shown_or_ended(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let right = agent(&world, &boss, &lin).await;
    let yimen::entity::Acting::Role(role) = place(&world, &boss, SeatRole::LegalRepresentative).await else {
        panic!("the seat is a role");
    };
    let other = known(&world, SECOND).await;
    // A form of the home brings the token that all of them bring.
    invited(&world, &boss, SECOND).await;
    let mut browser = at_home(&world, &other).await;
    let page = open(&world, &mut browser).await;
    assert!(page.has("no-entities") && page.has("no-rights") && !page.body.contains(AGENT.0));
    let csrf = page.forms().iter().find_map(|form| form.control("csrf")).unwrap().value.clone();
    for path in [
        format!("delegations/{right}/confirm"),
        format!("delegations/{right}/decline"),
        format!("delegations/{right}/leave"),
        format!("delegations/{right}/end"),
        format!("delegations/{right}/reconfirm"),
        format!("delegations/{role}/leave"),
        "delegations/no-id/end".to_owned(),
        format!("administrators/{role}/remove"),
    ] {
        let page = browser.post(&format!("{ACTING}/{path}"), &[("csrf", &csrf)]).await.unwrap();
        assert!(is_refused(&page), "{path}: {}", page.status);
    }
    assert_eq!((seats(&world, &lin).await.len(), seats(&world, &boss).await.len()), (1, 1));
}
