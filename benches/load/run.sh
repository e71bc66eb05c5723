#!/usr/bin/env bash
# Measures the release build on one engine:
#
#   benches/load/run.sh sqlite   [option or operation of the driver...]
#   benches/load/run.sh postgres [...]
#
# For PostgreSQL a server of its own is started on loopback, with durable writes, and ended afterwards. Without
# arguments of its own the driver measures everything three times; see docs/benchmarks.md.

set -euo pipefail
shopt -s inherit_errexit
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

ROOT=$PWD
TARGET=${CARGO_TARGET_DIR:-$ROOT/target}
LOGS=$(mktemp -d)
export LOGS

# shellcheck source=tests/support/postgres.sh
source tests/support/postgres.sh
# shellcheck source=tests/support/service.sh
source tests/support/service.sh

finish() {
    postgres_stop
    rm -rf "$LOGS"
}

engine=${1:?sqlite or postgres}
shift
trap finish EXIT
cargo build --quiet --release --no-default-features --package yimen
cargo build --quiet --release --package load
options=(--program "$TARGET/release/yimen" --log-to "$LOGS/service.log")
if [[ $engine == postgres ]]; then
    postgres_start >/dev/null
    postgres_create bench
    options+=(--database "$(postgres_url bench)" --postmaster "$(head -n 1 "$(postgres_read 1)/data/postmaster.pid")")
fi
"$TARGET/release/load" "${options[@]}" "$@"
