//! What each operation may cost, in counts: they do not depend on the machine.

use std::time::Duration;

use serde_json::json;
use store::{Counters, Engine};
use testkit::{World, on_each_database};

on_each_database! {
    a_sign_on_from_a_live_session_writes_nothing,
    the_use_of_a_session_is_written_once_a_minute,
    a_code_costs_one_transaction,
    a_refresh_costs_one_transaction,
    client_credentials_cost_no_database_at_all,
    an_access_token_is_introspected_without_the_database,
    userinfo_costs_one_read,
    documents_cost_no_database_at_all,
    a_refused_request_costs_no_database_at_all,
    a_page_without_a_session_costs_no_database_at_all,
}

/// What is sent to the database from here on.
struct Meter<'w> {
    world: &'w World,
    start: Counters,
}

impl<'w> Meter<'w> {
    fn start(world: &'w World) -> Self {
        Self { world, start: world.app.ground.db.counters() }
    }

    fn read(&self) -> Counters {
        let now = self.world.app.ground.db.counters();
        Counters {
            round_trips: now.round_trips - self.start.round_trips,
            write_units: now.write_units - self.start.write_units,
            commits: now.commits - self.start.commits,
        }
    }

    fn has(&self, engine: Engine) -> bool {
        self.world.app.ground.db.engine() == engine
    }
}

async fn a_sign_on_from_a_live_session_writes_nothing(world: World) {
    let lin = world.person("lin").await;
    let city = world.party("city", json!({ "consent": "required" })).await;
    let mut browser = world.browser();
    lin.tokens(&mut browser, &city.ask()).await;
    let ask = city.ask();
    let meter = Meter::start(&world);
    ask.unasked(&mut browser).await.code();
    assert_eq!(meter.read(), Counters { round_trips: 1, write_units: 0, commits: 0 });
}

async fn the_use_of_a_session_is_written_once_a_minute(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let mut browser = world.browser();
    lin.tokens(&mut browser, &city.ask()).await;
    world.advance(Duration::from_secs(60));
    let meter = Meter::start(&world);
    for _ in 0..3 {
        city.ask().unasked(&mut browser).await.code();
    }
    assert_eq!(meter.read().write_units, 1);
}

async fn a_code_costs_one_transaction(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let ask = city.ask();
    let answer = lin.answer(&mut world.browser(), &ask).await;
    let meter = Meter::start(&world);
    assert_eq!(city.redeem(&ask, answer.code()).await.status, 200);
    let spent = meter.read();
    assert_eq!((spent.write_units, spent.commits), (1, 1));
    if meter.has(Engine::Postgres) {
        assert!(spent.round_trips <= 3, "{spent:?}");
    }
}

async fn a_refresh_costs_one_transaction(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let tokens = lin.tokens(&mut world.browser(), &city.ask()).await;
    let meter = Meter::start(&world);
    assert_eq!(city.refresh(tokens.refresh_token()).await.status, 200);
    let spent = meter.read();
    assert_eq!((spent.write_units, spent.commits), (1, 1));
    if meter.has(Engine::Postgres) {
        assert!(spent.round_trips <= 3, "{spent:?}");
    }
}

async fn client_credentials_cost_no_database_at_all(world: World) {
    let record = json!({
        "grant_types": ["client_credentials"], "scope": "records.read", "redirect_uris": null,
        "post_logout_redirect_uris": null, "backchannel_logout_uri": null,
    });
    let service = world.party("service", record).await;
    let meter = Meter::start(&world);
    assert_eq!(service.post("/token", &[("grant_type", "client_credentials")]).await.status, 200);
    assert_eq!(meter.read(), Counters::default());
}

async fn an_access_token_is_introspected_without_the_database(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let tokens = lin.tokens(&mut world.browser(), &city.ask()).await;
    let meter = Meter::start(&world);
    assert_eq!(city.introspect(&tokens.access_token).await["active"], json!(true));
    assert_eq!(meter.read().write_units, 0);
}

async fn userinfo_costs_one_read(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let tokens = lin.tokens(&mut world.browser(), &city.ask()).await;
    let meter = Meter::start(&world);
    assert_eq!(city.userinfo(&tokens.access_token).await.status, 200);
    assert_eq!(meter.read(), Counters { round_trips: 1, write_units: 0, commits: 0 });
}

async fn documents_cost_no_database_at_all(world: World) {
    let meter = Meter::start(&world);
    for path in ["/.well-known/openid-configuration", "/jwks"] {
        assert_eq!(world.get(path).await.status, 200);
    }
    assert_eq!(meter.read(), Counters::default());
}

async fn a_refused_request_costs_no_database_at_all(world: World) {
    let city = world.party("city", json!({})).await;
    let meter = Meter::start(&world);
    assert_eq!(city.post("/token", &[("grant_type", "password")]).await.status, 400);
    assert_eq!(city.refresh("x").await.status, 400);
    assert_eq!(city.redeem(&city.ask(), "x").await.status, 400);
    assert_eq!(city.userinfo("x").await.status, 401);
    city.ask().with("redirect_uri", "https://evil.example/").open(&mut world.browser()).await;
    assert_eq!(meter.read(), Counters::default());
}

async fn a_page_without_a_session_costs_no_database_at_all(world: World) {
    let city = world.party("city", json!({})).await;
    let meter = Meter::start(&world);
    assert!(city.ask().open(&mut world.browser()).await.has("sign-in-form"));
    assert_eq!(meter.read(), Counters::default());
}
