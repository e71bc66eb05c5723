//! One module a page: its view model, its template, its function.

pub(crate) mod consent;
pub(crate) mod error;
pub(crate) mod form_post;
pub(crate) mod home;
pub(crate) mod interruption;
pub(crate) mod register;
pub(crate) mod sign_in;
pub(crate) mod sign_out;
