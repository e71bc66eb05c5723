//! Options that are words: choices, switches, addresses, networks, checked texts.

use std::net::SocketAddr;

use super::{Fields, convert, describe, quoted};
use crate::Network;
use crate::sheet::Absent;
use crate::value::choice::{self, Choice};

impl Fields<'_> {
    /// true or false.
    pub(crate) fn switch(&mut self, key: &'static str, default: bool, about: &'static str) -> bool {
        let described = describe(key, "true or false", Absent::Default(default.to_string()), about);
        self.take(described, convert::switch).unwrap_or(default)
    }

    /// A text with a default, accepted by `check`.
    pub(crate) fn text(
        &mut self,
        key: &'static str,
        default: &str,
        about: &'static str,
        check: fn(&str) -> Result<(), String>,
    ) -> String {
        let described = describe(key, "Text", Absent::Default(quoted(default)), about);
        let given = self.take(described, |value| {
            let text = convert::text(value)?;
            check(text).map(|()| text.to_owned())
        });
        given.unwrap_or_else(|| default.to_owned())
    }

    /// One of a closed list of words.
    pub(crate) fn choice<T: Choice>(&mut self, key: &'static str, default: T, about: &'static str) -> T {
        let kind = format!("One of {}", choice::words::<T>());
        let described = describe(key, kind, Absent::Default(quoted(default.word())), about);
        self.take(described, |value| convert::text(value).and_then(choice::parse)).unwrap_or(default)
    }

    /// One of a closed list of words, whose default follows from another option, which `says` tells in words.
    pub(crate) fn choice_or<T: Choice>(
        &mut self,
        key: &'static str,
        says: &'static str,
        default: T,
        about: &'static str,
    ) -> T {
        let kind = format!("One of {}", choice::words::<T>());
        let example = T::ALL.first().copied().unwrap_or(default);
        let described = describe(key, kind, Absent::Follows(says, quoted(example.word())), about);
        self.take(described, |value| convert::text(value).and_then(choice::parse)).unwrap_or(default)
    }

    /// Some of a closed list of words: at least one, none twice.
    pub(crate) fn choices<T: Choice>(
        &mut self,
        key: &'static str,
        default: &[T],
        about: &'static str,
    ) -> Vec<T> {
        let kind = format!("List of {}", choice::words::<T>());
        let shown: Vec<_> = default.iter().map(|choice| quoted(choice.word())).collect();
        let described = describe(key, kind, Absent::Default(format!("[{}]", shown.join(", "))), about);
        let given = self.take(described, |value| {
            let mut chosen = Vec::new();
            for word in convert::list(value)? {
                let choice = choice::parse(word)?;
                if chosen.contains(&choice) {
                    return Err(format!("names {word} twice"));
                }
                chosen.push(choice);
            }
            if chosen.is_empty() { Err("must name at least one".to_owned()) } else { Ok(chosen) }
        });
        given.unwrap_or_else(|| default.to_vec())
    }

    /// An IP address and a port.
    pub(crate) fn address(
        &mut self,
        key: &'static str,
        default: SocketAddr,
        about: &'static str,
    ) -> SocketAddr {
        let described =
            describe(key, "IP address and port", Absent::Default(quoted(&default.to_string())), about);
        let given = self.take(described, |value| {
            let text = convert::text(value)?;
            text.trim().parse().map_err(|_| {
                format!("must be an IP address and a port such as {default} or [::1]:8080; it is {text:?}")
            })
        });
        given.unwrap_or(default)
    }

    /// Networks in CIDR notation; none by default.
    pub(crate) fn networks(&mut self, key: &'static str, example: &str, about: &'static str) -> Vec<Network> {
        let kind = format!("List of networks in CIDR notation such as {}", quoted(example));
        let described = describe(key, kind, Absent::Default("[]".to_owned()), about);
        let given = self.take(described, |value| {
            convert::list(value)?.into_iter().map(network).collect::<Result<_, _>>()
        });
        given.unwrap_or_default()
    }
}

fn network(text: &str) -> Result<Network, String> {
    // RFC 4632 section 3.1: an address, a slash, the length of the prefix.
    let network: Network = text.parse().map_err(|_| {
        format!("must be networks such as 10.0.0.0/8 or fd00::/8; a single address ends in /32 or /128; one is {text:?}")
    })?;
    if network != network.trunc() {
        return Err(format!("{network} has bits beyond its prefix; the network is {}", network.trunc()));
    }
    // A network of every address would switch off the check it is an exception to.
    if network.prefix_len() == 0 {
        return Err(format!("{network} is every address there is; name the networks you mean"));
    }
    Ok(network)
}
