//! What was typed into a form, kept while its person proves anew who they are. It travels sealed in the address they come
//! back to, and opens for their account only.

use base::{AccountId, Fault};
use keys::SealPurpose;
use proto::form::Params;
use serde::{Deserialize, Serialize};
use ui::ActingForm;

use crate::http::portal::visit::Visit;
use crate::http::routes::ACTING;

const ASSOCIATED: &[u8] = b"a form that waits for a proof";
/// A longer address is cut off on its way; then the form is typed again.
const LONGEST: usize = 4096;
/// What is kept: nothing else of a form comes back.
const FIELDS: [&str; 9] =
    ["entity", "name", "document_type", "number", "phone", "items", "regions", "last_day", "subdelegation"];
/// Which form it was.
const FORM: &str = "form";
const ADMINISTRATOR: &str = "administrator";
const INVITE: &str = "invite";

/// A form that waits.
#[derive(Serialize, Deserialize)]
pub(super) struct Draft {
    account: AccountId,
    fields: Vec<(String, String)>,
}

impl Draft {
    /// The address at which the form stands filled in again.
    pub(super) fn address(visit: &Visit<'_>, (form, params): (ActingForm, &Params)) -> Result<String, Fault> {
        let form = match form {
            ActingForm::Invite => INVITE,
            ActingForm::Administrator => ADMINISTRATOR,
        };
        let typed = FIELDS.iter().filter_map(|name| Some((*name, params.get(name)?)));
        let fields = typed.chain([(FORM, form)]).map(|(name, text)| (name.to_owned(), text.to_owned()));
        let draft = Self { account: visit.live.account.id, fields: fields.collect() };
        let plain = serde_json::to_vec(&draft).map_err(|error| Fault::caused("a form", error))?;
        let sealed = visit.shared.ground.keys.seal_text(SealPurpose::Interaction, ASSOCIATED, &plain);
        let sealed = sealed.map_err(|error| Fault::caused("a form cannot be sealed", error))?;
        let fits = sealed.len() <= LONGEST;
        Ok(if fits { format!("{ACTING}?draft={sealed}") } else { ACTING.to_owned() })
    }

    /// The form of an address; none for one that is not ours or of another account.
    pub(super) fn read(visit: &Visit<'_>, params: &Params) -> Option<Self> {
        let text = params.get("draft")?;
        let plain = visit.shared.ground.keys.open_text(SealPurpose::Interaction, ASSOCIATED, text).ok()?;
        let draft: Self = serde_json::from_slice(&plain).ok()?;
        (draft.account == visit.live.account.id).then_some(draft)
    }

    /// What was typed.
    pub(super) fn params(&self) -> Params {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(self.fields.iter());
        Params::parse(form.finish().as_bytes(), &[]).unwrap_or_default()
    }
}

/// Which form parameters are of, where they say so.
pub(super) fn form_of(params: &Params) -> Option<ActingForm> {
    match params.get(FORM) {
        Some(INVITE) => Some(ActingForm::Invite),
        Some(ADMINISTRATOR) => Some(ActingForm::Administrator),
        Some(_) | None => None,
    }
}
