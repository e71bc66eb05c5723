//! The guided tour: everything the demonstration shows, walked by the sandbox's browser and verified step by step.
//!
//! The person is a browser without a screen; what it does, a person could do. Only two things are not: the clock is
//! moved on where a person would wait, for a key's time or an app's next code, and the audit log is read through the
//! service.

mod acting;
mod arrival;
mod clock;
mod departure;
mod folder;
mod identity;
mod observer;
mod passkey;
mod report;
mod rotation;
mod second_step;
mod tokens;
mod traveller;
mod unmet;

use std::sync::Arc;

use sandbox::Environment;
use sandbox::actor::Browser;

use super::clients::Cast;
use super::layout::Layout;
use super::settings::Choice;
use super::world::Running;
use crate::app::World;
use crate::cli::CliError;
use crate::cli::invocation::Invocation;
use clock::TourClock;
use observer::Observer;
use report::Broken;
use traveller::Traveller;

pub(super) use folder::{Folder, free_base};
pub(super) use report::Report;

/// Starts the demonstration, walks through it and stops it.
pub(super) async fn run(
    layout: Layout,
    choice: Choice<'_>,
    engine: &'static str,
    at: &Invocation,
) -> Result<Report, CliError> {
    let clock = Arc::new(TourClock::default());
    let world = World { clock: clock.clone(), rng: at.world.rng.clone() };
    let running = Running::start(layout, choice, Cast::WithObserver, world).await?;
    let mut report = Report::new(engine);
    // Why it ended is in the report.
    let _ended = walk(&running, clock, &mut report).await?;
    report.close();
    running.stop().await?;
    Ok(report)
}

async fn walk(
    world: &Running,
    clock: Arc<TourClock>,
    report: &mut Report,
) -> Result<Result<(), Broken>, CliError> {
    let environment =
        Environment { clock: clock.clone(), rng: world.app.ground.rng.clone(), trusted: Vec::new() };
    let browser = Browser::new_in(&environment).map_err(|error| CliError::refused(error.to_string()))?;
    let observer = Observer::arrive(world).await.map_err(|unmet| {
        CliError::refused(format!("{}: expected {}, found {}", unmet.what, unmet.expected, unmet.found))
    })?;
    let mut traveller = Traveller { world, clock, environment, browser, observer };
    Ok(journey(&mut traveller, report).await)
}

async fn journey(t: &mut Traveller<'_>, report: &mut Report) -> Result<(), Broken> {
    let newcomer = report.step(arrival::register(t)).await?;
    let at_first = report.step(arrival::at_first_platform(t)).await?;
    let at_second = report.step(arrival::at_second_platform(t, &at_first)).await?;
    report.step(tokens::user_info(t, &newcomer, &at_first)).await?;
    let before = report.step(tokens::renew(t)).await?;
    let after = report.step(rotation::rotate(t, &before)).await?;
    report.step(second_step::by_app(t, &newcomer, &at_first)).await?;
    report.step(second_step::by_message(t, &newcomer, &at_second)).await?;
    report.step(passkey::alone(t, &at_first)).await?;
    report.step(departure::sign_out(t, &after)).await?;
    report.step(departure::audited(t, &newcomer)).await?;
    let citizen = report.step(identity::tell(t)).await?;
    report.step(identity::ask_register(t, &citizen)).await?;
    report.step(identity::ask_bank(t, &citizen)).await?;
    report.step(identity::meet_demand(t)).await?;
    report.step(identity::meet_it_fully(t, &citizen)).await?;
    report.step(acting::for_enterprise(t, &citizen)).await?;
    report.step(identity::close(t)).await
}
