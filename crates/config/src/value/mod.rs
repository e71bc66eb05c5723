//! Values of settings that cannot be wrong once made.

pub(crate) mod choice;
pub(crate) mod issuer;
pub(crate) mod locale;
pub(crate) mod rate;
pub(crate) mod size;
