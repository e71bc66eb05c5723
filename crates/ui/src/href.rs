//! Addresses that may become links.

/// The address if it may become a link, else `/`.
///
/// Allowed: paths of this site, `http`, `https`, and private-use schemes, which have a dot (RFC 8252 section 7.1).
/// That leaves out `javascript:`, `data:` and whatever else runs in a page.
pub(crate) fn safe(address: &str) -> &str {
    if address.contains(|c: char| c.is_control() || c == '\\') {
        return "/";
    }
    if address.starts_with('/') {
        return if address.starts_with("//") { "/" } else { address };
    }
    match address.split_once(':') {
        Some((scheme, _)) if may_lead_on(scheme) => address,
        Some(_) | None => "/",
    }
}

/// The address if it is a path of this site: what pictures are loaded from.
pub(crate) fn own_path(address: &str) -> Option<&str> {
    (address.starts_with('/') && safe(address) == address && address.len() > 1).then_some(address)
}

fn may_lead_on(scheme: &str) -> bool {
    let web = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    // RFC 3986 section 3.1: letters, digits, plus, dot and hyphen, a letter first.
    let private_use = scheme.contains('.')
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '+' | '-'));
    web || private_use
}

#[cfg(test)]
mod tests {
    use super::{own_path, safe};

    #[test]
    fn paths_and_web_addresses_are_links() {
        for address in ["/home", "/sign-in?request=a%20b", "https://a.example/x", "gov.example.app:/back"] {
            assert_eq!(safe(address), address);
        }
    }

    #[test]
    fn refused_when_the_scheme_runs_in_the_page() {
        for address in
            ["javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "vbscript:x", "blob:x"]
        {
            assert_eq!(safe(address), "/");
        }
    }

    #[test]
    fn refused_when_another_site_looks_like_a_path() {
        for address in ["//evil.example", "/\\evil.example", "\\\\evil.example"] {
            assert_eq!(safe(address), "/");
        }
    }

    #[test]
    fn refused_when_controls_hide_the_scheme() {
        assert_eq!(safe("java\nscript:alert(1)"), "/");
        assert_eq!(safe("\u{1}javascript:alert(1)"), "/");
    }

    #[test]
    fn pictures_come_from_this_site_alone() {
        assert_eq!(own_path("/platforms/a/logo?v=1"), Some("/platforms/a/logo?v=1"));
        for address in
            ["", "/", "//a.example/x", "https://a.example/x", "data:image/png;base64,x", "/\\a.example"]
        {
            assert_eq!(own_path(address), None, "{address}");
        }
    }

    #[test]
    fn refused_when_empty() {
        assert_eq!(safe(""), "/");
    }
}
