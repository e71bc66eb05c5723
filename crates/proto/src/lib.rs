//! OAuth 2.0, OpenID Connect and JOSE as pure types and checks: no input or output, no clock of its own.
//!
//! Everything that comes from outside is parsed here once, into a value that cannot be wrong, or refused with a
//! variant of a closed enum. The present moment is a parameter. Nothing here holds a private key: signing lives
//! in the package `keys`. Every parser takes bounded input, never panics and makes no outgoing connection.

mod json;

pub mod jose;
