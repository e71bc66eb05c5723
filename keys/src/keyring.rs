//! The keyring: what the service signs, seals and hashes with.
//!
//! Reading is free of locks and never waits; the vault is asked only by [`Keyring::reload_if_changed`] and
//! [`Keyring::tick`].

use std::sync::Arc;

use arc_swap::ArcSwap;
use base::{Clock, Rng};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proto::jose::{Algorithm, JwsError, VerifiedJws};
use serde::Serialize;
use serde_json::json;

use crate::admin::Admin;
use crate::custody::{Keeper, KekSource, KeyAct, KeyAction, Safe, Vault};
use crate::error::{Damage, KeyError, SealError};
use crate::jws;
use crate::mac::MacPurpose;
use crate::published::{Published, max_age};
use crate::record::KeyInfo;
use crate::rotation::{RotationPolicy, due};
use crate::sealing::SealPurpose;
use crate::view::View;

/// How often a compare-and-set that others win is tried again.
pub(crate) const MAX_TRIES: usize = 8;

/// More steps than a calendar ever has at once; a bound, should the clock and the vault disagree.
const MAX_STEPS: usize = 64;

/// All keys of this node, shared by cloning.
#[derive(Clone)]
pub struct Keyring {
    inner: Arc<Inner>,
}

struct Inner {
    keeper: Arc<Keeper>,
    view: ArcSwap<View>,
    published: ArcSwap<Published>,
}

/// What [`Keyring::reload_if_changed`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReloadOutcome {
    /// The vault is as it was.
    Unchanged,
    /// The keys were read anew.
    Reloaded,
}

impl Keyring {
    /// Opens the vault. An empty one is initialised: an active key for each algorithm of `policy`, a seal key, a
    /// mac key and an index key. In an existing one `policy` becomes the calendar if it differs from what was
    /// given here the last time; otherwise a calendar set by command stands.
    ///
    /// # Errors
    /// A contradictory policy, a missing or wrong key-encryption key, a damaged vault, or a fault.
    pub async fn open(
        vault: Arc<dyn Vault>,
        kek: KekSource,
        policy: RotationPolicy,
        clock: Arc<dyn Clock>,
        rng: Arc<dyn Rng>,
    ) -> Result<Self, KeyError> {
        policy.check()?;
        let keeper = Arc::new(Keeper::new(vault, kek, clock, rng));
        let view = View::build(&opened(&keeper, &policy).await?)?;
        let published = published_from(&view, &keeper);
        let (view, published) = (ArcSwap::from_pointee(view), ArcSwap::from_pointee(published));
        Ok(Self { inner: Arc::new(Inner { keeper, view, published }) })
    }

    /// The commands of administration on the same vault.
    pub fn admin(&self) -> Admin {
        Admin::with(self.inner.keeper.clone())
    }

    /// Reads the keys anew if another node changed them. Called each second.
    ///
    /// # Errors
    /// As [`Self::open`]; the keys in memory stay in use.
    pub async fn reload_if_changed(&self) -> Result<ReloadOutcome, KeyError> {
        if self.inner.keeper.vault.version().await? == self.inner.view.load().version {
            return Ok(ReloadOutcome::Unchanged);
        }
        self.reload().await?;
        Ok(ReloadOutcome::Reloaded)
    }

    /// Does what the calendar says is due, and says what was done: makes next keys, activates them in their time,
    /// retires the replaced. Any number of nodes may call it; one wins each step. Making an RSA key keeps the
    /// calling thread busy for 50 ms and more.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn tick(&self) -> Result<Vec<KeyAct>, KeyError> {
        let keeper = &self.inner.keeper;
        let mut acts = Vec::new();
        for _ in 0..MAX_STEPS {
            if self.nothing_due() {
                break;
            }
            let mut safe = keeper.load_initialised().await?;
            let now = keeper.now();
            if let Some(due) = due(&safe.labels().collect::<Vec<_>>(), &safe.plan.calendar, now) {
                let step = safe.apply(due, now, &*keeper.rng)?;
                let act = KeyAct {
                    action: step.action,
                    kid: Some(step.kid),
                    who: "calendar".to_owned(),
                    why: step.why.to_owned(),
                    detail: step.detail,
                };
                if keeper.save(&safe, act.clone()).await? {
                    acts.push(act);
                }
            }
            self.reload().await?;
        }
        Ok(acts)
    }

    /// Signs claims: a compact JWS by the active key of the algorithm, with its `kid` and the given `typ`.
    ///
    /// # Errors
    /// [`KeyError::NoActiveKey`], or a fault.
    pub fn sign(&self, alg: Algorithm, typ: &str, claims: &impl Serialize) -> Result<String, KeyError> {
        let view = self.inner.view.load();
        let signer = view.signer(alg)?;
        jws::compact(signer.key.as_ref(), &signer.kid, typ, claims)
    }

    /// The algorithms with an active key, in the order of the calendar.
    pub fn algorithms(&self) -> Vec<Algorithm> {
        self.inner.view.load().algorithms()
    }

    /// The public keys for the `jwks_uri`.
    pub fn published(&self) -> Arc<Published> {
        let inner = &self.inner;
        let view = inner.view.load();
        let known = inner.published.load_full();
        let max_age = max_age(view.labels.iter(), &view.calendar, inner.keeper.now());
        if known.etag == view.etag && known.max_age == max_age {
            return known;
        }
        let fresh = Arc::new(published_from(&view, &inner.keeper));
        inner.published.store(fresh.clone());
        fresh
    }

    /// Checks a JWS of our own: signed by one of our keys that is not retired, of exactly this `typ`. What the
    /// claims say, and whether they are still valid, is for the caller.
    ///
    /// # Errors
    /// A [`JwsError`] naming the rule broken.
    pub fn verify_own(&self, compact: &str, typ: &str) -> Result<VerifiedJws, JwsError> {
        self.inner.view.load().verify(compact, typ)
    }

    /// The keyed hash of the parts, by the newest key.
    pub fn mac(&self, purpose: MacPurpose, parts: &[&[u8]]) -> [u8; 32] {
        self.inner.view.load().mac(purpose, parts)
    }

    /// The keyed hashes of the parts by every key still accepted, the newest first: for finding what was stored
    /// before a rotation.
    pub fn mac_candidates(&self, purpose: MacPurpose, parts: &[&[u8]]) -> Vec<[u8; 32]> {
        self.inner.view.load().macs(purpose).map(|key| key.mac(purpose, parts)).collect()
    }

    /// Seals a value for a purpose, bound to `associated`. 49 bytes longer than the value.
    ///
    /// # Errors
    /// A fault.
    pub fn seal(&self, purpose: SealPurpose, associated: &[u8], plain: &[u8]) -> Result<Vec<u8>, KeyError> {
        self.seal_under(purpose.label(), associated, plain)
    }

    /// Opens what [`Self::seal`] sealed for the same purpose, bound to the same bytes.
    ///
    /// # Errors
    /// A [`SealError`]: the value is not ours, was changed or belongs elsewhere.
    pub fn open_sealed(
        &self,
        purpose: SealPurpose,
        associated: &[u8],
        sealed: &[u8],
    ) -> Result<Vec<u8>, SealError> {
        self.open_under(purpose.label(), associated, sealed)
    }

    /// Whether a stored value was sealed with the key in use; if not, seal it anew when it is next written.
    pub fn is_sealed_with_newest(&self, sealed: &[u8]) -> bool {
        self.inner.view.load().is_current(sealed)
    }

    /// As [`Self::seal`], in base64url without padding.
    ///
    /// # Errors
    /// A fault.
    pub fn seal_text(
        &self,
        purpose: SealPurpose,
        associated: &[u8],
        plain: &[u8],
    ) -> Result<String, KeyError> {
        Ok(URL_SAFE_NO_PAD.encode(self.seal(purpose, associated, plain)?))
    }

    /// As [`Self::open_sealed`], from base64url without padding.
    ///
    /// # Errors
    /// As [`Self::open_sealed`].
    pub fn open_text(
        &self,
        purpose: SealPurpose,
        associated: &[u8],
        text: &str,
    ) -> Result<Vec<u8>, SealError> {
        let sealed = URL_SAFE_NO_PAD.decode(text).map_err(|_| SealError::Malformed)?;
        self.open_sealed(purpose, associated, &sealed)
    }

    /// All keys as this node knows them.
    pub fn keys(&self) -> Vec<KeyInfo> {
        let view = self.inner.view.load();
        view.labels.iter().map(|label| KeyInfo::new(label, view.calendar.ahead_of(label.usage))).collect()
    }

    /// The calendar in force.
    pub fn calendar(&self) -> RotationPolicy {
        self.inner.view.load().calendar.clone()
    }

    /// Where keys made outside the vault get their chance from.
    pub(crate) fn rng(&self) -> &dyn Rng {
        &*self.inner.keeper.rng
    }

    pub(crate) fn seal_under(
        &self,
        label: &'static [u8],
        associated: &[u8],
        plain: &[u8],
    ) -> Result<Vec<u8>, KeyError> {
        self.inner.view.load().sealer().seal(label, associated, plain, self.rng())
    }

    pub(crate) fn open_under(
        &self,
        label: &'static [u8],
        associated: &[u8],
        sealed: &[u8],
    ) -> Result<Vec<u8>, SealError> {
        self.inner.view.load().open(label, associated, sealed)
    }

    fn nothing_due(&self) -> bool {
        let view = self.inner.view.load();
        due(&view.labels.iter().collect::<Vec<_>>(), &view.calendar, self.inner.keeper.now()).is_none()
    }

    async fn reload(&self) -> Result<(), KeyError> {
        let fresh = Arc::new(View::build(&self.inner.keeper.load_initialised().await?)?);
        let known = self.inner.view.load();
        if known.vault != fresh.vault {
            return Err(Damage::OtherVault.into());
        }
        // An old vault put back would bring retired keys to life again.
        if fresh.generation < known.generation {
            return Err(Damage::WentBack { known: known.generation, found: fresh.generation }.into());
        }
        // Two reloads may cross: the older one must not win.
        self.inner.view.rcu(
            |known| {
                if known.generation > fresh.generation { known.clone() } else { fresh.clone() }
            },
        );
        Ok(())
    }
}

/// The vault's content, initialised or brought in line with the configuration where needed.
async fn opened(keeper: &Keeper, policy: &RotationPolicy) -> Result<Safe, KeyError> {
    for _ in 0..MAX_TRIES {
        let act = |action, why: &str, detail| KeyAct {
            action,
            kid: None,
            who: "start".to_owned(),
            why: why.to_owned(),
            detail,
        };
        match keeper.load().await? {
            None => {
                let version = keeper.vault.version().await?;
                let mut safe = Safe::found(version, policy, keeper.now(), &*keeper.rng)?;
                let detail = json!({ "keys": safe.labels().map(|label| &label.kid).collect::<Vec<_>>() });
                let act = act(KeyAction::Initialised, "the vault was empty", detail);
                keeper.save_first(&mut safe, act).await?;
            }
            Some(safe) if safe.plan.configured == *policy => return Ok(safe),
            Some(mut safe) => {
                let detail = json!({ "before": safe.plan.calendar, "after": policy });
                safe.plan.calendar = policy.clone();
                safe.plan.configured = policy.clone();
                let act = act(KeyAction::CalendarChanged, "the configuration changed", detail);
                keeper.save(&safe, act).await?;
            }
        }
    }
    Err(KeyError::Contended)
}

fn published_from(view: &View, keeper: &Keeper) -> Published {
    Published {
        body: view.body.clone(),
        etag: view.etag.clone(),
        max_age: max_age(view.labels.iter(), &view.calendar, keeper.now()),
    }
}
