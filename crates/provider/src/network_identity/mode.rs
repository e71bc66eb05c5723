//! The modes of the national network identity service, and what each proves.

use evidence::kind::EvidenceKind;

/// What the person shows beside the certificate on their phone.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Alone,
    Password,
    Face,
    PasswordFace,
}

impl Mode {
    /// The mode of its number.
    pub(super) const fn of(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::Alone),
            1 => Some(Self::Password),
            2 => Some(Self::Face),
            3 => Some(Self::PasswordFace),
            _ => None,
        }
    }

    /// The number on the wire.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Alone => "0",
            Self::Password => "1",
            Self::Face => "2",
            Self::PasswordFace => "3",
        }
    }

    /// The one kind of evidence it makes.
    pub(super) const fn kinds(self) -> &'static [EvidenceKind; 1] {
        match self {
            Self::Alone => &[EvidenceKind::NetworkIdentity],
            Self::Password => &[EvidenceKind::NetworkIdentityPassword],
            Self::Face => &[EvidenceKind::NetworkIdentityFace],
            Self::PasswordFace => &[EvidenceKind::NetworkIdentityPasswordFace],
        }
    }

    /// What was compared.
    pub(super) const fn compared(self) -> &'static [&'static str] {
        match self {
            Self::Alone => &["name", "number"],
            Self::Password => &["name", "number", "password"],
            Self::Face => &["name", "number", "photo"],
            Self::PasswordFace => &["name", "number", "password", "photo"],
        }
    }
}
