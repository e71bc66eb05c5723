//! CPU time and resident memory of processes, from /proc (proc(5)).

use std::fs;

use crate::Outcome;

/// `getconf CLK_TCK` on Linux: the unit of the times in /proc, whatever the kernel's own clock does.
const TICKS_A_SECOND: u64 = 100;
const MICROS_A_TICK: u64 = 1_000_000 / TICKS_A_SECOND;

/// CPU time used so far, in microseconds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Used {
    /// By the service.
    pub(crate) service: u64,
    /// By the processes of the database server.
    pub(crate) database: u64,
}

/// Whose time is counted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Watched {
    /// The service.
    pub(crate) service: u32,
    /// The first process of the database server.
    pub(crate) postmaster: Option<u32>,
}

impl Watched {
    /// The time used so far.
    pub(crate) fn used(self) -> Outcome<Used> {
        let service = Stat::of(self.service)?;
        let database = self.postmaster.map(family).transpose()?;
        Ok(Used { service: service.own * MICROS_A_TICK, database: database.unwrap_or(0) * MICROS_A_TICK })
    }
}

/// Ticks of a process, of its living children, and of those that have ended.
fn family(parent: u32) -> Outcome<u64> {
    let first = Stat::of(parent)?;
    let all = fs::read_dir("/proc").map_err(|error| format!("/proc cannot be read: {error}"))?;
    let ids = all.flatten().filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    // One that ends meanwhile is in the parent's account the next time.
    let children = ids.filter_map(|id| Stat::of(id).ok()).filter(|stat| stat.parent == parent);
    Ok(first.own + first.ended_children + children.map(|stat| stat.own).sum::<u64>())
}

struct Stat {
    parent: u32,
    own: u64,
    ended_children: u64,
}

impl Stat {
    fn of(process: u32) -> Outcome<Self> {
        let text = fs::read_to_string(format!("/proc/{process}/stat"))
            .map_err(|error| format!("process {process} is gone: {error}"))?;
        Self::read(&text).ok_or_else(|| format!("/proc/{process}/stat cannot be read"))
    }

    // proc(5): after the name in brackets come state (3), parent (4), …, utime (14), stime, cutime, cstime.
    fn read(text: &str) -> Option<Self> {
        let (_, rest) = text.rsplit_once(") ")?;
        let mut fields = rest.split(' ').skip(1);
        let parent = fields.next()?.parse().ok()?;
        let mut times = fields.skip(9).map(|field| field.parse::<u64>().ok());
        let mut two = || Some(times.next()?? + times.next()??);
        Some(Self { parent, own: two()?, ended_children: two()? })
    }
}

/// Resident memory in KiB.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Resident {
    /// Now.
    pub(crate) now: u64,
    /// At its highest.
    pub(crate) peak: u64,
}

/// The resident memory of a process.
pub(crate) fn resident(process: u32) -> Outcome<Resident> {
    let text = fs::read_to_string(format!("/proc/{process}/status"))
        .map_err(|error| format!("process {process} is gone: {error}"))?;
    let field = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name));
        let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        number.ok_or_else(|| format!("/proc/{process}/status has no {name}"))
    };
    Ok(Resident { now: field("VmRSS:")?, peak: field("VmHWM:")? })
}
