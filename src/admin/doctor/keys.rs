//! Do the keys open, do they hold together, and is the calendar kept?

use ::keys::admin::Admin;
use ::keys::{KekSource, KeyError, KeyInfo, KeyRefusal, KeyUse, RotationPolicy, StateName};
use base::Time;
use proto::jose::Algorithm;

use super::{DAY_SECONDS, Finding, days};
use crate::admin::custody;
use crate::admin::site::Site;

pub(super) async fn examine(site: &Site, kek: KekSource) -> Vec<Finding> {
    let desk = custody::desk(site, kek);
    match desk.verify().await {
        Ok(found) if found.is_empty() => {}
        Ok(found) => return found.iter().map(unsound).collect(),
        Err(error) => return vec![closed(&error)],
    }
    let mut findings = vec![Finding::ok("keys", "they open, and every signature verifies")];
    match algorithms(&desk, site.clock.now()).await {
        Ok(more) => findings.extend(more),
        Err(error) => findings.push(closed(&error)),
    }
    findings
}

fn unsound(found: &::keys::admin::Finding) -> Finding {
    let subject = found.kid.as_ref().map_or_else(|| "keys".to_owned(), |kid| format!("key {kid}"));
    let advice = "run `yimen keys verify`, and restore the vault from a backup if it is damaged";
    Finding::fail(subject, found.problem.to_string(), advice)
}

fn closed(error: &KeyError) -> Finding {
    if matches!(error, KeyError::Refused(KeyRefusal::VaultEmpty)) {
        let advice = "run `yimen keys init`, or start the service once";
        return Finding::fail("keys", "there are none yet", advice);
    }
    let advice = "see that the right key-encryption key is configured under [keys] and can be read";
    Finding::fail("keys", error.to_string(), advice)
}

async fn algorithms(desk: &Admin, now: Time) -> Result<Vec<Finding>, KeyError> {
    let (calendar, keys) = (desk.calendar().await?, desk.list().await?);
    let one = |alg: &Algorithm| algorithm(*alg, &calendar, &keys, now);
    Ok(calendar.algorithms.iter().map(one).collect())
}

fn algorithm(alg: Algorithm, calendar: &RotationPolicy, keys: &[KeyInfo], now: Time) -> Finding {
    let subject = format!("{alg} key");
    let of_alg = |key: &&KeyInfo| key.usage == KeyUse::Signing && key.alg == Some(alg);
    let active = keys.iter().filter(of_alg).find(|key| key.state == StateName::Active);
    let Some(since) = active.and_then(|key| key.active_since) else {
        let advice = format!("run `yimen keys rotate --alg {alg}`, or wait for the next key's time");
        return Finding::warn(subject, "none is active", advice);
    };
    let due = since.plus(calendar.period);
    if due < now {
        let note = format!("its time passed {} ago", days(now.since(due).as_secs() / DAY_SECONDS));
        return Finding::warn(subject, note, "start the service: it keeps the calendar while it runs");
    }
    Finding::ok(subject, format!("active, next rotation in {}", days(due.since(now).as_secs() / DAY_SECONDS)))
}
