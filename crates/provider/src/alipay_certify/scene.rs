//! The scenes of a certification, and what each proves.

use evidence::kind::EvidenceKind;
use serde::Deserialize;

/// What was agreed with Alipay: its `biz_code`.
#[derive(Clone, Copy, Deserialize)]
pub(super) enum Scene {
    #[serde(rename = "FACE")]
    Face,
    #[serde(rename = "CERT_PHOTO")]
    CertPhoto,
    #[serde(rename = "CERT_PHOTO_FACE")]
    CertPhotoFace,
    #[serde(rename = "SMART_FACE")]
    SmartFace,
}

impl Scene {
    /// Its word.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Face => "FACE",
            Self::CertPhoto => "CERT_PHOTO",
            Self::CertPhotoFace => "CERT_PHOTO_FACE",
            Self::SmartFace => "SMART_FACE",
        }
    }

    /// A picture of a document is no face, and with `SMART_FACE` it is Alipay that decides whether a face is looked at.
    pub(super) const fn kinds(self) -> &'static [EvidenceKind; 1] {
        match self {
            Self::Face | Self::CertPhotoFace => &[EvidenceKind::Face],
            Self::CertPhoto | Self::SmartFace => &[EvidenceKind::ProviderRealName],
        }
    }

    /// The one kind of evidence it makes.
    pub(super) const fn kind(self) -> EvidenceKind {
        let [kind] = *self.kinds();
        kind
    }

    /// What is compared.
    pub(super) const fn compared(self) -> &'static [&'static str] {
        match self {
            Self::Face | Self::CertPhotoFace => &["name", "number", "photo"],
            Self::CertPhoto | Self::SmartFace => &["name", "number"],
        }
    }
}
