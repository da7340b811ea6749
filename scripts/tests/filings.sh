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

expect 0 'KR-PIPA-NOTICE: 72 hours .*Our own target: 2025-11-20 04:00 \(shop, incident\)' nunchi incident clocks 1 --format table
nunchi incident duties 1 --format json | jq -e '[.duties[] | select(.proposed == "undecided" and .because != null)] | length > 0 and all(.because.en | startswith("asks whether: "))' > /dev/null || fail 'what the rules ask reads as if it were so'

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

# People who came after a decision are not silenced by it, and evidence that nobody stands for decides nothing.
took 1 E2 --grade unknown
decide=(decide 1 --clock EU-33 --controller shop --answer does_not_apply --reason 'nobody lives there' --format table)
expect 2 'rests on a fact, a statement or a decision, and E2 is graded unknown' nunchi incident "${decide[@]}" --evidence E2
nunchi incident select 1 "route = 'order-list' AND time >= '2025-11-06T18:38:00+09:00'" --replace --reason 'what is known' > /dev/null
# What was filed before anybody was counted told nobody of them: they have a clock of their own, and a filing of then says whom it reached.
expect 0 'KR-NET-24 shop \(group of scope 1\) counts from' nunchi incident scope 1 --reason 'a count' --format table
expect 0 'KR-NET-24 shop \(incident\): what is filed counts for nobody of V1, for it was recorded before anybody was counted' nunchi incident clocks 1 --format table
expect 2 'open clock: KR-NET-24 of shop \(group of scope 1\)' nunchi incident close 1 --reason enough
expect 2 'KR-NET-24: .* is before' nunchi incident file 1 "${net[@]}" --group 1 --received 2024-11-18T10:00 --receipt R-3
expect 0 'KR-NET-24 shop \(group of scope 1\): filed in time' nunchi incident file 1 "${net[@]}" --group 1 --received 2025-11-18T10:00 --receipt R-3
expect 2 'receipt R-3 is recorded here' nunchi incident file 1 "${net[@]}" --received 2025-11-18T10:00 --receipt R-3
expect 0 'EU-33 of shop: does_not_apply' nunchi incident "${decide[@]}" --evidence E1
nunchi incident select 1 'NOT issued' --replace --reason 'all of them' > /dev/null
expect 0 'EU-33 of shop is UNDECIDED AGAIN: kim decided does_not_apply, and since then V2 adds [0-9]+ identifiers' nunchi incident scope 1 --reason 'the count' --format table
expect 0 'EU-33 +shop .*undecided AGAIN +kim decided does_not_apply, and since then V2 adds' nunchi incident duties 1 --format table
expect 2 'undecided again: does EU-33 to shop apply\?' nunchi incident close 1 --reason enough
expect 0 'EU-33 +shop +incident .*OVERDUE' nunchi incident clocks 1 --format table

# A report under another law counts where a person decides so, and where the law knows it.
expect 2 'knows no report under another law' nunchi incident decide 1 --clock KR-PIPA-REPORT --controller shop --answer deemed_reported --evidence E1 --reason 'filed at KISA'
expect 0 'KR-NET-24 of shop-tw: deemed_reported' nunchi incident decide 1 --clock KR-NET-24 --controller shop-tw --answer deemed_reported --evidence E1 --reason 'filed under the Act' --format table
expect 0 'KR-NET-24 +shop-tw +incident .*deemed reported under another law, as decided' nunchi incident clocks 1 --format table

# A group that is said to have been known later moves its clocks, and that is told.
nunchi incident group 1 2 --known 2025-11-27T03:47 --reason 'the list came' > /dev/null
expect 0 'KR-PIPA-NOTICE shop \(group of scope 2\) counts from 2025-11-29 10:00 and no longer from 2025-11-27 03:47: .*LATER' nunchi incident group 1 2 --known 2025-11-29T10:00 --reason 'read again' --format table
grep -q 'warning: this moment makes [0-9]* clocks count from a later moment' err.txt || fail "a later moment is not warned of: $(cat err.txt)"

# What nobody knew how to date is filed, dated afterwards, and given its reason.
nunchi incident group 1 2 --reason 'nobody knows' > /dev/null
added=(--clock KR-NET-24 --controller shop --group 2)
nunchi incident file 1 "${added[@]}" --received 2025-12-20T10:00 --to KISA --receipt R-7 --evidence E1 --reason filed > /dev/null
nunchi incident group 1 2 --known 2025-11-27T03:47 --reason 'the list came' > /dev/null
expect 0 'filed LATE by .*: no reason was given' nunchi incident clocks 1 --format table
expect 2 'filed late by .*, and nobody said why: KR-NET-24 of shop \(group of scope 2\), receipt R-7' nunchi incident close 1 --reason enough
expect 2 'has no such filing; there is: R-7' nunchi incident late 1 "${added[@]}" --receipt R-8 --because 'it was not dated' --reason r
expect 0 'KR-NET-24 shop \(group of scope 2\): filed LATE by .*: it was not dated' nunchi incident late 1 "${added[@]}" --receipt R-7 --because 'it was not dated' --reason r --format table

# Duties that apply and were never begun hold the end; what begins their clocks is entered.
nunchi incident open --title Material --selection 'NOT issued' --regime us-sec-8k --regime us-ca --reason 'a letter' > /dev/null
took 2 E1 --grade fact
nunchi incident decide 2 --clock US-SEC-8K --controller shop --answer applies --evidence E1 --reason material > /dev/null
expect 0 'US-SEC-8K shop: applies, as decided; not started: nobody entered that it was decided to be material \(nunchi incident aware 2 … --knew materiality\)' nunchi incident clocks 2 --format table
expect 2 'US-SEC-8K to shop applies, and its clock never began' nunchi incident close 2 --reason enough
aware2=(aware 2 --kind confirmation --who board --evidence E1 --reason decided --format table)
expect 0 'US-SEC-8K shop \(incident\)|it would make due: US-SEC-8K' nunchi incident "${aware2[@]}" --happened 2025-11-18T10:00 --knew materiality

# Who decides against what the rules propose is told so.
expect 0 'the rules propose that KR-PIPA-NOTICE of shop applies .*: this decision is against that, and stands as one of kim' nunchi incident decide 1 --clock KR-PIPA-NOTICE --controller shop --answer does_not_apply --evidence E1 --reason r --format table
expect 0 'KR-PIPA-NOTICE of shop: applies' nunchi incident decide 1 --clock KR-PIPA-NOTICE --controller shop --answer applies --evidence E1 --reason r --format table
if grep -q 'against that' out.txt; then fail "a decision as proposed is against it: $(cat out.txt)"; fi

echo 'ok filings'
