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
