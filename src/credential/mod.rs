//! What a person proves themselves with. Here: passwords. Owns hashing and its bounded pool; knows no account.

mod password;
mod pool;

pub use password::{Password, PasswordPolicy, PasswordRefusal};
pub use pool::{HashPool, HashSettings, Verdict};
