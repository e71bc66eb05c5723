//! The kinds of evidence: what was proved, not by whom.

/// Declares the closed set of words.
macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $word:literal,)*) => {
        /// What was proved.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum EvidenceKind {
            $($(#[$doc])* $variant,)*
        }

        impl EvidenceKind {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The word in the policy, in storage and in tokens.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }

            /// The kind of a word.
            pub fn parse(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    };
}

kinds! {
    /// A code reached the phone.
    PhoneCode = "phone_code",
    /// The person told name and number, and the number's form is right.
    SelfAsserted = "self_asserted",
    /// Name and number belong together, says the register they are from.
    TwoElement = "two_element",
    /// A bank knows name, number, card and phone as belonging together.
    BankFourElement = "bank_four_element",
    /// A telecom operator knows name, number and phone as belonging together.
    TelecomElements = "telecom_elements",
    /// A provider says the person's name is verified with it.
    ProviderRealName = "provider_real_name",
    /// A living person has the face of the document's photo in an authoritative source.
    Face = "face",
    /// Network identity certificate alone (mode 0).
    NetworkIdentity = "network_identity",
    /// Network identity certificate and its password (mode 1).
    NetworkIdentityPassword = "network_identity_password",
    /// Network identity certificate and face (mode 2).
    NetworkIdentityFace = "network_identity_face",
    /// Network identity certificate, password and face (mode 3).
    NetworkIdentityPasswordFace = "network_identity_password_face",
    /// The chip of the identity card was read.
    CardRead = "card_read",
    /// Seen at a counter, with the card read, by two operators.
    CounterCheck = "counter_check",
    /// A qualified certificate signed a challenge.
    Certificate = "certificate",
}

impl serde::Serialize for EvidenceKind {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

impl<'de> serde::Deserialize<'de> for EvidenceKind {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let word = <String as serde::Deserialize>::deserialize(from)?;
        Self::parse(&word).ok_or_else(|| serde::de::Error::custom("no kind of evidence"))
    }
}
