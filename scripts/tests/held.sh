#!/usr/bin/env bash
# What is held is watched: a log that goes while a hold or an order to preserve is in force is a finding, once, until it
# is there again; without one it is none.
source "$(dirname "$0")/common.bash"
export USER=kim

nunchi sim logs --background 4000 --scale 14000 > /dev/null
for who in kim lee; do nunchi approve keygen "$who" --out "$who.key" > "$who.pub" 2> /dev/null; done
nunchi init --example shop --approver "$(cat kim.pub)" --approver "$(cat lee.pub)" > /dev/null
# The gateway writes one file after the other, as rotation leaves them: the oldest has the highest number.
mkdir logs/gw kept
split -n l/5 -a 1 -d logs/gateway.ndjson logs/gw/part.
for part in 0 1 2 3 4; do mv "logs/gw/part.$part" "logs/gw/access.log.$((5 - part))"; done
# What is not of the source stands beside it, as in any folder of logs; one of them nobody can read.
echo 'not a log' > logs/gw/README
gateway=("gateway=$PWD/logs/gw/access.log.*")
read_all() { nunchi ingest "${gateway[@]}" "auth=logs/auth.ndjson" --no-detect --output json; }
findings() { # JSON-PATH of the list of held findings
    nunchi finding list --format json | python3 -c "import json, sys; of = [f for f in json.load(sys.stdin)['findings'] if f['detector'] == 'held_data_deleted']; print($1)"
}
acts() { find "$NUNCHI_DATA/tree" -name checkpoint -exec sed -n 2p {} +; }
read_all > /dev/null 2> err.txt
same 'notes of the first run' "$(cat err.txt)" ''

# Nothing changed: nothing is recorded. Rotation gives other names: no news either.
read_all > /dev/null
head="$(acts)"
read_all > /dev/null
same 'the head after nothing changed' "$(acts)" "$head"
for number in 5 4 3 2 1; do mv "logs/gw/access.log.$number" "logs/gw/access.log.$((number + 1))"; done
gzip logs/gw/access.log.6
read_all > /dev/null
same 'the head after rotation' "$(acts)" "$head"
expect 0 '"files":5,"gone":0,"oldest":"20' nunchi sources watch --format json

# No hold: a file that goes is retention at work.
mv logs/gw/access.log.6.gz kept/
read_all > /dev/null
same 'findings without a hold' "$(findings 'len(of)')" 0
expect 0 '"files":5,"gone":1' nunchi sources watch --format json
oldest="$(nunchi sources watch --format csv | sed -n 's/^gateway,.*,//p')"

# Under a hold it is a finding, which says what is lost; told by the run that finds it, and once.
nunchi hold place --reason 'request 7 of the regulator' --as kim --format json > receipt.json 2> /dev/null
hold="$(grep -oE '"hold":[0-9]+' receipt.json | cut -d: -f2)"
mv logs/gw/access.log.5 kept/
read_all > /dev/null 2> err.txt
grep -q "HELD DATA: held data of gateway is being deleted: a file with events from .* is gone.*the oldest event available was of .* and now is of .*; held by hold $hold" err.txt || fail "not told: $(cat err.txt)"
same 'findings' "$(findings 'len(of), of[0]["severity"], of[0]["state"], of[0]["held"]["holds"]')" "1 critical open [$hold]"
same 'the oldest before' "$(findings 'of[0]["held"]["oldest_before"]')" "$oldest"
same 'the oldest now' "$(findings 'of[0]["held"]["oldest_now"]')" "$(nunchi sources watch --format csv | sed -n 's/^gateway,.*,//p')"
read_all > /dev/null 2> err.txt
same 'told again' "$(cat err.txt)" ''
same 'findings after another run' "$(findings 'len(of)')" 1
expect 1 'HELD DATA IS BEING DELETED   critical' nunchi finding list --fail --format table
id="$(findings 'of[0]["id"]')"
expect 0 'access.log.5|GONE' nunchi finding show "$id" --format table
if grep -rqa 'access\.log' "$NUNCHI_DATA"; then fail "the path of a log stands in the clear"; fi
# An incident is opened from it as from any finding.
expect 0 '"does":"candidate"' nunchi incident open --title 'Logs go' --finding "$id" --reason 'held data goes' --format json

# Put back: nothing new, and the finding is withdrawn. Gone again: it is news again.
mv kept/access.log.5 logs/gw/
read_all > /dev/null 2> err.txt
same 'told of what is back' "$(cat err.txt)" ''
same 'the finding of what is back' "$(findings 'len(of), of[0]["state"], of[0]["withdrawn_because"]')" '1 withdrawn all of it is there again'
expect 0 'WITHDRAWN' nunchi finding list --format table
mv logs/gw/access.log.5 kept/
read_all > /dev/null 2> err.txt
same 'gone again' "$(findings '[f["state"] for f in of]')" "['withdrawn', 'open']"

# Moved, and its new place said: there again. A beginning that was cut away is a file that is gone.
expect 0 '"gone":1' nunchi sources watch gateway=kept/access.log.5 --format json
same 'moved and named' "$(findings '[f["state"] for f in of]')" "['withdrawn', 'withdrawn']"
sed -i 1,3d logs/gw/access.log.2
nunchi sources watch > /dev/null 2> err.txt
grep -q 'the oldest event available still is of' err.txt || fail "a cut beginning is not told: $(cat err.txt)"
same 'cut at its beginning' "$(findings '[f["state"] for f in of]')" "['withdrawn', 'withdrawn', 'open']"

# A hold that covers another time holds nothing of it; an order to preserve does, by the name of the source.
nunchi hold release "$hold" --reason over --request request.json > /dev/null
for who in kim lee; do nunchi approve sign request.json --key "$who.key" --out "$who.ok" > /dev/null; done
nunchi hold release "$hold" --reason over --approval kim.ok --approval lee.ok > /dev/null
nunchi hold place --reason 'the years before' --to 2020-01-01 > /dev/null 2>&1
mv logs/gw/access.log.4 kept/
nunchi sources watch > /dev/null
same 'a hold over another time' "$(findings 'len(of)')" 3
letter 1 E1
nunchi incident owe 1 --kind preservation --from MSIT --asked 'keep the logs' --evidence E1 --owner lee --system 'gateway, confirmed by lee' --reason order > /dev/null
nunchi incident restrict 1 kim --reason 'a colleague may be involved' > /dev/null
mv logs/gw/access.log.3 kept/
USER=park nunchi ingest "${gateway[@]}" --no-detect > /dev/null 2> err.txt
same 'what park is told' "$(cat err.txt)" ''
same 'what kim sees' "$(findings 'len(of), of[3]["held"]["obligations"]')" "4 [{'incident': 1, 'obligation': 'O1'}]"
export USER=park
same 'what park sees' "$(findings 'len(of)')" 3
export USER=kim

# Where orders to preserve cannot be read, nobody can say that a file which no hold holds was free to go: it is not
# written off, and the next look that can read them tells it. Neither a key that is elsewhere nor a state that is
# writes it off.
mv kept/access.log.5 access.log.5.away
for lacking in "$NUNCHI_KEYS/state.key" "$NUNCHI_DATA/state.db"; do
    mv "$lacking" lacking
    expect 0 '"cannot_say":1,"files":6,"gone":4' nunchi sources watch --format json
    grep -q 'what incidents were ordered to preserve could not be read' err.txt || fail "not said: $(cat err.txt)"
    mv lacking "$lacking"
done
expect 0 '"cannot_say":0,"files":6,"gone":5' nunchi sources watch --format json
same 'once they can be read' "$(findings 'len(of), of[4]["held"]["obligations"]')" "5 [{'incident': 1, 'obligation': 'O1'}]"

# What is gone at one look is told by its grounds: here a hold covers the one file, and the order covers both. Who may
# not see the incident is told of the first alone, and cannot tell by its id that there is another. Files are told by the
# name under which they were first seen.
# Two days before the younger of the two begins, so that no zone reaches into it.
since="$(findings '__import__("datetime").date.fromisoformat(of[3]["first"][:10]) - __import__("datetime").timedelta(days=2)')"
for number in 3 4; do mv "kept/access.log.$number" logs/gw/; done
nunchi sources watch > /dev/null
nunchi hold place --reason 'what is older' --to "$since" --format json > receipt.json 2> /dev/null
hold="$(grep -oE '"hold":[0-9]+' receipt.json | cut -d: -f2)"
for number in 3 4; do mv "logs/gw/access.log.$number" kept/; done
nunchi sources watch > /dev/null 2>&1
told='[(f["held"]["holds"], len(f["held"]["obligations"]), [e["file"][-1] for e in f["held"]["examples"]]) for f in of if f["state"] == "open"][-2:]'
same 'by its grounds' "$(findings "$told")" "[([], 1, ['2']), ([$hold], 1, ['3'])]"
hidden="$(findings '[f["id"] for f in of if f["state"] == "open"][-2]')"
export USER=park
same 'what park is told of' "$(findings "$told"'[-1:]')" "[([$hold], 0, ['3'])]"
expect 2 "there is no finding \"$hidden\"" nunchi incident open --title Guess --finding "$hidden" --reason guess
cp err.txt hidden.txt
expect 2 'there is no finding "0000000000000000"' nunchi incident open --title Guess --finding 0000000000000000 --reason guess
same 'what a guess is told' "$(sed "s/$hidden/0000000000000000/" hidden.txt)" "$(cat err.txt)"
export USER=kim
expect 0 '"does":"candidate"' nunchi incident open --title 'Logs go' --finding "$hidden" --reason 'held data goes' --format json

# A source that cannot be looked at is not called gone.
expect 2 'no file and cannot be watched' nunchi sources watch -
unaltered
ok
