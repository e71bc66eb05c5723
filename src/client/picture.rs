//! What a picture is, read from its first bytes: the format by its signature, the size by its header. Its name and
//! what others say of it count for nothing, and nothing is decoded.
//!
//! Owns which pictures may be shown from our address: three formats that hold pixels and can hold nothing that runs.
//! SVG is a document with scripts and links and is none of them.

/// The largest picture, in bytes.
pub const LARGEST: usize = 16 * 1024;
/// The most pixels each way.
const WIDEST: u32 = 512;

/// A format that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureFormat {
    /// Portable Network Graphics (W3C).
    Png,
    /// JPEG (ITU-T T.81).
    Jpeg,
    /// WebP (RFC 9649).
    WebP,
}

impl PictureFormat {
    const ALL: [Self; 3] = [Self::Png, Self::Jpeg, Self::WebP];

    /// What it is called in HTTP.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::WebP => "image/webp",
        }
    }

    /// The format of this media type, if it is one that is shown.
    pub(super) fn of_media_type(media_type: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.media_type() == media_type)
    }
}

/// Why a picture is refused. One variant for each rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureRefusal {
    /// It has too many bytes.
    #[error("the picture is larger than 16 KiB")]
    TooLarge,
    /// Its first bytes are those of no format that is shown.
    #[error("the file is no PNG, JPEG or WebP picture")]
    Format,
    /// Its header ends early or says what cannot be.
    #[error("the header of the picture cannot be read")]
    Header,
    /// It has too many pixels.
    #[error("the picture is {width} pixels wide and {height} high; 512 each way are the most")]
    TooWide {
        /// Pixels from left to right.
        width: u32,
        /// Pixels from top to bottom.
        height: u32,
    },
}

/// The format of a picture that may be shown.
///
/// # Errors
/// The first rule it breaks, in the order of the variants.
pub(super) fn check(content: &[u8]) -> Result<PictureFormat, PictureRefusal> {
    if content.len() > LARGEST {
        return Err(PictureRefusal::TooLarge);
    }
    let (format, rest) = signature(content).ok_or(PictureRefusal::Format)?;
    let size = match format {
        PictureFormat::Png => png(rest),
        PictureFormat::Jpeg => jpeg(rest),
        PictureFormat::WebP => webp(rest),
    };
    match size {
        Some((0, _) | (_, 0)) | None => Err(PictureRefusal::Header),
        Some((width, height)) if width > WIDEST || height > WIDEST => {
            Err(PictureRefusal::TooWide { width, height })
        }
        Some(_) => Ok(format),
    }
}

/// The format, and what follows its signature.
fn signature(content: &[u8]) -> Option<(PictureFormat, &[u8])> {
    // PNG section 5.2.
    if let Some(rest) = content.strip_prefix(b"\x89PNG\r\n\x1a\n") {
        return Some((PictureFormat::Png, rest));
    }
    // T.81 section B.2.1: start of image; a marker follows, whose first byte is always the same.
    if content.starts_with(b"\xff\xd8\xff") {
        return content.get(2..).map(|rest| (PictureFormat::Jpeg, rest));
    }
    // RFC 9649 section 2.4: the size of the file stands between the two words.
    let (head, rest) = content.split_first_chunk::<12>()?;
    (head.starts_with(b"RIFF") && head.ends_with(b"WEBP")).then_some((PictureFormat::WebP, rest))
}

/// PNG section 11.2.1: the first chunk is IHDR, of 13 bytes, and begins with width and height.
fn png(mut rest: &[u8]) -> Option<(u32, u32)> {
    if take(&mut rest)? != *b"\0\0\0\x0dIHDR" {
        return None;
    }
    let (width, height) = (u32::from_be_bytes(take(&mut rest)?), u32::from_be_bytes(take(&mut rest)?));
    // The rest of the chunk: depth, colour, compression, filter, interlacing, and the check of four bytes.
    let _rest: [u8; 9] = take(&mut rest)?;
    Some((width, height))
}

/// T.81 section B.2: tables and application data may come before the frame header, which holds the size.
fn jpeg(mut rest: &[u8]) -> Option<(u32, u32)> {
    loop {
        match marker(&mut rest)? {
            // Section B.2.2, frames of the kinds that browsers show: baseline, extended and progressive.
            0xc0..=0xc2 => {
                let [_, _, _precision, h1, h0, w1, w0] = take(&mut rest)?;
                return Some((u16::from_be_bytes([w1, w0]).into(), u16::from_be_bytes([h1, h0]).into()));
            }
            // Section B.2.4: Huffman and quantization tables, restart interval, application data, comment.
            0xc4 | 0xdb | 0xdd | 0xe0..=0xef | 0xfe => {
                // The length counts its own two bytes.
                let length = u16::from_be_bytes(take(&mut rest)?).checked_sub(2)?;
                rest = rest.get(usize::from(length)..)?;
            }
            _ => return None,
        }
    }
}

/// T.81 section B.1.1.2: a marker is 0xff and its code; more bytes of 0xff may stand before it.
fn marker(rest: &mut &[u8]) -> Option<u8> {
    let [0xff] = take(rest)? else { return None };
    loop {
        match take(rest)? {
            [0xff] => {}
            [code] => return Some(code),
        }
    }
}

/// RFC 9649 sections 2.5 to 2.7: the first chunk says which of three kinds it is and holds the size.
fn webp(mut rest: &[u8]) -> Option<(u32, u32)> {
    let (kind, _length): ([u8; 4], [u8; 4]) = (take(&mut rest)?, take(&mut rest)?);
    match &kind {
        // RFC 6386 section 9.1: three bytes whose lowest bit is 0 for a key frame, the start code, then width and
        // height of 14 bits each, below two bits of scaling.
        b"VP8 " => {
            let [tag, _, _, 0x9d, 0x01, 0x2a, w0, w1, h0, h1] = take(&mut rest)? else { return None };
            let pixels = |bytes| u32::from(u16::from_le_bytes(bytes) & 0x3fff);
            (tag & 1 == 0).then_some((pixels([w0, w1]), pixels([h0, h1])))
        }
        // RFC 9649, "RIFF Header" of the lossless bitstream: a signature, width and height less one of 14 bits each,
        // a bit for transparency, a version of three bits that is 0.
        b"VP8L" => {
            let [0x2f, b0, b1, b2, b3] = take(&mut rest)? else { return None };
            let bits = u32::from_le_bytes([b0, b1, b2, b3]);
            (bits >> 29 == 0).then_some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        // RFC 9649 section 2.7: flags, three bytes set aside, width and height of the canvas less one.
        b"VP8X" => {
            let [_flags, _, _, _, w0, w1, w2, h0, h1, h2] = take(&mut rest)?;
            Some((u32::from_le_bytes([w0, w1, w2, 0]) + 1, u32::from_le_bytes([h0, h1, h2, 0]) + 1))
        }
        _ => None,
    }
}

/// The next bytes, if there are so many.
fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (head, tail) = rest.split_first_chunk()?;
    *rest = tail;
    Some(*head)
}

#[cfg(test)]
mod tests;
