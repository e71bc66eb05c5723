//! The pages on which a person proves who they are, and says in whose name they are here.

pub(crate) mod capacity;
pub(crate) mod identity;
pub(crate) mod outcome;
pub(crate) mod place;
pub(crate) mod start;
mod view;

pub(crate) use identity::read as read_person;
pub(crate) use view::{document_kind, level, proof, typed as typed_person};
