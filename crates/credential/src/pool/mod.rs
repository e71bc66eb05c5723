//! Argon2id (RFC 9106) on a bounded pool. At most `workers` hashes run at once, each in memory that is used again;
//! who waits longer than the deadline is turned away, and sources take turns, so a flood of sign-ins costs the flood,
//! not the rest. A hash keeps its turn until it is done, also when nobody waits for it any more.
//!
//! Owns hashes: making, comparing, and saying when one should be made anew. Whose turn it is, is decided in `turns`.

mod turns;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use argon2::password_hash::{Output, ParamsString, PasswordHash, Salt};
use argon2::{ARGON2ID_IDENT, Algorithm, Argon2, Block, Params, Version};
use base::{Fault, Rng};

use crate::Password;
use turns::{Asker, Turns};

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
    /// How many requests may wait at once. When all places are taken, the source with the most of them loses one.
    pub max_waiting: usize,
}

/// What the comparison of a password with a stored hash says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is the password.
    Right {
        /// Whether the stored hash is of other costs than today's.
        rehash: Rehash,
    },
    /// It is not, or there is none to compare with.
    Wrong,
}

/// Whether a hash should be made anew while the password is at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rehash {
    /// It was made with other costs: see [`HashPool::hash_at_leisure`].
    Needed,
    /// It is as a new one would be.
    No,
}

/// The bounded pool. Clones share it.
#[derive(Clone)]
pub struct HashPool(Arc<Inner>);

struct Inner {
    params: Params,
    turns: Turns,
    queue: Duration,
    memories: Mutex<Vec<Vec<Block>>>,
}

/// What one hash is made of besides the password.
struct Recipe {
    salt: Vec<u8>,
    params: Params,
}

impl HashPool {
    /// A pool with these costs.
    pub fn new(settings: HashSettings) -> Result<Self, Fault> {
        let params =
            Params::new(settings.memory_kib, settings.iterations, settings.parallelism, Some(OUTPUT_BYTES))
                .map_err(|error| Fault::new(format!("password hash settings: {error}")))?;
        Ok(Self(Arc::new(Inner {
            params,
            turns: Turns::new(settings.workers.max(1), settings.max_waiting),
            queue: settings.queue,
            memories: Mutex::default(),
        })))
    }

    /// Hashes a new password into the PHC string form. `source` is who asks, for sources take turns.
    pub async fn hash(&self, password: Password, rng: &dyn Rng, source: u64) -> Result<String, Fault> {
        self.hash_for(password, rng, Asker::Source(source)).await
    }

    /// As [`HashPool::hash`], when no request waits: for a hash that costs have outgrown. Overload is no harm, the
    /// next sign-in tries again.
    pub async fn hash_at_leisure(&self, password: Password, rng: &dyn Rng) -> Result<String, Fault> {
        self.hash_for(password, rng, Asker::Leisure).await
    }

    /// Compares with a stored hash. Without one the same work is done, so that time does not tell who exists.
    /// `source` is who asks, for sources take turns.
    pub async fn verify(
        &self,
        password: Password,
        stored: Option<&str>,
        source: u64,
    ) -> Result<Verdict, Fault> {
        let asker = Asker::Source(source);
        let Some(stored) = stored else {
            self.run(password, Recipe { salt: vec![0; SALT_BYTES], params: self.0.params.clone() }, asker)
                .await?;
            return Ok(Verdict::Wrong);
        };
        let parsed = PasswordHash::new(stored).map_err(unreadable)?;
        let (recipe, expected) = read(&parsed)?;
        let rehash = if self.0.is_todays(&recipe, expected) { Rehash::No } else { Rehash::Needed };
        let output = self.run(password, recipe, asker).await?;
        // `Output` compares in constant time.
        let output = Output::new(&output).map_err(unreadable)?;
        Ok(if output == expected { Verdict::Right { rehash } } else { Verdict::Wrong })
    }

    async fn hash_for(&self, password: Password, rng: &dyn Rng, asker: Asker) -> Result<String, Fault> {
        let mut salt = [0; SALT_BYTES];
        rng.fill(&mut salt);
        let params = self.0.params.clone();
        let output =
            self.run(password, Recipe { salt: salt.to_vec(), params: params.clone() }, asker).await?;
        phc_text(&params, &salt, &output)
    }

    async fn run(&self, password: Password, recipe: Recipe, asker: Asker) -> Result<Vec<u8>, Fault> {
        let full = || Fault::new("the password queue is full").overload();
        let turn = self.0.turns.take(asker, self.0.queue).await.ok_or_else(full)?;
        let inner = self.0.clone();
        // CWE-400: the turn goes with the work. Given back by this future it would be free again as soon as the
        // browser hangs up, while the hash and its memory go on: connections opened and dropped would have no bound.
        let worked = tokio::task::spawn_blocking(move || {
            let worked = inner.work(password, recipe);
            drop(turn);
            worked
        });
        worked.await.map_err(|error| Fault::caused("a password worker died", error))?
    }
}

impl Inner {
    fn work(&self, password: Password, recipe: Recipe) -> Result<Vec<u8>, Fault> {
        let blocks = recipe.params.block_count();
        let mut output = vec![0; recipe.params.output_len().unwrap_or(OUTPUT_BYTES)];
        let mut memory =
            self.memories.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        memory.resize(blocks, Block::default());
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, recipe.params);
        let result = argon2.hash_password_into_with_memory(
            password.into_bytes().expose(),
            &recipe.salt,
            &mut output,
            &mut memory,
        );
        self.memories.lock().unwrap_or_else(PoisonError::into_inner).push(memory);
        result.map_err(|error| Fault::new(format!("argon2: {error}")))?;
        Ok(output)
    }

    fn is_todays(&self, recipe: &Recipe, output: Output) -> bool {
        let costs = |params: &Params| (params.m_cost(), params.t_cost(), params.p_cost());
        costs(&recipe.params) == costs(&self.params)
            && recipe.salt.len() == SALT_BYTES
            && output.len() == OUTPUT_BYTES
    }
}

/// What a stored hash was made of, and its output.
fn read(parsed: &PasswordHash<'_>) -> Result<(Recipe, Output), Fault> {
    let version = u32::from(Version::V0x13);
    if parsed.algorithm != ARGON2ID_IDENT || parsed.version != Some(version) {
        return Err(Fault::new("a stored password hash is not of Argon2id, version 19"));
    }
    let params = Params::try_from(parsed).map_err(unreadable)?;
    let (Some(salt), Some(expected)) = (parsed.salt, parsed.hash) else {
        return Err(Fault::new("a stored password hash lacks salt or output"));
    };
    let mut salt_bytes = [0; Salt::MAX_LENGTH];
    let salt = salt.decode_b64(&mut salt_bytes).map_err(unreadable)?.to_vec();
    Ok((Recipe { salt, params }, expected))
}

fn unreadable(error: argon2::password_hash::Error) -> Fault {
    Fault::new(format!("a stored password hash cannot be read: {error}"))
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
mod tests;
