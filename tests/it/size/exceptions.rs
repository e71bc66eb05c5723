//! The list of exceptions: one a line, `PLACE LINES REASON`, where the place is a file's path or
//! `path::function`. A line that starts with `#` is a comment.

use super::measure::Measured;

/// Leave to be larger, up to a size, for a reason.
struct Exception {
    place: String,
    lines: usize,
}

/// The whole list.
pub(super) struct Exceptions(Vec<Exception>);

impl Exceptions {
    /// Reads the list, or says which line is not an exception with its reason.
    pub(super) fn read(list: &str) -> Result<Self, String> {
        let lines = list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        lines.map(read_line).collect::<Result<_, _>>().map(Self)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// What is wrong: things over their limit without leave, and leave that is not needed any more.
    pub(super) fn judge(&self, oversized: &[Measured]) -> Vec<String> {
        let too_large = oversized.iter().filter(|thing| !self.0.iter().any(|leave| leave.covers(thing)));
        let too_large =
            too_large.map(|thing| format!("{}: {} lines, at most {}", thing.place, thing.lines, thing.limit));
        let unused = self.0.iter().filter(|leave| !oversized.iter().any(|thing| thing.place == leave.place));
        let unused = unused.map(|leave| format!("{}: the exception is not needed, remove it", leave.place));
        too_large.chain(unused).collect()
    }
}

impl Exception {
    fn covers(&self, thing: &Measured) -> bool {
        self.place == thing.place && thing.lines <= self.lines
    }
}

fn read_line(line: &str) -> Result<Exception, String> {
    let mut parts = line.splitn(3, char::is_whitespace);
    let place = parts.next().unwrap_or_default().to_owned();
    let lines = parts.next().and_then(|lines| lines.parse().ok());
    let lines = lines.ok_or_else(|| format!("no number of lines: {line}"))?;
    match parts.next().map(str::trim) {
        Some(reason) if !reason.is_empty() => Ok(Exception { place, lines }),
        _ => Err(format!("no reason: {line}")),
    }
}
