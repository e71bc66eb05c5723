//! Alipay's asynchronous notifications: a signed form, sent again until it is acknowledged.
//!
//! Owns the reading of one. It is a hint: whatever it says, Alipay is asked. The common fields are those of the public
//! reference; which verification it is about is the `outer_order_no` that the certification began with.
//!
//! Deviation: callbacks elsewhere must be younger than 300 seconds. Alipay sends a notification up to eight times within
//! 25 hours, under one `notify_id`, and the reference does not say whether `notify_time` moves; so it may be that old. The
//! inbox answers a repetition without doing anything, and an old hint costs one query.

use std::time::Duration;

use base::Time;
use time::PrimitiveDateTime;
use time::macros::format_description;

use crate::alipay_certify::BEIJING;
use crate::digest::{is_seq, sha256};
use crate::exchange::is_reference;
use crate::notified::{CallbackRefusal, Delivery, Notified, Told};
use crate::sorted::{Fields, RSA2, SIGN, SIGN_TYPE, WINDOW_SECONDS};

const FORM: &str = "application/x-www-form-urlencoded";

/// The same at each repetition.
const NOTIFY_ID: &str = "notify_id";

/// When it was sent, by the clock of Beijing.
const NOTIFY_TIME: &str = "notify_time";

/// How long Alipay repeats a notification.
const REPEATS_FOR: Duration = Duration::from_secs(25 * 3600);

/// Reads a notification for the application `app_id`.
///
/// # Errors
/// The first rule broken: form, algorithm, signature, then what it says.
pub(crate) fn read(delivery: &Delivery<'_>, app_id: &str) -> Result<Notified, CallbackRefusal> {
    if !delivery.content_type.is_some_and(is_form) {
        return Err(CallbackRefusal::ContentType);
    }
    let fields = Fields::from_form(delivery.body).ok_or(CallbackRefusal::Malformed)?;
    if fields.get(SIGN_TYPE) != Some(RSA2) {
        return Err(CallbackRefusal::Algorithm);
    }
    // `sign` and `sign_type` are left out, the rest is sorted, empty values too.
    let kid = fields.signed_by(delivery.keys, &[SIGN, SIGN_TYPE]).ok_or(CallbackRefusal::Signature)?;
    if fields.get("app_id") != Some(app_id) {
        return Err(CallbackRefusal::Party);
    }
    check_time(fields.get(NOTIFY_TIME), delivery.now)?;
    let notify_id = fields.get(NOTIFY_ID).filter(|id| is_reference(id));
    let seq = fields.get("outer_order_no").filter(|seq| is_seq(seq));
    let (notify_id, seq) = notify_id.zip(seq).ok_or(CallbackRefusal::Malformed)?;
    Ok(Notified {
        notify_id: notify_id.to_owned(),
        seq: seq.to_owned(),
        told: Told::Hint,
        kid: kid.to_owned(),
        fingerprint: sha256(fields.base_string(&[SIGN, SIGN_TYPE, NOTIFY_TIME]).as_bytes()),
    })
}

fn is_form(content_type: &str) -> bool {
    let media_type = content_type.split(';').next().unwrap_or_default();
    media_type.trim().eq_ignore_ascii_case(FORM)
}

fn check_time(told: Option<&str>, now: Time) -> Result<(), CallbackRefusal> {
    let sent = told.and_then(sent_at).ok_or(CallbackRefusal::Malformed)?;
    let skew = Duration::from_secs(WINDOW_SECONDS);
    let fresh = sent <= now.plus(skew) && now <= sent.plus(REPEATS_FOR).plus(skew);
    fresh.then_some(()).ok_or(CallbackRefusal::Time)
}

/// `yyyy-MM-dd HH:mm:ss`.
fn sent_at(text: &str) -> Option<Time> {
    let format = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");
    let exact = text.len() == "yyyy-MM-dd HH:mm:ss".len();
    let moment = exact.then(|| PrimitiveDateTime::parse(text, &format).ok()).flatten()?;
    Some(Time::from_seconds(moment.assume_offset(BEIJING).unix_timestamp()))
}

#[cfg(test)]
mod tests;
