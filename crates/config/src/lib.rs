//! Configuration: typed sections, one check that reports every problem, a generated sample.
