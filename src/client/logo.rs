//! Logos: pictures by which people know a platform. Entered by an administrator, kept in the database, shown from our
//! own address and as pictures only. What may be one is `picture`'s to say.

use base::Fault;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use keys::MacPurpose;
use store::platform_logo::PlatformLogo;

use super::Clients;
use super::declare::may_be_platform;
use super::picture::{self, PictureFormat, PictureRefusal};
use crate::audit::{self, Entry, Kind};

/// A platform's logo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    /// What the content is.
    pub format: PictureFormat,
    /// The picture itself.
    pub content: Vec<u8>,
    /// What stands in its address; another picture has another.
    pub digest: String,
}

/// Why a logo is not taken.
#[derive(Debug, thiserror::Error)]
pub enum LogoRefusal {
    /// There is no such platform.
    #[error("there is no platform {0}")]
    NoPlatform(String),
    /// The picture breaks a rule.
    #[error(transparent)]
    Picture(#[from] PictureRefusal),
    /// Something of ours failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Clients {
    /// Gives a platform this logo in place of the one it has.
    ///
    /// # Errors
    /// What is wrong with the picture, that there is no such platform, or a fault of the database.
    pub async fn set_logo(&self, platform: &str, content: Vec<u8>, who: &str) -> Result<(), LogoRefusal> {
        let format = picture::check(&content)?;
        let digest = self.ground.keys.mac(MacPurpose::Logo, &[content.as_slice()]);
        let logo = PlatformLogo {
            platform_id: platform.to_owned(),
            media_type: format.media_type().to_owned(),
            digest: URL_SAFE_NO_PAD.encode(digest),
            updated_at: self.ground.now(),
            content,
        };
        match self.change_logo(platform, Some(logo), who).await? {
            true => Ok(()),
            false => Err(LogoRefusal::NoPlatform(platform.to_owned())),
        }
    }

    /// Takes a platform's logo away; `false` when it has none.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn remove_logo(&self, platform: &str, who: &str) -> Result<bool, Fault> {
        self.change_logo(platform, None, who).await
    }

    /// A platform's logo.
    ///
    /// # Errors
    /// A fault of the database, or a row that holds a format that is never shown.
    pub async fn logo(&self, platform: &str) -> Result<Option<Logo>, Fault> {
        // Anybody may ask for any text; what can be no id does not reach the database.
        if !may_be_platform(platform) {
            return Ok(None);
        }
        let mut conn = self.ground.db.reader().await?;
        store::platform_logo::find(&mut conn, platform).await?.map(read).transpose()
    }

    /// The platforms that have a logo, and what stands in its address.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn logo_digests(&self) -> Result<Vec<(String, String)>, Fault> {
        let mut conn = self.ground.db.reader().await?;
        store::platform_logo::all_digests(&mut conn).await
    }

    async fn change_logo(
        &self,
        platform: &str,
        logo: Option<PlatformLogo>,
        who: &str,
    ) -> Result<bool, Fault> {
        if !may_be_platform(platform) {
            return Ok(false);
        }
        let word = if logo.is_some() { "set" } else { "removed" };
        let detail = serde_json::json!({ "platform": platform, "logo": word });
        let entry = Entry::new(Kind::PlatformChanged, who, "").detail(detail);
        let (ground, platform) = (self.ground.clone(), platform.to_owned());
        self.ground
            .db
            .write(move |tx| {
                let (ground, platform) = (ground.clone(), platform.clone());
                let (logo, entry) = (logo.clone(), entry.clone());
                Box::pin(async move {
                    let done = match &logo {
                        Some(logo) => store::platform_logo::set(tx, logo).await?,
                        None => store::platform_logo::remove(tx, &platform).await?,
                    };
                    if done {
                        audit::record(tx, &ground, entry).await?;
                    }
                    Ok(done)
                })
            })
            .await
    }
}

fn read(row: PlatformLogo) -> Result<Logo, Fault> {
    let PlatformLogo { platform_id, media_type, content, digest, .. } = row;
    let unknown =
        || Fault::new(format!("platform_logo, row {platform_id}: media_type {media_type} is never shown"));
    let format = PictureFormat::of_media_type(&media_type).ok_or_else(unknown)?;
    Ok(Logo { format, content, digest })
}
