//! Numbers by name, with a caption.

use askama::Template;

use super::html;

/// A table of two columns: what, and how many.
#[derive(Template)]
#[template(path = "component/table.html")]
pub(crate) struct Table {
    pub(crate) caption: String,
    pub(crate) heads: [String; 2],
    pub(crate) rows: Vec<(String, String)>,
}

html!(Table);
