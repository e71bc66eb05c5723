//! The pages of a sign-in and of the account's home, through HTTP.

mod consent_form;
mod forms;
mod handles;
mod logo;
mod pages;
mod passwords;
mod portal;
mod registration;
mod session;
