//! A telecom operator: name, number and phone as elements of one contract. The language is that of module
//! `four_element`.

use evidence::kind::EvidenceKind;
use serde_json::Value;

use crate::dialect::{Need, Needs};
use crate::four_element::{Facts, FourElement};
use crate::settings::SettingsProblem;

static FACTS: Facts = Facts {
    kind: EvidenceKind::TelecomElements,
    needs: Needs { phone: Need::Yes, bank_card: Need::No, openid: Need::No },
    compared: &["name", "number", "phone"],
};

/// The language of operators.
pub(crate) fn new(settings: &Value) -> Result<FourElement, SettingsProblem> {
    FourElement::new(&FACTS, settings)
}
