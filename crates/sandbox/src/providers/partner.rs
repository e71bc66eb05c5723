//! The houses of the city: who verifies facts, under which path, in which language.

use super::keys::Scheme;
use crate::language::Language;

/// A provider of the city.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Partner {
    Population,
    Bank,
    Telecom,
    Wechat,
    Alipay,
    CloudFace,
    NetworkIdentity,
    OpenSet,
    OpenSorted,
}

impl Partner {
    pub(super) const ALL: [Self; 9] = [
        Self::Population,
        Self::Bank,
        Self::Telecom,
        Self::Wechat,
        Self::Alipay,
        Self::CloudFace,
        Self::NetworkIdentity,
        Self::OpenSet,
        Self::OpenSorted,
    ];

    /// Its word in paths and in the interface for tests; also the id it is registered under.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Population => "population",
            Self::Bank => "bank",
            Self::Telecom => "telecom",
            Self::Wechat => "wechat",
            Self::Alipay => "alipay",
            Self::CloudFace => "cloud-face",
            Self::NetworkIdentity => "network-identity",
            Self::OpenSet => "open-set",
            Self::OpenSorted => "open-sorted",
        }
    }

    pub(super) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|partner| partner.as_str() == word)
    }

    /// The kind of provider the issuer registers it as.
    pub(super) const fn kind(self) -> &'static str {
        match self {
            Self::Population => "population_register",
            Self::Bank => "bank",
            Self::Telecom => "telecom",
            Self::Wechat => "wechat_face",
            Self::Alipay => "alipay_certify",
            Self::CloudFace => "cloud_face",
            Self::NetworkIdentity => "network_identity",
            Self::OpenSet => "open_set",
            Self::OpenSorted => "open_sorted",
        }
    }

    pub(super) const fn name(self, language: Language) -> &'static str {
        let (chinese, english) = self.names();
        match language {
            Language::Chinese => chinese,
            Language::English => english,
        }
    }

    /// In Chinese and in English.
    pub(super) const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Population => ("演示人口库", "Demo population register"),
            Self::Bank => ("演示银行", "Demo bank"),
            Self::Telecom => ("演示电信", "Demo telecom"),
            Self::Wechat => ("演示微信刷脸", "Demo WeChat face check"),
            Self::Alipay => ("演示支付宝认证", "Demo Alipay check"),
            Self::CloudFace => ("演示云人脸核身", "Demo cloud face check"),
            Self::NetworkIdentity => ("演示网络身份认证", "Demo network identity"),
            Self::OpenSet => ("演示人脸核验中心", "Demo face centre"),
            Self::OpenSorted => ("演示实名核验中心", "Demo real-name centre"),
        }
    }

    /// How it signs what it says; none where its language knows no signature of the provider.
    pub(super) const fn scheme(self) -> Option<Scheme> {
        match self {
            Self::Population | Self::OpenSet => Some(Scheme::Es256),
            Self::Bank | Self::Telecom | Self::Alipay | Self::NetworkIdentity | Self::OpenSorted => {
                Some(Scheme::Rs256)
            }
            Self::Wechat | Self::CloudFace => None,
        }
    }

    /// Whether it calls back.
    pub(super) const fn pushes(self) -> bool {
        match self {
            Self::Bank | Self::Telecom | Self::Alipay | Self::OpenSet | Self::OpenSorted => true,
            Self::Population | Self::Wechat | Self::CloudFace | Self::NetworkIdentity => false,
        }
    }

    /// Another house that signs the same way: whose key it borrows under
    /// [`Behaviour::OtherProvidersKey`](super::Behaviour::OtherProvidersKey).
    pub(super) const fn sibling(self) -> Self {
        match self {
            Self::Population => Self::OpenSet,
            Self::OpenSet | Self::Wechat | Self::CloudFace => Self::Population,
            Self::Bank => Self::Telecom,
            Self::Telecom | Self::Alipay | Self::NetworkIdentity | Self::OpenSorted => Self::Bank,
        }
    }
}
