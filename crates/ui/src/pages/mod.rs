//! One module a page: its view model, its template, its function.

pub(crate) mod capacity;
pub(crate) mod consent;
pub(crate) mod error;
pub(crate) mod form_post;
pub(crate) mod home;
pub(crate) mod interruption;
pub(crate) mod journey;
pub(crate) mod person_fields;
pub(crate) mod phone_code;
pub(crate) mod proof;
pub(crate) mod qr;
pub(crate) mod recover;
pub(crate) mod register;
pub(crate) mod scan;
pub(crate) mod second_step;
pub(crate) mod set_up;
pub(crate) mod sign_in;
pub(crate) mod sign_out;
pub(crate) mod verified;
pub(crate) mod verify;
pub(crate) mod waiting;
