//! Runs the provider of text messages and mail for any issuer until interrupted.
//!
//! `cargo run -p sandbox --example messages -- ISSUER LISTEN`
//!
//! The addresses for `messages.sms_url` and `messages.mail_url` are printed, and the page to look at. The issuer must
//! allow the network of LISTEN in `outbound.allow_networks`.

use sandbox::messages::{MessageOptions, MessageProvider};

#[tokio::main]
#[expect(clippy::print_stdout, reason = "a program for the command line")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [issuer, listen] = arguments.as_slice() else {
        return Err("give ISSUER LISTEN".into());
    };
    let provider = MessageProvider::start(MessageOptions {
        issuer: issuer.clone(),
        public_url: String::new(),
        audience: String::new(),
        listen: listen.parse()?,
    })
    .await?;
    println!("sms_url = \"{}\"", provider.sms_url());
    println!("mail_url = \"{}\"", provider.mail_url());
    println!("{}/", provider.public_url());
    tokio::signal::ctrl_c().await?;
    provider.stop().await;
    Ok(())
}
