#!/usr/bin/env bash
# Another engine over the same parts gives the same answers: the queries of docs/format.md, and random
# selections held against plain SQL.
source "$(dirname "$0")/common.bash"

if [ -z "${NUNCHI_PYTHON:-}" ] || ! "$NUNCHI_PYTHON" -c 'import duckdb' 2> /dev/null; then
    echo "not run: set NUNCHI_PYTHON to a Python with duckdb (scripts/install-test.sh makes one)"
    ok "skipped"
    exit 0
fi
nunchi sim logs --background 40000 --scale 12000 > /dev/null
nunchi init --example shop > /dev/null
# Every row shall stand in a part: several epochs, and at the end such small ones that none is open.
epochs_of() {
    sed -i '/^epoch_reads/d; s/^\[ledger\]/[ledger]\nepoch_reads = '"$1"'/' "$NUNCHI_DATA/nunchi.toml"
}
epochs_of 20000
read -ra files <<< "$(at_hand logs)"
nunchi ingest "${files[@]}" > /dev/null
epochs_of 1
nunchi ingest gateway-late=logs/gateway-late.ndjson > /dev/null
same "rows outside of parts" "$(nunchi status --format csv | sed -n 's/^epoch.rows_open,//p')" 0
"$NUNCHI_PYTHON" "$here/duckdb_twin.py" "$NUNCHI_BIN" "$NUNCHI_DATA" logs/gateway.ndjson "$here/../../docs/format.md" > told.txt ||
    fail "$(tail -n 20 told.txt)"
ok "$(tail -n 1 told.txt)"
