//! `[passwords]`: the cost of a password hash and the rules for a new password.

use std::path::PathBuf;
use std::time::Duration;

use crate::source::Source;

/// The cost of a password hash (Argon2id, RFC 9106) and the rules for a new password.
#[derive(Clone, Debug)]
pub struct Passwords {
    /// `passwords.memory_kib`, KiB, default 19456, `YIMEN__PASSWORDS__MEMORY_KIB`.
    pub memory_kib: u32,
    /// `passwords.iterations`, default 2, `YIMEN__PASSWORDS__ITERATIONS`.
    pub iterations: u32,
    /// `passwords.parallelism`, default 1, `YIMEN__PASSWORDS__PARALLELISM`.
    pub parallelism: u32,
    /// `passwords.workers`, threads, default 0 (one per core), `YIMEN__PASSWORDS__WORKERS`: hashes at a time.
    pub workers: usize,
    /// `passwords.queue_ms`, default 250, `YIMEN__PASSWORDS__QUEUE_MS`: longest wait before a hash starts.
    pub queue_ms: Duration,
    /// `passwords.min_length`, characters, default 8, `YIMEN__PASSWORDS__MIN_LENGTH`.
    pub min_length: usize,
    /// `passwords.max_length`, characters, default 256, `YIMEN__PASSWORDS__MAX_LENGTH`.
    pub max_length: usize,
    /// `passwords.min_guesses_log10`, default 6, `YIMEN__PASSWORDS__MIN_GUESSES_LOG10`: how many guesses, as a power of
    /// ten, a new password must be estimated to withstand; 0 takes any.
    pub min_guesses_log10: u32,
    /// `passwords.breached_file`, path, default none, `YIMEN__PASSWORDS__BREACHED_FILE`: passwords known to others.
    pub breached_file: Option<PathBuf>,
}

impl Passwords {
    /// Longest password in bytes, whatever its characters: 256 characters of four bytes.
    pub const MAX_BYTES: usize = 1024;

    pub(crate) fn read(source: &mut Source) -> Self {
        let mut fields = source.section(
            "passwords",
            "The cost of a password hash (Argon2id, RFC 9106) and the rules for a new password.",
        );
        Self {
            // OWASP Password Storage Cheat Sheet, Argon2id: 19 MiB with 2 iterations, or an equal of it.
            memory_kib: fields.number(
                "memory_kib",
                19_456,
                7168..=1_048_576,
                "Memory of one hash in KiB. Less than 19456 asks for more iterations.",
            ),
            iterations: fields.number("iterations", 2, 1..=20, "Passes over the memory."),
            parallelism: fields.number("parallelism", 1, 1..=16, "Lanes of one hash."),
            workers: fields.count(
                "workers",
                0,
                0..=256,
                "Hashes at a time, each with its own memory. 0: one per core.",
            ),
            queue_ms: fields.millis(
                "queue_ms",
                250,
                10..=10_000,
                "A sign-in that would wait longer for its hash is turned away with 503 and Retry-After.",
            ),
            // NIST SP 800-63B-4 section 3.1.1.2: at least 8 characters, and 64 or more must be possible.
            min_length: fields.count("min_length", 8, 8..=64, "Shortest new password in characters."),
            max_length: fields.count(
                "max_length",
                256,
                64..=256,
                "Longest password in characters; 1024 bytes in any case.",
            ),
            min_guesses_log10: fields.number(
                "min_guesses_log10",
                6,
                0..=14,
                "A new password that is estimated to fall after fewer guesses is refused: 6 stands for a million. 0: none \
                 is refused.",
            ),
            // NIST SP 800-63B-4 section 3.1.1.2: a new password is compared with those known to be compromised.
            breached_file: fields.optional_path(
                "breached_file",
                "passwords/breached.txt",
                "Passwords known to others, which are refused: sorted lines of SHA-1 in upper-case hexadecimal, each with \
                 or without a colon and a count after it. It is searched where it lies, however long.",
            ),
        }
    }
}
