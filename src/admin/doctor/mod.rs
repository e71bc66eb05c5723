//! The doctor: looks at everything a deployment stands on and says what is wrong and what to do about it.
//!
//! Changes nothing, and goes on after a failure as far as it can. What only others can repair is a warning.

mod addresses;
mod clock;
mod database;
mod keys;
mod listener;

use std::sync::Arc;

use ::keys::KekSource;
use base::{Clock, Rng};
use config::Config;
use serde::Serialize;

/// How one thing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// In order.
    Ok,
    /// Works, and wants looking at.
    Warn,
    /// Does not work.
    Fail,
}

/// What the doctor found about one thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was looked at.
    pub subject: String,
    /// How it stands.
    pub verdict: Verdict,
    /// What was seen.
    pub note: String,
    /// What to do, unless it is in order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
}

impl Finding {
    fn ok(subject: impl Into<String>, note: impl Into<String>) -> Self {
        Self { subject: subject.into(), verdict: Verdict::Ok, note: note.into(), advice: None }
    }

    fn warn(subject: impl Into<String>, note: impl Into<String>, advice: impl Into<String>) -> Self {
        let (verdict, advice) = (Verdict::Warn, Some(advice.into()));
        Self { subject: subject.into(), verdict, note: note.into(), advice }
    }

    fn fail(subject: impl Into<String>, note: impl Into<String>, advice: impl Into<String>) -> Self {
        let (verdict, advice) = (Verdict::Fail, Some(advice.into()));
        Self { subject: subject.into(), verdict, note: note.into(), advice }
    }
}

/// Examines the deployment a configuration describes.
pub async fn examine(config: &Config, kek: KekSource, world: (Arc<dyn Clock>, Arc<dyn Rng>)) -> Vec<Finding> {
    let now = world.0.now();
    let mut findings = Vec::new();
    let site = database::open(config, world, &mut findings).await;
    if let Some(site) = &site {
        findings.extend(keys::examine(site, kek).await);
    }
    findings.push(clock::examine(site.as_ref(), now).await);
    findings.push(listener::examine(config, now));
    if let Some(site) = &site {
        findings.extend(addresses::examine(config, site).await);
    }
    findings
}

/// `1 day`, `12 days`.
fn days(count: u64) -> String {
    if count == 1 { "1 day".to_owned() } else { format!("{count} days") }
}

const DAY_SECONDS: u64 = 24 * 60 * 60;
