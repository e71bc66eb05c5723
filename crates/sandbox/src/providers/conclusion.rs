//! What the two open languages say at the end: how it ended, why, of which kind, about whom, on what it rested.

use super::case::{Case, Verdict};
use super::city::City;
use super::refusal::RequestRefusal;
use super::voice::Voice;

/// The kinds of proof the houses of the open languages give.
pub(super) const KINDS: [&str; 2] = ["face", "provider_real_name"];

/// What is said at the end.
pub(super) struct Conclusion {
    pub(super) outcome: &'static str,
    pub(super) reason: Option<&'static str>,
    pub(super) subject_digest: String,
    pub(super) liveness: Option<&'static str>,
    pub(super) score_band: Option<&'static str>,
    pub(super) compared: &'static [&'static str],
}

/// That this kind of proof is given here.
pub(super) fn check_kind(kind: &str) -> Result<(), RequestRefusal> {
    if KINDS.contains(&kind) { Ok(()) } else { Err(RequestRefusal::KindUnknown) }
}

/// What is said of a case in this voice; none while it is open.
pub(super) fn of(city: &City, case: &Case, voice: &Voice) -> Option<Conclusion> {
    let now = city.now();
    let told = case.told(voice, now)?;
    let is_face = case.kind == "face";
    let passed = matches!(told, Verdict::Pass | Verdict::WrongSubject);
    Some(Conclusion {
        outcome: match told {
            Verdict::Pass | Verdict::WrongSubject => "passed",
            Verdict::Fail => "failed",
            Verdict::Cancel => "cancelled",
            Verdict::TimeOut => "expired",
        },
        reason: match told {
            Verdict::Fail if is_face => Some("other_face"),
            Verdict::Fail => Some("no_match"),
            Verdict::Pass | Verdict::WrongSubject | Verdict::Cancel | Verdict::TimeOut => None,
        },
        subject_digest: case.about(voice, now).digest(&case.seq),
        liveness: (is_face && passed).then_some("action"),
        score_band: (is_face && passed).then_some("high"),
        compared: match (passed, is_face) {
            (false, _) => &[],
            (true, true) => &["name", "number", "photo"],
            (true, false) => &["name", "number"],
        },
    })
}
