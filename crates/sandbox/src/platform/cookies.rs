//! The two cookies of a platform: the browser's mark and the session. Named per platform, because cookies do not
//! know ports and several platforms share one loopback address.

use http::HeaderMap;
use http::header::COOKIE;

use crate::origin::Origin;

/// The names of one platform's cookies and whether they travel over https only.
#[derive(Clone, Debug)]
pub(crate) struct Cookies {
    /// Names the session.
    pub(crate) session: String,
    /// Marks the browser, so that a `state` is bound to it before there is a session.
    pub(crate) browser: String,
    suffix: &'static str,
}

impl Cookies {
    pub(crate) fn of_platform(division_code: &str, origin: &Origin) -> Self {
        // RFC 6265bis section 4.1.3.2: the __Host- prefix needs Secure, Path=/ and no Domain.
        let (prefix, suffix) = if origin.is_https() {
            ("__Host-", "; Path=/; HttpOnly; SameSite=Lax; Secure")
        } else {
            ("", "; Path=/; HttpOnly; SameSite=Lax")
        };
        Self {
            session: format!("{prefix}platform_{division_code}_session"),
            browser: format!("{prefix}platform_{division_code}_browser"),
            suffix,
        }
    }

    /// The `Set-Cookie` value that sets `name` until the browser closes.
    pub(crate) fn set(&self, name: &str, value: &str) -> String {
        format!("{name}={value}{}", self.suffix)
    }

    /// The `Set-Cookie` value that removes `name`.
    pub(crate) fn remove(&self, name: &str) -> String {
        format!("{name}=; Max-Age=0{}", self.suffix)
    }

    /// The value a request carries under `name`, if it looks like one of our handles.
    pub(crate) fn read(headers: &HeaderMap, name: &str) -> Option<String> {
        headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|header| header.to_str().ok())
            .flat_map(|header| header.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(known, value)| *known == name && is_handle(value))
            .map(|(_, value)| value.to_owned())
    }
}

fn is_handle(value: &str) -> bool {
    value.len() == 43 && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}
