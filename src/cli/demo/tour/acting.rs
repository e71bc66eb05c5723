//! Step 17: the representative of an enterprise says in whose name they are here.

use serde_json::{Value, json};

use super::identity::Citizen;
use super::report::Seen;
use super::traveller::Traveller;
use super::unmet::{Unmet, present, same, shows};
use crate::cli::demo::region::Region::Chengdu;

/// Chengdu takes people in their own name and for organisations, so it is asked at once; the seat came with the document.
pub(super) async fn for_enterprise(t: &mut Traveller<'_>, citizen: &Citizen) -> Result<Seen<()>, Unmet> {
    let entities = sandbox::providers::entities();
    let entity = entities.iter().find(|entity| entity.representative == citizen.person.number);
    let entity = present("the enterprise", entity)?;
    t.browser.get(&format!("{}/", t.at(Chengdu))).await?;
    let page = t.browser.press("sign-in").await?;
    shows(&page, &t.issuer(), "capacity-page")?;
    let form = present("the places", page.form("capacity-form"))?;
    let places = form.controls.iter().filter(|control| control.name == "capacity");
    let seat = places.map(|control| control.value.clone()).find(|value| value != "self");
    let seat = present("a place for the enterprise", seat)?;
    let page = t.browser.submit("capacity-form", &[("capacity", &seat)]).await?;
    shows(&page, &t.issuer(), "consent-form")?;
    let page = t.browser.press("allow").await?;
    shows(&page, &t.at(Chengdu), "signed-in")?;
    let told = t.session(Chengdu).await?.claims;
    same("capacity", &Some(&json!("entity")), &told.get("capacity"))?;
    let act_as = present("act_as", told.get("act_as"))?;
    let role = act_as.get("role").and_then(Value::as_str);
    same("role", &Some("legal_representative"), &role)?;
    let name = present("entity", act_as.get("entity").and_then(Value::as_str))?;
    let facts = [format!("for {}: capacity entity, role legal_representative, entity {name}", entity.name)];
    Ok(Seen::new((), facts))
}
