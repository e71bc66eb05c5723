//! Reading forms back out of a page.

use super::{Tag, tags};

/// The tag that carries a test id.
pub(super) fn tag(page: &str, id: &str) -> Tag {
    tags(page).into_iter().find(|tag| tag.attribute("data-testid") == Some(id)).expect(id)
}

/// The fields of the form with that test id: names and values, in order. Several lines and choices have no value here.
pub(super) fn fields(page: &str, form: &str) -> Vec<(String, String)> {
    let inside = page
        .split("<form ")
        .find(|part| part.contains(&format!(r#"data-testid="{form}""#)))
        .and_then(|part| part.split("</form>").next())
        .expect(form);
    tags(&format!("<form {inside}"))
        .iter()
        .filter(|tag| ["input", "button", "select", "textarea"].contains(&tag.name.as_str()))
        .filter_map(|tag| {
            Some((tag.attribute("name")?.to_owned(), tag.attribute("value").unwrap_or("").to_owned()))
        })
        .collect()
}

/// The names of the fields of the form with that test id, in order.
pub(super) fn names(page: &str, form: &str) -> Vec<String> {
    fields(page, form).into_iter().map(|(name, _)| name).collect()
}

/// The values of all elements of a name, in order.
pub(super) fn values_of(page: &str, element: &str) -> Vec<String> {
    tags(page)
        .iter()
        .filter(|tag| tag.name == element)
        .filter_map(|tag| tag.attribute("value").map(str::to_owned))
        .collect()
}
