//! Options that are addresses: of a socket, of networks, of a service.

use std::net::SocketAddr;

use url::Url;

use super::{Fields, convert, describe, quoted};
use crate::Network;
use crate::sheet::Absent;

impl Fields<'_> {
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

    /// The address of a service, http or https, that need not be named.
    pub(crate) fn optional_url(
        &mut self,
        key: &'static str,
        example: &str,
        about: &'static str,
    ) -> Option<Url> {
        let described = describe(key, "URL", Absent::Nothing(quoted(example)), about);
        self.take(described, |value| convert::text(value).and_then(service_url))
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

/// Never repeats the text: somebody may have written a password into it.
fn service_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|_| "must be an absolute URL such as https://sms.example.org/send")?;
    if !matches!(url.scheme(), "https" | "http") {
        return Err("must be an https URL; http is taken to a network of outbound.allow_networks".to_owned());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("must have no user name or password".to_owned());
    }
    if url.fragment().is_some() {
        return Err("must have no fragment".to_owned());
    }
    Ok(url)
}
