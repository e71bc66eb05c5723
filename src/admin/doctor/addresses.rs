//! Do the addresses that clients registered answer? What does not is for the platform to repair: a warning.

use base::Fault;
use config::Config;
use futures_util::future::join_all;
use outbound::{Outbound, OutboundPolicy};
use proto::client::ClientMetadata;
use proto::jose::{JwkSet, VerifyingKey};
use store::client::ClientStatus;
use url::Url;

use super::Finding;
use crate::admin::site::Site;

/// What a registered address is for.
#[derive(Clone, Copy)]
enum Purpose {
    Keys,
    Sector,
    Logout,
}

impl Purpose {
    const fn field(self) -> &'static str {
        match self {
            Self::Keys => "jwks_uri",
            Self::Sector => "sector_identifier_uri",
            Self::Logout => "backchannel_logout_uri",
        }
    }
}

pub(super) async fn examine(config: &Config, site: &Site) -> Vec<Finding> {
    let prepared = match outbound(config) {
        Ok(outbound) => clients(site).await.map(|clients| (outbound, clients)),
        Err(fault) => Err(fault),
    };
    let (outbound, clients) = match prepared {
        Ok(prepared) => prepared,
        Err(fault) => {
            let advice = "see [outbound] of the configuration and the database";
            return vec![Finding::fail("addresses", fault.chain(), advice)];
        }
    };
    let named = clients.iter().flat_map(addresses);
    let looks = named.map(|(client, purpose, address)| look(&outbound, client, purpose, address));
    join_all(looks).await
}

fn outbound(config: &Config) -> Result<Outbound, Fault> {
    let section = &config.outbound;
    Outbound::new(OutboundPolicy {
        timeout: section.timeout_ms,
        max_response: section.max_response_kib.bytes(),
        allow_networks: section.allow_networks.clone(),
        ca_file: section.ca_file.clone(),
    })
}

async fn clients(site: &Site) -> Result<Vec<ClientMetadata>, Fault> {
    let rows = store::client::all_with_secrets(&mut site.db.reader().await?).await?;
    let enabled = rows.into_iter().map(|(row, _)| row).filter(|row| row.status == ClientStatus::Active);
    enabled
        .map(|row| {
            serde_json::from_str(&row.metadata)
                .map_err(|error| Fault::caused(format!("client {}: metadata is not readable", row.id), error))
        })
        .collect()
}

fn addresses(client: &ClientMetadata) -> impl Iterator<Item = (&str, Purpose, &str)> {
    let named = [
        (Purpose::Keys, client.jwks_uri.as_deref()),
        (Purpose::Sector, client.sector_identifier_uri.as_deref()),
        (Purpose::Logout, client.backchannel_logout_uri.as_deref()),
    ];
    let id = client.client_id.as_str();
    named.into_iter().filter_map(move |(purpose, address)| Some((id, purpose, address?)))
}

async fn look(outbound: &Outbound, client: &str, purpose: Purpose, address: &str) -> Finding {
    let subject = format!("client {client} {}", purpose.field());
    match ask(outbound, purpose, address).await {
        Ok(note) => Finding::ok(subject, note),
        Err(why) => {
            let advice = "ask the platform to see to it, or correct the client's registration";
            Finding::warn(subject, format!("{address}: {why}"), advice)
        }
    }
}

/// A logout address takes posts only: any answer shows that it is there.
async fn ask(outbound: &Outbound, purpose: Purpose, address: &str) -> Result<String, String> {
    let url = Url::parse(address).map_err(|error| error.to_string())?;
    let answer = outbound.get(&url, "application/json").await.map_err(|error| error.to_string())?;
    match purpose {
        Purpose::Logout => return Ok(format!("answers (status {})", answer.status)),
        Purpose::Keys | Purpose::Sector if answer.status != 200 => {
            return Err(format!("status {}", answer.status));
        }
        Purpose::Sector => return Ok("answers".to_owned()),
        Purpose::Keys => {}
    }
    let set = JwkSet::parse(&answer.body).map_err(|error| error.to_string())?;
    match set.keys.iter().filter(|key| VerifyingKey::from_jwk(key).is_ok()).count() {
        0 => Err("it holds no key that can verify a signature".to_owned()),
        usable => Ok(format!("answers with {usable} usable keys")),
    }
}
