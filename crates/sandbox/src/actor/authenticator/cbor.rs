//! As much of CBOR (RFC 8949) as an authenticator writes.

/// A value.
#[derive(Clone, Debug)]
pub(super) enum Cbor {
    Int(i64),
    Bytes(Vec<u8>),
    Text(String),
    Array(Vec<Cbor>),
    /// Written in the order given; authenticators sort their keys (CTAP 2 canonical form).
    Map(Vec<(Cbor, Cbor)>),
}

impl Cbor {
    pub(super) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    /// The encoded value.
    pub(super) fn encoded(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut Vec<u8>) {
        match self {
            // RFC 8949 section 3.1: major type 1 holds -1 minus the number.
            Self::Int(value) if *value < 0 => head(out, 1, value.unsigned_abs() - 1),
            Self::Int(value) => head(out, 0, value.unsigned_abs()),
            Self::Bytes(bytes) => {
                head(out, 2, bytes.len() as u64);
                out.extend_from_slice(bytes);
            }
            Self::Text(text) => {
                head(out, 3, text.len() as u64);
                out.extend_from_slice(text.as_bytes());
            }
            Self::Array(items) => {
                head(out, 4, items.len() as u64);
                items.iter().for_each(|item| item.write(out));
            }
            Self::Map(pairs) => {
                head(out, 5, pairs.len() as u64);
                for (key, value) in pairs {
                    key.write(out);
                    value.write(out);
                }
            }
        }
    }
}

/// RFC 8949 section 3: the major type in the high three bits, the argument in as few bytes as hold it.
fn head(out: &mut Vec<u8>, major: u8, argument: u64) {
    let [.., b4, b5, b6, b7] = argument.to_be_bytes();
    let major = major << 5;
    match argument {
        0..=23 => out.push(major | b7),
        24..=0xff => out.extend([major | 24, b7]),
        0x100..=0xffff => out.extend([major | 25, b6, b7]),
        0x1_0000..=0xffff_ffff => out.extend([major | 26, b4, b5, b6, b7]),
        _ => {
            out.push(major | 27);
            out.extend(argument.to_be_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_of_the_rfc() {
        // RFC 8949 appendix A.
        let table: [(Cbor, &[u8]); 9] = [
            (Cbor::Int(10), &[0x0a]),
            (Cbor::Int(100), &[0x18, 0x64]),
            (Cbor::Int(1_000_000), &[0x1a, 0x00, 0x0f, 0x42, 0x40]),
            (Cbor::Int(1_000_000_000_000), &[0x1b, 0, 0, 0, 0xe8, 0xd4, 0xa5, 0x10, 0]),
            (Cbor::Int(-1000), &[0x39, 0x03, 0xe7]),
            (Cbor::Bytes(vec![1, 2, 3, 4]), &[0x44, 1, 2, 3, 4]),
            (Cbor::text("水"), &[0x63, 0xe6, 0xb0, 0xb4]),
            (Cbor::Array(vec![Cbor::Int(1), Cbor::Int(2)]), &[0x82, 1, 2]),
            (Cbor::Map(vec![(Cbor::text("a"), Cbor::Int(1))]), &[0xa1, 0x61, 0x61, 1]),
        ];
        for (value, bytes) in table {
            assert_eq!(value.encoded(), bytes, "{value:?}");
        }
    }
}
