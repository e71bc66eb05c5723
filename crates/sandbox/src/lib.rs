//! The outside world in a box: relying parties and providers for demonstrations and tests.
