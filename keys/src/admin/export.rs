//! Public parts for others: JWK (RFC 7517) or SubjectPublicKeyInfo in PEM (RFC 7468 section 13).
//!
//! There is no way to a private part from here.

use base::Fault;
use proto::jose::{Jwk, JwkSet};
use rsa::pkcs8::{Document, LineEnding};

use super::Admin;
use crate::alg::der;
use crate::error::{KeyError, KeyRefusal};
use crate::rotation::StateName;

/// Which keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selection {
    /// One signing key, in any state.
    Key(String),
    /// All signing keys that are not retired.
    All,
}

/// In which form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A JWK, or a JWK Set for all.
    Jwk,
    /// PEM blocks one after the other.
    Pem,
}

impl Admin {
    /// The public part of one key or of all.
    ///
    /// # Errors
    /// [`KeyRefusal::UnknownKey`]; [`KeyRefusal::PrivateExport`] for a key that has no public part.
    pub async fn export_public(&self, selection: &Selection, form: Form) -> Result<String, KeyError> {
        let safe = self.keeper.load_initialised().await?;
        match selection {
            Selection::Key(kid) => {
                let jwk = safe.label(kid)?.public.as_ref().ok_or(KeyRefusal::PrivateExport)?;
                match form {
                    Form::Jwk => Ok(json(jwk)?),
                    Form::Pem => Ok(pem(jwk)?),
                }
            }
            Selection::All => {
                let live = safe.labels().filter(|label| label.state.name() != StateName::Retired);
                let keys: Vec<Jwk> = live.filter_map(|label| label.public.clone()).collect();
                match form {
                    Form::Jwk => Ok(json(&JwkSet { keys })?),
                    Form::Pem => Ok(keys.iter().map(pem).collect::<Result<String, Fault>>()?),
                }
            }
        }
    }
}

fn json(value: &impl serde::Serialize) -> Result<String, Fault> {
    serde_json::to_string_pretty(value)
        .map_err(|error| Fault::caused("a public key could not be written", error))
}

fn pem(jwk: &Jwk) -> Result<String, Fault> {
    Document::try_from(der::public_key_info(&jwk.key))
        .and_then(|document| document.to_pem("PUBLIC KEY", LineEnding::LF))
        .map_err(|error| Fault::new(format!("a public key could not be written as PEM: {error}")))
}
