//! Argon2id (RFC 9106) on a bounded pool. At most `workers` hashes run at once, each in memory that is used again;
//! who waits longer than the deadline is turned away, so a flood of sign-ins costs the flood, not the rest. A hash
//! keeps its turn until it is done, also when nobody waits for it any more.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use argon2::password_hash::{Output, ParamsString, PasswordHash, Salt};
use argon2::{ARGON2ID_IDENT, Algorithm, Argon2, Block, Params, Version};
use base::{Fault, Rng};
use tokio::sync::Semaphore;

use super::Password;

const OUTPUT_BYTES: usize = 32;
const SALT_BYTES: usize = 16;

/// Cost of one hash and size of the pool.
#[derive(Clone, Copy, Debug)]
pub struct HashSettings {
    /// Memory of one hash, KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub iterations: u32,
    /// Lanes.
    pub parallelism: u32,
    /// How many hashes run at once.
    pub workers: usize,
    /// How long a request may wait for its turn.
    pub queue: Duration,
}

/// What the comparison of a password with a stored hash says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is the password.
    Right,
    /// It is not, or there is none to compare with.
    Wrong,
}

/// The bounded pool.
#[derive(Clone)]
pub struct HashPool(Arc<Inner>);

struct Inner {
    params: Params,
    turns: Arc<Semaphore>,
    queue: Duration,
    memories: Mutex<Vec<Vec<Block>>>,
}

impl HashPool {
    /// A pool with these costs.
    pub fn new(settings: HashSettings) -> Result<Self, Fault> {
        let params =
            Params::new(settings.memory_kib, settings.iterations, settings.parallelism, Some(OUTPUT_BYTES))
                .map_err(|error| Fault::new(format!("password hash settings: {error}")))?;
        Ok(Self(Arc::new(Inner {
            params,
            turns: Arc::new(Semaphore::new(settings.workers.max(1))),
            queue: settings.queue,
            memories: Mutex::default(),
        })))
    }

    /// Hashes a new password into the PHC string form.
    pub async fn hash(&self, password: Password, rng: &dyn Rng) -> Result<String, Fault> {
        let mut salt = [0; SALT_BYTES];
        rng.fill(&mut salt);
        let params = self.0.params.clone();
        let output = self.run(password, salt.to_vec(), params.clone()).await?;
        phc_text(&params, &salt, &output)
    }

    /// Compares with a stored hash. Without one the same work is done, so that time does not tell who exists.
    pub async fn verify(&self, password: Password, stored: Option<&str>) -> Result<Verdict, Fault> {
        let Some(stored) = stored else {
            self.run(password, vec![0; SALT_BYTES], self.0.params.clone()).await?;
            return Ok(Verdict::Wrong);
        };
        let broken = |error| Fault::new(format!("a stored password hash cannot be read: {error}"));
        let parsed = PasswordHash::new(stored).map_err(broken)?;
        let params = Params::try_from(&parsed).map_err(broken)?;
        let (Some(salt), Some(expected)) = (parsed.salt, parsed.hash) else {
            return Err(Fault::new("a stored password hash lacks salt or output"));
        };
        let mut salt_bytes = [0; Salt::MAX_LENGTH];
        let salt = salt.decode_b64(&mut salt_bytes).map_err(broken)?.to_vec();
        let output = self.run(password, salt, params).await?;
        // `Output` compares in constant time.
        let output = Output::new(&output).map_err(broken)?;
        Ok(if output == expected { Verdict::Right } else { Verdict::Wrong })
    }

    async fn run(&self, password: Password, salt: Vec<u8>, params: Params) -> Result<Vec<u8>, Fault> {
        let full = || Fault::new("the password queue is full").overload();
        let turn = tokio::time::timeout(self.0.queue, self.0.turns.clone().acquire_owned())
            .await
            .map_err(|_| full())?
            .map_err(|_| full())?;
        let inner = self.0.clone();
        // CWE-400: the turn goes with the work. Given back by this future it would be free again as soon as the
        // browser hangs up, while the hash and its memory go on: connections opened and dropped would have no bound.
        let worked = tokio::task::spawn_blocking(move || {
            let worked = inner.work(password, &salt, params);
            drop(turn);
            worked
        });
        worked.await.map_err(|error| Fault::caused("a password worker died", error))?
    }
}

impl Inner {
    fn work(&self, password: Password, salt: &[u8], params: Params) -> Result<Vec<u8>, Fault> {
        let blocks = params.block_count();
        let mut memory =
            self.memories.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        memory.resize(blocks, Block::default());
        let mut output = vec![0; OUTPUT_BYTES];
        let result = Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into_with_memory(
            password.into_bytes().expose(),
            salt,
            &mut output,
            &mut memory,
        );
        self.memories.lock().unwrap_or_else(PoisonError::into_inner).push(memory);
        result.map_err(|error| Fault::new(format!("argon2: {error}")))?;
        Ok(output)
    }
}

fn phc_text(params: &Params, salt: &[u8], output: &[u8]) -> Result<String, Fault> {
    use base64::Engine as _;
    let broken = |error| Fault::new(format!("a password hash cannot be written: {error}"));
    let salt_text = base64::engine::general_purpose::STANDARD_NO_PAD.encode(salt);
    let hash = PasswordHash {
        algorithm: ARGON2ID_IDENT,
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(params).map_err(broken)?,
        salt: Some(Salt::from_b64(&salt_text).map_err(broken)?),
        hash: Some(Output::new(output).map_err(broken)?),
    };
    Ok(hash.to_string())
}

#[cfg(test)]
mod tests {
    use base::SystemRng;

    use super::*;

    fn pool(workers: usize, queue: Duration) -> HashPool {
        let settings = HashSettings { memory_kib: 64, iterations: 1, parallelism: 1, workers, queue };
        HashPool::new(settings).expect("settings are valid")
    }

    fn password(text: &str) -> Password {
        Password::presented(text).expect("within bounds")
    }

    #[tokio::test]
    async fn the_right_password_is_right_and_another_wrong() {
        let pool = pool(1, Duration::from_secs(5));
        let stored = pool.hash(password("correct horse"), &SystemRng).await.expect("hashed");
        assert!(stored.starts_with("$argon2id$v=19$m=64,t=1,p=1$"));
        let right = pool.verify(password("correct horse"), Some(&stored)).await.expect("compared");
        let wrong = pool.verify(password("correct house"), Some(&stored)).await.expect("compared");
        assert_eq!((right, wrong), (Verdict::Right, Verdict::Wrong));
    }

    #[tokio::test]
    async fn nobody_is_wrong_too() {
        let pool = pool(1, Duration::from_secs(5));
        assert_eq!(pool.verify(password("any"), None).await.expect("worked"), Verdict::Wrong);
    }

    #[tokio::test]
    async fn turned_away_when_the_queue_is_full() {
        let pool = pool(1, Duration::ZERO);
        let held = pool.0.turns.acquire().await.expect("open");
        let refused = pool.verify(password("any"), None).await.expect_err("no turn is free");
        assert!(refused.is_overload());
        drop(held);
    }

    #[tokio::test]
    async fn hashes_of_older_costs_still_compare() {
        let old =
            pool(1, Duration::from_secs(5)).hash(password("long ago"), &SystemRng).await.expect("hashed");
        let settings = HashSettings {
            memory_kib: 128,
            iterations: 2,
            parallelism: 1,
            workers: 1,
            queue: Duration::from_secs(5),
        };
        let new = HashPool::new(settings).expect("settings are valid");
        assert_eq!(new.verify(password("long ago"), Some(&old)).await.expect("compared"), Verdict::Right);
    }

    #[tokio::test]
    async fn a_hash_nobody_waits_for_keeps_its_turn() {
        let pool = pool(1, Duration::from_secs(5));
        // The worker stops where it takes its memory, so the test and not the machine says how long the hash is.
        let memories = pool.0.memories.lock().unwrap_or_else(PoisonError::into_inner);
        let mut caller = Box::pin(pool.verify(password("any"), None));
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        assert!(caller.as_mut().poll(&mut context).is_pending());
        assert_eq!(pool.0.turns.available_permits(), 0);
        drop(caller);
        assert_eq!(pool.0.turns.available_permits(), 0);
        drop(memories);
        drop(pool.0.turns.acquire().await.expect("given back once the hash is done"));
    }
}
