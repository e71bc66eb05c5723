# Installs what the checks need and the machine lacks, from Debian's packages, the npm registry and the Rust
# registry, naming each thing first. Sourced by ./check; needs ROOT.
# shellcheck shell=bash

readonly CARGO_DENY_VERSION=0.20.2
readonly OLDEST_NODE=20

install_prerequisites() {
    install_debian_packages
    require_node
    install_node_packages tests/browser
    install_node_packages tests/peer
    install_cargo_deny
}

install_debian_packages() {
    local missing=()
    command -v cc >/dev/null || missing+=(gcc libc6-dev)
    command -v curl >/dev/null || missing+=(curl)
    command -v node >/dev/null || missing+=(nodejs)
    command -v npm >/dev/null || missing+=(npm)
    command -v "${CHROMIUM:-chromium}" >/dev/null || missing+=(chromium)
    has_chinese_font || missing+=(fonts-noto-cjk)
    [[ -n $(postgres_programs) ]] || missing+=(postgresql)
    [[ ${#missing[@]} -eq 0 ]] || debian_install "${missing[@]}"
}

# Pages with Chinese text show boxes without one, and the screenshots would be worthless.
has_chinese_font() {
    command -v fc-list >/dev/null && [[ -n $(fc-list :lang=zh-cn family) ]]
}

debian_install() {
    local as_root=()
    echo "installing Debian packages: $*"
    if [[ $(id -u) -ne 0 ]]; then
        command -v sudo >/dev/null || { echo "not root and no sudo: install them by hand"; return 1; }
        as_root=(sudo --non-interactive)
    fi
    # The checks run a private PostgreSQL; a cluster of the system's own is not wanted.
    if [[ " $* " == *' postgresql '* && ! -e /etc/postgresql-common ]]; then
        "${as_root[@]}" mkdir -p /etc/postgresql-common
        echo 'create_main_cluster = false' |
            "${as_root[@]}" tee /etc/postgresql-common/createcluster.conf >/dev/null
    fi
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends \
        -o Dpkg::Options::=--force-confold "$@"
}

require_node() {
    local version
    version=$(node --version)
    version=${version#v}
    if [[ ${version%%.*} -lt $OLDEST_NODE ]]; then
        echo "node $version is too old for the browser and peer tests: $OLDEST_NODE or newer is needed"
        return 1
    fi
}

# npm ci deletes and lays anew; it is passed over while the installed tree still matches the lock file.
install_node_packages() {
    local folder=$1 stamp=$1/node_modules/.package-lock.stamp
    if [[ -e $stamp ]] && cmp -s "$folder/package-lock.json" "$stamp"; then
        return
    fi
    echo "installing npm packages of $folder"
    (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund)
    cp "$folder/package-lock.json" "$stamp"
}

install_cargo_deny() {
    local version
    version=$(cargo deny --version 2>/dev/null || true)
    if [[ $version == "cargo-deny $CARGO_DENY_VERSION" ]]; then
        return
    fi
    echo "installing cargo-deny $CARGO_DENY_VERSION from the Rust registry (a few minutes, once)"
    cargo install --quiet --locked --no-default-features --target-dir "$TARGET/tools" \
        "cargo-deny@$CARGO_DENY_VERSION"
    rm -rf "$TARGET/tools"
}
