//! Typed 128-bit ids. In text 32 lower-case hexadecimal digits, in the database 16 bytes.

use crate::{Rng, Time};

/// The text is not 32 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseIdError;

impl std::fmt::Display for ParseIdError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an id is 32 hexadecimal digits")
    }
}

impl std::error::Error for ParseIdError {}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 16]);

        impl $name {
            /// From its 16 bytes.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            /// Its 16 bytes.
            pub const fn as_bytes(&self) -> &[u8; 16] {
                &self.0
            }

            /// 128 random bits: unguessable, and the order of creation does not show.
            pub fn random(rng: &dyn Rng) -> Self {
                let mut bytes = [0; 16];
                rng.fill(&mut bytes);
                Self(bytes)
            }

            /// Ordered by time (the layout of UUID version 7, RFC 9562 section 5.7): for rows only ever appended.
            pub fn ordered(now: Time, rng: &dyn Rng) -> Self {
                Self(ordered_bytes(now, rng))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(digits(&self.0).as_str())
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl std::str::FromStr for $name {
            type Err = ParseIdError;

            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                parse(text).map(Self)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(digits(&self.0).as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                <String as serde::Deserialize>::deserialize(from)?.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

id!(
    /// A person's or legal entity's account.
    AccountId
);
id!(
    /// A browser's sign-on session.
    SessionId
);
id!(
    /// One right to tokens: given out with an authorization code, named by every token that came of it.
    GrantId
);
id!(
    /// A family of refresh tokens: all that descend from one grant.
    FamilyId
);
id!(
    /// An audit event.
    EventId
);
id!(
    /// A logout notice on its way to a client.
    DeliveryId
);
id!(
    /// One of a client's secrets.
    SecretId
);
id!(
    /// A passkey or a time-based code of an account.
    AuthenticatorId
);
id!(
    /// A browser that somebody signed in with.
    DeviceId
);
id!(
    /// A message on its way to a person.
    MessageId
);
id!(
    /// A sign-in by a picture that another device scans.
    ScanId
);
id!(
    /// A way back into an account that is under way.
    RecoveryId
);

id!(
    /// A document a person is known by: its type and number.
    IdentifierId
);
id!(
    /// One thing that was verified about a person.
    EvidenceId
);
id!(
    /// A verification by a third party. Its text is the `out_seq_no` the third party is told.
    VerificationId
);
id!(
    /// A key shared with a third party that verifies facts.
    ProviderKeyId
);
id!(
    /// A legal entity.
    EntityId
);
id!(
    /// What a person is to a legal entity.
    RoleId
);
id!(
    /// A right to act for somebody else.
    DelegationId
);

/// The text of an id, made without the machinery of formatting: ids are in every token, code and audit entry.
struct Digits([[u8; 2]; 16]);

impl Digits {
    fn as_str(&self) -> &str {
        // Hexadecimal digits are always UTF-8.
        std::str::from_utf8(self.0.as_flattened()).unwrap_or_default()
    }
}

fn digits(bytes: &[u8; 16]) -> Digits {
    Digits(bytes.map(|byte| [digit(byte >> 4), digit(byte & 0x0f)]))
}

const fn digit(value: u8) -> u8 {
    if value < 10 { b'0' + value } else { b'a' + value - 10 }
}

fn parse(text: &str) -> Result<[u8; 16], ParseIdError> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let pairs: &[[u8; 2]; 16] = pairs.try_into().map_err(|_| ParseIdError)?;
    if !rest.is_empty() {
        return Err(ParseIdError);
    }
    let mut bytes = [0; 16];
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = value(*high)? << 4 | value(*low)?;
    }
    Ok(bytes)
}

const fn value(digit: u8) -> Result<u8, ParseIdError> {
    match digit {
        b'0'..=b'9' => Ok(digit - b'0'),
        b'a'..=b'f' => Ok(digit - b'a' + 10),
        b'A'..=b'F' => Ok(digit - b'A' + 10),
        _ => Err(ParseIdError),
    }
}

fn ordered_bytes(now: Time, rng: &dyn Rng) -> [u8; 16] {
    let mut bytes = [0; 16];
    rng.fill(&mut bytes);
    let millis = (now.micros().max(0) / 1000).to_be_bytes();
    let [_, _, stamp @ ..] = millis;
    for (byte, value) in bytes.iter_mut().zip(stamp) {
        *byte = value;
    }
    let [_, _, _, _, _, _, version, _, variant, ..] = &mut bytes;
    *version = 0x70 | (*version & 0x0f);
    *variant = 0x80 | (*variant & 0x3f);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SeededRng;

    #[test]
    fn text_and_bytes_are_two_forms_of_one_id() {
        let id = AccountId::random(&SeededRng::new(7));
        assert_eq!(id.to_string().parse(), Ok(id));
        let known = AccountId::from_bytes(std::array::from_fn(|at| u8::try_from(at * 17).unwrap()));
        assert_eq!(known.to_string(), "00112233445566778899aabbccddeeff");
        assert_eq!("00112233445566778899AABBCCDDEEFF".parse(), Ok(known));
    }

    #[test]
    fn refused_when_not_hexadecimal() {
        assert_eq!("g".repeat(32).parse::<AccountId>(), Err(ParseIdError));
        assert_eq!("+1".repeat(16).parse::<AccountId>(), Err(ParseIdError));
    }

    #[test]
    fn refused_when_of_another_length() {
        assert_eq!("ab".parse::<AccountId>(), Err(ParseIdError));
        assert_eq!("a".repeat(33).parse::<AccountId>(), Err(ParseIdError));
    }

    #[test]
    fn later_ordered_ids_sort_later() {
        let rng = SeededRng::new(7);
        let first = EventId::ordered(Time::from_seconds(1_000), &rng);
        let second = EventId::ordered(Time::from_seconds(1_001), &rng);
        assert!(first < second);
    }
}
