//! Platforms and clients declared by a file. Idempotent: what is already so is left alone; what differs is changed;
//! what the file does not name is not touched. A file with a problem changes nothing.

use std::collections::BTreeMap;

use base::Fault;
use proto::client::{ClientMetadata, LoopbackHttp};
use proto::jose::Algorithm;
use serde::{Deserialize, Serialize};
use store::client::{Client, ClientStatus};
use store::platform::{Platform, PlatformStatus};

use super::{Clients, sector};
use crate::audit::{self, Entry, Kind};

/// A file of platforms and clients: `[[platform]]` and `[[client]]` tables.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientFile {
    /// Platforms declared.
    #[serde(default)]
    pub platform: Vec<DeclaredPlatform>,
    /// Clients declared.
    #[serde(default)]
    pub client: Vec<ClientMetadata>,
}

/// One declared platform.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclaredPlatform {
    /// Its id: lower-case letters, digits and hyphens.
    pub id: String,
    /// Its name by language tag; `zh-Hans` is required.
    pub names: BTreeMap<String, String>,
    /// Administrative division code, GB/T 2260: six digits.
    pub division_code: String,
}

/// One thing wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileProblem {
    /// The table it stands in, such as `client city-portal`.
    pub entry: String,
    /// The field, where it is one field's.
    pub field: String,
    /// What is wrong.
    pub reason: String,
}

/// What a file changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The table, such as `client city-portal`.
    pub entry: String,
    /// `created`, `changed` or `unchanged`.
    pub change: &'static str,
}

impl Clients {
    /// Every problem of a file, fetched documents included.
    pub async fn check_file(&self, file: &ClientFile, loopback: LoopbackHttp) -> Vec<FileProblem> {
        let mut problems: Vec<_> = file.platform.iter().flat_map(platform_problems).collect();
        let known = self.platform_ids().await.unwrap_or_default();
        for client in &file.client {
            let entry = format!("client {}", client.client_id);
            let problem = |field: &str, reason: String| FileProblem {
                entry: entry.clone(),
                field: field.to_owned(),
                reason,
            };
            let broken = client.check(loopback);
            problems.extend(broken.into_iter().map(|found| problem(found.field, found.reason.clone())));
            let declared = file.platform.iter().any(|platform| platform.id == client.platform);
            if !declared && !known.contains(&client.platform) {
                problems.push(problem("platform", format!("there is no platform {}", client.platform)));
            }
            problems.extend(
                self.without_key(client)
                    .map(|field| problem(field, "no key of this algorithm is active here".to_owned())),
            );
            if let Err(reason) = sector::check(&self.outbound, client).await {
                problems.push(problem("sector_identifier_uri", reason));
            }
        }
        problems
    }

    /// The fields that ask for a signature nobody here could make: every sign-in would end in a fault.
    fn without_key(&self, client: &ClientMetadata) -> impl Iterator<Item = &'static str> {
        let active = self.ground.keys.algorithms();
        let asked = [
            ("id_token_signed_response_alg", Some(client.id_token_signed_response_alg)),
            ("userinfo_signed_response_alg", client.userinfo_signed_response_alg),
        ];
        let lacking = move |wanted: Option<Algorithm>| wanted.is_some_and(|one| !active.contains(&one));
        asked.into_iter().filter(move |(_, wanted)| lacking(*wanted)).map(|(field, _)| field)
    }

    /// What applying the file would change.
    pub async fn differences(&self, file: &ClientFile) -> Result<Vec<Difference>, Fault> {
        let mut conn = self.ground.db.reader().await?;
        let platforms = store::platform::list(&mut conn).await?;
        let clients = store::client::all_with_secrets(&mut conn).await?;
        let mut told = Vec::new();
        for declared in &file.platform {
            let stored = platforms.iter().find(|row| row.id == declared.id);
            let same = stored.map(|row| (row.names.clone(), row.division_code.clone()));
            let wanted = (json_of(&declared.names)?, declared.division_code.clone());
            told.push(difference(format!("platform {}", declared.id), same, &wanted));
        }
        for declared in &file.client {
            let stored = clients.iter().find(|(row, _)| row.id == declared.client_id);
            let same = stored.map(|(row, _)| row.metadata.clone());
            told.push(difference(format!("client {}", declared.client_id), same, &json_of(declared)?));
        }
        Ok(told)
    }

    /// Applies a checked file in one transaction and returns what changed.
    pub async fn apply(&self, file: &ClientFile, who: &str) -> Result<Vec<Difference>, Fault> {
        let differences = self.differences(file).await?;
        let (platforms, clients) = (self.platform_rows(file).await?, self.client_rows(file).await?);
        let changed: Vec<_> =
            differences.iter().filter(|one| one.change != "unchanged").map(|one| one.entry.clone()).collect();
        let (ground, who) = (self.ground.clone(), who.to_owned());
        self.ground
            .db
            .write(move |tx| {
                let (ground, who, changed) = (ground.clone(), who.clone(), changed.clone());
                let (platforms, clients) = (platforms.clone(), clients.clone());
                Box::pin(async move {
                    for row in
                        platforms.iter().filter(|row| changed.contains(&format!("platform {}", row.id)))
                    {
                        store::platform::upsert(tx, row).await?;
                        let entry = Entry::new(Kind::PlatformChanged, &who, "");
                        let detail = serde_json::json!({ "platform": row.id, "division": row.division_code });
                        audit::record(tx, &ground, entry.detail(detail)).await?;
                    }
                    for row in clients.iter().filter(|row| changed.contains(&format!("client {}", row.id))) {
                        store::client::upsert(tx, row).await?;
                        let entry = Entry::new(Kind::ClientChanged, &who, "").client(&row.id);
                        audit::record(tx, &ground, entry).await?;
                    }
                    Ok::<_, Fault>(())
                })
            })
            .await?;
        self.reload().await?;
        Ok(differences)
    }

    /// Enables or disables a client.
    pub async fn set_client_status(&self, id: &str, status: ClientStatus, who: &str) -> Result<bool, Fault> {
        let (ground, id) = (self.ground.clone(), id.to_owned());
        let entry =
            Entry::new(Kind::ClientChanged, who, "").client(&id).detail(status_detail(status.as_str()));
        self.ground
            .db
            .write(move |tx| {
                let (ground, id, entry) = (ground.clone(), id.clone(), entry.clone());
                Box::pin(async move {
                    let found = store::client::set_status(tx, &id, status, ground.now()).await?;
                    if found {
                        audit::record(tx, &ground, entry).await?;
                    }
                    Ok(found)
                })
            })
            .await
    }

    /// Enables or disables a platform and with it all its clients.
    pub async fn set_platform_status(
        &self,
        id: &str,
        status: PlatformStatus,
        who: &str,
    ) -> Result<bool, Fault> {
        let (ground, id) = (self.ground.clone(), id.to_owned());
        let detail = serde_json::json!({ "platform": id, "status": status.as_str() });
        let entry = Entry::new(Kind::PlatformChanged, who, "").detail(detail);
        self.ground
            .db
            .write(move |tx| {
                let (ground, id, entry) = (ground.clone(), id.clone(), entry.clone());
                Box::pin(async move {
                    let found = store::platform::set_status(tx, &id, status, ground.now()).await?;
                    if found {
                        audit::record(tx, &ground, entry).await?;
                    }
                    Ok(found)
                })
            })
            .await
    }

    /// The platforms, in id order.
    pub async fn platforms(&self) -> Result<Vec<Platform>, Fault> {
        let mut conn = self.ground.db.reader().await?;
        store::platform::list(&mut conn).await
    }

    async fn platform_ids(&self) -> Result<Vec<String>, Fault> {
        Ok(self.platforms().await?.into_iter().map(|row| row.id).collect())
    }

    /// What is switched off stays switched off, whatever the file says of it.
    async fn platform_rows(&self, file: &ClientFile) -> Result<Vec<Platform>, Fault> {
        let (now, stored) = (self.ground.now(), self.platforms().await?);
        let row = |declared: &DeclaredPlatform| {
            let before = stored.iter().find(|row| row.id == declared.id);
            Ok(Platform {
                id: declared.id.clone(),
                names: json_of(&declared.names)?,
                division_code: declared.division_code.clone(),
                status: before.map_or(PlatformStatus::Active, |row| row.status),
                created_at: now,
                updated_at: now,
            })
        };
        file.platform.iter().map(row).collect()
    }

    async fn client_rows(&self, file: &ClientFile) -> Result<Vec<Client>, Fault> {
        let now = self.ground.now();
        let mut conn = self.ground.db.reader().await?;
        let stored = store::client::all_with_secrets(&mut conn).await?;
        let row = |declared: &ClientMetadata| {
            let before = stored.iter().find(|(row, _)| row.id == declared.client_id);
            Ok(Client {
                id: declared.client_id.clone(),
                platform_id: declared.platform.clone(),
                metadata: json_of(declared)?,
                status: before.map_or(ClientStatus::Active, |(row, _)| row.status),
                version: 1,
                created_at: now,
                updated_at: now,
            })
        };
        file.client.iter().map(row).collect()
    }
}

fn difference<T: PartialEq>(entry: String, stored: Option<T>, wanted: &T) -> Difference {
    let change = match stored {
        None => "created",
        Some(stored) if stored == *wanted => "unchanged",
        Some(_) => "changed",
    };
    Difference { entry, change }
}

fn json_of(value: &impl Serialize) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(|error| Fault::caused("a declared entry cannot be written", error))
}

fn status_detail(status: &str) -> serde_json::Value {
    serde_json::json!({ "status": status })
}

/// Whether a text has the form of a platform's id.
pub(super) fn may_be_platform(id: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !id.is_empty() && id.len() <= 64 && id.chars().all(plain)
}

fn platform_problems(platform: &DeclaredPlatform) -> Vec<FileProblem> {
    let mut problems = Vec::new();
    let mut problem = |field: &str, reason: &str| {
        problems.push(FileProblem {
            entry: format!("platform {}", platform.id),
            field: field.to_owned(),
            reason: reason.to_owned(),
        });
    };
    if !may_be_platform(&platform.id) {
        problem("id", "an id is made of lower-case letters, digits and hyphens");
    }
    if platform.division_code.len() != 6 || !platform.division_code.bytes().all(|byte| byte.is_ascii_digit())
    {
        problem("division_code", "a division code has six digits (GB/T 2260)");
    }
    if platform.names.get("zh-Hans").is_none_or(|name| name.trim().is_empty()) {
        problem("names", "a name in zh-Hans is required");
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn platform(division_code: &str) -> DeclaredPlatform {
        DeclaredPlatform {
            id: "lakeside".to_owned(),
            names: [("zh-Hans".to_owned(), "湖滨市".to_owned())].into(),
            division_code: division_code.to_owned(),
        }
    }

    #[test]
    fn accepted_with_name_and_division() {
        assert_eq!(platform_problems(&platform("330100")), []);
    }

    #[test]
    fn refused_when_the_division_code_is_no_six_digits() {
        let fields: Vec<_> = platform_problems(&platform("3301")).into_iter().map(|p| p.field).collect();
        assert_eq!(fields, ["division_code"]);
    }
}
