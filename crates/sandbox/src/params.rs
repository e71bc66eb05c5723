//! Query and form parameters, each at most once.

/// The parameters of a request.
#[derive(Debug, Default)]
pub(crate) struct Params(Vec<(String, String)>);

/// A parameter given more than once.
// RFC 6749 section 3.1: "Request and response parameters MUST NOT be included more than once."
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the parameter {0} is given more than once")]
pub(crate) struct Repeated(pub(crate) String);

impl Params {
    /// Reads `application/x-www-form-urlencoded` text.
    pub(crate) fn parse(text: &str) -> Result<Self, Repeated> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for (name, value) in form_urlencoded::parse(text.as_bytes()) {
            if pairs.iter().any(|(known, _)| *known == name) {
                return Err(Repeated(name.into_owned()));
            }
            pairs.push((name.into_owned(), value.into_owned()));
        }
        Ok(Self(pairs))
    }

    /// The value of a parameter that is there and not empty.
    // RFC 6749 section 3.1: parameters sent without a value are treated as if they were omitted.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
            .filter(|v| !v.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_is_read() {
        assert_eq!(Params::parse("a=1&b=%20").unwrap().value("b"), Some(" "));
    }

    #[test]
    fn a_repeated_parameter_is_refused() {
        assert_eq!(Params::parse("a=1&a=1").unwrap_err(), Repeated("a".into()));
    }

    #[test]
    fn an_empty_parameter_counts_as_absent() {
        assert_eq!(Params::parse("a=").unwrap().value("a"), None);
    }
}
