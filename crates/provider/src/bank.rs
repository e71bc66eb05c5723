//! A bank: name, number, card and phone as four elements of one customer. The language is that of module
//! `four_element`.

use evidence::kind::EvidenceKind;
use serde_json::Value;

use crate::dialect::{Need, Needs};
use crate::four_element::{Facts, FourElement};
use crate::settings::SettingsProblem;

static FACTS: Facts = Facts {
    kind: EvidenceKind::BankFourElement,
    needs: Needs { phone: Need::Yes, bank_card: Need::Yes, openid: Need::No },
    compared: &["name", "number", "bank_card", "phone"],
};

/// The language of banks.
pub(crate) fn new(settings: &Value) -> Result<FourElement, SettingsProblem> {
    FourElement::new(&FACTS, settings)
}
