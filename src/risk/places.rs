//! Names of places for addresses: a table of networks read once from a file the operator gives.
//!
//! Lines of `network,Chinese name,English name`; the narrowest network that holds an address counts. Blank lines, lines
//! that begin with `#` (RFC 8805 section 2.1) and a first line `network,zh,en` say nothing. A file with a line that
//! cannot be read is refused with the number of that line.

use std::collections::HashMap;
use std::io::Read as _;
use std::net::IpAddr;
use std::path::Path;

use base::Fault;
use config::Network;

use super::Source;

/// Larger files are refused, bytes: the table is held in memory, about as large as its file.
const LARGEST_FILE: usize = 32 * 1024 * 1024;
/// Longer names are refused, characters.
const LONGEST_NAME: usize = 64;
/// No wider network.
const NONE: u32 = u32::MAX;

/// Names of places for addresses. Without a file it knows none.
#[derive(Clone, Debug, Default)]
pub struct Places {
    v4: Vec<Row>,
    v6: Vec<Row>,
    names: Vec<Name>,
}

/// One network, sorted by first address and then from wide to narrow.
#[derive(Clone, Copy, Debug)]
struct Row {
    start: u128,
    name: u32,
    /// The narrowest network that holds this one, as its place in the table, or [`NONE`].
    wider: u32,
    length: u8,
}

#[derive(Clone, Debug)]
struct Name {
    zh: Box<str>,
    en: Box<str>,
}

/// Why a file of places is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlacesError {
    /// It is larger than 32 MiB.
    #[error("the file is larger than 32 MiB")]
    TooLarge,
    /// A line cannot be read.
    #[error("line {line}: {why}")]
    Line {
        /// Its number, from 1.
        line: usize,
        /// What is wrong with it.
        why: LineProblem,
    },
}

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineProblem {
    /// It is not UTF-8.
    #[error("it is not UTF-8")]
    NotUtf8,
    /// There are not three fields.
    #[error("it is not network,Chinese name,English name; names hold no commas and no quotes")]
    NotThreeFields,
    /// The first field is no network.
    #[error("the first field is no network such as 203.0.113.0/24 or 2001:db8::/32")]
    NoNetwork,
    /// The address has bits beyond its prefix.
    #[error("the address has bits beyond its prefix")]
    BitsBeyondPrefix,
    /// An IPv6 network is narrower than what is kept of an address.
    #[error("an IPv6 network is 64 bits or wider: no more of an address is kept")]
    TooNarrow,
    /// A name is empty, too long or has characters that cannot be shown.
    #[error("a name is 1 to 64 characters that can be shown")]
    BadName,
    /// The network has a name already.
    #[error("the network was named in an earlier line")]
    Twice,
}

impl Places {
    /// Reads the file, if there is one.
    ///
    /// # Errors
    /// A fault that names the file, with the [`PlacesError`] or the error of the disk.
    pub fn open(file: Option<&Path>) -> Result<Self, Fault> {
        let Some(path) = file else {
            return Ok(Self::default());
        };
        let what = || format!("the file of places {} cannot be used", path.display());
        let bytes = content(path).map_err(|error| Fault::caused(what(), error))?;
        Self::read(&bytes).map_err(|error| Fault::caused(what(), error))
    }

    /// Reads the content of a file.
    ///
    /// # Errors
    /// The first line that cannot be read, or one too many bytes.
    pub fn read(content: &[u8]) -> Result<Self, PlacesError> {
        if content.len() > LARGEST_FILE {
            return Err(PlacesError::TooLarge);
        }
        let mut reading = Reading::default();
        // Tables saved by office programs begin with a byte order mark.
        let content = content.strip_prefix("\u{feff}".as_bytes()).unwrap_or(content);
        for (line, text) in (1..).zip(content.split(|byte| *byte == b'\n')) {
            reading.line(line, text).map_err(|why| PlacesError::Line { line, why })?;
        }
        reading.finish()
    }

    /// The name of the place of a source, in the language of a tag (BCP 47): Chinese for `zh` and all its kinds, else
    /// English.
    pub fn place(&self, source: &Source, tag: &str) -> Option<&str> {
        let address = source.address();
        let table = if address.is_ipv4() { &self.v4 } else { &self.v6 };
        let address = bits(address);
        let name = self.names.get(usize::try_from(narrowest(table, address)?.name).ok()?)?;
        let chinese = tag.split('-').next().is_some_and(|language| language.eq_ignore_ascii_case("zh"));
        Some(if chinese { &name.zh } else { &name.en })
    }
}

impl Row {
    const fn holds(&self, address: u128) -> bool {
        // A shift by all 128 bits is the network of everything.
        match (self.start ^ address).checked_shr(128 - self.length as u32) {
            Some(differ) => differ == 0,
            None => true,
        }
    }
}

/// The bits of an address from the left, so that prefixes of both families are compared alike.
fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(address.to_bits()) << 96,
        IpAddr::V6(address) => address.to_bits(),
    }
}

/// Networks are either apart or one within the other. So the last that begins at or before the address holds it, or one
/// of those around that one does, or none.
fn narrowest(table: &[Row], address: u128) -> Option<&Row> {
    let after = table.partition_point(|row| row.start <= address);
    let mut row = table.get(after.checked_sub(1)?)?;
    while !row.holds(address) {
        row = table.get(usize::try_from(row.wider).ok()?)?;
    }
    Some(row)
}

fn content(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // One more byte than may be, so that a larger file shows as such and is not read to its end.
    let limit = u64::try_from(LARGEST_FILE).unwrap_or(u64::MAX).saturating_add(1);
    std::fs::File::open(path)?.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// What was read so far.
#[derive(Default)]
struct Reading {
    v4: Vec<(Row, usize)>,
    v6: Vec<(Row, usize)>,
    names: Vec<Name>,
    known: HashMap<String, u32>,
}

impl Reading {
    fn line(&mut self, number: usize, text: &[u8]) -> Result<(), LineProblem> {
        let text = std::str::from_utf8(text).map_err(|_| LineProblem::NotUtf8)?.trim();
        if text.is_empty() || text.starts_with('#') || (number == 1 && text == "network,zh,en") {
            return Ok(());
        }
        let fields: Vec<&str> = text.splitn(4, ',').map(str::trim).collect();
        let [network, zh, en] = fields.as_slice() else {
            return Err(LineProblem::NotThreeFields);
        };
        if text.contains('"') {
            return Err(LineProblem::NotThreeFields);
        }
        let network: Network = network.parse().map_err(|_| LineProblem::NoNetwork)?;
        if network.addr() != network.network() {
            return Err(LineProblem::BitsBeyondPrefix);
        }
        let (start, length) = (bits(network.addr()), network.prefix_len());
        let row = Row { start, name: self.name([zh, en])?, wider: NONE, length };
        match network {
            Network::V4(_) => self.v4.push((row, number)),
            Network::V6(_) if length > 64 => return Err(LineProblem::TooNarrow),
            Network::V6(_) => self.v6.push((row, number)),
        }
        Ok(())
    }

    /// The number of a pair of names; the same pair is kept once.
    fn name(&mut self, pair: [&str; 2]) -> Result<u32, LineProblem> {
        let good = |name: &str| {
            (1..=LONGEST_NAME).contains(&name.chars().count()) && !name.chars().any(char::is_control)
        };
        if !pair.into_iter().all(good) {
            return Err(LineProblem::BadName);
        }
        let [zh, en] = pair;
        let joined = pair.join(",");
        if let Some(number) = self.known.get(&joined) {
            return Ok(*number);
        }
        let number = u32::try_from(self.names.len()).unwrap_or(NONE);
        self.names.push(Name { zh: zh.into(), en: en.into() });
        self.known.insert(joined, number);
        Ok(number)
    }

    fn finish(self) -> Result<Places, PlacesError> {
        Ok(Places { v4: table(self.v4)?, v6: table(self.v6)?, names: self.names })
    }
}

/// Sorts the rows and ties each to the narrowest one around it.
fn table(mut rows: Vec<(Row, usize)>) -> Result<Vec<Row>, PlacesError> {
    rows.sort_unstable_by_key(|(row, line)| (row.start, row.length, *line));
    let mut table: Vec<Row> = Vec::with_capacity(rows.len());
    for (row, line) in rows {
        let mut wider = table.last().map_or(NONE, |_| u32::try_from(table.len() - 1).unwrap_or(NONE));
        while let Some(around) = usize::try_from(wider).ok().and_then(|at| table.get(at)) {
            if around.start == row.start && around.length == row.length {
                return Err(PlacesError::Line { line, why: LineProblem::Twice });
            }
            if around.holds(row.start) {
                break;
            }
            wider = around.wider;
        }
        table.push(Row { wider, ..row });
    }
    Ok(table)
}
