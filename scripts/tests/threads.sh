#!/usr/bin/env bash
# Any number of threads that decode makes the same ledger: the same parts, byte for byte, and the same
# counts, quarantine and positions. The log has what a piece could break at: blank lines, lines that are
# no JSON, lines that are too long, lines that are no event.
source "$(dirname "$0")/common.bash"

nunchi sim logs --background 40000 --scale 14000 > /dev/null
"${NUNCHI_PYTHON:-python3}" - logs/gateway.ndjson odd.ndjson << 'END'
import sys
long, beside = b'{"x":"' + b"y" * 1_200_000 + b'"}\n', b'{"class_uid":1,"time":1762421880000,"metadata":{"version":"1"}}\n'
with open(sys.argv[1], "rb") as lines, open(sys.argv[2], "wb") as out:
    for number, line in enumerate(lines):
        if number % 997 == 0:
            out.write(b"\n  \n" + beside)
        if number % 1499 == 0:
            out.write(b"{broken\n" + beside)
        if number % 9001 == 8000:
            out.write(long)
        out.write(line)
END

nunchi init --example shop > /dev/null
sed -i 's/^\[ledger\]/[ledger]\nepoch_reads = 10_000/' "$NUNCHI_DATA/nunchi.toml"

# One ledger as it was made, so that keys and salts are the same.
digests() { # THREADS
    cp -r ledger "with-$1"
    NUNCHI_DATA="$work/with-$1" nunchi ingest --threads "$1" gateway=odd.ndjson --output json | sed 's/"elapsed_ms":[0-9]*//; s/"[a-z_]*per_s":[0-9]*//g'
    NUNCHI_DATA="$work/with-$1" unaltered
    (cd "with-$1" && sha256sum epochs/*/*.parquet && grep -h '^\(source\|hours\|lane\|gap\) ' epochs/*/manifest)
}

wanted="$(digests 1)"
grep -q '"quarantined":[1-9]' <<< "$wanted" || fail "nothing was quarantined: $wanted"
parts="$(grep -c 'standard-\|-[0-9][0-9].parquet' <<< "$wanted")"
[ "$parts" -ge 32 ] || fail "only $parts parts were written"
for threads in 2 7; do
    same "1 and $threads threads" "$(digests "$threads")" "$wanted"
done
expect 2 "threads" nunchi ingest --threads 0 odd.ndjson
ok "$parts parts are the same"
