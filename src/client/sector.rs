//! Sector identifiers (OpenID Connect Core 1.0 section 8.1): the document behind `sector_identifier_uri` must list
//! every redirect URI of the client that points to it.

use outbound::Outbound;
use proto::client::ClientMetadata;
use url::Url;

/// Fetches and checks the document; the text says what is wrong with it.
pub(super) async fn check(outbound: &Outbound, metadata: &ClientMetadata) -> Result<(), String> {
    let Some(uri) = metadata.sector_identifier_uri.as_deref() else {
        return Ok(());
    };
    let url = Url::parse(uri).map_err(|error| format!("sector_identifier_uri: {error}"))?;
    let answer = outbound
        .get(&url, "application/json")
        .await
        .map_err(|error| format!("sector_identifier_uri cannot be fetched: {error}"))?;
    if answer.status != 200 {
        return Err(format!("sector_identifier_uri answers with status {}", answer.status));
    }
    let listed: Vec<String> = serde_json::from_slice(&answer.body)
        .map_err(|_| "the document behind sector_identifier_uri is no JSON array of strings".to_owned())?;
    // "The values of the redirect_uris MUST be included in the elements of the array."
    let missing =
        metadata.redirect_uris.iter().find(|uri| !listed.iter().any(|listed| listed == uri.as_str()));
    missing.map_or(Ok(()), |uri| Err(format!("the sector document does not list {}", uri.as_str())))
}
