//! Runs one regional platform against any issuer until interrupted.
//!
//! `cargo run -p sandbox --example platform -- DIVISION ISSUER CLIENT_ID CLIENT_SECRET LISTEN`
//!
//! Redirect URI, post-logout URI and back-channel logout URI to register at the issuer are printed.

use sandbox::platform::{Platform, PlatformOptions};

#[tokio::main]
#[expect(clippy::print_stdout, reason = "a program for the command line")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [division_code, issuer, client_id, client_secret, listen] = arguments.as_slice() else {
        return Err("give DIVISION ISSUER CLIENT_ID CLIENT_SECRET LISTEN".into());
    };
    let platform = Platform::start(PlatformOptions {
        name_zh: format!("政务服务网 {division_code}"),
        name_en: format!("Public services {division_code}"),
        division_code: division_code.clone(),
        issuer: issuer.clone(),
        client_id: client_id.clone(),
        client_secret: client_secret.clone(),
        public_url: String::new(),
        listen: listen.parse()?,
    })
    .await?;
    for path in ["/", "/callback", "/signed-out", "/logout/backchannel"] {
        println!("{}{path}", platform.public_url());
    }
    tokio::signal::ctrl_c().await?;
    platform.stop().await;
    Ok(())
}
