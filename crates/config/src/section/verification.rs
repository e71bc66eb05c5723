//! `[verification]`: third parties that verify facts.

use std::time::Duration;

use crate::source::Source;
use crate::value::choice::choice;

/// Third parties that verify facts.
#[derive(Clone, Debug)]
pub struct Verification {
    /// `verification.life_minutes`, default 30, `YIMEN__VERIFICATION__LIFE_MINUTES`: how long one may stand open.
    pub life_minutes: Duration,
    /// `verification.polls_per_second`, default 20, `YIMEN__VERIFICATION__POLLS_PER_SECOND`: questions to one provider
    /// from one node.
    pub polls_per_second: u32,
    /// `verification.breaker_errors`, default 3, `YIMEN__VERIFICATION__BREAKER_ERRORS`: failures in a row after which a
    /// provider is left alone.
    pub breaker_errors: u32,
    /// `verification.breaker_seconds`, default 30, `YIMEN__VERIFICATION__BREAKER_SECONDS`: for how long.
    pub breaker_seconds: Duration,
    /// `verification.outage`, default `none`, `YIMEN__VERIFICATION__OUTAGE`: what is closed so that the rest stays open.
    pub outage: Outage,
}

choice! {
    /// What is closed so that the rest stays open.
    pub enum Outage {
        /// Nothing.
        None = "none",
        /// Verifications: none begins, those that began are concluded.
        NoNew = "no_new",
    }
}

impl Verification {
    pub(crate) fn read(source: &mut Source) -> Self {
        let mut fields = source.section(
            "verification",
            "Third parties that verify facts about people. Which there are is registered with `yimen provider`.",
        );
        Self {
            life_minutes: fields.minutes(
                "life_minutes",
                30,
                5..=1440,
                "How long a verification may stand open before it is given up.",
            ),
            polls_per_second: fields.number(
                "polls_per_second",
                20,
                1..=1000,
                "Questions to one provider in a second, from each node.",
            ),
            breaker_errors: fields.number(
                "breaker_errors",
                3,
                1..=100,
                "Failures in a row after which a provider is left alone for a while.",
            ),
            breaker_seconds: fields.seconds("breaker_seconds", 30, 1..=3600, "How long it is left alone."),
            outage: fields.choice(
                "outage",
                Outage::None,
                "none: all is open. no_new: no verification begins, so that signing in stays open under load.",
            ),
        }
    }
}
