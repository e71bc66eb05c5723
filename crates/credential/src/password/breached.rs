//! Passwords known from thefts: a file of sorted lines `SHA1HEX` or `SHA1HEX:COUNT`, as the collections that are handed
//! out come. It may be tens of gigabytes, so it is searched on disk: some thirty-five small reads for each question.
//!
//! The file is opened anew each time, so that a newer one can be put in its place while the service runs.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use base::Fault;
use ring::digest;

const HASH_BYTES: usize = 20;
const HASH_DIGITS: usize = 2 * HASH_BYTES;
/// A hash, a colon, a count of up to 19 digits and the end of the line are fewer.
const MAX_LINE: usize = 64;

/// The list.
#[derive(Debug)]
pub struct BreachedList {
    path: PathBuf,
}

/// One line: where it is in the file, and its hash.
struct Line {
    start: u64,
    end: u64,
    hash: [u8; HASH_BYTES],
}

impl BreachedList {
    /// The list at this path. Its first and last line are read, so that a file of another kind is found out now.
    pub fn open(path: &Path) -> Result<Self, Fault> {
        let list = Self { path: path.to_owned() };
        let mut file = list.file()?;
        let length = length_of(&mut file)?;
        if length == 0 {
            return Err(Fault::new("the list of breached passwords is empty"));
        }
        let first = line_around(&mut file, 0, length)?;
        let last = line_around(&mut file, length - 1, length)?;
        if first.hash > last.hash {
            return Err(Fault::new("the list of breached passwords is not sorted"));
        }
        Ok(list)
    }

    /// Whether the list holds the password.
    pub(super) fn holds(&self, password: &str) -> Result<bool, Fault> {
        let hash = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, password.as_bytes());
        search(&mut self.file()?, hash.as_ref())
    }

    fn file(&self) -> Result<File, Fault> {
        let told = |error| Fault::caused(format!("the list {} cannot be opened", self.path.display()), error);
        File::open(&self.path).map_err(told)
    }
}

fn search(file: &mut (impl Read + Seek), wanted: &[u8]) -> Result<bool, Fault> {
    let length = length_of(file)?;
    let (mut low, mut high) = (0, length);
    while low < high {
        let line = line_around(file, low + (high - low) / 2, length)?;
        match line.hash.as_slice().cmp(wanted) {
            std::cmp::Ordering::Less => low = line.end,
            std::cmp::Ordering::Equal => return Ok(true),
            std::cmp::Ordering::Greater => high = line.start,
        }
    }
    Ok(false)
}

/// The line that holds the byte at `at`; the end of a line belongs to it.
fn line_around(file: &mut (impl Read + Seek), at: u64, length: u64) -> Result<Line, Fault> {
    let broken = || Fault::new(format!("the list of breached passwords has no line of a hash at byte {at}"));
    let from = at.saturating_sub(MAX_LINE as u64);
    let mut near = Vec::with_capacity(2 * MAX_LINE);
    file.seek(SeekFrom::Start(from)).map_err(unreadable)?;
    file.take(2 * MAX_LINE as u64).read_to_end(&mut near).map_err(unreadable)?;
    let (before, after) =
        usize::try_from(at - from).ok().and_then(|at| near.split_at_checked(at)).ok_or_else(broken)?;
    let start = match before.iter().rposition(|byte| *byte == b'\n') {
        Some(end_of_last) => from + end_of_last as u64 + 1,
        None if from == 0 => 0,
        None => return Err(broken()),
    };
    let end = match after.iter().position(|byte| *byte == b'\n') {
        Some(own_end) => at + own_end as u64 + 1,
        None if from + near.len() as u64 == length => length,
        None => return Err(broken()),
    };
    let text = usize::try_from(start - from).ok().and_then(|start| near.get(start..)).ok_or_else(broken)?;
    Ok(Line { start, end, hash: hash_of(text).ok_or_else(broken)? })
}

/// The hash a line begins with; what follows must not be more of it.
fn hash_of(line: &[u8]) -> Option<[u8; HASH_BYTES]> {
    let (digits, rest) = line.split_at_checked(HASH_DIGITS)?;
    if !matches!(rest.first(), None | Some(b':' | b'\r' | b'\n')) {
        return None;
    }
    let mut hash = [0; HASH_BYTES];
    for (byte, pair) in hash.iter_mut().zip(digits.as_chunks::<2>().0) {
        let [high, low] =
            pair.map(|digit| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok()));
        *byte = high? << 4 | low?;
    }
    Some(hash)
}

fn length_of(file: &mut impl Seek) -> Result<u64, Fault> {
    file.seek(SeekFrom::End(0)).map_err(unreadable)
}

fn unreadable(error: std::io::Error) -> Fault {
    Fault::caused("the list of breached passwords cannot be read", error)
}
