//! A text as a picture for a phone's camera (ISO/IEC 18004), drawn as one path of an SVG: no image, no script.
//!
//! Always black on white, also on a dark page: many cameras read nothing else.

use std::fmt::Write as _;

use askama::Template;
use qrcode::{Color, EcLevel, QrCode};

use super::html;

/// White around the picture, in modules (ISO/IEC 18004 section 6.3.8: four on each side).
const QUIET: usize = 4;

/// The picture.
#[derive(Template)]
#[template(path = "component/qr.html")]
pub(crate) struct Qr {
    label: String,
    side: usize,
    path: String,
}

impl Qr {
    /// Of a text, with what a screen reader says instead. None when the text is too long for any picture.
    pub(crate) fn new(text: &str, label: impl Into<String>) -> Option<Self> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        Some(Self { label: label.into(), side: code.width() + 2 * QUIET, path: path(&code) })
    }
}

/// Each run of dark modules of a row as a rectangle one module high.
fn path(code: &QrCode) -> String {
    let colours = code.to_colors();
    let mut path = String::new();
    for (row, modules) in colours.chunks(code.width().max(1)).enumerate() {
        let mut column = 0;
        for run in modules.chunk_by(|a, b| a == b) {
            if run.first() == Some(&Color::Dark) {
                let length = run.len();
                // Writing into a string does not fail.
                let _ = write!(path, "M{} {}h{length}v1h-{length}z", column + QUIET, row + QUIET);
            }
            column += run.len();
        }
    }
    path
}

html!(Qr);

#[cfg(test)]
mod tests {
    use super::{QUIET, Qr};
    use askama::Template;
    use qrcode::{Color, EcLevel, QrCode};

    /// The modules the path darkens, read back from it.
    fn dark(path: &str) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        for run in path.split('M').skip(1) {
            let (at, rest) = run.split_once('h').unwrap();
            let (column, row) = at.split_once(' ').unwrap();
            let (length, _) = rest.split_once('v').unwrap();
            let (column, row): (usize, usize) = (column.parse().unwrap(), row.parse().unwrap());
            found.extend((0..length.parse().unwrap()).map(|step| (column + step - QUIET, row - QUIET)));
        }
        found
    }

    #[test]
    fn path_darkens_exactly_the_dark_modules() {
        let text = "otpauth://totp/Yimen:ayguli?secret=JBSWY3DPEHPK3PXP&issuer=Yimen";
        let code = QrCode::with_error_correction_level(text, EcLevel::M).unwrap();
        let wanted: Vec<(usize, usize)> = (0..code.width())
            .flat_map(|row| (0..code.width()).map(move |column| (column, row)))
            .filter(|at| code[*at] == Color::Dark)
            .collect();
        assert_eq!(dark(&Qr::new(text, "").unwrap().path), wanted);
    }

    #[test]
    fn picture_has_its_words_and_white_around_it() {
        let picture = Qr::new("https://yimen.invalid/scan/abc", "a \"code\"").unwrap();
        assert_eq!(picture.side, 29 + 8, "33 modules at most for 30 letters");
        let html = picture.render().unwrap();
        assert!(html.contains(r#"role="img" aria-label="a &#34;code&#34;""#));
        assert!(!picture.path.contains("M0 ") && !picture.path.contains("M3 "));
    }

    #[test]
    fn refused_when_no_picture_can_hold_the_text() {
        assert!(Qr::new(&"x".repeat(4000), "").is_none());
    }
}
