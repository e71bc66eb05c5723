//! What the status of an answer means, before anybody reads its body, and the names providers give.

use crate::call::{Answer, Caller, Trouble};

/// The body of an answer of status 200.
///
/// # Errors
/// Every other status is trouble.
pub(crate) fn accepted(answer: Answer) -> Result<Vec<u8>, Trouble> {
    match answer.status {
        200 => Ok(answer.body),
        status => Err(trouble(status)),
    }
}

/// What a status other than success means: what passes (RFC 9110 sections 15.5.9 and 15.6, RFC 8470 section 5.2,
/// RFC 6585 section 4), what somebody must mend, and what no provider should answer.
pub(crate) fn trouble(status: u16) -> Trouble {
    match status {
        408 | 425 | 429 | 500..=599 => Trouble::OutOfOrder(format!("status {status}")),
        400..=499 => Trouble::RefusedUs(format!("status {status}")),
        _ => Trouble::NotBelieved(format!("status {status}")),
    }
}

/// That there is a key to believe the provider by.
///
/// # Errors
/// [`Trouble::NotSetUp`].
pub(crate) fn check_keys(caller: &dyn Caller) -> Result<(), Trouble> {
    if caller.their_keys().is_empty() {
        return Err(Trouble::NotSetUp("no key of the provider is registered".to_owned()));
    }
    Ok(())
}

/// The longest name a provider may give a verification, a key or a callback, in bytes.
const MAX_NAME_BYTES: usize = 128;

/// Whether a text may name something: 1 to 128 printable ASCII characters.
pub(crate) fn is_name(text: &str) -> bool {
    (1..=MAX_NAME_BYTES).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}
