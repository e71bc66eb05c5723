//! Legal entities and whom people act for: what registers say, who is seated, who may give which right to whom, and when
//! it ends.

mod administrators;
mod answer;
mod end;
mod invite;
mod pages;
mod registry;
mod representative;
mod setting;
mod tokens;
