#!/usr/bin/env bash
# The case is noticed: the day the engineer leaves, the first forged token, and without a feed of issuances the
# reader himself, before one in a hundred people was read. Everything of it is one story, and quiet months are quiet.
source "$(dirname "${BASH_SOURCE[0]}")/common.bash"

nunchi sim logs --background 120000 --scale 4000 > /dev/null
read -ra files <<< "$(at_hand logs)"
tells() { # FILE: what a listing of findings says, one line each
    python3 - "$1" << 'PY'
import json, sys
told = json.load(open(sys.argv[1]))
by_id = {finding["id"]: finding for finding in told["findings"]}
stories = [[by_id[id] for id in story["findings"]] for story in told["candidates"]]
bad = [any(example["issued"] != "yes" for finding in story for example in finding["examples"]) for story in stories]
print("stories", len(stories))
print("attack_stories", sum(bad))
print("other_stories", len(stories) - sum(bad))
for kind in ("leaver", "never_issued", "new_place", "ghosts", "fan_out"):
    found = [finding for finding in told["findings"] if finding["detector"] == kind]
    first = min(found, key=lambda finding: finding["found"], default=None)
    print(kind, first["found"][:16] if first else "-", first["people_before"] if first else "-")
print("people", max([story["people"] for story in told["candidates"]], default=0))
selection = [story["selection"] for story, is_bad in zip(told["candidates"], bad) if is_bad]
print("selection", selection[0] if selection else "-")
PY
}
said() { # NAME: the rest of its line
    sed -n "s/^$1 //p" told.txt
}

# --- With the feed of issuances ------------------------------------------------------------------------------
nunchi init --example shop > /dev/null
nunchi ingest "${files[@]}" > /dev/null
nunchi detect --replay --format json > findings.json 2> /dev/null
tells findings.json > told.txt
same "the day on which he leaves" "$(said leaver)" "2024-12-31T15:00 0"
grep -q '^2025-01-05T12:1[345] ' <<< "$(said never_issued)" || fail "the first forged token: $(cat told.txt)"
same "stories of the attack" "$(said attack_stories)" 1
[ "$(said other_stories)" -le 11 ] || fail "more than one alarm over nothing a month: $(cat told.txt)"
# What is proposed is exactly what is true.
same "reads of what is proposed" "$(figure reads "$(said selection)")" "$(truth logs not_issued.reads)"
same "people of what is proposed" "$(figure subjects "$(said selection)")" "$(truth logs not_issued.subjects)"
same "people of the story" "$(said people)" "$(truth logs not_issued.subjects)"

# --- A listing for people, one finding, and the exit code for a script ---------------------------------------
expect 0 'STORY 1 +critical' nunchi finding list --format table
expect 1 'never_issued' nunchi finding list --fail --format csv
id="$(python3 -c '
import json
print(next(f["id"] for f in json.load(open("findings.json"))["findings"] if f["detector"] == "never_issued"))')"
expect 0 'selection +issued = .no.' nunchi finding show "$id" --format table
# Which findings belong together, why, and what the reads of each share, in words and in JSON.
story="$(nunchi finding list --format table | sed -nE 's/^STORY ([0-9]+)   critical, .* findings that belong together$/\1/p' | head -n 1)"
[ -n "$story" ] || fail 'no story says that its findings belong together'
expect 0 '^  because    one says who could have held the key that another is about$' nunchi finding list --format table
expect 0 '^ +its reads share the key that vouches for the credential: key = .auth-' nunchi finding list --cluster --format table
if nunchi finding list --format table | grep -q 'its reads share'; then fail 'clusters are told unasked'; fi
expect 0 'incident   none that you may see: nunchi incident open --finding' nunchi finding show "$id" --format table --as park
expect 0 '"detector":"never_issued"' nunchi finding show "$id" --format json --as park
# Where it cannot be entered who was shown it, because another process writes or the signing key is elsewhere, it is shown all the same.
expect 0 '^open|critical' nunchi finding show "$id" --format table --as choi
exec 9<> ledger/lock
flock -n 9 || fail 'the ledger is locked'
expect 0 'selection +issued = .no.' nunchi finding show "$id" --format table --as late
grep -q '^warning: that late was shown this finding is not on record: ' err.txt || fail "no warning while it is locked: $(cat err.txt)"
exec 9>&-
mv keys/sign.key sign.key
expect 0 'warning: that late was shown this finding is not on record: ' nunchi finding show "$id" --format table --as late
mv sign.key keys/sign.key
nunchi incident open --title 'Forged tokens' --finding "$id" --reason 'told by the detector' --as kim > /dev/null
# Whom it was shown to stands beside who opened it, each once and at the first time; a list shows nobody a finding.
nunchi incident show 1 --as kim --format json > incident.json
python3 - "$id" << 'PY' || fail "who was shown the finding is no moment of awareness: $(cat incident.json)"
import json, os, sys
told = json.load(open("incident.json"))
moments = [(of["kind"], of["who"], of["evidence"]) for of in told["awareness"]]
first = os.environ.get("USER") or os.environ.get("LOGNAME") or "unknown"
expected = [("finding_told", "nobody")] + [("finding_opened", who) for who in (first, "park", "choi", "kim")]
assert moments == [(kind, who, f"finding {sys.argv[1]}") for kind, who in expected], moments
PY
expect 0 'finding_opened' nunchi incident show 1 --as kim --format table
nunchi finding list --as kim --format json > told.json
python3 - "$id" << 'PY' || fail 'the findings of a story do not name each other and the incident'
import json, sys
told = json.load(open("told.json"))
story = next(story for story in told["candidates"] if sys.argv[1] in story["findings"])
assert story["because"] and len(story["findings"]) > 2, story
opened = [{"finding": sys.argv[1], "incident": 1, "stage": "open", "title": "Forged tokens"}]
for finding in told["findings"]:
    others = [other for other in story["findings"] if other != finding["id"]]
    if finding["id"] in story["findings"]:
        assert (finding["story"], finding["together_with"], finding["incidents"]) == (story["number"], others, opened), finding
    else:
        assert finding["story"] != story["number"] and finding["incidents"] == [], finding
    assert finding["cluster"] is None or finding["cluster"]["shares"], finding
PY
other="$(python3 -c '
import json, sys
told = json.load(open("told.json"))
print(next(f["together_with"][0] for f in told["findings"] if f["id"] == sys.argv[1]))' "$id")"
expect 0 "^incident   1 Forged tokens \(open\), opened from $id" nunchi finding show "$other" --as kim --format table
expect 0 "others belong together with it; all propose issued = .no." nunchi finding show "$other" --as kim --format table
expect 0 "\"incidents\":\[\{\"finding\":\"$id\"" nunchi finding show "$other" --as kim --format json
# What is restricted is not told, and where incidents cannot be read that is said and is no reason to tell no finding.
nunchi incident restrict 1 kim --reason 'a colleague may be involved' --as kim > /dev/null
expect 0 'incident   none that you may see' nunchi finding show "$other" --as park --format table
mv keys/state.key state.key
expect 0 'incident   cannot say' nunchi finding show "$other" --as kim --format table
expect 0 '"incidents":null' nunchi finding show "$other" --as kim --format json
mv state.key keys/state.key
expect 2 'no finding "0000"' nunchi finding show 0000
expect 2 'say how to detect' nunchi detect

# --- What is expected ------------------------------------------------------------------------------------------
expect 0 'key = .auth-2025-03. +[0-9]+ +[0-9]+ ' nunchi baseline show --format table
expect 0 '"dimension":"asn_client"' nunchi baseline show --dimension asn_client --top 3 --format json
expect 2 'the dimensions are key, issuer_issued, prefix' nunchi baseline show --dimension address

# --- Piece by piece, and late: what is kept goes on as if everything had come in order --------------------------
what_stands() { # FILE: each finding that stands, in short
    python3 - "$1" << 'PY'
import json, sys
for finding in json.load(open(sys.argv[1]))["findings"]:
    if finding["state"] == "open":
        print(*(finding[name] for name in ("id", "found", "reads", "people", "people_before", "because")))
PY
}
nunchi finding list --format json > listed.json
same "findings of the look after the ingest" "$(what_stands listed.json)" "$(what_stands findings.json)"
nunchi init --example shop --data late --keys late.keys > /dev/null
late() { nunchi "$@" --data late --keys late.keys; }
mkdir late.logs
lines="$(wc -l < logs/gateway.ndjson)"
head -n $((lines / 2)) logs/gateway.ndjson > late.logs/half.ndjson
tail -n +$((lines / 2 + 1)) logs/gateway.ndjson | head -n -200 > late.logs/most.ndjson
tail -n 200 logs/gateway.ndjson | sed -n 'n;p' > late.logs/even.ndjson
tail -n 200 logs/gateway.ndjson | sed -n 'p;n' > late.logs/odd.ndjson
late ingest gateway=late.logs/half.ndjson auth=logs/auth.ndjson accounts=logs/accounts.ndjson hr=logs/hr.csv > /dev/null
for part in most even odd; do
    late ingest gateway="late.logs/$part.ndjson" > /dev/null 2> late.txt
done
late finding list --format json > late.json 2> late.txt
late detect --replay --format json > late_anew.json 2> /dev/null
same "findings of four pieces, the last two crosswise" "$(what_stands late.json)" "$(what_stands late_anew.json)"
python3 -c '
import json
late = json.load(open("late.json"))
assert late["passed"] * 20 < late["events"], (late["passed"], late["events"])' || fail "a look that goes over everything"
# A state that is damaged is made anew; what was told and is damaged is said.
for state in late/detect/engine-*; do echo x >> "$state"; done
late finding list --format json > late.json
same "findings after the state was lost" "$(what_stands late.json)" "$(what_stands late_anew.json)"
echo x >> late/detect/told
expect 3 'detect.told: it does not read back' late finding list
rm -r late late.keys late.logs

# --- Without it: the reader himself ----------------------------------------------------------------------------
sed -i '/^feed = /d' ledger/nunchi.toml
nunchi detect --replay --format json > findings.json 2> /dev/null
tells findings.json > told.txt
same "nothing is said of issuances" "$(said never_issued)" "- -"
grep -q '^2025-04-1[345]' <<< "$(said new_place)" || fail "the reader is found in the days in which he begins: $(cat told.txt)"
[ "$(said new_place | cut -d ' ' -f 2)" -le 84 ] || fail "before one in a hundred people was read: $(cat told.txt)"

# --- The matrix: a run with the feed, and one without -----------------------------------------------------------
nunchi sim matrix --only 1 --only 2-nofeed --background 60000 --scale 4000 --format json > matrix.json 2> /dev/null
python3 - << 'PY' || fail "the matrix: $(cat matrix.json)"
import json
one, two = json.load(open("matrix.json"))
assert (one["name"], one["precision"], one["recall"]) == ("1", 1.0, 1.0), one
assert "never_issued" in one["detectors"] and one["people_before"] <= 3, one
assert two["name"] == "2-nofeed" and two["people_before"] * 20 < two["people_total"], two
PY
expect 2 'names no run' nunchi sim matrix --only 13
ok
