//! Access tokens of one application, as `stable_token` gives them: the same to everybody while it is good.
//!
//! Pure: the present and chance in, a token or a refusal out. A token is good for two hours; within its last five minutes
//! a new one is given and both are good. A forced renewal ends the old one at once and can be had twenty times a day.

use std::collections::BTreeMap;
use std::time::Duration;

use base::Time;

/// How long a token is good.
const LIFE: Duration = Duration::from_secs(7200);
/// From here to its end a new one is given.
const OVERLAP: Duration = Duration::from_secs(300);
/// Forced renewals within a day.
const FORCED: usize = 20;
const DAY: Duration = Duration::from_secs(24 * 3600);
/// An expired token is known as such for a day; later it is as unknown as any.
const KNOWN_FOR: Duration = DAY;

/// The tokens of one application.
#[derive(Default)]
pub(super) struct Tokens {
    ends: BTreeMap<String, Time>,
    latest: Option<String>,
    forced: Vec<Time>,
}

/// A token for the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Issued {
    pub(super) token: String,
    /// In seconds.
    pub(super) expires_in: i64,
}

/// The rule a token, or the wish for one, broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenRefusal {
    /// No token.
    Missing,
    /// Never given, or ended by a forced renewal.
    Unknown,
    /// More than two hours old.
    Expired,
    /// No more forced renewals today.
    TooOften,
}

impl Tokens {
    /// The token everybody has, or a new one when that is near its end.
    pub(super) fn current(&mut self, now: Time, fresh: impl FnOnce() -> String) -> Issued {
        let latest = self.latest.as_ref().and_then(|token| self.ends.get_key_value(token));
        match latest.filter(|(_, end)| now.plus(OVERLAP) < **end) {
            Some((token, end)) => Issued { token: token.clone(), expires_in: end.seconds() - now.seconds() },
            None => self.issue(now, fresh),
        }
    }

    /// A new token; all others end.
    ///
    /// # Errors
    /// `TooOften` after twenty times within a day.
    pub(super) fn replace(
        &mut self,
        now: Time,
        fresh: impl FnOnce() -> String,
    ) -> Result<Issued, TokenRefusal> {
        self.forced.retain(|at| now < at.plus(DAY));
        if self.forced.len() >= FORCED {
            return Err(TokenRefusal::TooOften);
        }
        self.forced.push(now);
        self.ends.clear();
        Ok(self.issue(now, fresh))
    }

    /// That a token is good.
    ///
    /// # Errors
    /// `Missing`, `Unknown` or `Expired`.
    pub(super) fn check(&self, unverified: Option<&str>, now: Time) -> Result<(), TokenRefusal> {
        let end = self.ends.get(unverified.ok_or(TokenRefusal::Missing)?).ok_or(TokenRefusal::Unknown)?;
        if now < *end { Ok(()) } else { Err(TokenRefusal::Expired) }
    }

    fn issue(&mut self, now: Time, fresh: impl FnOnce() -> String) -> Issued {
        self.ends.retain(|_, end| now < end.plus(KNOWN_FOR));
        let (token, end) = (fresh(), now.plus(LIFE));
        self.ends.insert(token.clone(), end);
        self.latest = Some(token.clone());
        Issued { token, expires_in: end.seconds() - now.seconds() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time::from_seconds(1_000_000);

    fn later(seconds: u64) -> Time {
        NOW.plus(Duration::from_secs(seconds))
    }

    fn first() -> Tokens {
        let mut tokens = Tokens::default();
        assert_eq!(tokens.current(NOW, || "a".into()), Issued { token: "a".into(), expires_in: 7200 });
        tokens
    }

    #[test]
    fn everybody_has_the_same_token_until_five_minutes_before_its_end() {
        let mut tokens = first();
        let still = tokens.current(later(6899), || "b".into());
        assert_eq!(still, Issued { token: "a".into(), expires_in: 301 });
        assert_eq!(tokens.current(later(6900), || "b".into()).token, "b");
        assert_eq!(tokens.check(Some("a"), later(7199)), Ok(()));
    }

    #[test]
    fn a_token_ends_after_two_hours() {
        assert_eq!(first().check(Some("a"), later(7200)), Err(TokenRefusal::Expired));
    }

    #[test]
    fn a_token_never_given_is_unknown() {
        assert_eq!(first().check(Some("b"), NOW), Err(TokenRefusal::Unknown));
        assert_eq!(first().check(None, NOW), Err(TokenRefusal::Missing));
    }

    #[test]
    fn a_forced_renewal_ends_the_old_token() {
        let mut tokens = first();
        assert_eq!(tokens.replace(NOW, || "b".into()).unwrap().token, "b");
        assert_eq!(tokens.check(Some("a"), NOW), Err(TokenRefusal::Unknown));
        assert_eq!(tokens.check(Some("b"), NOW), Ok(()));
    }

    #[test]
    fn a_renewal_can_be_forced_twenty_times_a_day() {
        let mut tokens = first();
        for time in 0..20 {
            tokens.replace(NOW, || time.to_string()).unwrap();
        }
        assert_eq!(tokens.replace(NOW, || "b".into()), Err(TokenRefusal::TooOften));
        assert!(tokens.replace(later(24 * 3600), || "b".into()).is_ok());
    }
}
