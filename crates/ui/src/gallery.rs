//! Every page and component in its states, for looking at.

use crate::Frame;

/// The names [`gallery`] knows.
pub fn gallery_names() -> Vec<&'static str> {
    Vec::new()
}

/// The list of everything that can be looked at; links to `/ui/NAME`.
pub fn gallery_index(frame: &Frame) -> String {
    let _ = frame;
    String::new()
}

/// A page or component in one of its states; none for a name it does not know.
pub fn gallery(frame: &Frame, name: &str) -> Option<String> {
    let _ = (frame, name);
    None
}
