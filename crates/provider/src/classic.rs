//! The classic exchange: a form signed over its sorted fields, a JSON object of texts signed the same way, a callback as a
//! form that is answered with `success`.
//!
//! Owns what bank, telecom and the open sorted language have in common; docs/providers.md describes it for providers.
//! Does not own what the fields say.

use url::Url;

use crate::answer::{accepted, check_keys, is_name};
use crate::call::{Call, CallMethod, Caller, Trouble};
use crate::digest::{is_seq, sha256};
use crate::notified::{CallbackRefusal, Delivery};
use crate::sorted::{Fields, RSA2, SIGN, SIGN_TYPE, epoch_seconds, is_fresh};

/// `Content-Type` of requests and callbacks.
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";
/// What the signature does not cover.
const UNSIGNED: &[&str] = &[SIGN, SIGN_TYPE];
/// What a repetition of a callback renews.
const RENEWED: &[&str] = &[SIGN, SIGN_TYPE, TIMESTAMP];

const APP_ID: &str = "app_id";
const OUT_SEQ_NO: &str = "out_seq_no";
const TIMESTAMP: &str = "timestamp";
const NONCE: &str = "nonce";
const NOTIFY_ID: &str = "notify_id";
const CODE: &str = "code";
pub(crate) const REFERENCE: &str = "reference";

/// The fields every request has.
pub(crate) fn request(app_id: &str, seq: &str, caller: &dyn Caller) -> Fields {
    Fields::of([
        (APP_ID, app_id.to_owned()),
        (OUT_SEQ_NO, seq.to_owned()),
        (TIMESTAMP, caller.now().seconds().to_string()),
        (NONCE, caller.nonce()),
    ])
}

/// Sends a form and returns the fields of the answer: signed by the provider, fresh, and about this `seq`.
pub(crate) async fn exchange(
    url: &Url,
    fields: Fields,
    seq: &str,
    caller: &dyn Caller,
) -> Result<Fields, Trouble> {
    check_keys(caller)?;
    if !fields.plain() {
        return Err(Trouble::NotSetUp("a field holds a character that cannot be signed".to_owned()));
    }
    let body = fields.signed(caller, UNSIGNED)?.encode().into_bytes();
    let headers = vec![("content-type", FORM.to_owned()), ("accept", "application/json".to_owned())];
    let answer = caller.send(Call { method: CallMethod::Post, url: url.clone(), headers, body }).await?;
    let fields = believed(&accepted(answer)?, caller)?;
    check_answer(&fields, seq, caller)?;
    Ok(fields)
}

/// The fields of an answer that a live key of the provider signed.
fn believed(body: &[u8], caller: &dyn Caller) -> Result<Fields, Trouble> {
    let fields = Fields::from_json(body).filter(Fields::plain);
    let fields = fields.ok_or_else(|| not_believed("not a JSON object of texts without &"))?;
    match fields.signed_by(caller.their_keys(), UNSIGNED) {
        Some(_) => Ok(fields),
        None => Err(not_believed("not signed by a live key of the provider")),
    }
}

fn check_answer(fields: &Fields, seq: &str, caller: &dyn Caller) -> Result<(), Trouble> {
    if fields.get(OUT_SEQ_NO) != Some(seq) {
        return Err(not_believed("about another verification"));
    }
    let at = fields.get(TIMESTAMP).and_then(epoch_seconds);
    if !at.is_some_and(|at| is_fresh(at, caller.now())) {
        return Err(not_believed("its time is missing or too far from now"));
    }
    check_code(fields.get(CODE).unwrap_or_default())
}

/// `0` is good; four digits that begin with 1 are about our registration; all others pass.
fn check_code(code: &str) -> Result<(), Trouble> {
    let known = code.len() <= 8 && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    match code {
        "0" => Ok(()),
        _ if !known || code.is_empty() => Err(not_believed("no code")),
        _ if code.len() == 4 && code.starts_with('1') => Err(Trouble::RefusedUs(format!("code {code}"))),
        _ => Err(Trouble::OutOfOrder(format!("code {code}"))),
    }
}

/// The provider's own name for the verification.
pub(crate) fn reference(fields: &Fields) -> Result<&str, Trouble> {
    fields.get(REFERENCE).filter(|text| is_name(text)).ok_or_else(|| not_believed("no reference"))
}

/// That an answer is about the same verification of the provider as before.
pub(crate) fn check_reference(fields: &Fields, known: &str) -> Result<(), Trouble> {
    if reference(fields)? == known { Ok(()) } else { Err(not_believed("of another reference")) }
}

pub(crate) fn not_believed(why: &str) -> Trouble {
    Trouble::NotBelieved(format!("answer: {why}"))
}

/// A callback whose signature and time are good.
pub(crate) struct Signed {
    pub(crate) fields: Fields,
    pub(crate) notify_id: String,
    pub(crate) seq: String,
    pub(crate) kid: String,
    pub(crate) fingerprint: [u8; 32],
}

/// Reads a callback. `known` names the fields it may have beside those every callback has.
pub(crate) fn callback(delivery: &Delivery<'_>, known: &[&str]) -> Result<Signed, CallbackRefusal> {
    if !delivery.has_type(FORM) {
        return Err(CallbackRefusal::ContentType);
    }
    let fields = Fields::from_form(delivery.body).filter(Fields::plain).ok_or(CallbackRefusal::Malformed)?;
    if fields.get(SIGN_TYPE) != Some(RSA2) {
        return Err(CallbackRefusal::Algorithm);
    }
    let kid = fields.signed_by(delivery.keys, UNSIGNED).ok_or(CallbackRefusal::Signature)?.to_owned();
    let at = fields.get(TIMESTAMP).and_then(epoch_seconds).ok_or(CallbackRefusal::Malformed)?;
    if !is_fresh(at, delivery.now) {
        return Err(CallbackRefusal::Time);
    }
    let expected = [NOTIFY_ID, OUT_SEQ_NO, TIMESTAMP, SIGN, SIGN_TYPE];
    if !fields.names().all(|name| expected.contains(&name) || known.contains(&name)) {
        return Err(CallbackRefusal::Malformed);
    }
    let text = |name, sound: fn(&str) -> bool| {
        fields.get(name).filter(|text| sound(text)).map(str::to_owned).ok_or(CallbackRefusal::Malformed)
    };
    Ok(Signed {
        notify_id: text(NOTIFY_ID, is_name)?,
        seq: text(OUT_SEQ_NO, is_seq)?,
        kid,
        fingerprint: sha256(fields.base_string(RENEWED).as_bytes()),
        fields,
    })
}

#[cfg(test)]
mod tests;
