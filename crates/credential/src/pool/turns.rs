//! Whose turn it is. Each source waits in a lane of its own, first come, first served; lanes are served in rotation,
//! one of each. Work at leisure has a lane that is served when all others are empty.
//!
//! So one source with a hundred requests delays another by one hash in each rotation, not by a hundred.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;

/// Who asks for a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asker {
    /// A request from this source.
    Source(u64),
    /// Nobody waits for the result.
    Leisure,
}

/// The turns of a pool. Clones share them.
#[derive(Clone)]
pub(super) struct Turns(Arc<Mutex<Queue>>);

/// The right to work; handed on when dropped.
pub(super) struct Turn(Option<Turns>);

struct Queue {
    free: usize,
    waiting: usize,
    max_waiting: usize,
    lanes: HashMap<u64, VecDeque<Ticket>>,
    /// Sources with somebody waiting, the next one first.
    rotation: VecDeque<u64>,
    leisure: VecDeque<Ticket>,
    next_number: u64,
}

struct Ticket {
    number: u64,
    give: oneshot::Sender<Turn>,
}

/// A place in a lane; given up when dropped.
struct Place {
    turns: Turns,
    asker: Asker,
    number: u64,
    given: oneshot::Receiver<Turn>,
}

enum Asked {
    Now(Turn),
    Later(Place),
    Full,
}

impl Turns {
    /// So many at once, and so many waiting.
    pub(super) fn new(workers: usize, max_waiting: usize) -> Self {
        Self(Arc::new(Mutex::new(Queue {
            free: workers,
            waiting: 0,
            max_waiting,
            lanes: HashMap::new(),
            rotation: VecDeque::new(),
            leisure: VecDeque::new(),
            next_number: 0,
        })))
    }

    /// A turn, or `None` when there was none within `wait` or the place was lost to another source.
    pub(super) async fn take(&self, asker: Asker, wait: Duration) -> Option<Turn> {
        match self.ask(asker) {
            Asked::Now(turn) => Some(turn),
            Asked::Later(mut place) => tokio::time::timeout(wait, &mut place.given).await.ok()?.ok(),
            Asked::Full => None,
        }
    }

    fn ask(&self, asker: Asker) -> Asked {
        let mut queue = self.queue();
        if queue.free > 0 {
            queue.free -= 1;
            return Asked::Now(Turn(Some(self.clone())));
        }
        if queue.waiting >= queue.max_waiting && !queue.make_room(asker) {
            return Asked::Full;
        }
        let (give, given) = oneshot::channel();
        let number = queue.join(asker, give);
        Asked::Later(Place { turns: self.clone(), asker, number, given })
    }

    /// Gives a turn that has come free to the next who waits.
    fn pass_on(self) {
        loop {
            let mut queue = self.queue();
            let Some(ticket) = queue.next() else {
                queue.free += 1;
                return;
            };
            // Handing over may drop the turn, which locks the queue again.
            drop(queue);
            match ticket.give.send(Turn(Some(self.clone()))) {
                Ok(()) => return,
                // Who waited is gone: this turn goes to the next, here and not by being dropped.
                Err(mut returned) => returned.0 = None,
            }
        }
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(turns) = self.0.take() {
            turns.pass_on();
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.turns.queue().leave(self.asker, self.number);
    }
}

impl Queue {
    fn join(&mut self, asker: Asker, give: oneshot::Sender<Turn>) -> u64 {
        let number = self.next_number;
        self.next_number += 1;
        self.waiting += 1;
        let ticket = Ticket { number, give };
        match asker {
            Asker::Leisure => self.leisure.push_back(ticket),
            Asker::Source(source) => {
                let lane = self.lanes.entry(source).or_default();
                if lane.is_empty() {
                    self.rotation.push_back(source);
                }
                lane.push_back(ticket);
            }
        }
        number
    }

    fn next(&mut self) -> Option<Ticket> {
        let Some(source) = self.rotation.pop_front() else {
            return self.leisure.pop_front().inspect(|_| self.waiting -= 1);
        };
        let lane = self.lanes.get_mut(&source)?;
        let ticket = lane.pop_front()?;
        if lane.is_empty() {
            self.lanes.remove(&source);
        } else {
            self.rotation.push_back(source);
        }
        self.waiting -= 1;
        Some(ticket)
    }

    fn leave(&mut self, asker: Asker, number: u64) {
        let Some(lane) = self.lane(asker) else { return };
        let before = lane.len();
        lane.retain(|ticket| ticket.number != number);
        self.waiting -= before - lane.len();
        self.close_if_empty(asker);
    }

    /// Takes the youngest place of whoever has the most: of work at leisure first, then of the longest lane, if that is
    /// longer than the asker's own would become.
    fn make_room(&mut self, asker: Asker) -> bool {
        let Asker::Source(asking) = asker else { return false };
        let loser = if self.leisure.is_empty() {
            let own = self.lanes.get(&asking).map_or(0, VecDeque::len);
            let longest = self.lanes.iter().max_by_key(|(_, lane)| lane.len());
            match longest {
                Some((source, lane)) if lane.len() > own + 1 => Asker::Source(*source),
                _ => return false,
            }
        } else {
            Asker::Leisure
        };
        let Some(lane) = self.lane(loser) else { return false };
        let lost = lane.pop_back().is_some();
        self.waiting -= usize::from(lost);
        self.close_if_empty(loser);
        lost
    }

    fn lane(&mut self, asker: Asker) -> Option<&mut VecDeque<Ticket>> {
        match asker {
            Asker::Leisure => Some(&mut self.leisure),
            Asker::Source(source) => self.lanes.get_mut(&source),
        }
    }

    fn close_if_empty(&mut self, asker: Asker) {
        if let Asker::Source(source) = asker
            && self.lanes.get(&source).is_some_and(VecDeque::is_empty)
        {
            self.lanes.remove(&source);
            self.rotation.retain(|waiting| *waiting != source);
        }
    }
}

#[cfg(test)]
mod tests;
