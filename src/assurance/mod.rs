//! Levels: who somebody is known to be, how they came in, and whether that is enough. A level is derived, never asserted:
//! the identity level from evidence by the policy (`identity`), the authentication level from what was proved
//! (`methods`).

mod identity;
mod known;
mod methods;
mod proofs;
mod recompute;

use base::{AccountId, Time};
use proto::acr::{Acr, AcrRequest, Essential};

pub use identity::{Assurance, Identity, InSession, Trusted, UNKNOWN, proofs_of};
pub use known::{KNOWN, KnownDocument};
pub use methods::{Binding, Method, Methods, UserVerified};
pub use proofs::Proofs;
pub use recompute::{Believed, Difference, Recomputed, Write};

/// What a person who proved a password is worth.
pub const PASSWORD: Acr = match Acr::new(1, 1) {
    Some(acr) => acr,
    None => panic!("L1.A1 is a level"),
};

/// Two factors of different kinds.
pub const TWO_FACTORS: Acr = match Acr::new(1, 2) {
    Some(acr) => acr,
    None => panic!("L1.A2 is a level"),
};

/// A key that stays in its device and made sure of its person.
pub const BOUND_KEY: Acr = match Acr::new(1, 3) {
    Some(acr) => acr,
    None => panic!("L1.A3 is a level"),
};

/// The identity level of what people say themselves.
pub const SELF_ASSERTED: u8 = 2;

/// The highest authentication level.
pub const BEST_AUTHENTICATION: u8 = 3;

/// Every level that can be reached where people can become known up to an identity level: what discovery advertises
/// (`acr_values_supported`).
pub fn reachable(identity: u8) -> Vec<Acr> {
    Acr::ALL.into_iter().filter(|level| level.identity() <= identity).collect()
}

/// Who authenticated, how, and when. `at` is the moment of the last full sign-in: one more factor does not move it
/// (OpenID Connect Core 1.0 section 2, auth_time).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Authentication {
    /// The account.
    pub account: AccountId,
    /// What was proved.
    pub methods: Methods,
    /// When.
    pub at: Time,
}

/// Whether what happened is enough for what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sufficiency {
    /// One of the levels asked for is reached, or none was asked for.
    Enough,
    /// Asked for as a wish only: the true level is delivered and named in `acr`.
    LowerButTold,
    /// Demanded and out of reach (OpenID Connect Core 1.0 section 5.5.1.1).
    Unmet,
}

/// Holds the level `reached` against the client's minimum and the request's wish. Any of the values asked for will do.
pub fn sufficiency(reached: Acr, minimum: Option<Acr>, asked: &AcrRequest) -> Sufficiency {
    if minimum.is_some_and(|minimum| !reached.satisfies(minimum)) {
        return Sufficiency::Unmet;
    }
    let none_asked = asked.values.is_empty() && !asked.unknown;
    if none_asked || asked.values.iter().any(|wanted| reached.satisfies(*wanted)) {
        return Sufficiency::Enough;
    }
    match asked.essential {
        Essential::Yes => Sufficiency::Unmet,
        Essential::No => Sufficiency::LowerButTold,
    }
}

/// The least level at or above the one reached that would be enough: any of the values asked for will do. None when what
/// is reached is enough already, or nothing would be.
pub fn level_needed(reached: Acr, minimum: Option<Acr>, asked: &AcrRequest) -> Option<Acr> {
    least(reached, minimum, asked, |_| true)
}

/// The level to ask for, of somebody who could come as far as `reach`: of what is wished for the least within reach, and
/// what lies beyond is left; what is demanded stays.
pub fn level_to_ask(reached: Acr, minimum: Option<Acr>, asked: &AcrRequest, reach: Acr) -> Option<Acr> {
    let within = least(reached, minimum, asked, |level| reach.satisfies(level));
    match asked.essential {
        Essential::Yes => within.or_else(|| level_needed(reached, minimum, asked)),
        Essential::No => within.or_else(|| level_needed(reached, minimum, &AcrRequest::default())),
    }
}

fn least(reached: Acr, minimum: Option<Acr>, asked: &AcrRequest, may: impl Fn(Acr) -> bool) -> Option<Acr> {
    if sufficiency(reached, minimum, asked) == Sufficiency::Enough {
        return None;
    }
    let floor = minimum.map_or(reached, |minimum| raised(reached, minimum));
    let none_asked = asked.values.is_empty().then_some(floor);
    let candidates = asked.values.iter().map(|wanted| raised(floor, *wanted)).chain(none_asked);
    let enough =
        candidates.filter(|level| sufficiency(*level, minimum, asked) == Sufficiency::Enough && may(*level));
    enough.min_by_key(|level| (level.identity(), level.authentication()))
}

/// On each axis the higher of both.
fn raised(one: Acr, other: Acr) -> Acr {
    let identity = one.identity().max(other.identity());
    let authentication = one.authentication().max(other.authentication());
    Acr::new(identity, authentication).unwrap_or(one)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(values: &[Acr], essential: Essential) -> AcrRequest {
        AcrRequest { values: values.to_vec(), unknown: false, essential }
    }

    const HIGH: Acr = match Acr::new(4, 2) {
        Some(acr) => acr,
        None => panic!("L4.A2 is a level"),
    };

    #[test]
    fn enough_when_any_value_is_reached() {
        let wish = asked(&[HIGH, PASSWORD], Essential::Yes);
        assert_eq!(sufficiency(PASSWORD, None, &wish), Sufficiency::Enough);
    }

    #[test]
    fn lower_is_told_when_it_was_a_wish() {
        assert_eq!(sufficiency(PASSWORD, None, &asked(&[HIGH], Essential::No)), Sufficiency::LowerButTold);
    }

    #[test]
    fn unmet_when_it_was_essential() {
        assert_eq!(sufficiency(PASSWORD, None, &asked(&[HIGH], Essential::Yes)), Sufficiency::Unmet);
    }

    #[test]
    fn unmet_when_below_the_minimum_of_the_client() {
        assert_eq!(sufficiency(PASSWORD, Some(HIGH), &asked(&[], Essential::No)), Sufficiency::Unmet);
    }

    #[test]
    fn the_least_level_that_will_do_is_needed() {
        let wish = asked(&[BOUND_KEY, TWO_FACTORS], Essential::Yes);
        assert_eq!(level_needed(PASSWORD, None, &wish), Some(TWO_FACTORS));
        assert_eq!(level_needed(PASSWORD, Some(BOUND_KEY), &wish), Some(BOUND_KEY));
    }

    #[test]
    fn nothing_is_missing_when_it_is_enough() {
        assert_eq!(level_needed(PASSWORD, None, &asked(&[], Essential::No)), None);
        assert_eq!(level_needed(TWO_FACTORS, None, &asked(&[PASSWORD], Essential::Yes)), None);
    }

    #[test]
    fn both_axes_are_raised_by_what_is_asked_and_by_the_minimum() {
        let known = Acr::new(3, 1).unwrap();
        assert_eq!(level_needed(known, Some(TWO_FACTORS), &asked(&[], Essential::No)), Acr::new(3, 2));
        assert_eq!(level_needed(TWO_FACTORS, None, &asked(&[HIGH], Essential::Yes)), Some(HIGH));
        let wish = asked(&[HIGH, BOUND_KEY], Essential::No);
        assert_eq!(level_needed(PASSWORD, None, &wish), Some(BOUND_KEY));
    }

    #[test]
    fn nothing_would_do_where_only_unknown_values_are_demanded() {
        let unknown = AcrRequest { values: Vec::new(), unknown: true, essential: Essential::Yes };
        assert_eq!(level_needed(PASSWORD, None, &unknown), None);
    }

    #[test]
    fn a_wish_beyond_reach_leaves_what_is_demanded() {
        let wish = asked(&[BOUND_KEY], Essential::No);
        assert_eq!(level_to_ask(PASSWORD, Some(TWO_FACTORS), &wish, TWO_FACTORS), Some(TWO_FACTORS));
        assert_eq!(level_to_ask(PASSWORD, Some(TWO_FACTORS), &wish, BOUND_KEY), Some(BOUND_KEY));
        assert_eq!(level_to_ask(PASSWORD, None, &wish, TWO_FACTORS), None);
        let demand = asked(&[BOUND_KEY], Essential::Yes);
        assert_eq!(level_to_ask(PASSWORD, None, &demand, TWO_FACTORS), Some(BOUND_KEY));
    }

    #[test]
    fn of_several_wishes_the_one_within_reach_is_asked_for() {
        let wish = asked(&[HIGH, BOUND_KEY], Essential::No);
        let reach = Acr::new(4, 2).unwrap();
        assert_eq!(level_to_ask(PASSWORD, None, &wish, reach), Some(HIGH));
    }
}
