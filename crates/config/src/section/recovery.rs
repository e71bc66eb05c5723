//! `[recovery]`: the way back into an account.

use std::time::Duration;

use crate::source::Source;

/// The way back into an account: how long its owner has to object.
#[derive(Clone, Debug)]
pub struct Recovery {
    /// `recovery.delay_hours`, default 24, `YIMEN__RECOVERY__DELAY_HOURS`: wait of a recovery with a recovery code.
    pub delay_hours: Duration,
    /// `recovery.phone_delay_hours`, default 72, `YIMEN__RECOVERY__PHONE_DELAY_HOURS`: wait of a recovery with a phone
    /// alone; never shorter than `delay_hours`.
    pub phone_delay_hours: Duration,
    /// `recovery.valid_hours`, default 72, `YIMEN__RECOVERY__VALID_HOURS`: how long it can be finished after the wait.
    pub valid_hours: Duration,
}

impl Recovery {
    pub(crate) fn read(source: &mut Source) -> Self {
        let mut fields = source.section(
            "recovery",
            "The way back into an account for somebody who lost the means to sign in. The owner is told at once and may \
             object until the wait is over.",
        );
        Self {
            delay_hours: fields.hours(
                "delay_hours",
                24,
                0..=720,
                "Wait when it was asked for with a recovery code. 0: none.",
            ),
            phone_delay_hours: fields.hours(
                "phone_delay_hours",
                72,
                0..=720,
                "Wait when it was asked for with a code sent to a phone, which proves less: never shorter than \
                 delay_hours.",
            ),
            valid_hours: fields.hours(
                "valid_hours",
                72,
                1..=720,
                "How long it can be finished once the wait is over.",
            ),
        }
    }
}
