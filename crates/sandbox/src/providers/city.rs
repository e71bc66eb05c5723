//! What all houses of the city share: who they are, what they remember, whom they trust.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use base::{Fault, Time};
use serde_json::Value;
use tokio::sync::watch;
use url::Url;

use super::behaviour::{Behaviour, Deciding};
use super::case::{Case, Decision, Verdict};
use super::keys::{Belongings, IssuerKey, SigningKey, Slot};
use super::partner::Partner;
use super::push::{self, Delivery};
use super::refusal::RequestRefusal;
use super::voice::Signer;
use crate::bounded::Bounded;
use crate::origin::Origin;
use crate::provider::Provider;
use crate::{Environment, SandboxError};

/// As many cases are kept at each house; older ones are forgotten.
const CASES: usize = 500;
/// As many refusals are kept at each house.
const REFUSALS: usize = 20;
/// As many deliveries are kept in all.
const DELIVERIES: usize = 1_000;
/// As many numbers and nonces are remembered at each house.
const REMEMBERED: usize = 20_000;
/// A number is known again for longer than any verification lives.
const SEQS_FOR: Duration = Duration::from_secs(48 * 3600);
/// A nonce is known again for longer than its timestamp is fresh.
const NONCES_FOR: Duration = Duration::from_secs(3600);
/// How far the caller's clock may differ, in seconds.
const SKEW: u64 = 300;

/// The city as its handlers see it.
pub(super) struct City {
    pub(super) origin: Origin,
    pub(super) provider: Provider,
    issuer_url: Url,
    pub(super) environment: Environment,
    pub(super) http: reqwest::Client,
    /// Every wait of the city is shorter by this factor.
    haste: u32,
    belongings: Belongings,
    memory: Mutex<Memory>,
    /// Changes whenever somebody who waits should look again.
    pub(super) pulse: watch::Sender<()>,
    /// Ends when the city does.
    pub(super) closing: watch::Receiver<()>,
}

/// What makes a city.
pub(super) struct Ground {
    pub(super) origin: Origin,
    pub(super) provider: Provider,
    pub(super) issuer_url: Url,
    pub(super) environment: Environment,
    pub(super) http: reqwest::Client,
    pub(super) haste: u32,
    pub(super) belongings: Belongings,
    pub(super) closing: watch::Receiver<()>,
}

struct Memory {
    desks: BTreeMap<Partner, Desk>,
    deliveries: VecDeque<Delivery>,
}

/// What one house remembers.
pub(super) struct Desk {
    pub(super) answers: Behaviour,
    pub(super) callbacks: Behaviour,
    pub(super) deciding: Deciding,
    pub(super) calls: usize,
    /// Callbacks that are on their way, without one held back.
    pub(super) pending: usize,
    /// Whose callback is held back.
    pub(super) held: Option<String>,
    pub(super) issuer_key: Option<IssuerKey>,
    cases: VecDeque<Case>,
    refusals: VecDeque<RequestRefusal>,
    seqs: Bounded<()>,
    nonces: Bounded<()>,
}

impl Desk {
    fn new(partner: Partner) -> Self {
        Self {
            answers: Behaviour::Faithful,
            callbacks: Behaviour::Faithful,
            deciding: match partner {
                Partner::Bank => Deciding::ByRegister,
                Partner::Telecom | Partner::Population => Deciding::AtOnce,
                Partner::Wechat
                | Partner::Alipay
                | Partner::CloudFace
                | Partner::NetworkIdentity
                | Partner::OpenSet
                | Partner::OpenSorted => Deciding::ByTester,
            },
            calls: 0,
            pending: 0,
            held: None,
            issuer_key: None,
            cases: VecDeque::new(),
            refusals: VecDeque::new(),
            seqs: Bounded::new(REMEMBERED, SEQS_FOR),
            nonces: Bounded::new(REMEMBERED, NONCES_FOR),
        }
    }

    fn case_mut(&mut self, seq: &str) -> Option<&mut Case> {
        self.cases.iter_mut().find(|case| case.seq == seq)
    }

    /// Lets a callback that is held back go, unless it is that of `seq`.
    pub(super) fn release(&mut self, but: Option<&str>) {
        if self.held.is_some() && self.held.as_deref() != but {
            self.held = None;
            self.pending += 1;
        }
    }
}

impl City {
    pub(super) fn new(ground: Ground) -> Self {
        let Ground { origin, provider, issuer_url, environment, http, haste, belongings, closing } = ground;
        let desks = Partner::ALL.into_iter().map(|partner| (partner, Desk::new(partner))).collect();
        Self {
            origin,
            provider,
            issuer_url,
            environment,
            http,
            haste: haste.max(1),
            belongings,
            memory: Mutex::new(Memory { desks, deliveries: VecDeque::new() }),
            pulse: watch::Sender::new(()),
            closing,
        }
    }

    /// Never held across a wait.
    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at what a house remembers. `look` must not ask the city for more.
    pub(super) fn with<T>(&self, partner: Partner, look: impl FnOnce(&mut Desk) -> T) -> T {
        look(self.memory().desks.entry(partner).or_insert_with(|| Desk::new(partner)))
    }

    pub(super) fn now(&self) -> Time {
        self.environment.clock.now()
    }

    /// The issuer, exactly as it names itself.
    pub(super) fn issuer(&self) -> &str {
        self.provider.issuer().as_str()
    }

    /// The root of a house, without a slash at the end: its own name, and where it is called.
    pub(super) fn house(&self, partner: Partner) -> String {
        self.origin.at(&format!("/{}", partner.as_str()))
    }

    /// The page on which a case is decided: where a person is sent.
    pub(super) fn case_page(&self, partner: Partner, seq: &str) -> String {
        self.origin.at(&format!("/cases/{}/{seq}", partner.as_str()))
    }

    /// A wait of the city, as short as it is asked to be.
    pub(super) fn shortened(&self, wait: Duration) -> Duration {
        wait / self.haste
    }

    /// 32 lower-case hexadecimal digits of chance: references, ids of callbacks.
    pub(super) fn random_name(&self) -> String {
        let mut bytes = [0_u8; 16];
        self.environment.rng.fill(&mut bytes);
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// A secret agreed with the issuer, by name; always the same.
    pub(super) fn secret(&self, partner: Partner, name: &str) -> String {
        self.belongings.secret(partner, name, &self.environment)
    }

    /// A key of a house.
    ///
    /// # Errors
    /// A fault when none could be made.
    pub(super) fn key(&self, partner: Partner, slot: Slot) -> Result<Arc<SigningKey>, Fault> {
        self.own_key(partner, slot).map_err(|cause| Fault::caused("a provider of the city has no key", cause))
    }

    pub(super) fn own_key(&self, partner: Partner, slot: Slot) -> Result<Arc<SigningKey>, SandboxError> {
        self.belongings.key(partner, slot, &self.environment)
    }

    /// Whose key signs, in this voice.
    pub(super) fn signing_key(
        &self,
        partner: Partner,
        signer: Signer,
    ) -> Result<Option<Arc<SigningKey>>, Fault> {
        match signer {
            Signer::Key(slot) => self.key(partner, slot).map(Some),
            Signer::Sibling => self.key(partner.sibling(), Slot::Live).map(Some),
            Signer::Nobody | Signer::None => Ok(None),
        }
    }

    /// Tells a house of the issuer's RSA key. None when it is no RSA key.
    pub(super) fn trust(&self, partner: Partner, jwk: &Value) -> Option<()> {
        let key = IssuerKey::from_jwk(jwk)?;
        self.with(partner, |desk| desk.issuer_key = Some(key));
        Some(())
    }

    /// The issuer's RSA key, if the house was told of it.
    pub(super) fn issuer_key(&self, partner: Partner) -> Result<IssuerKey, RequestRefusal> {
        self.with(partner, |desk| desk.issuer_key.clone()).ok_or(RequestRefusal::CallerUnknown)
    }

    /// That a moment, in seconds since 1970, is within 300 seconds of the present.
    pub(super) fn check_fresh(&self, seconds: i64) -> Result<(), RequestRefusal> {
        let near = self.now().seconds().abs_diff(seconds) <= SKEW;
        if near { Ok(()) } else { Err(RequestRefusal::Time) }
    }

    /// That a nonce was never used at this house.
    pub(super) fn first_use(&self, partner: Partner, nonce: &str) -> Result<(), RequestRefusal> {
        let now = self.now();
        self.with(partner, |desk| {
            if desk.nonces.find(nonce, now).is_some() {
                return Err(RequestRefusal::Replayed);
            }
            desk.nonces.insert(nonce.to_owned(), (), now);
            Ok(())
        })
    }

    /// An address the issuer gave, which must be one of its own: nobody can make the city call or send a browser
    /// elsewhere.
    pub(super) fn issuers_address(&self, name: &'static str, text: &str) -> Result<Url, RequestRefusal> {
        let url = Url::parse(text).map_err(|_| RequestRefusal::Unfit(name))?;
        let own = url.origin() == self.issuer_url.origin();
        if own { Ok(url) } else { Err(RequestRefusal::ForeignAddress(name)) }
    }

    /// Keeps what was refused and gives it back.
    pub(super) fn refuse(&self, partner: Partner, why: RequestRefusal) -> RequestRefusal {
        self.with(partner, |desk| {
            desk.refusals.push_front(why);
            desk.refusals.truncate(REFUSALS);
        });
        why
    }

    /// The latest refusals, newest first.
    pub(super) fn refusals(&self, partner: Partner) -> Vec<RequestRefusal> {
        self.with(partner, |desk| desk.refusals.iter().copied().collect())
    }

    /// Begins a case, and decides it where no tester does.
    ///
    /// # Errors
    /// `Unfit` when the number is not 32 lower-case hexadecimal digits, `SeqUsed` when it came before.
    pub(super) fn open(self: &Arc<Self>, partner: Partner, mut case: Case) -> Result<Case, RequestRefusal> {
        check_seq(&case.seq)?;
        let now = self.now();
        let fits = case.subject.fits(&case.factors);
        let deciding = self.with(partner, |desk| {
            if desk.seqs.find(&case.seq, now).is_some() {
                return Err(RequestRefusal::SeqUsed);
            }
            desk.seqs.insert(case.seq.clone(), (), now);
            if desk.deciding == Deciding::AtOnce {
                let verdict = if fits { Verdict::Pass } else { Verdict::Fail };
                case.decided = Some(Decision { verdict, at: now });
            }
            desk.cases.push_front(case.clone());
            desk.cases.truncate(CASES);
            Ok(desk.deciding)
        })?;
        if deciding == Deciding::ByRegister {
            push::think(self, partner, &case.seq);
        }
        Ok(case)
    }

    /// The case of this number.
    pub(super) fn case(&self, partner: Partner, seq: &str) -> Option<Case> {
        self.with(partner, |desk| desk.case_mut(seq).cloned())
    }

    /// The case the house calls so.
    pub(super) fn case_called(&self, partner: Partner, reference: &str) -> Option<Case> {
        self.with(partner, |desk| desk.cases.iter().find(|case| case.reference == reference).cloned())
    }

    /// The cases of a house, newest first.
    pub(super) fn cases(&self, partner: Partner) -> Vec<Case> {
        self.with(partner, |desk| desk.cases.iter().cloned().collect())
    }

    /// Changes a case and gives it back as it is then.
    pub(super) fn change(&self, partner: Partner, seq: &str, change: impl FnOnce(&mut Case)) -> Option<Case> {
        self.with(partner, |desk| {
            let case = desk.case_mut(seq)?;
            change(case);
            Some(case.clone())
        })
    }

    /// Decides a case, once: the first decision stays, and a case out of time is decided. Calls back where the language
    /// does. Gives the case as it is then.
    pub(super) fn decide(self: &Arc<Self>, partner: Partner, seq: &str, verdict: Verdict) -> Option<Case> {
        let now = self.now();
        let mut news = false;
        let case = self.change(partner, seq, |case| {
            if case.decided.is_none() {
                let verdict = case.verdict(now).unwrap_or(verdict);
                case.decided = Some(Decision { verdict, at: now });
                news = true;
            }
        })?;
        if news && case.notice.is_some() {
            push::announce(self, partner, seq);
        }
        Some(case)
    }

    /// Decides a case as the people of the city are.
    pub(super) fn decide_by_register(self: &Arc<Self>, partner: Partner, seq: &str) {
        if let Some(case) = self.case(partner, seq) {
            let fits = case.subject.fits(&case.factors);
            self.decide(partner, seq, if fits { Verdict::Pass } else { Verdict::Fail });
        }
    }

    pub(super) fn record(&self, delivery: Delivery) {
        let mut memory = self.memory();
        memory.deliveries.push_back(delivery);
        if memory.deliveries.len() > DELIVERIES {
            memory.deliveries.pop_front();
        }
    }

    /// What a house sent, oldest first.
    pub(super) fn deliveries(&self, partner: Partner) -> Vec<Delivery> {
        let memory = self.memory();
        memory.deliveries.iter().filter(|one| one.provider == partner.as_str()).cloned().collect()
    }

    /// Callbacks that are on their way.
    pub(super) fn pending(&self) -> usize {
        self.memory().desks.values().map(|desk| desk.pending).sum()
    }

    /// Makes everybody who waits look again.
    pub(super) fn stir(&self) {
        self.pulse.send_replace(());
    }
}

/// That a text is the number of a verification: 32 lower-case hexadecimal digits.
pub(super) fn check_seq(text: &str) -> Result<(), RequestRefusal> {
    let fits = text.len() == 32 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if fits { Ok(()) } else { Err(RequestRefusal::Unfit("out_seq_no")) }
}
