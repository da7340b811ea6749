#!/usr/bin/env bash
# What a new user does wrong: each mistake is told clearly, with the right exit code, and loses nothing.
source "$(dirname "$0")/common.bash"

# --- Before there is a ledger --------------------------------------------------------------------
expect 2 'nunchi init' nunchi scope "NOT issued"
expect 2 'nunchi init' nunchi ingest some.log
expect 2 'unexpected argument|unrecognized' nunchi ingest --frmat ocsf some.log
expect 2 'required' nunchi scope

nunchi sim logs --background 3000 --scale 14000 > /dev/null
nunchi init --example shop > /dev/null
expect 4 'already holds a ledger' nunchi init --example shop
read -ra files <<< "$(at_hand logs)"
nunchi ingest "${files[@]}" > /dev/null
wanted="$(figures "time >= '2000-01-01'")"
unchanged() {
    same "the ledger after $1" "$(figures "time >= '2000-01-01'")" "$wanted"
}

# --- Files ---------------------------------------------------------------------------------------
expect 2 'no source "gatway".*did you mean "gateway"' nunchi ingest gatway=no-such.log
expect 2 'sign.key is a secret key.*tree/key.pub' nunchi verify --key "$NUNCHI_KEYS/sign.key"
expect 2 'no-such.log' nunchi ingest gateway=no-such.log
: > empty.log
expect 0 'empty' nunchi ingest gateway=empty.log
unchanged "an empty file"

expect 2 'no source "gatway"' nunchi ingest --source gatway logs/gateway.ndjson
expect 2 'no format "ocfs"' nunchi ingest --format ocfs logs/gateway.ndjson
expect 2 'no source of that format' nunchi ingest --format combined logs/gateway.ndjson
expect 2 'say which' nunchi ingest logs/gateway.ndjson
expect 2 'say which source' nunchi ingest -
unchanged "files that could not be placed"

{ head -c 300000 /dev/zero | tr '\0' '\377' | LC_ALL=C fold -b -w 1000; echo; } > binary.log
expect 2 'no known format' nunchi ingest binary.log
expect 0 '"quarantined":300' nunchi ingest --output json gateway=binary.log
same "reads after binary garbage" "$(figure reads "time >= '2000-01-01'")" "$(sed -n 's/^reads,//p' <<< "$wanted")"
expect 0 'cannot_say' nunchi scope "NOT issued" --untouched payment_card --format json
grep -q 'quarantine' out.txt || fail "a claim does not say that 300 records are in quarantine"
expect 0 '"mended":0|"sources":\{' nunchi ingest --quarantined --output json
same "quarantine is kept when it cannot be mended" "$(nunchi status --format csv | sed -n 's/^quarantine.records,//p')" 300
# The gap names the command by which somebody answers for them; as it stands there, it closes the gap.
nunchi scope "NOT issued" --format table > out.txt
named="$(grep -oE 'nunchi sources attest gateway --from TIME --to TIME --quarantined --reason WHY' out.txt | head -n 1)" ||
    fail "a gap of quarantined records does not name the statement that closes it"
read -ra attest <<< "${named/--from TIME --to TIME/--from 2025-01-01 --to 2025-11-01}"
expect 0 'none of its records in quarantine holds an event' "${attest[@]}"
nunchi scope "NOT issued" --format table > out.txt
grep -q 'gateway: 300 records are in quarantine' out.txt || fail "the answer does not name what the statement closes"
same "after the statement" "$(grep -c 'let somebody who knows' out.txt)" 0
expect 0 'withdrawn' nunchi sources withdraw "$(nunchi sources --format json | grep -oE '"position":[0-9]+' | grep -oE '[0-9]+' | head -n 1)" --reason 'only tried'

# A line of 2 MB among good ones: it goes aside, what stands around it does not.
nunchi sim other --background 1000 --scale 14000 --seed 5 > /dev/null
{
    head -n 3 other/gateway-late.ndjson
    printf '{"class_uid":4002,"x":"%s"}\n' "$(head -c 2000000 /dev/zero | tr '\0' x)"
    tail -n +4 other/gateway-late.ndjson
} > long.log
good="$(grep -c . other/gateway-late.ndjson)"
expect 0 "\"accesses\":$good,.*\"quarantined\":1" nunchi ingest --output json gateway-late=long.log

# Half a line at the end waits until it is whole.
head -n 500 other/gateway.ndjson > whole.log
head -c -150 whole.log > grows.log
expect 0 '"unfinished_files":1' nunchi ingest --output json accounts=grows.log
cp whole.log grows.log
expect 0 '"unfinished_files":0' nunchi ingest --output json accounts=grows.log
grep -qE '"(accesses|plain)":1[,}]' out.txt || fail "the grown line was not read alone: $(cat out.txt)"

# --- Questions -----------------------------------------------------------------------------------
expect 2 'did you mean "issued"' nunchi scope "NOT isued"
grep -q '\^\^\^\^\^' err.txt || fail "no caret under the mistake: $(cat err.txt)"
expect 2 'did you mean "address-list"' nunchi scope "route = 'adress-list'"
expect 2 'no field' nunchi scope "NOT issued" --untouched credit_score
expect 2 'a time|RFC 3339' nunchi scope "time >= 'last week'"
expect 2 'reason' nunchi who member:1
wanted="$(figures "time >= '2000-01-01'")"

# --- Two at once ---------------------------------------------------------------------------------
mkfifo slow
"$NUNCHI_BIN" ingest --source hr - < slow > /dev/null 2>&1 &
first=$!
exec 9> slow
head -n 2 logs/hr.csv >&9
until [ "$(cat "$NUNCHI_DATA/lock" 2> /dev/null | wc -c)" -gt 0 ] || ! kill -0 "$first" 2> /dev/null; do :; done
expect 4 "process" nunchi ingest "${files[@]}"
grep -qE "$first" err.txt || fail "it does not name process $first: $(cat err.txt)"
expect 0 'selection' nunchi scope "NOT issued" --format csv
exec 9>&-
wait "$first" || fail "the first writer was disturbed"
unchanged "two writers at once"

# --- Places --------------------------------------------------------------------------------------
if [ "$(id -u)" -eq 0 ] && command -v setpriv > /dev/null; then
    as=(setpriv --reuid 65534 --regid 65534 --clear-groups)
    chmod 755 "$work"
    cp "$NUNCHI_BIN" "$work/program"
    chmod -R a+rX "$work/ledger" "$work/keys" "$work/logs"
else
    as=()
    cp "$NUNCHI_BIN" "$work/program"
fi
chmod -R a-w "$work/ledger"
expect 4 'ermission denied' "${as[@]}" "$work/program" ingest gateway-late=other/gateway-late.ndjson
expect 0 'selection' "${as[@]}" "$work/program" scope "NOT issued" --format csv
chmod -R u+w "$work/ledger"
unchanged "a read-only directory"

# The keys of somebody else open nothing.
NUNCHI_DATA="$work/other-ledger" NUNCHI_KEYS="$work/other-keys" nunchi init --example shop > /dev/null
for command in "scope time>='2000-01-01'" "who member:1 --reason test --as me" "ingest ${files[0]}"; do
    read -ra words <<< "$command"
    code=0
    NUNCHI_KEYS="$work/other-keys" nunchi "${words[@]}" > out.txt 2> err.txt || code=$?
    [ "$code" -ge 2 ] || fail "a wrong key was taken for: $command"
    grep -qi 'key' err.txt || fail "a wrong key is not named: $(cat err.txt)"
done
unchanged "a wrong key"

# A directory of another version is left alone.
cp -r "$NUNCHI_DATA" future
sed -i '1s,^nunchi/1 ,nunchi/7 ,' future/tree/genesis
for command in status "scope time>='2000-01-01'" "ingest ${files[0]}"; do
    read -ra words <<< "$command"
    code=0
    NUNCHI_DATA=future nunchi "${words[@]}" > out.txt 2> err.txt || code=$?
    [ "$code" -ge 2 ] || fail "version 7 was taken for: $command"
    grep -qi 'version' err.txt || fail "the version is not named: $(cat err.txt)"
done

# Integrity and completeness are two verdicts: what lies in quarantine is missing, not altered.
expect 1 '"integrity":"ok","completeness":"gaps"' nunchi verify --format json
ok
