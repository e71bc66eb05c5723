# Starts the demonstration on free ports, runs a program against it, and ends it. Sourced by ./check; needs
# ROOT, TARGET and build_programs. Ends only the process it started, by its id.
# shellcheck shell=bash

readonly SERVICE_PORTS=10
SERVICE_PID=
SERVICE_FOLDER=

# free_port_block COUNT: the first of COUNT neighbouring loopback ports on which nothing listens, below the
# range the system hands out by itself.
free_port_block() {
    local count=$1 base port try
    for try in {1..200}; do
        base=$((20000 + (RANDOM * 32768 + RANDOM + try) % 12000))
        for ((port = base; port < base + count; port++)); do
            if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
                continue 2
            fi
        done
        printf '%s' "$base"
        return
    done
    echo "no $count free ports found" >&2
    return 1
}

# The demonstration that drives itself and ends. $1: address of the database, empty for SQLite.
run_tour() {
    local base
    build_programs
    SERVICE_FOLDER=$(mktemp -d)
    trap service_stop EXIT
    base=$(free_port_block $SERVICE_PORTS)
    "$TARGET/debug/yimen" demo --tour --data "$SERVICE_FOLDER" --port-base "$base" ${1:+--database "$1"}
}

# with_service FUNCTION DATABASE: runs the function while the demonstration is up.
with_service() {
    build_programs
    trap service_stop EXIT
    service_start "$2"
    "$1"
}

service_start() {
    local base waited
    SERVICE_FOLDER=$(mktemp -d)
    base=$(free_port_block $SERVICE_PORTS)
    "$TARGET/debug/yimen" demo --data "$SERVICE_FOLDER" --port-base "$base" ${1:+--database "$1"} \
        >"$SERVICE_FOLDER/service.log" 2>&1 &
    SERVICE_PID=$!
    SERVICE_ISSUER=http://localhost:$base
    for waited in {1..300}; do
        if curl --silent --fail --output /dev/null "$SERVICE_ISSUER/.well-known/openid-configuration"; then
            echo "service up after about $((waited / 10)) s at $SERVICE_ISSUER"
            return
        fi
        kill -0 "$SERVICE_PID" 2>/dev/null || break
        sleep 0.1
    done
    echo 'the service did not come up:'
    cat "$SERVICE_FOLDER/service.log"
    return 1
}

service_stop() {
    local status=$? waited
    if [[ -n $SERVICE_PID ]] && kill -TERM "$SERVICE_PID" 2>/dev/null; then
        for waited in {1..300}; do
            kill -0 "$SERVICE_PID" 2>/dev/null || break
            sleep 0.1
        done
        [[ $waited -lt 300 ]] || { echo 'the service did not stop within 30 s'; kill -KILL "$SERVICE_PID" || true; }
        wait "$SERVICE_PID" 2>/dev/null || true
    fi
    if [[ $status -ne 0 && -s $SERVICE_FOLDER/service.log ]]; then
        echo 'end of the log of the service:'
        tail -n 30 "$SERVICE_FOLDER/service.log"
    fi
    [[ -z $SERVICE_FOLDER ]] || rm -rf "$SERVICE_FOLDER"
}

# The file in which the demonstration writes down its addresses, clients and people.
service_facts() { printf '%s/demo.json' "$SERVICE_FOLDER"; }

run_conformance() {
    "$TARGET/debug/conformance" run --issuer "$SERVICE_ISSUER" --config "$SERVICE_FOLDER/conformance.toml" \
        --skips "$ROOT/conformance/skips.toml"
}

run_peer() {
    YIMEN_DEMO=$(service_facts) npm --prefix "$ROOT/tests/peer" test --silent
}

run_browser() {
    YIMEN_DEMO=$(service_facts) npm --prefix "$ROOT/tests/browser" test --silent
}
