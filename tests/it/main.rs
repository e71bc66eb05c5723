//! Integration tests of the service, and tests of the shape of its source.

mod architecture;
mod cli;
mod size;
mod source;
