//! Writes the sample: `cargo run -p config --example sample > config/yimen.sample.toml`.

use std::io::Write as _;

fn main() -> std::io::Result<()> {
    std::io::stdout().write_all(config::sample().as_bytes())
}
