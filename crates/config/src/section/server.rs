//! `[server]`: who this service is and where its data lies.

use std::path::PathBuf;
use std::time::Duration;

use crate::source::Source;
use crate::value::issuer::Issuer;
use crate::value::locale;

/// Who this service is and where its data lies.
#[derive(Clone, Debug)]
pub struct Server {
    /// `server.issuer`, URL, required, `YIMEN__SERVER__ISSUER`: the issuer identifier, exact text.
    pub issuer: Issuer,
    /// `server.data_dir`, path, default `data`, `YIMEN__SERVER__DATA_DIR`: folder of the embedded database and the
    /// key-encryption key.
    pub data_dir: PathBuf,
    /// `server.shutdown_seconds`, default 20, `YIMEN__SERVER__SHUTDOWN_SECONDS`: time given to requests under way.
    pub shutdown_seconds: Duration,
    /// `server.default_locale`, language tag, default `zh-Hans`, `YIMEN__SERVER__DEFAULT_LOCALE`: language of pages
    /// when the browser asks for none that exists.
    pub default_locale: String,
}

impl Server {
    pub(crate) fn read(source: &mut Source) -> Self {
        let mut fields = source.section("server", "Who this service is and where its data lies.");
        Self {
            issuer: fields
                .required(
                    "issuer",
                    "https://id.example.org",
                    "The issuer identifier that every token names and every client compares letter by letter: an https \
                     URL without trailing slash, query or fragment. http is taken on a loopback host only. Changing it \
                     cuts off every registered client.",
                    |text| text.parse::<Issuer>().map_err(|refusal| refusal.to_string()),
                )
                .unwrap_or_else(Issuer::unread),
            data_dir: fields.path(
                "data_dir",
                "data",
                "Folder of the embedded database and of the key-encryption key. Relative to the folder of this file.",
            ),
            shutdown_seconds: fields.seconds(
                "shutdown_seconds",
                20,
                1..=600,
                "How long requests under way may go on after the service was told to stop.",
            ),
            default_locale: fields.text(
                "default_locale",
                "zh-Hans",
                "Language of pages when the browser asks for none that exists: a language tag of RFC 5646.",
                locale::check,
            ),
        }
    }
}
