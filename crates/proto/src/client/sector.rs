//! The sector of a client: clients of one sector see a person under one name (OpenID Connect Core 8.1).

use url::Url;

use super::ClientMetadata;
use crate::uri::is_loopback;

impl ClientMetadata {
    /// The sector: the host of `sector_identifier_uri`, else the one host of the redirect URIs, else, where no
    /// host says who the client is, the client alone (`client:` and its id, which no host can be).
    pub fn sector(&self) -> String {
        // OpenID Connect Core 8.1: the host component of the URL.
        if let Some(host) = self.sector_identifier_uri.as_deref().and_then(host_of) {
            return host;
        }
        match self.telling_hosts().as_slice() {
            [only] => only.clone(),
            // Deviation: a loopback address or a private-use scheme is everybody's. Taking its host, as the text
            // has it, would put unrelated clients into one sector and let them compare people.
            _ => format!("client:{}", self.client_id),
        }
    }

    /// The different hosts of the redirect URIs, without those that say nothing about who the client is.
    pub(super) fn telling_hosts(&self) -> Vec<String> {
        let mut hosts: Vec<String> =
            self.redirect_uris.iter().filter_map(|text| telling_host(text)).collect();
        hosts.sort_unstable();
        hosts.dedup();
        hosts
    }
}

fn host_of(text: &str) -> Option<String> {
    Url::parse(text).ok()?.host_str().map(str::to_owned)
}

fn telling_host(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let telling = matches!(url.scheme(), "https" | "http") && !is_loopback(&url);
    telling.then(|| url.host_str().map(str::to_owned))?
}
