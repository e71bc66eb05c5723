//! The two regions of the demonstration. Their names are real places; the platforms and what they offer are not.

/// A region with a platform of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Region {
    Hangzhou,
    Chengdu,
}

impl Region {
    pub(super) const ALL: [Self; 2] = [Self::Hangzhou, Self::Chengdu];

    /// The client its platform is at the identity provider.
    pub(super) const fn client_id(self) -> &'static str {
        match self {
            Self::Hangzhou => "hangzhou-services",
            Self::Chengdu => "chengdu-services",
        }
    }

    /// GB/T 2260.
    pub(super) const fn division_code(self) -> &'static str {
        match self {
            Self::Hangzhou => "330100",
            Self::Chengdu => "510100",
        }
    }

    pub(super) const fn chinese(self) -> &'static str {
        match self {
            Self::Hangzhou => "杭州政务服务网（演示）",
            Self::Chengdu => "成都政务服务网（演示）",
        }
    }

    pub(super) const fn english(self) -> &'static str {
        match self {
            Self::Hangzhou => "Hangzhou public services (demonstration)",
            Self::Chengdu => "Chengdu public services (demonstration)",
        }
    }
}
