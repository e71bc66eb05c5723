//! The languages of third parties that verify facts about people: what each is asked, what it answers, what it pushes,
//! how each signs. One file for each dialect.
//!
//! Owns the wire. Does not own the network (a [`Caller`] carries each [`Call`]), nor private keys (a [`Caller`] signs),
//! nor what a fact is worth (package `evidence`), nor when to ask (the service). A dialect never states a level: it says
//! what was found, and about whom.

mod alipay_certify;
mod alipay_notify;
mod answer;
mod bank;
mod call;
mod classic;
mod cloud_face;
mod conclusion;
mod dialect;
mod digest;
mod exchange;
mod finding;
mod four_element;
mod network_identity;
mod notified;
mod open_set;
mod open_sorted;
mod population_register;
#[cfg(test)]
mod published;
pub mod settings;
mod signed;
mod sorted;
mod telecom;
#[cfg(test)]
mod testing;
mod wechat_face;

pub use call::{Answer, Call, CallMethod, Caller, Trouble};
pub use dialect::{Ask, Class, Dialect, Factors, Need, Needs, Open, Started, Step, Subject};
pub use digest::subject_digest;
pub use finding::{About, Failure, Finding, Inputs, Outcome};
pub use notified::{Acknowledgement, CallbackRefusal, Delivery, Notified, Reply, TheirKey, Told};
pub use settings::SettingsProblem;
