//! Steps 12 to 16 and 18: a person proves who they are, first to a register, then as well as a platform demands it.

use std::time::Duration;

use base::Clock as _;
use proto::acr::Acr;
use sandbox::actor::Page;
use sandbox::providers::{Person, Verdict, entities, people};
use serde_json::{Map, Value, json};
use url::Url;

use super::arrival::{self, silently};
use super::report::Seen;
use super::second_step::{NEXT_CODE, set_up_app};
use super::traveller::Traveller;
use super::unmet::{Unmet, differ, present, same, shows, within};
use crate::cli::demo::region::Region::Hangzhou;

/// What Hangzhou demands of whoever registers real estate.
const DEMANDED: &str = "urn:yimen:acr:L4.A2";
/// What it asks to know of them.
const CLAIMS: [&str; 3] = ["real_name", "id_number_masked", "age_over_18"];
/// A provider that calls back does so at once; a busy machine may take a moment.
const CONCLUDED: Duration = Duration::from_secs(20);

/// The person of these steps.
pub(super) struct Citizen {
    pub(super) person: &'static Person,
    /// The page of ways to be known a little better, left open in another tab.
    ways: Page,
}

/// Step 12. Whoever is told of here represents an enterprise, which a later step needs.
pub(super) async fn tell(t: &mut Traveller<'_>) -> Result<Seen<Citizen>, Unmet> {
    let representative = entities().first().map(|entity| entity.representative);
    let person = people().iter().find(|person| Some(person.number) == representative);
    let person = present("a person of the register", person)?;
    t.browser = t.another_browser()?;
    arrival::register(t).await?;
    t.browser.press("allow").await?;
    let page = t.browser.get(&format!("{}/verify", t.issuer())).await?;
    shows(&page, &t.issuer(), "identity-form")?;
    let fields = [("document_type", person.document), ("number", person.number), ("name", person.name)];
    let page = t.browser.submit("identity-form", &fields).await?;
    shows(&page, &t.issuer(), "ways")?;
    let name = present("the name on the page", page.text("identity-name"))?;
    let number = present("the number on the page", page.text("identity-number"))?;
    // Whoever looks over the shoulder learns neither.
    differ("the name and what is shown of it", &name, &person.name.to_owned())?;
    differ("the number and what is shown of it", &number, &person.number.to_owned())?;
    same("acr", &Some(acr(2, 1)?), &acr_at_hangzhou(t).await?)?;
    let facts = [format!("{name}, {number}: told, not proved; acr {}", acr(2, 1)?)];
    Ok(Seen::new(Citizen { person, ways: page }, facts))
}

/// Step 13.
pub(super) async fn ask_register(t: &mut Traveller<'_>, citizen: &Citizen) -> Result<Seen<()>, Unmet> {
    t.browser.submit_on(&citizen.ways, "way-form-population-two_element", &[]).await?;
    outcome(t, "passed").await?;
    same("acr", &Some(acr(3, 1)?), &acr_at_hangzhou(t).await?)?;
    let facts = [format!("name and number are those of one person; acr {}", acr(3, 1)?)];
    Ok(Seen::new((), facts))
}

/// Step 14. What the bank knows is of another kind: it holds up a face check beyond the session it is made in.
pub(super) async fn ask_bank(t: &mut Traveller<'_>, citizen: &Citizen) -> Result<Seen<()>, Unmet> {
    let account = [("phone", citizen.person.phone), ("bank_card", citizen.person.bank_card)];
    t.browser.submit_on(&citizen.ways, "way-form-bank-bank_four_element", &account).await?;
    outcome(t, "passed").await?;
    let facts =
        ["name, number, phone and card; the bank calls back and is asked, the first word counts".to_owned()];
    Ok(Seen::new((), facts))
}

/// Step 15. A second step, and a face that is somebody else's: the platform gets no answer yet.
pub(super) async fn meet_demand(t: &mut Traveller<'_>) -> Result<Seen<()>, Unmet> {
    let app = set_up_app(t).await?;
    t.clock.pass(NEXT_CODE);
    let demand = Url::parse_with_params(&format!("{}/sign-in", t.at(Hangzhou)), [("claims", &demand())]);
    let demand = demand.map_err(|error| Unmet::new("the platform", "an address", error.to_string()))?;
    let page = t.browser.get(demand.as_str()).await?;
    shows(&page, &t.issuer(), "second-form")?;
    let code = app.code(t.clock.now());
    let page = t.browser.submit("second-form", &[("code", &code)]).await?;
    shows(&page, &t.issuer(), "verify-page")?;
    look_at_face(t, Verdict::WrongSubject).await?;
    outcome(t, "failed: subject_mismatch").await?;
    let page = t.browser.press("again-link").await?;
    shows(&page, &t.issuer(), "verify-page")?;
    same("acr", &Some(acr(3, 2)?), &acr_at_hangzhou(t).await?)?;
    let facts = [
        "asked for the app's code and a look at the face, and for nothing that was proved before".to_owned(),
        "a face check that passed somebody else was refused; the level stayed".to_owned(),
    ];
    // Back to where the person was: the silent look took the page away.
    t.browser.get(page.url.as_str()).await?;
    Ok(Seen::new((), facts))
}

/// Step 16.
pub(super) async fn meet_it_fully(t: &mut Traveller<'_>, citizen: &Citizen) -> Result<Seen<()>, Unmet> {
    look_at_face(t, Verdict::Pass).await?;
    outcome(t, "passed").await?;
    let page = t.browser.press("way-on").await?;
    shows(&page, &t.issuer(), "consent-form")?;
    let page = t.browser.press("allow").await?;
    shows(&page, &t.at(Hangzhou), "signed-in")?;
    let told = t.session(Hangzhou).await?.claims;
    same("acr", &Some(&json!(DEMANDED)), &told.get("acr"))?;
    same("ial and aal", &(Some(&json!(4)), Some(&json!(2))), &(told.get("ial"), told.get("aal")))?;
    same("real_name", &Some(&json!(citizen.person.name)), &told.get("real_name"))?;
    same("age_over_18", &Some(&json!(true)), &told.get("age_over_18"))?;
    let masked = present("id_number_masked", told.get("id_number_masked").and_then(Value::as_str))?;
    same("the whole number in the token", &false, &masked.contains(citizen.person.number))?;
    evidence_is_fresh(t, &told)?;
    let facts = [
        format!("acr {DEMANDED}, ial 4, aal 2, with evidence_time"),
        format!("real_name {}, id_number_masked {masked}, age_over_18", citizen.person.name),
    ];
    Ok(Seen::new((), facts))
}

/// Step 18. Whoever walks the tour again in the same folder is the same person with a new account.
pub(super) async fn close(t: &mut Traveller<'_>) -> Result<Seen<()>, Unmet> {
    let page = t.browser.get(&format!("{}/home/close", t.issuer())).await?;
    shows(&page, &t.issuer(), "close-form")?;
    let page = t.browser.submit("close-form", &[("confirm", "yes")]).await?;
    shows(&page, &t.issuer(), "closed-page")?;
    within(CONCLUDED, async || {
        let session = t.session(Hangzhou).await?;
        same("signed in at Hangzhou", &false, &session.signed_in)
    })
    .await?;
    let facts = ["Hangzhou was told by back-channel; the document is free for an account to come".to_owned()];
    Ok(Seen::new((), facts))
}

/// The oldest evidence that the level stands on was given in these steps.
fn evidence_is_fresh(t: &Traveller<'_>, told: &Map<String, Value>) -> Result<(), Unmet> {
    let at = present("evidence_time", told.get("evidence_time").and_then(Value::as_i64))?;
    let age = t.clock.now().seconds() - at;
    if (0..=600).contains(&age) {
        return Ok(());
    }
    Err(Unmet::new("the age of the evidence", "0 to 600 s", age.to_string()))
}

/// Agrees to a look at the face, goes to the provider's page and decides there as a tester does.
async fn look_at_face(t: &mut Traveller<'_>, verdict: Verdict) -> Result<(), Unmet> {
    let consent = [("face_consent", "yes")];
    let page = t.browser.submit("way-form-cloud-face-face", &consent).await?;
    shows(&page, &t.world.layout.providers_url(), "decision")?;
    t.browser.press(verdict.as_str()).await?;
    Ok(())
}

/// Waits on the page that waits until it tells what came of it.
async fn outcome(t: &mut Traveller<'_>, expected: &str) -> Result<(), Unmet> {
    let page = present("a page", t.browser.page().cloned())?;
    let here = page.url.clone();
    let mut browser = t.browser.clone();
    let came = within(CONCLUDED, async || {
        let page: Page = browser.get(here.as_str()).await?;
        shows(&page, &t.issuer(), "verified-page")?;
        let reason = page.attribute("verified-page", "data-reason").map(|reason| format!(": {reason}"));
        let came = present("what came of it", page.attribute("verified-page", "data-outcome"))?;
        Ok(came + &reason.unwrap_or_default())
    })
    .await?;
    t.browser = browser;
    same("what came of it", &expected.to_owned(), &came)
}

/// The level that a silent sign-on tells Hangzhou.
async fn acr_at_hangzhou(t: &mut Traveller<'_>) -> Result<Option<String>, Unmet> {
    silently(t, Hangzhou).await?;
    Ok(t.session(Hangzhou).await?.acr)
}

// OpenID Connect Core 1.0 sections 5.5 and 5.5.1.1.
fn demand() -> String {
    let mut id_token = Map::from_iter(CLAIMS.map(|name| (name.to_owned(), Value::Null)));
    id_token.insert("acr".to_owned(), json!({ "essential": true, "values": [DEMANDED] }));
    json!({ "id_token": id_token }).to_string()
}

fn acr(identity: u8, authentication: u8) -> Result<String, Unmet> {
    Ok(present("a level", Acr::new(identity, authentication))?.to_string())
}
