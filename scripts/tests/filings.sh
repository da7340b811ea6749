#!/usr/bin/env bash
# What was decided, filed and known stays told whatever is recorded after it: a second filing, a reason given late, people who
# came after a decision, a group that was known earlier.
source "$(dirname "$0")/common.bash"
export USER=kim

read_shop 20000
took() { # NUMBER NAME OPTIONS…: a piece of evidence
    local number="$1" name="$2"
    shift 2
    nunchi incident evidence "$number" --name "$name" --item 'a page' --from officer --how mail --original safe --reason received "$@" > /dev/null
}
nunchi incident open --title 'Forged tokens' --selection 'NOT issued' --reason 'a letter' > /dev/null
took 1 E1 --grade fact
nunchi incident aware 1 --kind report_to_ciso --happened 2025-11-17T16:00 --who officer --knew leak --evidence E1 --reason told > /dev/null

# An earlier receipt erases no lateness: what follows comes later, what corrects names the error, and all of them are told.
net=(--clock KR-NET-24 --controller shop --to KISA --evidence E1 --reason filed --format table)
expect 0 'filed LATE by 29 h 35 min: counted otherwise' nunchi incident file 1 "${net[@]}" --received 2025-11-19T21:35 --receipt R-1 --late-because 'counted otherwise'
expect 2 'receipt R-1 of .* was recorded first, .*--corrects "R-1"' nunchi incident file 1 "${net[@]}" --received 2025-11-18T10:00 --receipt R-2
expect 2 'the following required arguments were not provided' nunchi incident file 1 "${net[@]}" --received 2025-11-18T10:00 --receipt R-2 --corrects R-1
expect 0 'KR-NET-24 shop \(incident\): receipt R-2 of 2025-11-18 10:00 \(KISA\) corrects R-1: the day was mistyped' nunchi incident file 1 "${net[@]}" --received 2025-11-18T10:00 --receipt R-2 --corrects R-1 --error 'the day was mistyped'
expect 0 'filed LATE by 29 h 35 min' nunchi incident clocks 1 --format table
grep -q 'receipt R-2 of 2025-11-18 10:00 (KISA) corrects R-1' out.txt || fail "the correction is not told: $(cat out.txt)"
nunchi report write 1 --regime kr-net --lang en --out reports --reason r > out.txt 2> err.txt || [ $? -le 1 ] || fail "the report: $(cat err.txt)"
cat reports/1-kr-net-*.json | jq -e '[.. | strings] | any(. == "Correction of R-1") and any(. == "KISA · R-2\nthe error that is corrected: “the day was mistyped”") and all(. != "not late")' > /dev/null || fail 'the report does not tell of both filings'
nunchi report sheet 1 --lang en --out sheet --reason r > out.txt 2> err.txt || [ $? -le 1 ] || fail "the sheet: $(cat err.txt)"
cat sheet/1-sheet-*.json | jq -e '[.. | strings] | any(test("Correction of R-1: KISA · R-2"))' > /dev/null || fail 'the sheet does not tell of both filings'
filed="$(nunchi incident steps 1 --format json | jq '[.steps[] | select(.what.does == "filed")][0].number')"
correction="$(nunchi incident steps 1 --format json | jq '[.steps[] | select(.what.does == "filed")][1].number')"
expect 2 'rests on it' nunchi incident take-back 1 "$filed" --reason slip --format table
nunchi incident take-back 1 "$correction" --reason slip > /dev/null
nunchi incident take-back 1 "$filed" --reason slip > /dev/null
nunchi incident file 1 "${net[@]}" --received 2025-11-18T10:00 --receipt R-3 > /dev/null
expect 0 'the record of receipt R-1 of 2025-11-19 21:35 \(KISA, LATE by 29 h 35 min\) was TAKEN BACK' nunchi incident clocks 1 --format table

echo 'ok filings'
