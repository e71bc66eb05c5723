//! A browser without a screen: cookies, redirects and forms over plain HTTP, for tours and tests.
//!
//! Behaves as a browser with scripts turned off. Owns no knowledge of OpenID Connect: what it does, a person could do.

mod authenticator;
mod browser;
mod code_app;
mod form;
mod html;
mod jar;
mod page;

pub use authenticator::{
    AttestationAuthority, Authenticator, AuthenticatorError, Backup, KeyAlgorithm, Lie, Statement,
};
pub use browser::{ActorError, Browser};
pub use code_app::CodeApp;
pub use form::{Control, ControlKind, Form, NoSuchControl};
pub use jar::{Cookie, HttpOnly, Jar, SameSite, Secure};
pub use page::{Page, UnreadableJson};
