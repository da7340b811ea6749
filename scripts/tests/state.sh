#!/usr/bin/env bash
# The state in a real PostgreSQL: the same tests as on SQLite, by the same SQL text, and an incident kept in it.
source "$(dirname "$0")/common.bash"

bin="$(ls -d /usr/lib/postgresql/*/bin 2> /dev/null | sort -V | tail -n 1)"
[ -n "$bin" ] || fail "there is no PostgreSQL: scripts/install-packages.sh test installs it"
# PostgreSQL refuses root; it runs as the user that its package makes, in a folder of its own.
as_user() {
    if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}
mkdir "$work/pg" && chmod 700 "$work/pg" && chmod 755 "$work"
[ "$(id -u)" -ne 0 ] || chown postgres "$work/pg"
stop() {
    as_user "$bin/pg_ctl" -D "$work/pg/data" -m immediate -w stop > /dev/null 2>&1 || true
    chmod -R u+rwX "$work" 2> /dev/null || true
    rm -rf "$work"
}
trap stop EXIT
port="$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
password="state-$RANDOM"
as_user sh -c "echo '$password' > '$work/pg/password'"
as_user "$bin/initdb" -D "$work/pg/data" -U nunchi --pwfile="$work/pg/password" -A scram-sha-256 -E UTF8 > initdb.txt 2>&1 ||
    fail "initdb: $(tail -5 initdb.txt)"
as_user "$bin/pg_ctl" -D "$work/pg/data" -w -l "$work/pg/log" \
    -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$work/pg" start > start.txt 2>&1 ||
    fail "pg_ctl: $(cat start.txt)"
url="postgres://nunchi:$password@127.0.0.1:$port/postgres"

(cd "$here/../.." && NUNCHI_TEST_POSTGRES="$url" cargo test --quiet --locked --workspace --test state) > state.txt 2>&1 ||
    fail "the tests of the state on PostgreSQL: $(tail -30 state.txt)"

# An incident is kept there, sealed, and nothing of it beside the ledger.
as_user env PGPASSWORD="$password" "$bin/createdb" -h 127.0.0.1 -p "$port" -U nunchi incidents
url="${url%/*}/incidents"
nunchi init --example shop > /dev/null
export NUNCHI_STATE="$url"
expect 0 '"stage":"open"' nunchi incident open --title 'a title that somebody typed' --reason 'a reason' --as kim --format json
expect 0 '"stage":"confirmed"' nunchi incident confirm 1 --reason 'it is one' --as kim --format json
expect 0 '"title":"a title that somebody typed"' nunchi incident show 1 --format json
[ ! -e "$NUNCHI_DATA/state.db" ] || fail "there is a state.db beside the state in PostgreSQL"
as_user env PGPASSWORD="$password" "$bin/psql" -h 127.0.0.1 -p "$port" -U nunchi incidents -c 'SELECT * FROM record' > rows.txt
grep -q 'incident/1' rows.txt || fail "no record of the incident in PostgreSQL"
if grep -q 'somebody typed' rows.txt; then fail "the title stands in clear in PostgreSQL"; fi
# A wrong password is told without the right one.
expect 4 'cannot be used' env NUNCHI_STATE="postgres://nunchi:wrong@127.0.0.1:$port/incidents" "$NUNCHI_BIN" incident list
if grep -q "$password" err.txt; then fail "the password is told: $(cat err.txt)"; fi
ok "PostgreSQL $("$bin/postgres" --version | grep -oE '[0-9]+' | head -1)"
