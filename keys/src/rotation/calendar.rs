//! What is due now. A function of the keys, the calendar and the moment: every node comes to the same answer,
//! and the vault's compare-and-set lets one of them act on it.

use base::Time;
use proto::jose::Algorithm;

use super::policy::RotationPolicy;
use super::state::StateName;
use crate::record::{KeyUse, Label};

/// One step that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    /// An algorithm needs a next key.
    Generate(Algorithm),
    /// A next key's time has come.
    Activate(String),
    /// An active key's algorithm is no longer in the calendar.
    Supersede(String),
    /// A replaced key is no longer needed, or a next key never will be.
    Retire(String),
}

/// The first step that is due, if any.
pub(crate) fn due(labels: &[&Label], policy: &RotationPolicy, now: Time) -> Option<Due> {
    policy
        .algorithms
        .iter()
        .find_map(|alg| due_for(*alg, labels, policy, now))
        .or_else(|| labels.iter().find_map(|label| due_alone(label, policy, now)))
}

fn due_for(alg: Algorithm, labels: &[&Label], policy: &RotationPolicy, now: Time) -> Option<Due> {
    let in_state = |state| labels.iter().find(|label| label.alg == Some(alg) && label.state.name() == state);
    let ends = in_state(StateName::Active)
        .and_then(|active| active.state.active_since())
        .map(|since| since.plus(policy.period));
    let Some(next) = in_state(StateName::Next) else {
        let wanted_from = ends.map(|ends| ends.minus(policy.publish_ahead));
        return wanted_from.is_none_or(|from| now >= from).then_some(Due::Generate(alg));
    };
    let usable = next.state.published_at().plus(policy.publish_ahead);
    let wanted = ends.map_or(usable, |ends| ends.max(usable));
    (now >= wanted).then(|| Due::Activate(next.kid.clone()))
}

fn due_alone(key: &Label, policy: &RotationPolicy, now: Time) -> Option<Due> {
    if key.state.retiring_until().is_some_and(|until| now >= until) {
        return Some(Due::Retire(key.kid.clone()));
    }
    match key.alg {
        Some(alg) if policy.algorithms.contains(&alg) => None,
        Some(_) if key.state.is_active() => Some(Due::Supersede(key.kid.clone())),
        Some(_) => key.state.is_next().then(|| Due::Retire(key.kid.clone())),
        None => due_secret(key, policy, now),
    }
}

/// Seal and mac keys have no period: an operator makes the next one, and it becomes active once every node has it.
fn due_secret(key: &Label, policy: &RotationPolicy, now: Time) -> Option<Due> {
    match key.usage {
        KeyUse::Signing | KeyUse::Index => None,
        KeyUse::Seal | KeyUse::Mac => {
            let usable = key.state.published_at().plus(policy.ahead_of(key.usage));
            (key.state.is_next() && now >= usable).then(|| Due::Activate(key.kid.clone()))
        }
    }
}
