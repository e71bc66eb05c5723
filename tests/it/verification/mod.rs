//! Facts about people proved by third parties: what one is worth, how it is brought, what is refused, and that it is
//! concluded once. The providers are those of the sandbox, behind real HTTP.

pub(crate) mod acts;
mod callbacks;
mod documents;
mod keys;
mod levels;
mod once;
mod routing;
mod secrecy;
mod subject;
mod time;
