//! Parse arguments, build the application, run.
fn main() {}
