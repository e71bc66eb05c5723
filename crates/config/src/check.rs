//! What must hold between options. Each rule names the options it looks at; one that could not be read silences it.

mod rules;

use crate::Config;
use crate::source::Source;

/// A rule between options.
struct Rule {
    /// The options it looks at; the problem is shown at the first that is set.
    keys: &'static [&'static str],
    /// Why the rule is broken, if it is.
    broken: fn(&Config) -> Option<String>,
}

/// Reports every rule that does not hold.
pub(crate) fn report_contradictions(config: &Config, source: &mut Source) {
    for rule in rules::RULES {
        if let Some(reason) = (rule.broken)(config) {
            source.report_contradiction(rule.keys, reason);
        }
    }
}
