#!/usr/bin/env bash
# What was read once is known again under another name, compressed otherwise, or grown.
source "$(dirname "$0")/common.bash"

nunchi sim logs --background 5000 --scale 14000 > /dev/null
nunchi init --example shop > /dev/null
read -ra files <<< "$(at_hand logs)"
nunchi ingest "${files[@]}" > /dev/null
wanted="$(figures "time >= '2000-01-01'")"

nothing_new() { # WHAT ARGUMENTS…
    local what="$1"
    shift
    expect 0 '"events":0' nunchi ingest --output json "$@"
    grep -q '"sources":{}' out.txt || fail "$what brought something: $(cat out.txt)"
    same "$what" "$(figures "time >= '2000-01-01'")" "$wanted"
}

nothing_new "the same files" "${files[@]}"
mkdir moved && cp logs/gateway.ndjson moved/gateway-2025.log
nothing_new "a renamed file" gateway=moved/gateway-2025.log
gzip -k moved/gateway-2025.log
nothing_new "a file packed by gzip" gateway=moved/gateway-2025.log.gz
if command -v zstd > /dev/null; then
    zstd -q moved/gateway-2025.log
    nothing_new "a file packed by zstd" gateway=moved/gateway-2025.log.zst
fi

# A file that grows is gone on with, and only there.
head -n 2000 logs/gateway-late.ndjson > late.log
nunchi sim other --background 3000 --scale 14000 --seed 9 > /dev/null
head -n 1000 other/gateway.ndjson > grows.log
expect 0 '"gateway-late":\{"accesses":[1-9]' nunchi ingest --output json gateway-late=grows.log
lines="$(grep -cE '"code":' grows.log)"
[ "$lines" -eq 1000 ] || fail "the replay writes other lines than this test believes"
head -n 1500 other/gateway.ndjson > grows.log
expect 0 '"events":[1-9]' nunchi ingest --output json gateway-late=grows.log
grown="$(figures "time >= '2000-01-01'")"
export NUNCHI_DATA="$work/again" NUNCHI_KEYS="$work/again-keys"
nunchi init --example shop > /dev/null
nunchi ingest "${files[@]}" > /dev/null
nunchi ingest gateway-late=grows.log > /dev/null
same "a file read in two goes" "$grown" "$(figures "time >= '2000-01-01'")"

# A file that overlaps and goes on differently is refused, and can be insisted on.
{ head -n 1200 other/gateway.ndjson; head -n 10 other/gateway.ndjson | tac; } > forked.log
expect 4 'refused' nunchi ingest gateway-late=forked.log
same "a refused file" "$(figures "time >= '2000-01-01'")" "$grown"
whole
ok
