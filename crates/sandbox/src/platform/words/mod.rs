//! Everything a platform says, in Chinese and in English.
//!
//! Each language is one value of [`Words`], so that a sentence missing in one of them does not compile.

mod en;
mod zh;

use super::level::Level;
use crate::language::Language;

/// The sentences of one language.
pub(super) struct Words {
    pub(super) lang: &'static str,
    pub(super) skip: &'static str,
    pub(super) demonstration: &'static str,
    pub(super) footer: &'static str,
    pub(super) home: &'static str,
    pub(super) events: &'static str,
    pub(super) services: &'static str,
    pub(super) services_lead: &'static str,
    pub(super) service_needs: &'static str,
    pub(super) sign_in: &'static str,
    pub(super) sign_in_heading: &'static str,
    pub(super) sign_in_lead: &'static str,
    pub(super) sign_in_silently: &'static str,
    pub(super) sign_in_strong: &'static str,
    pub(super) sign_in_strong_hint: &'static str,
    pub(super) signed_in: &'static str,
    pub(super) sign_out: &'static str,
    pub(super) sign_in_again: &'static str,
    pub(super) raise_level: &'static str,
    pub(super) refresh: &'static str,
    pub(super) user_info: &'static str,
    pub(super) login_heading: &'static str,
    pub(super) level: &'static str,
    pub(super) level_unknown: &'static str,
    pub(super) asked_for: &'static str,
    pub(super) means: &'static str,
    pub(super) means_unknown: &'static str,
    pub(super) signed_in_at: &'static str,
    pub(super) time_unknown: &'static str,
    pub(super) access_until: &'static str,
    pub(super) access_over: &'static str,
    pub(super) access_open_end: &'static str,
    pub(super) refresh_absent: &'static str,
    pub(super) claims: &'static str,
    pub(super) claims_lead: &'static str,
    pub(super) claim: &'static str,
    pub(super) value: &'static str,
    pub(super) meaning: &'static str,
    pub(super) user_info_heading: &'static str,
    pub(super) user_info_lead: &'static str,
    pub(super) note_login_required: &'static str,
    pub(super) note_refreshed: &'static str,
    pub(super) note_user_info: &'static str,
    pub(super) note_ended: &'static str,
    pub(super) signed_out_heading: &'static str,
    pub(super) signed_out_text: &'static str,
    pub(super) signed_out_locally: &'static str,
    pub(super) signed_out_stranger: &'static str,
    pub(super) events_heading: &'static str,
    pub(super) events_lead: &'static str,
    pub(super) events_none: &'static str,
    pub(super) events_count: &'static str,
    pub(super) channel_back: &'static str,
    pub(super) channel_front: &'static str,
    pub(super) channel_own: &'static str,
    pub(super) ended: &'static str,
    pub(super) ended_before: &'static str,
    pub(super) refused: &'static str,
    pub(super) service_open: &'static str,
    pub(super) service_level_low: &'static str,
    pub(super) service_sign_in: &'static str,
    pub(super) service_required: &'static str,
    pub(super) details: &'static str,
    pub(super) error_code: &'static str,
    pub(super) error_said: &'static str,
    pub(super) try_again: &'static str,
    pub(super) back_home: &'static str,
    pub(super) identity: [&'static str; 5],
    pub(super) authentication: [&'static str; 3],
    method: fn(&str) -> Option<&'static str>,
    claim_meaning: fn(&str) -> &'static str,
    problem: fn(&str) -> Problem,
}

/// An error in words: what happened and what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) heading: &'static str,
    pub(super) advice: &'static str,
}

impl Language {
    /// What a platform says in it.
    pub(super) const fn words(self) -> &'static Words {
        match self {
            Self::Chinese => &zh::WORDS,
            Self::English => &en::WORDS,
        }
    }
}

impl Words {
    /// What a level means: how well the person is known, and how they signed in.
    pub(super) fn level_in_words(&self, level: Level) -> String {
        let word = |words: &[&'static str], at: u8| {
            words.get(usize::from(at).saturating_sub(1)).copied().unwrap_or_default()
        };
        format!(
            "{} · {}",
            word(&self.identity, level.identity),
            word(&self.authentication, level.authentication)
        )
    }

    /// The name of an authentication method (RFC 8176), or its code if it has no name here.
    pub(super) fn method_in_words(&self, amr: &str) -> String {
        (self.method)(amr).map_or_else(|| amr.to_owned(), str::to_owned)
    }

    /// What a claim says, or nothing for one that is not known here.
    pub(super) fn claim_in_words(&self, name: &str) -> &'static str {
        (self.claim_meaning)(name)
    }

    /// An error code in words.
    pub(super) fn problem(&self, code: &str) -> Problem {
        (self.problem)(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_error_still_has_words_in_both_languages() {
        for language in [Language::Chinese, Language::English] {
            let problem = language.words().problem("no_such_code");
            assert!(!problem.heading.is_empty() && !problem.advice.is_empty());
        }
    }
}
