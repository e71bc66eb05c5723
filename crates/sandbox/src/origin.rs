//! An actor's own origin and paths within it, so that nobody can make it redirect elsewhere.

use std::net::SocketAddr;

use url::Url;

use crate::SandboxError;

/// The public origin of an actor, for example `http://127.0.0.1:8081`.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    root: Url,
    text: String,
}

/// A path with query on that origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OwnPath(String);

impl Origin {
    pub(crate) fn parse(text: &str) -> Result<Self, SandboxError> {
        let refused = || SandboxError::PublicUrl(text.to_owned());
        let root = Url::parse(text).map_err(|_| refused())?;
        let bare = root.path() == "/"
            && root.query().is_none()
            && root.fragment().is_none()
            && root.username().is_empty()
            && root.password().is_none();
        if !bare || !matches!(root.scheme(), "http" | "https") {
            return Err(refused());
        }
        let text = root.origin().ascii_serialization();
        Ok(Self { root, text })
    }

    /// The origin named, or that of the address listened on where none is named.
    pub(crate) fn reached_at(public_url: &str, address: SocketAddr) -> Result<Self, SandboxError> {
        match public_url {
            "" => Self::parse(&format!("http://{address}")),
            url => Self::parse(url),
        }
    }

    /// Scheme, host and port without a slash at the end.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// The absolute URL of `path`, which begins with a slash.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.text)
    }

    pub(crate) fn is_https(&self) -> bool {
        self.root.scheme() == "https"
    }

    /// A path given by a stranger, relative or absolute, if it stays on this origin.
    // OpenID Connect Core 1.0 section 4: the target_link_uri must be checked, or it is an open redirector.
    pub(crate) fn own_path(&self, unverified_target: &str) -> Option<OwnPath> {
        let target = self.root.join(unverified_target).ok()?;
        let inside = target.origin() == self.root.origin()
            && target.username().is_empty()
            && target.password().is_none();
        let path = match target.query() {
            Some(query) => format!("{}?{query}", target.path()),
            None => target.path().to_owned(),
        };
        // A path that begins with two slashes would name another host in a Location header.
        (inside && path.starts_with('/') && !path.starts_with("//")).then_some(OwnPath(path))
    }
}

impl OwnPath {
    /// The front page.
    pub(crate) fn home() -> Self {
        Self("/".to_owned())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin() -> Origin {
        Origin::parse("http://127.0.0.1:8081").unwrap()
    }

    #[test]
    fn a_path_and_an_absolute_url_of_the_origin_are_kept() {
        for target in ["/services/tax?x=1", "http://127.0.0.1:8081/services/tax?x=1"] {
            assert_eq!(origin().own_path(target), Some(OwnPath("/services/tax?x=1".into())), "{target}");
        }
    }

    #[test]
    fn another_origin_is_refused() {
        let elsewhere = [
            "https://127.0.0.1:8081/",
            "http://127.0.0.1:8082/",
            "http://127.0.0.1.evil.example/",
            "//evil.example/",
            "\\\\evil.example/",
            "http://user@127.0.0.1:8081/",
            "javascript:alert(1)",
            "/..//evil.example",
        ];
        for target in elsewhere {
            assert_eq!(origin().own_path(target), None, "{target}");
        }
    }

    #[test]
    fn an_origin_with_path_query_or_user_is_refused() {
        for text in ["http://a/b", "http://a/?q", "http://u@a", "ftp://a", "a"] {
            assert!(matches!(Origin::parse(text), Err(SandboxError::PublicUrl(_))), "{text}");
        }
    }
}
