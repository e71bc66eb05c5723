//! Callbacks: sent when a case is decided, and again until they are heard.
//!
//! Owns when and how often, not what is said: each language writes its own letter. Each attempt looks at the behaviour
//! of the house anew.

use std::sync::Arc;
use std::time::Duration;

use base::{Fault, Time};
use http::header::CONTENT_TYPE;
use url::Url;

use super::behaviour::Behaviour;
use super::case::{Case, Verdict};
use super::city::City;
use super::partner::Partner;
use super::voice::Voice;
use crate::wire::bounded_body;

/// What classic interfaces in China do, the first at once: eight attempts in about 25 hours.
const SCHEDULE: [Duration; 8] = [
    Duration::ZERO,
    minutes(2),
    minutes(10),
    minutes(10),
    minutes(60),
    minutes(120),
    minutes(360),
    minutes(900),
];
/// How long a house that decides by itself thinks.
const THINKING: Duration = Duration::from_secs(2);
/// A letter older than this is signed anew with the present time, under the same id: its receiver takes none that is
/// more than 300 seconds old.
const GOOD_FOR: Duration = Duration::from_secs(240);
/// The longest answer that is read, in bytes.
const LONGEST_ANSWER: usize = 64 * 1024;

const fn minutes(count: u64) -> Duration {
    Duration::from_secs(count * 60)
}

/// How a case is announced.
#[derive(Clone)]
pub(super) struct Notice {
    pub(super) url: Url,
    pub(super) compose: Compose,
    pub(super) rule: Rule,
}

/// Writes a letter about a decided case, in a voice, under an id that is the same in each attempt.
pub(super) type Compose = fn(&City, &Case, &Voice, &str) -> Result<Letter, Fault>;

/// What is posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Letter {
    pub(super) content_type: &'static str,
    pub(super) body: String,
}

/// When a letter counts as heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// The answer is 200 and its body exactly `success`.
    Success,
    /// The answer is 202. 400 says what is wrong with the letter, which the same letter again would not mend.
    Accepted,
}

/// One attempt to call back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Whose it is.
    pub provider: &'static str,
    /// About which verification.
    pub seq: String,
    /// Its id, the same in each attempt.
    pub notify_id: String,
    /// Counts from 1. What is repeated though it was heard has the number of what it repeats.
    pub attempt: u32,
    /// `POST`, or `GET` where the house does the wrong thing.
    pub method: &'static str,
    /// What was sent; nothing with GET.
    pub body: String,
    /// When.
    pub at: Time,
    /// The answer; none when nothing came.
    pub answer: Option<Answered>,
}

/// What the issuer answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The status.
    pub status: u16,
    /// `Content-Type`; empty where there is none.
    pub content_type: String,
    /// The body.
    pub body: String,
}

/// What came of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Heard {
    Yes,
    No,
    /// It never will be.
    Never,
}

/// Whether an attempt is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ready {
    Now,
    /// Perhaps at the next attempt.
    Later,
    Never,
}

impl Rule {
    fn judge(self, answer: Option<&Answered>) -> Heard {
        let Some(answer) = answer else { return Heard::No };
        match (self, answer.status) {
            (Self::Success, 200) if answer.body == "success" => Heard::Yes,
            (Self::Accepted, 202) => Heard::Yes,
            // RFC 8935 section 2.3: the receiver says by 400 that the SET itself is wrong.
            (Self::Accepted, 400) => Heard::Never,
            (Self::Success | Self::Accepted, _) => Heard::No,
        }
    }
}

/// Decides a case by the register, after a while.
pub(super) fn think(city: &Arc<City>, partner: Partner, seq: &str) {
    let (thinker, seq) = (Arc::clone(city), seq.to_owned());
    in_the_background(city, partner, async move {
        tokio::time::sleep(thinker.shortened(THINKING)).await;
        thinker.decide_by_register(partner, &seq);
    });
}

/// Tells the issuer what came of a case.
pub(super) fn announce(city: &Arc<City>, partner: Partner, seq: &str) {
    let Some(case) = city.case(partner, seq) else { return };
    let Some(notice) = case.notice.clone() else { return };
    let round = Round { city: Arc::clone(city), partner, case, notice, notify_id: city.random_name() };
    in_the_background(city, partner, round.until_heard());
}

/// Does something until it is done or the city ends; [`City::pending`] counts it.
fn in_the_background(city: &Arc<City>, partner: Partner, work: impl Future<Output = ()> + Send + 'static) {
    city.with(partner, |desk| desk.pending += 1);
    let city = Arc::clone(city);
    tokio::spawn(async move {
        let mut closing = city.closing.clone();
        tokio::select! {
            _ended = closing.changed() => {}
            () = work => {}
        }
        city.with(partner, |desk| desk.pending = desk.pending.saturating_sub(1));
        city.stir();
    });
}

/// All attempts to tell of one case.
struct Round {
    city: Arc<City>,
    partner: Partner,
    case: Case,
    notice: Notice,
    notify_id: String,
}

/// A letter that may be sent again as it is.
struct Signed {
    letter: Letter,
    at: Time,
    behaviour: Behaviour,
}

impl Round {
    async fn until_heard(self) {
        let mut kept = None;
        for (wait, attempt) in SCHEDULE.into_iter().zip(1..) {
            tokio::time::sleep(self.city.shortened(wait)).await;
            match self.readiness().await {
                Ready::Now => {}
                Ready::Later => continue,
                Ready::Never => return,
            }
            // A letter that cannot be signed is no letter; the next attempt may fare better.
            let Ok(signed) = self.signed(kept.take()) else { continue };
            match self.attempt(&signed, attempt).await {
                Heard::Yes | Heard::Never => return,
                Heard::No => kept = Some(signed),
            }
        }
    }

    /// Whether it is time to send, after whatever wait belongs to the behaviour.
    async fn readiness(&self) -> Ready {
        let behaviour = self.behaviour();
        if behaviour == Behaviour::Never {
            return Ready::Never;
        }
        if matches!(behaviour, Behaviour::Down | Behaviour::Breaks) {
            return Ready::Later;
        }
        if let Behaviour::Slow(span) = behaviour {
            tokio::time::sleep(span).await;
        }
        if behaviour == Behaviour::Reorder {
            self.turn().await;
        }
        Ready::Now
    }

    fn behaviour(&self) -> Behaviour {
        self.city.with(self.partner, |desk| desk.callbacks)
    }

    /// The letter of the attempt before, or a new one when that is too old or the house behaves otherwise.
    fn signed(&self, kept: Option<Signed>) -> Result<Signed, Fault> {
        let (now, behaviour) = (self.city.now(), self.behaviour());
        let fresh = |kept: &Signed| kept.behaviour == behaviour && now.since(kept.at) < GOOD_FOR;
        match kept.filter(fresh) {
            Some(kept) => Ok(kept),
            None => Ok(Signed { letter: self.letter(&Voice::of(behaviour, now))?, at: now, behaviour }),
        }
    }

    fn letter(&self, voice: &Voice) -> Result<Letter, Fault> {
        (self.notice.compose)(&self.city, &self.case, voice, &self.notify_id)
    }

    /// Sends the letter, and whatever else a house that behaves so sends beside it.
    async fn attempt(&self, signed: &Signed, attempt: u32) -> Heard {
        let letter = (signed.behaviour != Behaviour::GetInstead).then_some(&signed.letter);
        let heard = self.send(letter, attempt).await;
        if let Behaviour::Repeat(times) = signed.behaviour {
            for _ in 1..times {
                self.send(letter, attempt).await;
            }
        }
        if signed.behaviour == Behaviour::SameIdOtherBody {
            let mut lie = Voice::faithful(signed.at);
            lie.verdict = self.case.verdict(signed.at).map(Verdict::opposite);
            if let Ok(letter) = self.letter(&lie) {
                self.send(Some(&letter), attempt).await;
            }
        }
        heard
    }

    /// Posts a letter, or comes with GET, and records what was answered.
    async fn send(&self, letter: Option<&Letter>, attempt: u32) -> Heard {
        let request = match letter {
            Some(letter) => self
                .city
                .http
                .post(self.notice.url.clone())
                .header(CONTENT_TYPE, letter.content_type)
                .body(letter.body.clone()),
            None => self.city.http.get(self.notice.url.clone()),
        };
        let at = self.city.now();
        let answer = answered(request).await;
        let heard = self.notice.rule.judge(answer.as_ref());
        self.city.record(Delivery {
            provider: self.partner.as_str(),
            seq: self.case.seq.clone(),
            notify_id: self.notify_id.clone(),
            attempt,
            method: if letter.is_some() { "POST" } else { "GET" },
            body: letter.map_or_else(String::new, |letter| letter.body.clone()),
            at,
            answer,
        });
        self.city.with(self.partner, |desk| desk.release(Some(&self.case.seq)));
        self.city.stir();
        heard
    }

    /// Holds back until another letter of this house was sent; the second to come does not wait.
    async fn turn(&self) {
        let mut pulse = self.city.pulse.subscribe();
        let waits = self.city.with(self.partner, |desk| {
            let free = desk.held.is_none();
            if free {
                desk.held = Some(self.case.seq.clone());
                desk.pending = desk.pending.saturating_sub(1);
            }
            free
        });
        self.city.stir();
        let held = || self.city.with(self.partner, |desk| desk.held.as_deref() == Some(&self.case.seq));
        while waits && held() {
            if pulse.changed().await.is_err() {
                return;
            }
        }
    }
}

/// The answer to a request; none when nothing came, or more than is read.
async fn answered(request: reqwest::RequestBuilder) -> Option<Answered> {
    let answer = request.send().await.ok()?;
    let status = answer.status().as_u16();
    let content_type = answer.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let content_type = content_type.unwrap_or_default().to_owned();
    let body = bounded_body(answer, LONGEST_ANSWER).await.ok()?;
    Some(Answered { status, content_type, body: String::from_utf8_lossy(&body).into_owned() })
}
