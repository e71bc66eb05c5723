//! Options that are rates.

use super::{Fields, convert, describe, quoted};
use crate::sheet::Absent;
use crate::value::rate::{self, Rate};

impl Fields<'_> {
    /// How much of something may happen.
    pub(crate) fn rate(&mut self, key: &'static str, burst: u32, per_hour: u32, about: &'static str) -> Rate {
        let default = Rate { burst, per_hour };
        let described = describe(key, "Rate", Absent::Default(quoted(&default.to_string())), about);
        self.take(described, |value| convert::text(value).and_then(rate::parse)).unwrap_or(default)
    }
}
