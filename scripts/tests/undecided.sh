#!/usr/bin/env bash
# A part of the issuances is lost, so of many reads nobody can say whether they belong: their number stands beside the
# size wherever the size stands, as `nunchi scope` has it, in answers, pages, and every document in all its forms.
source "$(dirname "$0")/common.bash"

nunchi sim logs --background 20000 --scale 14000 > /dev/null 2> err.txt
nunchi init --example shop > /dev/null
sed -i '1000,1400d' logs/auth.ndjson
read -ra files <<< "$(at_hand logs)"
nunchi ingest --no-detect "${files[@]}" > /dev/null 2> err.txt
export USER=kim
nunchi incident open --title 'Forged tokens' --selection 'NOT issued' --reason r > /dev/null
undecided() { # SELECTION: reads and subjects, as a question has them
    nunchi scope "$1" --format json | python3 -c '
import json, sys
of = json.load(sys.stdin)["undecided"]
print("{:,} {:,}".format(of["reads"], of["subjects"]))'
}
read -r reads subjects <<< "$(undecided 'incident 1')"
[ "$reads" != 0 ] || fail 'no read is undecided'

words="$reads reads of $subjects subjects undecided"
expect 0 "V1 is not complete: beside its figures $words" nunchi incident scope 1 --reason r --format table
expect 0 "^HOW MANY  V1: .* subjects, [0-9,]+ reads \\($words, beside them\\)" nunchi incident show 1 --format table
grep -qF "what belongs to V1 beside its figures: $words" out.txt || fail "it is not among what is unknown: $(cat out.txt)"
kept="$(nunchi incident show 1 --format json | python3 -c '
import json, sys
of = json.load(sys.stdin)["scopes"][0]["figures"]
print("{:,} {:,}".format(of["undecided"], of["undecided_subjects"]))')"
same 'what is frozen' "$kept" "$reads $subjects"

letter 1 E1
nunchi incident aware 1 --kind complaint --happened 2025-11-17T16:00:00+09:00 --who desk --knew leak --evidence E1 --reason r > /dev/null
for regime in kr-pipa kr-net eu-33; do
    nunchi report write 1 --regime "$regime" --lang ko --lang en --out reports --reason r > out.txt || [ "$?" -eq 1 ]
done
for page in sheet board; do nunchi report "$page" 1 --lang ko --lang en --out reports --reason r > out.txt; done

# A report speaks of the reads of its controller; pages for the room of all.
selection="$(nunchi incident show 1 --format json | python3 -c '
import json, sys
print(json.load(sys.stdin)["scopes"][0]["shares"]["shop"]["selection"])')"
read -r of_shop by_shop <<< "$(undecided "$selection")"
said() { # FILE READS SUBJECTS: as people read it, with and without a note beside the size
    local text
    case "$1" in
        *.pdf) text="$(pdftotext -layout "$1" - | tr -d '\n\f')" ;;
        *) text="$(sed -E 's/<[^>]+>//g' "$1" | tr -d '\n')" ;;
    esac
    text="$(tr -d '[:space:]' <<< "${text//$'\u00a0'/}")"
    case "$1" in
        *.ko.*) grep -qF "열람$2회" <<< "$text" && grep -qF "식별자$3개" <<< "$text" ;;
        *) grep -qF "$2reads" <<< "$text" && grep -qF "$3identifiers" <<< "$text" ;;
    esac || fail "$1 does not say $2 reads of $3"
}
# They may be of others, and may have shown what is of a class: nothing is said not to be so on that account.
for fact in sensitive unique_id outside_access; do nunchi incident says 1 "$fact" no --reason r > /dev/null; done
nunchi incident select 1 "NOT issued AND time >= '2025-04-01' AND time < '2025-05-01'" --replace --reason 'a part' > /dev/null
nunchi incident scope 1 --reason 'a part' > /dev/null
nunchi relation import logs/relations.csv > /dev/null
nunchi incident scope 1 --reason 'with people' > /dev/null
expect 0 'KR-PIPA-REPORT +shop +undecided +not known: people >= 1000 \(.*, [0-9,]+ identifiers? undecided beside\)' nunchi incident duties 1 --format table
grep -qE '^shop: of [0-9,]+ reads \([0-9,]+ identifiers? undecided\) it cannot be said' out.txt || fail "the register: $(cat out.txt)"
expect 0 'the rules cannot say that KR-PIPA-REPORT of shop does not apply \(not known: people >= 1000' nunchi incident decide 1 --clock KR-PIPA-REPORT --controller shop --answer does_not_apply --evidence E1 --reason few --format table
nunchi report write 1 --regime kr-pipa --lang en --out few --reason r > out.txt || [ "$?" -eq 1 ]
python3 - few/*.json << 'PY'
"""The proposal, and whether there are 1,000: both unknown, with why."""
import json, sys
text = open(sys.argv[1]).read()
of = json.loads(text)
flat = []
def walk(one):
    if isinstance(one, dict):
        flat.append(one)
        for inner in one.values(): walk(inner)
    elif isinstance(one, list):
        for inner in one: walk(inner)
walk(of)
fields = {one["number"]: one for one in flat if "number" in one}
proposed = json.dumps(fields["11-1"])
assert "cannot be said" in proposed and "not said to be none, for of" in proposed, proposed
rows = [one for one in flat if any(cell is not None and '1,000 people or more' in json.dumps(cell) for cell in one.get('cells', []))]
assert rows and all(one['cells'][-1] is None for one in rows), rows
PY
shopt -s nullglob
seen=0
for file in reports/*.html reports/*.pdf; do
    if [[ "$file" == *.pdf ]] && ! command -v pdftotext > /dev/null; then continue; fi
    case "$file" in
        *sheet* | *board*) said "$file" "$reads" "$subjects" ;;
        *) said "$file" "$of_shop" "$by_shop" ;;
    esac
    seen=$((seen + 1))
done
[ "$seen" -ge 10 ] || fail "$seen documents were looked at"
ok "$reads reads of $subjects subjects, in $seen documents"
