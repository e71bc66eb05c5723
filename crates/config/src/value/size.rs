//! A number of bytes, so that no caller multiplies by 1024.

/// A number of bytes, counted in KiB by the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size(usize);

impl Size {
    /// From KiB; saturates.
    pub const fn from_kib(kib: usize) -> Self {
        Self(kib.saturating_mul(1024))
    }

    /// In bytes.
    pub const fn bytes(self) -> usize {
        self.0
    }
}
