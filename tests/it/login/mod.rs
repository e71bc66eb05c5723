//! The pages of a sign-in, through HTTP.

mod consent_form;
mod forms;
mod handles;
mod logo;
mod pages;
mod passwords;
mod registration;
mod session;
