//! Moments as people and scripts read them: RFC 3339 in UTC.

use base::Time;
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Members of JSON answers that hold a moment in microseconds.
const MOMENTS: &[&str] = &[
    "at",
    "created_at",
    "published_at",
    "not_before",
    "active_since",
    "retiring_until",
    "retired_at",
    "usable_from",
];

/// Whole seconds: `2030-01-31T08:00:00Z`.
pub(super) fn text(at: Time) -> String {
    OffsetDateTime::from_unix_timestamp(at.seconds())
        .ok()
        .and_then(|moment| moment.format(&Rfc3339).ok())
        .unwrap_or_else(|| format!("{} s after 1970", at.seconds()))
}

/// As [`text`], or a dash.
pub(super) fn text_or_dash(at: Option<Time>) -> String {
    at.map_or_else(|| "-".to_owned(), text)
}

/// A value as JSON, its moments as text.
pub(super) fn with_moments(value: &impl serde::Serialize) -> Value {
    let mut json = serde_json::to_value(value).unwrap_or_default();
    rewrite(&mut json);
    json
}

fn rewrite(json: &mut Value) {
    match json {
        Value::Array(items) => items.iter_mut().for_each(rewrite),
        Value::Object(members) => {
            for name in MOMENTS {
                if let Some(member) = members.get_mut(*name)
                    && let Some(micros) = member.as_i64()
                {
                    *member = text(Time::from_micros(micros)).into();
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
