//! The demonstration while it runs: the identity provider, two platforms, a provider of messages and those that verify
//! people in one process.

use std::sync::Arc;

use base::{Fault, Secret};
use sandbox::messages::{MessageOptions, MessageProvider};
use sandbox::platform::{Platform, PlatformOptions};
use sandbox::providers::ProviderCity;
use sandbox::{Environment, SandboxError};
use tokio::sync::watch;

use super::cabinet::Cabinet;
use super::clients::{self, Cast, ClientKeys, KEY_HOLDERS};
use super::facts::Facts;
use super::files::{make_folder, write_private};
use super::layout::Layout;
use super::people;
use super::providers;
use super::region::Region;
use super::settings::{Choice, Settings};
use crate::app::{App, World};
use crate::cli::CliError;
use crate::http::listeners::{Bound, Sockets};
use crate::http::{gallery, layer, routes};
use crate::telemetry;

/// Everything that runs, and what is known of it.
pub(super) struct Running {
    pub(super) app: App,
    pub(super) layout: Layout,
    pub(super) facts: Facts,
    pub(super) messages: MessageProvider,
    city: ProviderCity,
    platforms: Vec<(Region, Platform)>,
    service: Bound,
    stop: watch::Sender<()>,
}

impl Running {
    /// Makes what is missing, declares who takes part and starts everything.
    pub(super) async fn start(
        layout: Layout,
        choice: Choice<'_>,
        cast: Cast,
        world: World,
    ) -> Result<Self, CliError> {
        make_folder(layout.folder())?;
        let cabinet = Cabinet::open(&layout)?;
        let settings = Settings::make(&layout, choice)?;
        telemetry::init(&settings.config.log)?;
        telemetry::log_panics();
        // First of all, so that a port that is taken changes nothing.
        let sockets = Sockets::bind(&settings.config.listen).await?;
        let city = providers::start(&layout, &cabinet, &world).await?;
        let app = App::open(settings.write(&layout)?, world.clone()).await?;
        providers::declare(&app, &city, &cabinet).await?;
        providers::declare_entities(&app).await?;
        let facts = declared(&app, &layout, &cabinet, cast).await?;
        facts.write(&layout)?;
        let messages = messages(&layout, &world).await?;
        let platforms = platforms(&layout, &facts, &world).await?;
        let pages = routes::public(app.clone()).merge(gallery::router(app.clone()));
        let (stop, stopped) = watch::channel(());
        let service = sockets.serve(app.clone(), layer::wrap(pages, &app), stopped).await?;
        Ok(Self { app, layout, facts, messages, city, platforms, service, stop })
    }

    /// The platform of a region.
    pub(super) fn platform(&self, region: Region) -> Option<&Platform> {
        self.platforms.iter().find(|(own, _)| *own == region).map(|(_, platform)| platform)
    }

    /// Stops the platforms, the service, then whom the service calls: requests under way are answered.
    pub(super) async fn stop(self) -> Result<(), Fault> {
        for (_, platform) in self.platforms {
            platform.stop().await;
        }
        drop(self.stop);
        let drained = self.service.drained().await;
        self.messages.stop().await;
        self.city.stop().await;
        drained
    }
}

async fn declared(app: &App, layout: &Layout, cabinet: &Cabinet, cast: Cast) -> Result<Facts, CliError> {
    let keys = KEY_HOLDERS
        .into_iter()
        .map(|client| Ok((client.to_owned(), cabinet.key_of(client)?)))
        .collect::<Result<ClientKeys, Fault>>()?;
    let text = clients::file_text(layout, cast, &keys);
    write_private(&layout.clients_file(), &text)?;
    let clients = clients::declare(app, &text).await?;
    let mut secrets = std::collections::BTreeMap::new();
    for client in clients.iter().filter(|client| clients::has_secret(client)) {
        let secret: Secret<String> = cabinet.secret_of(&app.clients, client).await?;
        secrets.insert(client.client_id.clone(), secret);
    }
    // Secrets made just now are known to the database; requests look in memory.
    app.clients.reload().await?;
    let people = people::declare(app, cabinet).await?;
    let refresh_grace = app.config.tokens.refresh_grace_seconds.as_secs();
    Ok(Facts { clients, secrets, keys, people, refresh_grace })
}

async fn messages(layout: &Layout, world: &World) -> Result<MessageProvider, CliError> {
    let options = MessageOptions {
        issuer: layout.issuer(),
        public_url: layout.messages_url(),
        audience: String::new(),
        listen: layout.messages(),
    };
    let started = MessageProvider::start_in(options, environment(world)).await;
    started.map_err(|error| CliError::refused(format!("the provider of messages did not start: {error}")))
}

fn environment(world: &World) -> Environment {
    Environment { clock: Arc::clone(&world.clock), rng: Arc::clone(&world.rng), trusted: Vec::new() }
}

async fn platforms(
    layout: &Layout,
    facts: &Facts,
    world: &World,
) -> Result<Vec<(Region, Platform)>, CliError> {
    let mut platforms = Vec::new();
    for region in Region::ALL {
        let started = Platform::start_in(options(layout, facts, region), environment(world)).await;
        platforms.push((region, started.map_err(|error| not_started(&error))?));
    }
    Ok(platforms)
}

fn options(layout: &Layout, facts: &Facts, region: Region) -> PlatformOptions {
    let secret = facts.secrets.get(region.client_id());
    PlatformOptions {
        name_zh: region.chinese().to_owned(),
        name_en: region.english().to_owned(),
        division_code: region.division_code().to_owned(),
        issuer: layout.issuer(),
        client_id: region.client_id().to_owned(),
        client_secret: secret.map_or_else(String::new, |secret| secret.expose().clone()),
        public_url: layout.platform_url(region),
        listen: layout.platform(region),
    }
}

fn not_started(error: &SandboxError) -> CliError {
    let advice = "each platform needs a loopback address of its own; where only 127.0.0.1 exists, as on macOS, add \
                  them with `sudo ifconfig lo0 alias 127.0.0.2` and `sudo ifconfig lo0 alias 127.0.0.3`";
    CliError::refused(format!("a platform did not start: {error}; {advice}"))
}
