//! Who people are, as rules: the numbers of documents, the kinds of evidence, the policy, the level that follows from
//! both, and the states of a verification. Pure: no clock, no storage, no network.

pub mod document;
pub mod kind;
pub mod level;
pub mod policy;
pub mod transaction;
