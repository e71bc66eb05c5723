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
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
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
                to.collect_str(self)
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

fn parse(text: &str) -> Result<[u8; 16], ParseIdError> {
    let mut bytes = [0; 16];
    if text.len() != 32 || !text.is_ascii() {
        return Err(ParseIdError);
    }
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        let pair = std::str::from_utf8(pair).map_err(|_| ParseIdError)?;
        if pair.starts_with('+') {
            return Err(ParseIdError);
        }
        *byte = u8::from_str_radix(pair, 16).map_err(|_| ParseIdError)?;
    }
    Ok(bytes)
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
    }

    #[test]
    fn refused_when_not_hexadecimal() {
        assert_eq!("g".repeat(32).parse::<AccountId>(), Err(ParseIdError));
        assert_eq!("+1".repeat(16).parse::<AccountId>(), Err(ParseIdError));
    }

    #[test]
    fn refused_when_too_short() {
        assert_eq!("ab".parse::<AccountId>(), Err(ParseIdError));
    }

    #[test]
    fn later_ordered_ids_sort_later() {
        let rng = SeededRng::new(7);
        let first = EventId::ordered(Time::from_seconds(1_000), &rng);
        let second = EventId::ordered(Time::from_seconds(1_001), &rng);
        assert!(first < second);
    }
}
