//! Is the database there, does it answer, is its schema this program's, is its folder private?

use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;

use base::{Clock, Rng};
use config::Config;

use super::Finding;
use crate::admin::site::{Absent, Site, SiteRefusal, Step};

/// The database, if its schema lets the rest be looked at.
pub(super) async fn open(
    config: &Config,
    world: (Arc<dyn Clock>, Arc<dyn Rng>),
    findings: &mut Vec<Finding>,
) -> Option<Site> {
    findings.extend(folder(config));
    let site = match Site::open(config, world, Absent::Refuse).await {
        Ok(site) => site,
        Err(refusal) => {
            findings.push(unreachable(&refusal));
            return None;
        }
    };
    findings.push(Finding::ok("database", format!("{} answers", site.engine())));
    let schema = match site.steps().await {
        Ok(steps) => schema(&steps),
        Err(fault) => Finding::fail("schema", fault.chain(), "see what the database's own log says"),
    };
    let usable = schema.verdict != super::Verdict::Fail;
    findings.push(schema);
    usable.then_some(site)
}

fn unreachable(refusal: &SiteRefusal) -> Finding {
    match refusal {
        SiteRefusal::NoDatabase(path) => Finding::fail(
            "database",
            format!("there is none at {}", path.display()),
            "run `yimen migrate up`, or correct database.url",
        ),
        SiteRefusal::SchemaBehind => Finding::fail("schema", refusal.to_string(), "run `yimen migrate up`"),
        SiteRefusal::Fault(fault) => Finding::fail(
            "database",
            fault.chain(),
            "see that the database runs and that database.url names it, its user and its password",
        ),
    }
}

fn schema(steps: &[Step]) -> Finding {
    let in_state = |state: &str| {
        let names = steps.iter().filter(|step| step.state == state).map(|step| step.name.as_str());
        names.collect::<Vec<_>>().join(", ")
    };
    let (changed, pending, unknown) = (in_state("changed"), in_state("pending"), in_state("unknown"));
    if !changed.is_empty() {
        let note = format!("{changed} was applied with another text than this program has");
        return Finding::fail("schema", note, "run the program the database was made with");
    }
    if !pending.is_empty() {
        return Finding::fail("schema", format!("{pending} is not applied"), "run `yimen migrate up`");
    }
    if !unknown.is_empty() {
        let note = format!("{unknown} was applied by a newer program");
        return Finding::warn("schema", note, "bring this node up to the version of the others");
    }
    Finding::ok("schema", format!("up to date, {} applied", steps.len()))
}

/// The folder holds the database and usually the key-encryption key: nobody else needs to look in.
fn folder(config: &Config) -> Option<Finding> {
    let folder = &config.server.data_dir;
    let mode = std::fs::metadata(folder).ok()?.permissions().mode() & 0o777;
    let place = folder.display();
    Some(if mode & 0o007 == 0 {
        Finding::ok("data folder", format!("{place} is closed to others"))
    } else {
        Finding::warn(
            "data folder",
            format!("{place} is open to others (mode {mode:o})"),
            format!("run `chmod o-rwx {place}`"),
        )
    })
}
