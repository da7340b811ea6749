#!/usr/bin/env bash
# A run that is killed at any moment and begun again ends in the ledger of a run that was left alone.
source "$(dirname "$0")/common.bash"

nunchi sim logs --background 50000 --scale 14000 > /dev/null
read -ra files <<< "$(at_hand logs)"

start() { # LEDGER
    export NUNCHI_DATA="$work/$1" NUNCHI_KEYS="$work/$1-keys"
    nunchi init --example shop > /dev/null
    # Small epochs, so that a kill also falls into a seal.
    sed -i 's/^\[ledger\]/[ledger]\nepoch_reads = 10_000/' "$NUNCHI_DATA/nunchi.toml"
}

start whole
before="$(date +%s%N)"
nunchi ingest "${files[@]}" > /dev/null
took_ms=$((($(date +%s%N) - before) / 1000000))
wanted="$(figures "time >= '2000-01-01'")"
wanted_issued="$(figures "NOT issued")"
events="$(nunchi status --format csv | sed -n 's/^head.position,//p')"

# begin LEDGER MS: a run that is killed after so many milliseconds; false where it ended before.
begin() {
    start "$1"
    # The program itself and no shell around it, so that the kill hits it.
    "$NUNCHI_BIN" ingest "${files[@]}" > /dev/null 2>&1 &
    local run=$!
    # Not a wait for something to happen: the moment of the kill is what is tried.
    read -rt "$(printf '%d.%03d' $(($2 / 1000)) $(($2 % 1000)))" <> <(:) || true
    kill -9 "$run" 2> /dev/null || true
    ! wait "$run" 2> /dev/null
}

killed=0 half=0
for tenth in 2 4 6 9; do
    # How long a run takes depends on what else the machine does: one that was over is tried again and killed sooner.
    at=$((took_ms * tenth / 10)) try=1
    until begin "killed-$tenth-$try" "$at"; do
        at=$((at / 2)) try=$((try + 1))
        [ "$try" -le 8 ] || fail "a run of $took_ms ms ended within $at ms, again and again"
    done
    killed=$((killed + 1))
    durable="$(nunchi status --format csv | sed -n 's/^head.position,//p')"
    [ "$durable" -gt 0 ] && [ "$durable" -lt "$events" ] && half=$((half + 1))
    # Whatever became durable is whole before anybody mends it.
    unaltered
    nunchi ingest "${files[@]}" > /dev/null
    same "figures after a kill at $tenth tenths" "$(figures "time >= '2000-01-01'")" "$wanted"
    same "NOT issued after a kill at $tenth tenths" "$(figures "NOT issued")" "$wanted_issued"
    whole
done
[ "$half" -ge 1 ] || fail "no kill fell between the first durable event and the last"

# Killed again and again, it still comes to its end.
start stubborn
for _ in 1 2 3; do
    # The program itself and no shell around it, so that the kill hits it.
    "$NUNCHI_BIN" ingest "${files[@]}" > /dev/null 2>&1 &
    run=$!
    read -rt "$(printf '%d.%03d' $((took_ms * 4 / 10000)) $((took_ms * 4 / 10 % 1000)))" <> <(:) || true
    kill -9 "$run" 2> /dev/null || true
    wait "$run" 2> /dev/null || true
done
nunchi ingest "${files[@]}" > /dev/null
same "figures after three kills" "$(figures "time >= '2000-01-01'")" "$wanted"
whole
ok "$killed kills of a run of $took_ms ms, $half with something durable"
