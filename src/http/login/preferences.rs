//! Language and size of print: a choice of this browser, kept in a cookie that says nothing about the person.

use axum::response::Response;

use crate::http::extract::{Browser, LANGUAGE_COOKIE, PRINT_COOKIE, Query};
use crate::http::reply;
use ui::{LargePrint, Locale};

pub(crate) async fn set(browser: Browser, Query(params): Query) -> Response {
    let params = params.unwrap_or_default();
    let language = params.get("lang").and_then(Locale::from_tag);
    let print = params.get("print").map(LargePrint::from_value);
    let cookies = [
        language.and_then(|language| browser.set_choice(LANGUAGE_COOKIE, language.tag())),
        print.and_then(|print| browser.set_choice(PRINT_COOKIE, print.value())),
    ];
    let back = params.get("return").filter(|path| is_own_path(path)).unwrap_or("/");
    reply::with_cookie(reply::see_other(back), cookies.into_iter().flatten())
}

/// A path of this site and nothing that a browser could take for another site.
fn is_own_path(path: &str) -> bool {
    let plain = path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    plain && path.starts_with('/') && !path.starts_with("//")
}

#[cfg(test)]
mod tests {
    use super::is_own_path;

    #[test]
    fn goes_back_to_a_path_of_this_site() {
        assert!(is_own_path("/sign-in?request=abc"));
    }

    #[test]
    fn refused_when_it_could_be_another_site() {
        for path in ["//evil.example", "/\\evil.example", "https://evil.example", "/\tx", ""] {
            assert!(!is_own_path(path), "{path:?}");
        }
    }
}
