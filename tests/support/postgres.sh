# A PostgreSQL of our own for the length of a run: a private folder, a free loopback port, a password made
# for it, durable writes on as in production. Sourced by ./check; state is kept in LOGS because each step is
# a subshell. Works as root (the server then runs as the user `postgres`) and as any other user.
# shellcheck shell=bash

readonly POSTGRES_USER=yimen

postgres_state() { printf '%s/postgres.state' "$LOGS"; }

# The folder with initdb and pg_ctl, newest version first; nothing when there is none.
postgres_programs() {
    local folders=(/usr/lib/postgresql/*/bin)
    printf '%s\n' "${folders[@]}" | sort -rV | while read -r folder; do
        [[ -x $folder/initdb ]] && printf '%s\n' "$folder" && break
    done || true
}

# Servers refuse to run as root.
postgres_as_owner() {
    if [[ $(id -u) -eq 0 ]]; then
        (cd / && runuser --user postgres -- "$@")
    else
        "$@"
    fi
}

postgres_start() {
    local folder programs port password
    if [[ -e $(postgres_state) ]]; then
        [[ $(postgres_read 5) == ready ]] || { echo 'PostgreSQL did not start before: see that step'; return 1; }
        return
    fi
    programs=$(postgres_programs)
    [[ -n $programs ]] || { echo 'PostgreSQL is not installed: run ./check prerequisites'; return 1; }
    # A short path: the name of a socket may have about 100 characters, and root's folders may be closed.
    folder=$(mktemp -d "${TMPDIR:-/tmp}/yimen-pg.XXXXXX")
    port=$(free_port_block 1)
    password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    printf '%s' "$password" >"$folder/password"
    [[ $(id -u) -ne 0 ]] || chown -R postgres "$folder"
    printf '%s\n' "$folder" "$port" "$password" "$programs" >"$(postgres_state)"
    postgres_as_owner "$programs/initdb" --pgdata="$folder/data" --username=$POSTGRES_USER \
        --pwfile="$folder/password" --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 --no-instructions
    postgres_settings "$folder" "$port" | postgres_as_owner tee "$folder/data/postgresql.auto.conf" >/dev/null
    if ! postgres_as_owner "$programs/pg_ctl" start --pgdata="$folder/data" --log="$folder/server.log" --wait; then
        cat "$folder/server.log"
        return 1
    fi
    echo ready >>"$(postgres_state)"
}

postgres_settings() {
    cat <<END
listen_addresses = '127.0.0.1'
port = $2
unix_socket_directories = '$1'
max_connections = 200
shared_buffers = '64MB'
fsync = on
synchronous_commit = on
full_page_writes = on
END
}

# postgres_read LINE: 1 folder, 2 port, 3 password, 4 programs, 5 `ready` once it answers.
postgres_read() { sed -n "$1p" "$(postgres_state)"; }

postgres_url() {
    printf 'postgres://%s:%s@127.0.0.1:%s/%s' "$POSTGRES_USER" "$(postgres_read 3)" "$(postgres_read 2)" "$1"
}

# An empty database of that name; an earlier one of the same name is dropped.
postgres_create() {
    local statement
    for statement in "drop database if exists $1 with (force)" "create database $1"; do
        PGPASSWORD=$(postgres_read 3) "$(postgres_read 4)/psql" --host=127.0.0.1 --port="$(postgres_read 2)" \
            --username=$POSTGRES_USER --dbname=postgres --quiet --set=ON_ERROR_STOP=1 --command="$statement"
    done
}

postgres_stop() {
    local folder
    [[ -e $(postgres_state) ]] || return 0
    folder=$(postgres_read 1)
    if [[ -e $folder/data/postmaster.pid ]]; then
        postgres_as_owner "$(postgres_read 4)/pg_ctl" stop --pgdata="$folder/data" --mode=fast --silent 7>&- || true
    fi
    [[ $folder == */yimen-pg.* ]] && rm -rf "$folder"
    rm -f "$(postgres_state)"
}
