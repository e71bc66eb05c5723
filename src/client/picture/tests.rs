//! Headers written by hand, each with the smallest content that holds one.

use super::*;

const TOO_WIDE: u32 = WIDEST + 1;

fn png(width: u32, height: u32) -> Vec<u8> {
    let size = [width.to_be_bytes(), height.to_be_bytes()].concat();
    [b"\x89PNG\r\n\x1a\n".as_slice(), b"\0\0\0\x0dIHDR", &size, &[8, 6, 0, 0, 0], &[0; 4]].concat()
}

/// With application data and a table before the frame header of the kind given.
fn jpeg(frame: u8, width: u16, height: u16) -> Vec<u8> {
    let size = [height.to_be_bytes(), width.to_be_bytes()].concat();
    [
        b"\xff\xd8".as_slice(),
        b"\xff\xe0\x00\x07JFIF\0",
        // Bytes to fill, then a table whose content looks like a marker.
        b"\xff\xff\xff\xdb\x00\x06\xff\xc0\xff\xd9",
        &[0xff, frame, 0x00, 0x0b, 8],
        &size,
    ]
    .concat()
}

fn webp(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).unwrap();
    [b"RIFF", &(length + 12).to_le_bytes(), b"WEBP", kind, &length.to_le_bytes(), data].concat()
}

fn lossy(width: u16, height: u16) -> Vec<u8> {
    let size = [width.to_le_bytes(), height.to_le_bytes()].concat();
    webp(b"VP8 ", &[&[0x10, 0, 0, 0x9d, 0x01, 0x2a], size.as_slice()].concat())
}

fn lossless(width: u32, height: u32) -> Vec<u8> {
    let bits = (width - 1) | (height - 1) << 14 | 1 << 28;
    webp(b"VP8L", &[&[0x2f], bits.to_le_bytes().as_slice()].concat())
}

fn extended(width: u32, height: u32) -> Vec<u8> {
    let (width, height) = ((width - 1).to_le_bytes(), (height - 1).to_le_bytes());
    webp(b"VP8X", &[&[0x10, 0, 0, 0], &width[..3], &height[..3]].concat())
}

/// One of each kind, of this size.
fn all(width: u16, height: u16) -> Vec<(PictureFormat, Vec<u8>)> {
    let (wide, high) = (u32::from(width), u32::from(height));
    vec![
        (PictureFormat::Png, png(wide, high)),
        (PictureFormat::Jpeg, jpeg(0xc0, width, height)),
        (PictureFormat::Jpeg, jpeg(0xc1, width, height)),
        (PictureFormat::Jpeg, jpeg(0xc2, width, height)),
        (PictureFormat::WebP, lossy(width, height)),
        (PictureFormat::WebP, lossless(wide, high)),
        (PictureFormat::WebP, extended(wide, high)),
    ]
}

#[test]
fn taken_up_to_512_pixels_each_way() {
    for (format, content) in all(512, 512).into_iter().chain(all(1, 300)) {
        assert_eq!(check(&content), Ok(format));
    }
}

#[test]
fn refused_when_too_wide_or_too_high() {
    for (_, content) in all(513, 7) {
        assert_eq!(check(&content), Err(PictureRefusal::TooWide { width: TOO_WIDE, height: 7 }));
    }
    for (_, content) in all(7, 513) {
        assert_eq!(check(&content), Err(PictureRefusal::TooWide { width: 7, height: TOO_WIDE }));
    }
    let most = PictureRefusal::TooWide { width: u32::MAX, height: u32::MAX };
    assert_eq!(check(&png(u32::MAX, u32::MAX)), Err(most));
    let canvas = PictureRefusal::TooWide { width: 1 << 24, height: 1 << 24 };
    assert_eq!(check(&extended(1 << 24, 1 << 24)), Err(canvas));
}

#[test]
fn refused_when_larger_than_16_kib() {
    let mut content = png(64, 64);
    content.resize(LARGEST, 0);
    assert_eq!(check(&content), Ok(PictureFormat::Png));
    content.push(0);
    assert_eq!(check(&content), Err(PictureRefusal::TooLarge));
}

#[test]
fn refused_when_of_no_format_that_is_shown() {
    let others: [&[u8]; 9] = [
        b"",
        b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>",
        b"<?xml version=\"1.0\"?><svg/>",
        b"<!doctype html><script>alert(1)</script>",
        b"GIF89a\x01\0\x01\0\x80\0\0",
        b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0",
        b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0",
        b" \x89PNG\r\n\x1a\n",
        b"\0\0\0\x1cftypavif",
    ];
    for content in others {
        assert_eq!(check(content), Err(PictureRefusal::Format), "{content:?}");
    }
}

#[test]
fn refused_when_the_header_ends_early() {
    for (_, whole) in all(64, 64) {
        for length in 0..whole.len() {
            let refused = check(&whole[..length]);
            assert!(matches!(refused, Err(PictureRefusal::Format | PictureRefusal::Header)), "{length}");
        }
        assert_eq!(check(&whole[..whole.len() - 1]), Err(PictureRefusal::Header));
    }
}

#[test]
fn refused_when_there_are_no_pixels() {
    for content in [png(0, 9), png(9, 0), jpeg(0xc0, 0, 9), jpeg(0xc0, 9, 0), lossy(0, 9), lossy(9, 0)] {
        assert_eq!(check(&content), Err(PictureRefusal::Header));
    }
}

#[test]
fn refused_when_a_png_begins_with_another_chunk() {
    let mut content = png(64, 64);
    content[12..16].copy_from_slice(b"tEXt");
    assert_eq!(check(&content), Err(PictureRefusal::Header));
}

#[test]
fn refused_when_a_jpeg_has_a_frame_browsers_do_not_show_or_none() {
    // Lossless, arithmetic, hierarchical; then end of image and start of scan.
    for code in [0xc3, 0xc9, 0xcc, 0xde, 0xd9, 0xda, 0x00, 0x01] {
        assert_eq!(check(&jpeg(code, 64, 64)), Err(PictureRefusal::Header), "{code:x}");
    }
}

#[test]
fn refused_when_a_jpeg_segment_is_shorter_than_its_length() {
    assert_eq!(check(b"\xff\xd8\xff\xe0\x00\x01\xff\xc0"), Err(PictureRefusal::Header));
}

#[test]
fn refused_when_a_webp_is_no_key_frame_or_of_another_version() {
    let mut later = lossy(64, 64);
    later[20] |= 1;
    assert_eq!(check(&later), Err(PictureRefusal::Header));
    let mut unmarked = lossy(64, 64);
    unmarked[23] = 0;
    assert_eq!(check(&unmarked), Err(PictureRefusal::Header));
    let mut newer = lossless(64, 64);
    newer[24] |= 0x20;
    assert_eq!(check(&newer), Err(PictureRefusal::Header));
    assert_eq!(check(&webp(b"ALPH", &[0; 20])), Err(PictureRefusal::Header));
}

#[test]
fn media_types_of_ours_are_known_and_no_others() {
    for format in PictureFormat::ALL {
        assert_eq!(PictureFormat::of_media_type(format.media_type()), Some(format));
    }
    for other in ["image/svg+xml", "text/html", "image/PNG", ""] {
        assert_eq!(PictureFormat::of_media_type(other), None);
    }
}
