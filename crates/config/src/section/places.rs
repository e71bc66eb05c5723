//! `[places]`: names of places for addresses.

use std::path::PathBuf;

use crate::source::Source;

/// Names of places for addresses, shown to people beside their sign-ins.
#[derive(Clone, Debug)]
pub struct Places {
    /// `places.file`, path, default none, `YIMEN__PLACES__FILE`: lines of `network,zh,en`.
    pub file: Option<PathBuf>,
}

impl Places {
    pub(crate) fn read(source: &mut Source) -> Self {
        let mut fields =
            source.section("places", "Names of places for addresses, shown to people beside their sign-ins.");
        Self {
            file: fields.optional_path(
                "file",
                "places.csv",
                "Lines of network,Chinese name,English name such as 203.0.113.0/24,杭州,Hangzhou; the \
                 narrowest network counts. Without it part of the address is shown.",
            ),
        }
    }
}
