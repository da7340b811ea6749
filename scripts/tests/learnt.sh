#!/usr/bin/env bash
# What the ledger learns after a scope was frozen is told wherever the figures of that version stand: a log that came late,
# a mended catalogue, a relation. A version is of before; nobody closes an incident over people whom none counts.
source "$(dirname "$0")/common.bash"

read_shop 2000
export USER=kim
field() { # EXPRESSION over what `nunchi incident show 1` says
    nunchi incident show 1 --format json | python3 -c "import json, sys; of = json.load(sys.stdin); print($1)"
}
incident() { nunchi incident "$@" --reason r --format json > said.json; }
late="$(($(truth logs not_issued_with_late.subjects) - $(truth logs not_issued.subjects)))"
[ "$late" -gt 0 ] || fail 'nobody is in the late log alone'

incident open --title 'Forged tokens' --selection 'NOT issued' --regime kr-pipa --controller shop --controller shop-tw
incident scope 1
letter 1 E1
incident aware 1 --kind complaint --happened 2025-11-17T16:00:00+09:00 --who 'service desk' --knew leak --evidence E1

# Nothing was learnt: that is said, and documents say no word of it.
same 'nothing since' "$(field 'of["learnt_since"]["other"], of["learnt_since"]["brings"], of["learnt_since"]["added"]')" 'False False 0'
expect 0 'held against the ledger of now: nothing more and nothing less' nunchi incident show 1 --format table
expect 0 '^1 .* V1  ' nunchi incident list --format table
report() { nunchi report write 1 --regime kr-pipa --controller shop --lang en --out "$1" --reason r > said.json; }
report before
if nunchi incident duties 1 --format table | grep 'LEARNT\|ledger of now'; then fail 'duties tell of what is nothing'; fi
if grep -rl 'Learnt since' before; then fail 'a document says that something was learnt'; fi

# A log that came late: said at the end of its ingestion, in show and list, in what is next, and in every document.
expect 0 "incident 1: V1 does not count what the ledger has now .$late subjects? more, .*reads more.*: .nunchi incident scope 1" nunchi ingest gateway-late=logs/gateway-late.ndjson --no-detect
expect 0 "LEARNT SINCE, not counted: the ledger of now has $late subjects? more" nunchi incident show 1 --format table
grep -q '^NEXT  count whose data was read: nunchi incident scope 1' out.txt || fail "what is next: $(tail -1 out.txt)"
grep -q 'V1 was frozen before the ledger learnt of more' out.txt || fail "what is in the way: $(cat out.txt)"
same 'how many' "$(field 'of["learnt_since"]["added"], of["learnt_since"]["removed"], len(of["scopes"])')" "$late 0 1"
expect 0 '^1 .* V1, more is known since: not counted' nunchi incident list --format table
same 'the list as CSV' "$(nunchi incident list --format csv | tail -1 | grep -oE '[0-9]*$')" "$late"
same 'the list as JSON' "$(nunchi incident list --format json | python3 -c 'import json, sys; print(json.load(sys.stdin)["incidents"][0]["scope"]["learnt_since"]["added"])')" "$late"
expect 2 "cannot be closed yet" nunchi incident close 1 --reason done
grep -q 'V1 was frozen before the ledger learnt of more' err.txt || fail "close says: $(cat err.txt)"
report after
grep -q 'the ledger learnt of more after the last version was frozen' said.json || fail "no warning: $(cat said.json)"
expect 0 'sheet' nunchi incident sheet 1 --controller shop --lang en --out after --reason r
expect 0 'board' nunchi report board 1 --controller shop --lang en --out after --reason r
python3 - "$late" << 'PY' || fail 'a document does not tell what was learnt'
import glob, json, sys
late, files = int(sys.argv[1]), glob.glob("after/*.json")
assert len(files) == 3, files
for file in files:
    of = json.load(open(file))
    notes = [note["text"] for note in of["notes"] if note["name"] == "Learnt since, not counted"]
    assert len(notes) == 1 and "identifiers: " in notes[0] and "incident scope 1" in notes[0], (file, notes)
    fields = [field for section in of["sections"] for part in section["parts"] for field in part.get("fields", [])]
    said = [field for field in fields if field["label"] == "Learnt since, in no figure"]
    assert len(said) == 1 and "NOT issued" in json.dumps(said[0]), (file, said)
    if "kr-pipa" not in file:
        assert f"identifiers: {late} more" in notes[0], notes
PY
# The question behind it is asked again as of the head that the document names.
for file in after/*.json; do
    python3 - "$file" > question.txt << 'PY'
import json, sys
of = json.load(open(sys.argv[1]))
fields = [field for section in of["sections"] for part in section["parts"] for field in part.get("fields", [])]
[basis] = [field["basis"] for field in fields if field["label"] == "Learnt since, in no figure"]
print(basis["checkpoint"]["size"], basis["query"], sep="\n")
PY
    expect 0 '"subjects"' nunchi scope "$(tail -1 question.txt)" --as-of "$(head -1 question.txt)" --format json
done
# The rules propose by the version: their table says so, and so does the answer to a decision that stops a clock.
expect 0 "^LEARNT SINCE, not counted: the ledger of now has $late subjects? more.*: run .nunchi incident scope 1" nunchi incident duties 1 --format table
duties() { nunchi incident duties 1 "$@" --format json | python3 -c 'import json, sys; print(json.load(sys.stdin).get("learnt_since", {}).get("added"))'; }
same 'beside the duties' "$(duties)" "$late"
same 'beside the duties as they stood' "$(duties --step 4) $(duties --at 2099-01-01)" 'None None'
if nunchi incident decide 1 --clock KR-PIPA-REPORT --controller shop --answer applies --evidence E1 --reason 'many' --format table | grep 'does not count'; then
    fail 'a decision that stops nothing is warned of'
fi
expect 0 "V1 does not count what the ledger has now .$late subjects? more.*Freeze a scope first .*nunchi incident scope 1" \
    nunchi incident decide 1 --clock KR-PIPA-REPORT --controller shop --answer does_not_apply --evidence E1 --reason 'few' --format table
incident decide 1 --clock KR-PIPA-POSS --controller shop --answer does_not_apply --evidence E1
# Of how it stood the ledger of now is not asked.
if nunchi incident show 1 --step 2 --format table | grep -q 'LEARNT\|ledger of now'; then fail 'how it stood tells what was learnt since'; fi

# The next version counts them, and then there is nothing more. What was decided without them is asked again; of a clock it is
# said to run where one does.
expect 0 'KR-PIPA-REPORT of shop is UNDECIDED AGAIN: .* Its clock runs' nunchi incident scope 1 --reason r --format table
grep -q 'KR-PIPA-POSS of shop is UNDECIDED AGAIN: .* No clock of it runs' out.txt || fail "a clock that runs not: $(cat out.txt)"
same 'counted' "$(field 'of["learnt_since"]["other"], sum(c["added"] for c in of["scopes"][1]["changes"])')" "False $late"
expect 0 '^1 .* V2  ' nunchi incident list --format table

# Relations: people who are in address books, and those who turn out to be one.
nunchi relation import logs/relations.csv > /dev/null
expect 0 'the ledger of now has [0-9,]+ people more, [0-9,]+ people merged; by relation 1, where the version has 0' nunchi incident show 1 --format table
people="$(field '(lambda of: (of["added"], of["removed"], of["merged"]))(of["learnt_since"]["people"])')"
incident scope 1
same 'the same people' "$(field '(lambda of: tuple(sum(c[k] for c in of) for k in ("added", "removed", "merged")))(of["scopes"][2]["people"]["changes"])')" "$people"

# A catalogue that says now that a route shows more: further fields of those who are in it.
sed -i '/^id = "address-list"$/,/^controller/ s/^fields = \[/fields = ["customs_code", /' "$NUNCHI_DATA/nunchi.toml"
expect 0 'the ledger of now has [0-9,]+ subjects? with customs_code beside; by catalogue [0-9]+, where the version has [0-9]+' nunchi incident show 1 --format table
same 'fields' "$(field 'of["learnt_since"]["brings"], of["learnt_since"]["added"], list(of["learnt_since"]["fields"])')" "True 0 ['customs_code']"
incident scope 1
same 'more fields counted' "$(field 'of["learnt_since"]["other"]')" False

# A route that the catalogue gives to another: the same subjects, and another answers for them.
sed -i '/^id = "address-list"$/,/^controller/ s/^controller = .*/controller = "shop-tw"/' "$NUNCHI_DATA/nunchi.toml"
expect 0 'the ledger of now has .*shop-tw answers for [0-9,]+ subjects and not for [0-9,]+' nunchi incident show 1 --format table
same 'who answers' "$(field 'of["learnt_since"]["brings"], sorted(of["learnt_since"]["controllers"])[-1]')" "True shop-tw"
incident scope 1
same 'counted for who answers' "$(field 'of["learnt_since"]["other"]')" False

# What was opened and closed: a closed one says that it is to be opened again, one that was none says nothing.
incident open --title 'Another' --selection "route = 'order-list' AND time < '2025-06-01'" --regime kr-pipa --controller shop
incident scope 2
incident close 2 --as-no-incident
sed -i '/^id = "order-list"$/,/^controller/ s/^fields = \[/fields = ["customs_code", /' "$NUNCHI_DATA/nunchi.toml"
same 'one that was none' "$(nunchi incident show 2 --format json | python3 -c 'import json, sys; print(json.load(sys.stdin)["learnt_since"])')" None
incident reopen 2
expect 0 'with customs_code beside' nunchi incident show 2 --format table
# What was closed as an incident is looked at by nobody: a list and the end of an ingestion say it of that one too.
incident scope 2
letter 2 E1
incident aware 2 --kind complaint --happened 2025-11-17T16:00:00+09:00 --who 'service desk' --knew leak --evidence E1
for clock in KR-PIPA-NOTICE KR-PIPA-REPORT; do
    incident decide 2 --clock "$clock" --controller shop --answer does_not_apply --evidence E1
done
if grep 'does not count' said.json; then fail 'a decision on all that is known is warned of'; fi
incident confirm 2
incident contain 2 --since 2025-11-09T00:00:00+09:00 --measures 'the key was revoked'
incident close 2
same 'closed, and nothing learnt' "$(nunchi incident list --format table | grep -c 'Another .*closed .* V2  ')" 1
sed -i '/^id = "order-list"$/,/^controller/ s/^fields = \[/fields = ["account_number", /' "$NUNCHI_DATA/nunchi.toml"
expect 0 '^2 .*closed .* V2, more is known since: not counted' nunchi incident list --format table
expect 0 'LEARNT SINCE, not counted: .*open it again first .*reopen 2 .*, then run .nunchi incident scope 2' nunchi incident show 2 --format table
cp logs/hr.csv more.csv
expect 0 'incident 2 is closed, and V2 does not count what the ledger has now .*beside.*nunchi incident reopen 2' nunchi ingest hr=more.csv --no-detect
incident reopen 2
incident scope 2

# A catalogue that lost a route of the selection hides nothing of the page but what cannot be counted.
sed -i 's/"order-list"/"order-lists"/' "$NUNCHI_DATA/nunchi.toml"
expect 0 'what was read since cannot be counted: no route "order-list"' nunchi incident show 2 --format table
grep -q '^NEXT' out.txt || fail "the page ends early: $(cat out.txt)"
same 'as JSON' "$(nunchi incident show 2 --format json | python3 -c 'import json, sys; print(list(json.load(sys.stdin)["read_on"]))')" "['because']"
ok 'a late log, relations, a mended catalogue, duties, what is closed'
