//! Rules of administration that need no process of their own.
