//! The result of a check of faces: what its codes mean, about whom it is, what is kept of it.

use evidence::document::DocumentType;
use evidence::kind::EvidenceKind;
use serde::Deserialize;
use serde_json::Value;

use crate::call::Trouble;
use crate::dialect::{Open, Subject};
use crate::exchange::{code, not_believed};
use crate::finding::{About, Failure, Finding, Inputs, Outcome};

/// The result. Each member may be null.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Text {
    err_code: Option<i64>,
    id_card: Option<String>,
    name: Option<String>,
    #[serde(rename = "UseIDType")]
    use_id_type: Option<i64>,
    liveness_mode: Option<Value>,
    sim: Option<Value>,
    extra: Option<String>,
}

/// What the result means; undecided while `ErrCode` is null. Passed if and only if it is 0.
pub(super) fn decided(text: Text, open: &Open) -> Result<Outcome, Trouble> {
    if text.extra.as_deref().is_some_and(|extra| !extra.is_empty() && extra != open.ask.seq) {
        return Err(not_believed("the result is that of another verification"));
    }
    Ok(match text.err_code {
        // 17: the check is not finished.
        None | Some(17) => Outcome::Pending,
        Some(0) => Outcome::Passed(Box::new(found(text, open)?)),
        // 15: the token has expired.
        Some(15) => Outcome::Expired,
        Some(number) => Outcome::Failed(failure_of(number)),
    })
}

/// The codes of the public list of results, as far as they say something of the person.
const fn failure_of(err_code: i64) -> Failure {
    match err_code {
        301 | 2002 | 2003 | 2005 | 2006 => Failure::NoMatch,
        302 => Failure::DocumentInvalid,
        1002..=1005 | 1007 | 2004 | 2010..=2014 => Failure::NotLive,
        2015 | 2016 => Failure::OtherFace,
        _ => Failure::Refused,
    }
}

fn found(text: Text, open: &Open) -> Result<Finding, Trouble> {
    let document = document(text.use_id_type, open.ask.subject.document)?;
    let named = text.id_card.zip(text.name).filter(|(number, name)| !number.is_empty() && !name.is_empty());
    let (number, name) = named.ok_or_else(|| not_believed("the result names nobody"))?;
    Ok(Finding {
        kind: EvidenceKind::Face,
        about: About::Named(Subject { document, number: number.to_ascii_uppercase(), name }),
        openid: None,
        reference: open.reference.clone(),
        at: None,
        inputs: Inputs {
            liveness: text.liveness_mode.as_ref().and_then(liveness),
            score_band: text.sim.as_ref().and_then(score_band),
            compared: ["name", "number", "photo"].map(str::to_owned).to_vec(),
            ..Inputs::default()
        },
    })
}

/// `UseIDType`: 0 is the number of an identity card, 1 that of a residence permit. What was asked where it is null.
fn document(use_id_type: Option<i64>, asked: DocumentType) -> Result<DocumentType, Trouble> {
    match use_id_type {
        None => Ok(asked),
        Some(0) => Ok(DocumentType::ResidentId),
        Some(1) => Ok(DocumentType::ResidencePermit),
        Some(_) => Err(not_believed("the number checked is not that of a document")),
    }
}

/// How a living person was told from a picture, in the provider's word: a short one.
fn liveness(told: &Value) -> Option<String> {
    let word =
        told.as_str().map_or_else(|| told.as_i64().map(|number| number.to_string()), |word| Some(code(word)));
    word.filter(|word| !word.is_empty())
}

/// `Sim`, 0 to 100 with two decimals. The score itself is not kept.
fn score_band(told: &Value) -> Option<String> {
    let score = told.as_str().map_or_else(|| told.as_f64(), |text| text.parse().ok())?;
    let band = match score {
        85.0..=100.0 => "high",
        70.0..85.0 => "medium",
        _ => return None,
    };
    Some(band.to_owned())
}
