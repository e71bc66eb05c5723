//! The test harness: application, browser and relying party as types.
