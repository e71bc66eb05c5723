//! The one door to addresses that others name: timeouts, size limits and an address check.
