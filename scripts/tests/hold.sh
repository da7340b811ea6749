#!/usr/bin/env bash
# Retention deletes what is old and says so; a hold outranks it; two people end a hold.
source "$(dirname "$0")/common.bash"

nunchi sim logs --background 5000 --scale 14000 > /dev/null
for who in kim lee eve; do nunchi approve keygen "$who" --out "$who.key" > "$who.pub" 2> /dev/null; done
expect 2 'two people' nunchi init --example shop --approver "$(cat kim.pub)"
nunchi init --example shop --approver "$(cat kim.pub)" --approver "$(cat lee.pub)" > /dev/null
sed -i 's/^\[ledger\]/[ledger]\nepoch_reads = 1500\nretention = { standard = "30d", control = "300d" }/' "$NUNCHI_DATA/nunchi.toml"
read -ra files <<< "$(at_hand logs)"
nunchi ingest "${files[@]}" > /dev/null
all="$(figure reads "time >= '2000-01-01'")"
bytes() { du -sb "$NUNCHI_DATA/epochs" | cut -f1; }
parts() { find "$NUNCHI_DATA/epochs" -name '*-[0-9][0-9].parquet' | wc -l; }

# A hold over nothing is none.
expect 2 'did you mean "standard"' nunchi hold place --class standrd --reason r --as kim

# A hold over everything, with its receipt.
nunchi hold place --reason 'request 7 of the regulator' --as kim --format json > receipt.json 2> /dev/null
grep -q '"hold":2' receipt.json || fail "no receipt: $(cat receipt.json)"
expect 0 'in force' nunchi hold check receipt.json
expect 0 'request 7' nunchi hold list --format json
if grep -rq 'request 7' "$NUNCHI_DATA"; then fail "a reason stands in the clear"; fi
before="$(parts)"
expect 0 '"act":null' nunchi retain --format json
grep -q '"files":\[\]' out.txt || fail "a hold did not outrank age: $(head -c 300 out.txt)"
same "parts under a hold" "$(parts)" "$before"
same "reads under a hold" "$(figure reads "time >= '2000-01-01'")" "$all"
whole

# Somebody asks to be erased: it waits.
someone="$(nunchi scope "time >= '2000-01-01'" --out set.csv > /dev/null; sed -n 2p set.csv | cut -d, -f1)"
expect 0 '"status":"waits","subject"|"status":"waits"' nunchi erase "$someone" --reason 'asked to' --format json
expect 0 '"erased":false' nunchi who "$someone" --reason 'still there' --format json

# One person cannot end it, nor the same one twice, nor a stranger, nor for another reason.
nunchi hold release 2 --reason 'case closed' --request request.json > /dev/null
for who in kim lee eve; do nunchi approve sign request.json --key "$who.key" --out "$who.ok" > /dev/null; done
expect 2 'two must' nunchi hold release 2 --reason 'case closed' --approval kim.ok
expect 2 'two must' nunchi hold release 2 --reason 'case closed' --approval kim.ok --approval kim.ok
expect 2 'two must' nunchi hold release 2 --reason 'case closed' --approval kim.ok --approval eve.ok
expect 2 'no approval of this' nunchi hold release 2 --reason 'other' --approval kim.ok --approval lee.ok
expect 2 'two must' nunchi approve set "$(cat eve.pub)" "$(cat kim.pub)"
expect 0 '"erased":1.*"holds_in_force":0' nunchi hold release 2 --reason 'case closed' --approval kim.ok --approval lee.ok --format json
expect 0 'released by two' nunchi hold check receipt.json

expect 0 '"erased":true' nunchi who "$someone" --reason 'gone?' --format json
whole

# What goes is shown first; then its bytes are free, the proof holds, and answers say so.
expect 0 '"dry_run":true' nunchi retain --dry-run --format json
same "parts after a dry run" "$(parts)" "$before"
size="$(bytes)"
expect 0 'deleted: +class standard' nunchi retain --format table
[ "$(parts)" -lt "$before" ] && [ "$(bytes)" -lt "$size" ] || fail "no bytes were freed"
unaltered
grep -q 'act 5 of retention deleted' out.txt || fail "verify does not say what was deleted: $(cat out.txt)"
left="$(figure reads "time >= '2000-01-01'")"
[ "$left" -lt "$all" ] || fail "deleted reads are still counted"
nunchi scope "time >= '2000-01-01'" --format json > out.txt
grep -q 'retention deleted' out.txt || fail "an answer does not say what was deleted: $(cat out.txt)"
grep -q '"verdict":"gaps"' out.txt || fail "an answer over deleted parts calls itself complete"
nunchi scope "time >= '2000-01-01'" --untouched payment_card --format json > out.txt
grep -qE '"payment_card":\{"verdict":"cannot_say"' out.txt || fail "a negative claim over deleted reads: $(grep -oE '"untouched".*' out.txt | head -c 600)"
expect 0 'nothing is due' nunchi retain --format table

# Any other missing part is broken.
rm "$(find "$NUNCHI_DATA/epochs" -name '*-[0-9][0-9].parquet' | head -1)"
expect 3 'it is missing' nunchi verify --format json
ok
