#!/usr/bin/env bash
# What is missing is named, a person's word closes what nobody can see and nothing else, and a negative
# claim turns with it.
source "$(dirname "$0")/common.bash"

nunchi sim logs --background 5000 --scale 14000 > /dev/null
nunchi init --example shop > /dev/null
read -ra files <<< "$(at_hand logs)"
nunchi ingest "${files[@]}" > /dev/null

# json FILTER: a value of the last answer.
json() {
    "${NUNCHI_PYTHON:-python3}" -c "import json,sys; d=json.load(open('out.txt')); print($1)"
}

claim() { # WANTED SELECTION
    nunchi scope "$2" --untouched payment_card --format json > out.txt
    same "the verdict of $2" "$(json 'd["untouched"]["payment_card"]["verdict"]')" "$1"
}

# A second gateway is declared and has never spoken: a path to personal data that nobody covers.
nunchi sources --format json > out.txt
same "uncovered" "$(json '[u["source"] for u in d["uncovered"]]')" "['gateway-late']"
json '"payment_card" in d["unshown_fields"] or 1/0' > /dev/null
claim cannot_say "NOT issued"
claim clear "source = 'gateway' AND NOT issued"

# A person answers for it; the answer names the person.
expect 2 'did you mean "gateway-late"' nunchi sources attest gateway-lat --from 2024-01-01 --to 2025-12-01 --reason x
expect 2 'lies ahead' nunchi sources attest gateway-late --from 2024-01-01 --to 2999-12-01 --reason x
expect 0 '"by":"kim"' nunchi sources attest gateway-late --from 2024-01-01 --to 2025-12-01 --by kim --reason 'switched off' --format json
position="$(json 'd["position"]')"
claim cannot_say "NOT issued" # A claim without bounds asks beyond the statement.
claim clear "time BETWEEN '2025-01-01' AND '2025-10-31' AND NOT issued"
same "the basis" "$(json 'd["untouched"]["payment_card"]["basis"]')" statement
same "whose word" "$(json '[s["by"] for s in d["coverage"]["stated"]]')" "['kim']"
same "the signed head" "$(json 'd["as_of"]["note"].splitlines()[1] == str(d["as_of"]["checkpoint"]["size"])')" True
whole
expect 0 'by the word of kim' nunchi sources --format table
expect 2 'no record of gateway is in quarantine' nunchi sources attest gateway --from 2025-01-01 --to 2025-02-01 --quarantined --reason x

# Nobody can say how many a gap concerns, until somebody answers for the roster.
nunchi scope "TRUE" --format json > out.txt
same "without a roster" "$(json 'd["coverage"]["possibly"]["at_most"]')" None
printf 'subject,change,time\nmember:990001,joined,2020-01-01\nmember:990002,arrived,2020-01-01\n' > bad.csv
expect 2 'line 3: change is none of those that there are: write joined' nunchi roster import bad.csv
printf 'subject,change,time\nmember:990001,joined,2020-01-01\n' > roster.csv
expect 0 '1 changes imported' nunchi roster import roster.csv
expect 0 'nothing new' nunchi roster import roster.csv
expect 0 '"stated":"everybody of kind member' nunchi roster complete --through 2026-01-01 --by lee --reason 'from the account system' --format json
nunchi scope "source = 'gateway-late'" --format json > out.txt
everybody="$(json 'd["coverage"]["possibly"]["at_most"]')"
[ "$everybody" -ge 2405 ] || fail "a gap concerns $everybody subjects at most"
nunchi scope "NOT issued" --format json > out.txt
same "those found are not counted again" "$(json 'd["coverage"]["possibly"]["at_most"] + d["subjects"]')" "$everybody"

# Withdrawn, it is as if it had not been said.
expect 2 'no statement stands' nunchi sources withdraw 1 --reason x
expect 0 'withdrawn' nunchi sources withdraw "$position" --by kim --reason 'it was on after all'
claim cannot_say "time BETWEEN '2025-01-01' AND '2025-10-31' AND NOT issued"

# One event of the late gateway is lost: its number proves it, and nobody's word outweighs that.
sed '5d' logs/gateway-late.ndjson > late.ndjson
nunchi ingest gateway-late=late.ndjson > /dev/null
expect 1 'numbers 5 to 5 never came' nunchi verify
nunchi sources --format json > out.txt
same "missing" "$(json '[g["events"] for s in d["sources"] for l in s["lanes"] for g in l["gaps"]]')" "[1]"
json '"!" in d["sources"][1]["timeline"] or 1/0' > /dev/null
claim cannot_say "NOT issued"
same "the times in doubt" "$(json '[x["kind"] for x in d["coverage"]["doubts"]]')" "['missing']"
expect 4 'numbers prove a loss' nunchi sources attest gateway-late --from 2024-01-01 --to 2025-12-01 --reason x
# The line is found: everything is whole.
nunchi ingest --insist gateway-late=logs/gateway-late.ndjson > /dev/null
claim clear "NOT issued"
same "the basis" "$(json 'd["untouched"]["payment_card"]["basis"]')" sequenced
whole
ok
