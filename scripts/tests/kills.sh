#!/usr/bin/env bash
# `kill -9` at random moments: whatever was acknowledged is there, nothing twice, and the run goes on.
# KILLS says how many, SEED which; a run that ends is held against one that was left alone, and begun anew.
source "$(dirname "${BASH_SOURCE[0]}")/common.bash"

kills="${KILLS:-20}"
seed="${SEED:-$RANDOM}"
echo "seed $seed: SEED=$seed KILLS=$kills repeats the moments, as far as the machine lets it"
RANDOM="$seed"

nunchi sim logs --background 40000 --scale 14000 > /dev/null
packed() { gzip -k "$1" && echo "$1.gz"; }
gateway="$(packed logs/gateway.ndjson)"
files=("gateway=$gateway" auth=logs/auth.ndjson accounts=logs/accounts.ndjson hr=logs/hr.csv)

start() { # LEDGER
    export NUNCHI_DATA="$work/$1" NUNCHI_KEYS="$work/$1-keys"
    nunchi init --example shop > /dev/null
    # Small epochs, so that a kill also falls into a seal.
    sed -i 's/^\[ledger\]/[ledger]\nepoch_reads = 5_000/' "$NUNCHI_DATA/nunchi.toml"
}

start whole
# The moments are those of writing: what the detectors do after it writes nothing that must not be lost.
before="$(date +%s%N)"
nunchi ingest --no-detect "${files[@]}" > /dev/null
took_us=$((($(date +%s%N) - before) / 1000))
wanted="$(figures "time >= '2000-01-01'")"
wanted_issued="$(figures "NOT issued")"

written() { # Bytes of the ledger.
    du -sb "$NUNCHI_DATA/log" "$NUNCHI_DATA/epochs" 2> /dev/null | awk '{ sum += $1 } END { print sum + 0 }'
}
pause() { # MICROSECONDS
    read -rt "$(printf '%d.%06d' $(($1 / 1000000)) $(($1 % 1000000)))" <> <(:) || true
}

killed=0 cut=0 ended=0 ledgers=0
begin() {
    [ "$ledgers" -eq 0 ] || rm -rf "$NUNCHI_DATA" "$NUNCHI_KEYS"
    ledgers=$((ledgers + 1))
    start "killed-$ledgers"
}
ended_well() {
    same "figures of ledger $ledgers" "$(figures "time >= '2000-01-01'")" "$wanted"
    same "NOT issued of ledger $ledgers" "$(figures "NOT issued")" "$wanted_issued"
    whole
    ended=$((ended + 1))
}
begin
while [ "$killed" -lt "$kills" ]; do
    # The program itself and no shell around it, so that the kill hits it.
    before="$(written)"
    "$NUNCHI_BIN" ingest "${files[@]}" > /dev/null 2> err.txt &
    run=$!
    # How long it takes to begin depends on what else the machine does: three of four moments are counted from when
    # it has written something.
    if [ $((RANDOM % 4)) -gt 0 ]; then
        until [ "$(written)" != "$before" ] || ! kill -0 "$run" 2> /dev/null; do pause 2000; done
    fi
    # Not a wait for something to happen: the moment of the kill is what is tried. Short ones are
    # commoner, for a run that is begun again has less to do.
    moment_us=$((RANDOM * 32768 + RANDOM))
    moment_us=$((moment_us % (took_us * (1 + RANDOM % 4) / 4) + 1))
    pause "$moment_us"
    kill -9 "$run" 2> /dev/null || true
    found=0
    wait "$run" 2> /dev/null || found=$?
    if [ "$found" -eq 0 ]; then
        ended_well
        begin
        continue
    fi
    [ "$found" -eq 137 ] || fail "after a kill a run ended with $found: $(cat err.txt)"
    killed=$((killed + 1))
    if nunchi status --format csv | grep -q '^writer.state,cut$'; then cut=$((cut + 1)); fi
    # Whatever became durable is whole before anybody mends it.
    unaltered
done
nunchi ingest "${files[@]}" > /dev/null
ended_well
[ "$cut" -ge $((kills / 4)) ] || fail "only $cut of $killed kills hit a writer"
ok "$killed kills in $ledgers ledgers, $cut of them in a writer; $ended runs to the end, each equal to one left alone ($((took_us / 1000)) ms)"
