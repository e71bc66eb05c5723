//! One rule, one function, in a file named after what it guards.

pub(super) mod acr;
pub(super) mod claims;
pub(super) mod pkce;
pub(super) mod pushed;
pub(super) mod request_object;
pub(super) mod resource;
pub(super) mod response_type;
pub(super) mod scope;
