//! The rules that need no database: how far a right reaches, how long it lasts, whether it may be given on, whom it is
//! for.

mod matters;
mod rules;
mod term;
