//! Levels as the rows remember them, against what policy, evidence and the present say.

mod dispute;
mod recompute;
