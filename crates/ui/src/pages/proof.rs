//! What can be proved of a person, and the documents it is proved of, in plain words. Shared by the pages on which
//! somebody proves something and those that show what was proved. Knows no page.

use crate::catalogue::Words;
use crate::component::Sign;

/// A kind of identity document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentKind {
    /// Identity card of a resident of the mainland: `resident_id`.
    ResidentId,
    /// Residence permit of a resident of Hong Kong, Macao or Taiwan: `residence_permit`.
    ResidencePermit,
    /// Mainland travel permit of a resident of Hong Kong or Macao: `hk_macao_permit`.
    HkMacaoPermit,
    /// Mainland travel permit of a resident of Taiwan: `taiwan_permit`.
    TaiwanPermit,
    /// Identity card of a foreign permanent resident: `foreign_permanent_resident`.
    ForeignPermanentResident,
    /// Passport: `passport`.
    Passport,
}

impl DocumentKind {
    /// All of them, the most common first: the order on pages.
    pub const ALL: [Self; 6] = [
        Self::ResidentId,
        Self::ResidencePermit,
        Self::HkMacaoPermit,
        Self::TaiwanPermit,
        Self::ForeignPermanentResident,
        Self::Passport,
    ];

    /// Its word: the value of the form field `document_type`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::ResidentId => "resident_id",
            Self::ResidencePermit => "residence_permit",
            Self::HkMacaoPermit => "hk_macao_permit",
            Self::TaiwanPermit => "taiwan_permit",
            Self::ForeignPermanentResident => "foreign_permanent_resident",
            Self::Passport => "passport",
        }
    }

    /// From its word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The key of what it is called.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::ResidentId => "document-resident-id",
            Self::ResidencePermit => "document-residence-permit",
            Self::HkMacaoPermit => "document-hk-macao-permit",
            Self::TaiwanPermit => "document-taiwan-permit",
            Self::ForeignPermanentResident => "document-foreign-permanent-resident",
            Self::Passport => "document-passport",
        }
    }
}

/// What was or can be proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofKind {
    /// A code reached the phone: `phone_code`.
    PhoneCode,
    /// The person told name and number: `self_asserted`.
    SelfAsserted,
    /// Name and number belong together: `two_element`.
    TwoElement,
    /// A bank knows name, number, card and phone as belonging together: `bank_four_element`.
    BankFourElement,
    /// A telecom operator knows name, number and phone as belonging together: `telecom_elements`.
    TelecomElements,
    /// A company says that the person's name is verified with it: `provider_real_name`.
    ProviderRealName,
    /// A living person has the face of the document's photo: `face`.
    Face,
    /// Network identity certificate alone: `network_identity`.
    NetworkIdentity,
    /// Network identity certificate and its password: `network_identity_password`.
    NetworkIdentityPassword,
    /// Network identity certificate and face: `network_identity_face`.
    NetworkIdentityFace,
    /// Network identity certificate, password and face: `network_identity_password_face`.
    NetworkIdentityPasswordFace,
    /// The chip of the identity card was read: `card_read`.
    CardRead,
    /// Seen at a counter: `counter_check`.
    CounterCheck,
    /// A qualified certificate signed: `certificate`.
    Certificate,
}

/// Whether the person's face is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FaceSeen {
    /// It is: agreed to separately, and there is another way.
    Yes,
    /// It is not.
    No,
}

impl ProofKind {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::PhoneCode,
        Self::SelfAsserted,
        Self::TwoElement,
        Self::BankFourElement,
        Self::TelecomElements,
        Self::ProviderRealName,
        Self::Face,
        Self::NetworkIdentity,
        Self::NetworkIdentityPassword,
        Self::NetworkIdentityFace,
        Self::NetworkIdentityPasswordFace,
        Self::CardRead,
        Self::CounterCheck,
        Self::Certificate,
    ];

    /// Its word: the value of the form field `kind`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::PhoneCode => "phone_code",
            Self::SelfAsserted => "self_asserted",
            Self::TwoElement => "two_element",
            Self::BankFourElement => "bank_four_element",
            Self::TelecomElements => "telecom_elements",
            Self::ProviderRealName => "provider_real_name",
            Self::Face => "face",
            Self::NetworkIdentity => "network_identity",
            Self::NetworkIdentityPassword => "network_identity_password",
            Self::NetworkIdentityFace => "network_identity_face",
            Self::NetworkIdentityPasswordFace => "network_identity_password_face",
            Self::CardRead => "card_read",
            Self::CounterCheck => "counter_check",
            Self::Certificate => "certificate",
        }
    }

    /// From its word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The key of what it is called.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::PhoneCode => "proof-phone-code",
            Self::SelfAsserted => "proof-self-asserted",
            Self::TwoElement => "proof-two-element",
            Self::BankFourElement => "proof-bank",
            Self::TelecomElements => "proof-telecom",
            Self::ProviderRealName => "proof-provider",
            Self::Face => "proof-face",
            Self::NetworkIdentity => "proof-network",
            Self::NetworkIdentityPassword => "proof-network-password",
            Self::NetworkIdentityFace => "proof-network-face",
            Self::NetworkIdentityPasswordFace => "proof-network-password-face",
            Self::CardRead => "proof-card",
            Self::CounterCheck => "proof-counter",
            Self::Certificate => "proof-certificate",
        }
    }

    /// The key of what is compared with what.
    pub(crate) const fn compares(self) -> &'static str {
        match self {
            Self::TwoElement | Self::SelfAsserted => "compares-register",
            Self::BankFourElement => "compares-bank",
            Self::TelecomElements | Self::PhoneCode => "compares-telecom",
            Self::ProviderRealName => "compares-provider",
            Self::Face => "compares-face",
            Self::NetworkIdentity | Self::NetworkIdentityPassword => "compares-network",
            Self::NetworkIdentityFace | Self::NetworkIdentityPasswordFace => "compares-network-face",
            Self::CardRead => "compares-card",
            Self::CounterCheck => "compares-counter",
            Self::Certificate => "compares-certificate",
        }
    }

    /// How long it takes, in words: a rough guide, rounded up.
    pub(crate) fn takes(self, t: Words) -> String {
        let minutes = match self {
            Self::SelfAsserted | Self::TwoElement => return t.say("takes-seconds").into_owned(),
            Self::PhoneCode | Self::BankFourElement | Self::TelecomElements | Self::ProviderRealName => 1,
            Self::Face | Self::NetworkIdentity | Self::NetworkIdentityPassword | Self::Certificate => 2,
            Self::NetworkIdentityFace | Self::NetworkIdentityPasswordFace | Self::CardRead => 3,
            Self::CounterCheck => 20,
        };
        t.count("takes-minutes", minutes)
    }

    pub(crate) const fn face(self) -> FaceSeen {
        match self {
            Self::Face | Self::NetworkIdentityFace | Self::NetworkIdentityPasswordFace => FaceSeen::Yes,
            Self::PhoneCode
            | Self::SelfAsserted
            | Self::TwoElement
            | Self::BankFourElement
            | Self::TelecomElements
            | Self::ProviderRealName
            | Self::NetworkIdentity
            | Self::NetworkIdentityPassword
            | Self::CardRead
            | Self::CounterCheck
            | Self::Certificate => FaceSeen::No,
        }
    }

    pub(crate) const fn sign(self) -> Sign {
        match self {
            Self::PhoneCode | Self::TelecomElements => Sign::Phone,
            Self::SelfAsserted => Sign::Paper,
            Self::TwoElement | Self::CounterCheck => Sign::Register,
            Self::BankFourElement | Self::CardRead => Sign::Card,
            Self::Face => Sign::Face,
            Self::ProviderRealName
            | Self::NetworkIdentity
            | Self::NetworkIdentityPassword
            | Self::NetworkIdentityFace
            | Self::NetworkIdentityPasswordFace => Sign::App,
            Self::Certificate => Sign::Passkey,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{DocumentKind, ProofKind};

    #[test]
    fn kinds_are_read_back_from_their_words() {
        for kind in ProofKind::ALL {
            assert_eq!(ProofKind::from_word(kind.word()), Some(kind));
        }
        for kind in DocumentKind::ALL {
            assert_eq!(DocumentKind::from_word(kind.word()), Some(kind));
        }
    }

    #[test]
    fn refused_when_the_word_is_none_of_ours() {
        assert_eq!(ProofKind::from_word("horoscope"), None);
        assert_eq!(DocumentKind::from_word("RESIDENT_ID"), None);
    }
}
