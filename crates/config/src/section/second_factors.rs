//! `[second_factors]`: apps with codes, codes sent to a phone or a mailbox.

use std::time::Duration;

use crate::source::Source;

/// Apps with codes, codes sent to a phone or a mailbox.
#[derive(Clone, Debug)]
pub struct SecondFactors {
    /// `second_factors.totp`, true or false, default true, `YIMEN__SECOND_FACTORS__TOTP`: an app with codes (RFC 6238).
    pub totp: bool,
    /// `second_factors.code_seconds`, default 300, `YIMEN__SECOND_FACTORS__CODE_SECONDS`: life of a sent code.
    pub code_seconds: Duration,
    /// `second_factors.code_guesses`, default 5, `YIMEN__SECOND_FACTORS__CODE_GUESSES`: attempts at one sent code.
    pub code_guesses: u32,
    /// `second_factors.resend_seconds`, default 60, `YIMEN__SECOND_FACTORS__RESEND_SECONDS`: wait for the next code.
    pub resend_seconds: Duration,
}

impl SecondFactors {
    pub(crate) fn read(source: &mut Source) -> Self {
        let mut fields = source.section(
            "second_factors",
            "Apps that show codes (RFC 6238), and codes sent to a phone or a mailbox.",
        );
        Self {
            totp: fields.switch(
                "totp",
                true,
                "true: people may add an app that shows codes. false: none is added; those there are keep working.",
            ),
            // NIST SP 800-63B-4 section 3.1.3.2: a code sent out of band is valid for at most 10 minutes.
            code_seconds: fields.seconds("code_seconds", 300, 60..=600, "Life of a code that was sent."),
            code_guesses: fields.number(
                "code_guesses",
                5,
                1..=10,
                "Attempts at one code; after that it is worth nothing and a new one must be sent.",
            ),
            resend_seconds: fields.seconds(
                "resend_seconds",
                60,
                10..=300,
                "How long a person waits before the next code is sent.",
            ),
        }
    }
}
