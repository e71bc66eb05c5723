//! Runs the city of providers for any issuer until interrupted.
//!
//! `cargo run -p sandbox --example providers -- ISSUER LISTEN`
//!
//! The page for testers is printed, and what each provider is registered with. The issuer must allow the network of
//! LISTEN in `outbound.allow_networks`.

use sandbox::Environment;
use sandbox::providers::{Options, ProviderCity};

#[tokio::main]
#[expect(clippy::print_stdout, reason = "a program for the command line")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [issuer, listen] = arguments.as_slice() else {
        return Err("give ISSUER LISTEN".into());
    };
    let options =
        Options { bind: listen.parse()?, issuer: issuer.parse()?, environment: Environment::default() };
    let city = ProviderCity::start(options).await?;
    println!("{}/", city.url());
    for provider in city.providers() {
        let registration = city.registration(provider)?;
        println!("{} ({}): {}", registration.id, registration.kind, registration.settings);
        for (_, key) in &registration.their_keys {
            println!("  {key}");
        }
    }
    tokio::signal::ctrl_c().await?;
    city.stop().await;
    Ok(())
}
