//! Rules of this module; what needs two nodes or PostgreSQL is in tests/it/risk.

mod bench;
mod forwarded;
mod model;
mod places;
mod puzzle;
mod rates;
mod source;
mod turn;
