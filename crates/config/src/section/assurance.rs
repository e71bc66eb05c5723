//! `[assurance]`: what evidence is worth.

use std::path::PathBuf;

use crate::source::Source;

/// What evidence is worth.
#[derive(Clone, Debug)]
pub struct Assurance {
    /// `assurance.policy_file`, path, default none, `YIMEN__ASSURANCE__POLICY_FILE`: the policy; without one, the policy
    /// that comes with the program.
    pub policy_file: Option<PathBuf>,
}

impl Assurance {
    pub(crate) fn read(source: &mut Source) -> Self {
        let mut fields = source.section("assurance", "How well people are known: what evidence is worth.");
        Self {
            policy_file: fields.optional_path(
                "policy_file",
                "assurance/policy.toml",
                "The policy: levels, how long evidence counts, ceilings of providers. The same on all nodes. Without it \
                 the one that comes with the program holds: see `yimen assurance policy`.",
            ),
        }
    }
}
