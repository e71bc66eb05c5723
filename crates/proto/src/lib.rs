//! OAuth 2.0, OpenID Connect and JOSE as pure types and checks: no input or output, no clock of its own.
//!
//! Everything that comes from outside is parsed here once, into a value that cannot be wrong, or refused with a
//! variant of a closed enum. The present moment is a parameter. Nothing here holds a private key: signing lives
//! in the package `keys`. Every parser takes bounded input, never panics and makes no outgoing connection.

mod json;

pub mod acr;
pub mod assertion;
pub mod claims_request;
pub mod client;
pub mod client_auth;
pub mod error;
pub mod form;
pub mod identity_assurance;
pub mod jose;
pub mod pkce;
pub mod prompt;
pub mod redirect;
pub mod response;
pub mod scope;
pub mod set;
pub mod token;
pub mod uri;
