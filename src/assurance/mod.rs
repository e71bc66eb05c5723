//! Levels: what a sign-in is worth and whether that is enough. A level is derived from what happened, never asserted:
//! what a person tells of themselves here is not verified, which is L1; how they came in is read off the methods.

mod methods;

use base::{AccountId, Time};
use proto::acr::{Acr, AcrRequest, Essential};

pub use methods::{Binding, Method, Methods, UserVerified};

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

/// Every level this deployment can reach: what discovery advertises (`acr_values_supported`).
pub const REACHABLE: &[Acr] = &[PASSWORD, TWO_FACTORS, BOUND_KEY];

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

/// The authentication level that is missing: the least above the one reached that would be enough. None when what is
/// reached is enough, or no way of signing in would be.
pub fn level_needed(reached: Acr, minimum: Option<Acr>, asked: &AcrRequest) -> Option<u8> {
    if sufficiency(reached, minimum, asked) == Sufficiency::Enough {
        return None;
    }
    let higher = reached.authentication() + 1..=BOUND_KEY.authentication();
    higher.into_iter().find(|level| {
        let raised = Acr::new(reached.identity(), *level);
        raised.is_some_and(|raised| sufficiency(raised, minimum, asked) == Sufficiency::Enough)
    })
}

/// The authentication level to ask for, of somebody who could reach `reach`: a wish beyond that is left, what is demanded
/// stays.
pub fn level_to_ask(reached: Acr, minimum: Option<Acr>, asked: &AcrRequest, reach: u8) -> Option<u8> {
    let all = level_needed(reached, minimum, asked);
    match (asked.essential, all) {
        (Essential::No, Some(level)) if level > reach => {
            level_needed(reached, minimum, &AcrRequest::default())
        }
        (Essential::No | Essential::Yes, all) => all,
    }
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
        assert_eq!(level_needed(PASSWORD, None, &wish), Some(2));
        assert_eq!(level_needed(PASSWORD, Some(BOUND_KEY), &wish), Some(3));
    }

    #[test]
    fn nothing_is_missing_when_it_is_enough() {
        assert_eq!(level_needed(PASSWORD, None, &asked(&[], Essential::No)), None);
        assert_eq!(level_needed(TWO_FACTORS, None, &asked(&[PASSWORD], Essential::Yes)), None);
    }

    #[test]
    fn no_sign_in_is_enough_when_the_person_is_not_known_well_enough() {
        assert_eq!(level_needed(PASSWORD, None, &asked(&[HIGH], Essential::Yes)), None);
    }

    #[test]
    fn a_wish_beyond_reach_leaves_what_is_demanded() {
        let wish = asked(&[BOUND_KEY], Essential::No);
        assert_eq!(level_to_ask(PASSWORD, Some(TWO_FACTORS), &wish, 2), Some(2));
        assert_eq!(level_to_ask(PASSWORD, Some(TWO_FACTORS), &wish, 3), Some(3));
        assert_eq!(level_to_ask(PASSWORD, None, &wish, 2), None);
        let demand = asked(&[BOUND_KEY], Essential::Yes);
        assert_eq!(level_to_ask(PASSWORD, None, &demand, 2), Some(3));
    }
}
