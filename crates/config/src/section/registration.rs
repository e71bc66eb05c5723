//! `[registration]`: whether people open accounts themselves.

use crate::source::Source;

/// Whether people open accounts themselves.
#[derive(Clone, Debug)]
pub struct Registration {
    /// `registration.open`, true or false, default true, `YIMEN__REGISTRATION__OPEN`.
    pub open: bool,
    /// `registration.phone`, true or false, default true, `YIMEN__REGISTRATION__PHONE`: with a code to a phone, as far as
    /// registration is open and `messages.sms_url` is set.
    pub phone: bool,
}

impl Registration {
    pub(crate) fn read(source: &mut Source) -> Self {
        let mut fields = source.section("registration", "How accounts come about.");
        Self {
            open: fields.switch(
                "open",
                true,
                "true: people open accounts themselves. false: administrators open them.",
            ),
            phone: fields.switch(
                "phone",
                true,
                "true: a code sent to a phone opens an account too, where open is true and messages.sms_url is set.",
            ),
        }
    }
}
