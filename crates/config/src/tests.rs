//! What the whole promises: layers, sample, problems, rules.
