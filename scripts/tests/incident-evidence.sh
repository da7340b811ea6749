#!/usr/bin/env bash
# A bundle of an incident: its reads, its steps as they were entered, its scope versions and what is handed over with it,
# proven where there is nothing but the program.
source "$(dirname "$0")/common.bash"

read_shop 20000
export USER=kim
incident() { nunchi incident "$@" --format json > said.json; }
incident open --title 'Forged tokens' --selection "route = 'order-list' AND time >= '2025-11-06T18:38:00+09:00'" --reason 'a complaint'
incident scope 1 --reason 'the first count'
incident select 1 'NOT issued' --replace --reason 'all of them'
incident scope 1 --reason 'the exact count'
echo 'a letter' > letter.txt
incident evidence 1 --name E1 --item 'a letter' --file letter.txt --from somebody --how mail --original safe --reason received
incident aware 1 --kind report_to_ciso --happened 2025-11-17T16:00:00+09:00 --who officer --knew leak --evidence E1 --reason told
nunchi report write 1 --regime kr-pipa --lang ko --out reports --reason 'first report' > report.txt || [ "$?" -eq 1 ]
document="$(find reports -name '*.ko.json')"

# What goes in must be known to the incident; evidence goes to somebody, and that is a step.
expect 2 'of an incident' nunchi evidence 'NOT issued' --with letter.txt --out none --reason r
expect 2 'knows no evidence and no document' nunchi evidence 'incident 1' --with report.txt --out none --reason r
expect 2 'it is evidence E1: say with --to' nunchi evidence 'incident 1' --with letter.txt --out none --reason r
expect 2 'names none, so nothing would tell of it' nunchi evidence 'incident 1' --with "$document" --to 'the court' --out none --reason r
expect 2 'names none' nunchi evidence 'incident 1' --to 'the court' --out none --reason r
[ ! -e none ] || fail 'a bundle that was refused left something'
expect 2 'knows no evidence' nunchi evidence 'incident 1' --with letter.txt --with report.txt --to 'the court' --out none --reason r
nunchi incident steps 1 --format json > steps.json
if grep -q 'exported' steps.json; then fail 'an export that did not happen is a step'; fi
expect 4 'would have more than 2000 bytes' nunchi evidence 'incident 1' --with letter.txt --to 'the court' --out none --limit 2000 --reason r
nunchi incident steps 1 --format json > steps.json
grep -q 'not exported: the bundle was not made' steps.json || fail 'an export that failed stands as one'
expect 0 '"incident":\{"incident":1,"steps":[0-9]+\}' \
    nunchi evidence 'incident 1' --with letter.txt --with "$document" --to 'the court' --out bundle --reason 'an order' --format json
reads="$(sed -E 's/.*"reads":([0-9]+).*/\1/' out.txt)"
same 'reads' "$reads" "$(figure reads 'NOT issued')"
steps="$(sed -E 's/.*"steps":([0-9]+).*/\1/' out.txt)"
nunchi incident steps 1 --format json > steps.json
grep -q '"done":"exported".*"to":"the court"' steps.json || fail 'the export of evidence is no step'
same 'steps' "$(python3 -c 'import json; print(len(json.load(open("steps.json"))["steps"]))')" "$steps"
whole

# Elsewhere: every step, set and file.
cp ledger/tree/key.pub key.pub && mv ledger ledger.kept && mv keys keys.kept
expect 0 "incident 1   $steps steps are as they were entered" nunchi verify bundle --key key.pub --format table
expect 0 "\"incident\":\{\"incident\":1,\"steps\":$steps\}" nunchi verify bundle --key key.pub --format json
cmp letter.txt bundle/incident/files/letter.txt
same 'sets' "$(find bundle/incident -name 'scope-*.set' | wc -l)" 2
python3 - << 'PY'
import hashlib, json
told = json.load(open("bundle/incident/incident.json"))
for scope in told["scopes"]:
    of = open(f"bundle/incident/scope-{scope['version']}.set", "rb").read()
    assert hashlib.sha256(of).hexdigest() == scope["set"], scope
lines = open("bundle/incident/steps").read().splitlines()
before = bytes(32)
for line in lines[3:-1:2]:
    before = hashlib.sha256(before + line.encode()).digest()
assert json.loads(lines[-2])["number"] == len(lines[3:-1:2]), lines[-2]
PY
cp bundle/incident/steps kept
sed -i 's/the exact count/the other count/' bundle/incident/steps
expect 3 'incident/steps: it is not the file that the head names' nunchi verify bundle --key key.pub --format table
cp kept bundle/incident/steps
mv ledger.kept ledger && mv keys.kept keys

# No report of a closed incident is written; it could not be recorded.
incident open --title 'A mistake' --controller shop --regime eu-33 --selection 'NOT issued' --reason 'by hand'
incident scope 2 --reason 'a count'
letter 2 E1
for clock in EU-33 EU-34; do
    incident decide 2 --clock $clock --controller shop --answer does_not_apply --evidence E1 --reason 'it was a test'
done
expect 0 'closed' nunchi incident close 2 --as-no-incident --reason 'nothing happened'
expect 2 'reopen it first' nunchi report write 2 --regime eu-33 --lang en --out closed --reason r
[ -z "$(ls closed 2> /dev/null)" ] || fail 'a report that was refused left files'

# Without its reads; of one that selects nothing; and, for who may not see it, none.
expect 0 '"rows":0' nunchi evidence 'incident 1' --steps-only --out steps-only --reason 'an order' --format json
expect 0 'are as they were entered' nunchi verify steps-only --key key.pub --format table
[ ! -e steps-only/README.txt ] || fail 'a page of reads where there are none'
nunchi incident open --title 'A letter' --reason 'by hand' > said.json || fail "an incident without a selection: $(cat said.json)"
expect 0 'incident +3: 1 steps' nunchi evidence 'incident 3' --out second --reason 'an order' --format table
expect 0 'are as they were entered' nunchi verify second --key key.pub --format table
# Whoever makes a page or a bundle of an exercise is told that it is one.
incident open --title drill --exercise --selection 'NOT issued' --reason practice 2> /dev/null
incident scope E1 --reason practice 2> /dev/null
expect 0 'EXERCISE 훈련' nunchi report sheet E1 --lang en --out practised --reason practice
expect 0 'EXERCISE 훈련' nunchi evidence 'incident E1' --steps-only --out practice --reason practice
incident restrict 1 lee --without-me --reason 'a colleague may be involved'
expect 2 'there is no incident 1' nunchi evidence 'incident 1' --out hidden --reason r
ok "$steps steps"
