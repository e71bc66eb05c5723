//! What third parties that verify facts send us.

pub(crate) mod callback;
