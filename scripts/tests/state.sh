#!/usr/bin/env bash
# The state in a real PostgreSQL: the same tests as on SQLite, by the same SQL text, and an incident kept in it.
source "$(dirname "$0")/common.bash"

source "$here/postgres.bash"
start_postgres

(cd "$here/../.." && NUNCHI_TEST_POSTGRES="$url" cargo test --quiet --locked --workspace --test state) > state.txt 2>&1 ||
    fail "the tests of the state on PostgreSQL: $(tail -30 state.txt)"

# An incident is kept there, sealed, and nothing of it beside the ledger.
echo 'CREATE DATABASE incidents' | sql
url="${url%/*}/incidents"
nunchi init --example shop > /dev/null
export NUNCHI_STATE="$url"
expect 0 '"stage":"open"' nunchi incident open --title 'a title that somebody typed' --reason 'a reason' --as kim --format json
expect 0 '"stage":"confirmed"' nunchi incident confirm 1 --reason 'it is one' --as kim --format json
expect 0 '"title":"a title that somebody typed"' nunchi incident show 1 --format json
[ ! -e "$NUNCHI_DATA/state.db" ] || fail "there is a state.db beside the state in PostgreSQL"
echo 'SELECT * FROM record' | sql incidents > rows.txt
grep -q 'incident/1' rows.txt || fail "no record of the incident in PostgreSQL"
if grep -q 'somebody typed' rows.txt; then fail "the title stands in clear in PostgreSQL"; fi
# A wrong password is told without the right one.
expect 4 'cannot be used' env NUNCHI_STATE="postgres://nunchi:wrong@127.0.0.1:$port/incidents" "$NUNCHI_BIN" incident list
if grep -q "$password" err.txt; then fail "the password is told: $(cat err.txt)"; fi
ok "PostgreSQL $("$bin/postgres" --version | grep -oE '[0-9]+' | head -1)"
