//! The account's home: what is done in the person's name, and how to end it.

pub(crate) mod home;
