//! Client secrets: made by us, 256 bits, shown once, kept as keyed hashes; two live side by side while a platform
//! changes over.

use std::time::Duration;

use base::{Fault, Secret, SecretId, Time};
use keys::MacPurpose;
use store::client::ClientSecretRow;

use super::Clients;
use crate::audit::{self, Entry, Kind};

/// A secret just made. The text is shown once and not kept.
#[derive(Debug)]
pub struct NewSecret {
    /// Its id, to name it by later.
    pub id: SecretId,
    /// The secret itself.
    pub text: Secret<String>,
    /// When the secrets before it end.
    pub others_end_at: Time,
}

impl Clients {
    /// Makes a new secret; the ones before it go on for `overlap`.
    pub async fn rotate_secret(
        &self,
        client_id: &str,
        overlap: Duration,
        who: &str,
    ) -> Result<NewSecret, Fault> {
        if self.find_any(client_id).is_none() {
            return Err(Fault::new(format!("there is no client {client_id}")));
        }
        let ground = self.ground.clone();
        let now = ground.now();
        let text = ground.random_text::<32>();
        let row = ClientSecretRow {
            id: SecretId::random(&*ground.rng),
            client_id: client_id.to_owned(),
            hash: ground.keys.mac(MacPurpose::ClientSecret, &[client_id.as_bytes(), text.as_bytes()]),
            created_at: now,
            expires_at: None,
        };
        let (id, end) = (row.id, now.plus(overlap));
        let entry = Entry::new(Kind::ClientSecretChanged, who, "")
            .client(client_id)
            .detail(serde_json::json!({ "secret": id, "others_end_at": end.seconds() }));
        self.ground
            .db
            .write(move |tx| {
                let (ground, row, entry) = (ground.clone(), row.clone(), entry.clone());
                Box::pin(async move {
                    store::client::expire_secrets(tx, &row.client_id, end).await?;
                    store::client::add_secret(tx, &row).await?;
                    audit::record(tx, &ground, entry).await
                })
            })
            .await?;
        Ok(NewSecret { id, text: Secret::new(text), others_end_at: end })
    }

    /// The secrets of a client: id, and when each ends.
    pub fn secrets(&self, client_id: &str) -> Vec<(SecretId, Option<Time>)> {
        let client = self.find_any(client_id);
        client.map_or_else(Vec::new, |client| client.secrets.iter().map(|s| (s.id, s.expires_at)).collect())
    }
}
