//! Which kind of device a person is told about.

use serde::{Deserialize, Serialize};

/// A kind of device, told by how a browser describes itself. A closed set: of what a browser says nothing is repeated,
/// or a stranger could put words of their own into a message of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceKind {
    /// A computer under Windows.
    Windows,
    /// A computer by Apple.
    Mac,
    /// A computer under Linux.
    Linux,
    /// A telephone by Apple.
    Iphone,
    /// A tablet by Apple.
    Ipad,
    /// A telephone or tablet under HarmonyOS.
    Harmony,
    /// A telephone or tablet under Android.
    Android,
}

/// What tells each kind, in the order of looking: a telephone under Android also says Linux, one under HarmonyOS may
/// also say Android, and one by Apple also says Mac OS.
const MARKS: &[(&str, DeviceKind)] = &[
    ("OpenHarmony", DeviceKind::Harmony),
    ("HarmonyOS", DeviceKind::Harmony),
    ("Android", DeviceKind::Android),
    ("iPhone", DeviceKind::Iphone),
    ("iPad", DeviceKind::Ipad),
    ("Windows", DeviceKind::Windows),
    ("Macintosh", DeviceKind::Mac),
    ("Linux", DeviceKind::Linux),
];

impl DeviceKind {
    /// The kind that a `User-Agent` (RFC 9110 section 10.1.5) tells of; `None` when it tells of none known.
    pub fn of(user_agent: &str) -> Option<Self> {
        MARKS.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, kind)| *kind)
    }

    /// Every kind.
    pub const ALL: [Self; 7] =
        [Self::Windows, Self::Mac, Self::Linux, Self::Iphone, Self::Ipad, Self::Harmony, Self::Android];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_tell_their_device() {
        let told = [
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36", DeviceKind::Windows),
            ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", DeviceKind::Mac),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101", DeviceKind::Linux),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)", DeviceKind::Iphone),
            ("Mozilla/5.0 (iPad; CPU OS 12_2 like Mac OS X)", DeviceKind::Ipad),
            ("Mozilla/5.0 (Linux; Android 15; Mobile)", DeviceKind::Android),
            ("Mozilla/5.0 (Linux; Android 12; HarmonyOS; NOH-AN00)", DeviceKind::Harmony),
            ("Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36", DeviceKind::Harmony),
        ];
        for (user_agent, kind) in told {
            assert_eq!(DeviceKind::of(user_agent), Some(kind), "{user_agent}");
        }
    }

    #[test]
    fn what_is_not_known_is_not_told() {
        assert_eq!(DeviceKind::of(""), None);
        assert_eq!(DeviceKind::of("call 10086 now"), None);
    }
}
