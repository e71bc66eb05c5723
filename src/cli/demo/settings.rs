//! The configuration of the demonstration: `config/demo.toml` with this run's ports, folder and database.

use std::path::Path;

use base::Fault;
use config::Config;
use toml::{Table, Value};

use super::files::write_private;
use super::layout::Layout;
use crate::cli::CliError;

/// What every demonstration has in common, documented where it is.
const BASIS: &str = include_str!("../../../config/demo.toml");
const HEADER: &str = "\
# Written by `yimen demo` at every start; what is changed here is lost. Not for use by real people.
# Every option is described by `yimen config sample`.

";
/// The address of a database may hold a password, so it has a file of its own.
const DATABASE_FILE: &str = "secrets/database_url";

/// What the command line chose.
#[derive(Clone, Copy, Debug)]
pub(super) struct Choice<'a> {
    /// The address of a database server; the embedded database without one.
    pub(super) database: Option<&'a str>,
    /// What is worth a log line.
    pub(super) log: &'a str,
}

/// The configuration of this run, before anything of an earlier one is replaced.
pub(super) struct Settings {
    /// As every other command will read it.
    pub(super) config: Config,
    text: String,
}

impl Settings {
    /// Makes and checks them. The address of a database is written down: the configuration names its file.
    pub(super) fn make(layout: &Layout, choice: Choice<'_>) -> Result<Self, CliError> {
        if let Some(url) = choice.database {
            write_private(&layout.folder().join(DATABASE_FILE), url)?;
        }
        let text = text(layout, choice)?;
        Ok(Self { config: load(&text, &layout.config_file())?, text })
    }

    /// Writes the file for every other command.
    pub(super) fn write(self, layout: &Layout) -> Result<Config, Fault> {
        write_private(&layout.config_file(), &self.text)?;
        Ok(self.config)
    }
}

/// Variables of the environment are left out: one meant for a real service must not lead the demonstration there.
fn load(text: &str, file: &Path) -> Result<Config, CliError> {
    Config::load(text, file, []).map_err(|problems| {
        let told: Vec<_> = problems.iter().map(ToString::to_string).collect();
        CliError::refused(format!("the demonstration cannot be set up so: {}", told.join("; ")))
    })
}

fn text(layout: &Layout, choice: Choice<'_>) -> Result<String, Fault> {
    let mut settings: Table =
        BASIS.parse().map_err(|error| Fault::caused("config/demo.toml cannot be read", error))?;
    let messages = layout.messages_url();
    let own = [
        (&["server", "issuer"][..], layout.issuer()),
        (&["server", "data_dir"], ".".to_owned()),
        (&["listen", "public", "address"], layout.public().to_string()),
        (&["listen", "admin", "address"], layout.admin().to_string()),
        (&["listen", "ops", "address"], layout.ops().to_string()),
        (&["messages", "sms_url"], format!("{messages}/sms")),
        (&["messages", "mail_url"], format!("{messages}/mail")),
        (&["log", "level"], choice.log.to_owned()),
    ];
    for (path, value) in own {
        set(&mut settings, path, &value)?;
    }
    if choice.database.is_some() {
        set(&mut settings, &["database", "url_file"], DATABASE_FILE)?;
    }
    let body = toml::to_string(&settings).map_err(|error| Fault::caused("the configuration", error))?;
    Ok(format!("{HEADER}{body}"))
}

fn set(table: &mut Table, path: &[&str], value: &str) -> Result<(), Fault> {
    let no_table = || Fault::new(format!("config/demo.toml: {} is no table", path.join(".")));
    match path {
        [] => Err(no_table()),
        [key] => {
            table.insert((*key).to_owned(), Value::String(value.to_owned()));
            Ok(())
        }
        [section, rest @ ..] => {
            let inner = table.entry(*section).or_insert_with(|| Value::Table(Table::new()));
            set(inner.as_table_mut().ok_or_else(no_table)?, rest, value)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn layout() -> Layout {
        Layout::new(PathBuf::from("somewhere"), 9000)
    }

    fn embedded() -> Choice<'static> {
        Choice { database: None, log: "warn" }
    }

    #[test]
    fn settings_are_valid_and_name_the_ports_of_this_run() {
        let config = load(&text(&layout(), embedded()).unwrap(), Path::new("somewhere/yimen.toml")).unwrap();
        assert_eq!(config.server.issuer.as_str(), "http://localhost:9000");
        assert_eq!(config.listen.public.address, layout().public());
        assert_eq!(config.listen.admin.address, layout().admin());
        assert!(config.database.url.expose().starts_with("sqlite:"));
        assert!(!config.outbound.allow_networks.is_empty());
    }

    #[test]
    fn messages_go_to_the_provider_of_this_run() {
        let config = load(&text(&layout(), embedded()).unwrap(), Path::new("somewhere/yimen.toml")).unwrap();
        let (sms, mail) = (config.messages.sms_url.unwrap(), config.messages.mail_url.unwrap());
        assert_eq!((sms.port(), sms.path()), (Some(layout().messages().port()), "/sms"));
        assert_eq!((mail.port(), mail.path()), (Some(layout().messages().port()), "/mail"));
    }

    #[test]
    fn a_way_back_opens_at_once_as_the_screen_says() {
        let config = load(&text(&layout(), embedded()).unwrap(), Path::new("somewhere/yimen.toml")).unwrap();
        assert!(config.recovery.delay_hours.is_zero() && config.recovery.phone_delay_hours.is_zero());
    }

    #[test]
    fn address_of_a_database_is_not_written_into_the_configuration() {
        let choice = Choice { database: Some("postgres://somebody:hidden@localhost/x"), ..embedded() };
        assert!(!text(&layout(), choice).unwrap().contains("hidden"));
    }
}
