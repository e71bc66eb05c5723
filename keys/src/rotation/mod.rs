//! Rotation: one state machine for every key ([`state`]), the rules of its dates ([`policy`]) and what they make
//! due at a moment ([`calendar`]). Pure: nothing here touches a key.

mod calendar;
mod policy;
mod state;

pub(crate) use calendar::{Due, due};
pub use policy::{CalendarRefusal, RotationPolicy};
pub use state::{Force, KeyState, StateName, TransitionRefusal};

#[cfg(test)]
mod tests;
