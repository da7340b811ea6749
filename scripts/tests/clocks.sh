#!/usr/bin/env bash
# Clocks and duties when people slip: a year mistyped, a code as the decree writes it, a moment that has not come, a fact
# entered again, a possibility that turns out to be a leak, a duty that the law of the day does not know.
source "$(dirname "$0")/common.bash"
export USER=kim

read_shop 20000
took() { # NUMBER NAME: a piece of evidence
    nunchi incident evidence "$1" --name "$2" --item 'a page' --from officer --how mail --original safe --reason received > /dev/null
}
aware() { # NUMBER KNEW HAPPENED OPTIONS…
    local number="$1" knew="$2" happened="$3"
    shift 3
    nunchi incident aware "$number" --kind report_to_cpo --happened "$happened" --who officer --knew "$knew" --evidence E1 --reason told "$@" --format table
}
open() { # TITLE OPTIONS…: incident 1, 2, …
    local title="$1"
    shift
    nunchi incident open --title "$title" --selection 'NOT issued' --reason 'a letter' "$@" > /dev/null
}

# One year mistyped: its own clocks cannot say, and nothing else stops.
open 'Forged tokens'
open 'Another'
took 1 E1
expect 0 'KR-PIPA-NOTICE' aware 1 leak 2025-11-17T16:00
expect 2 'is .* days ago: is the year right\?.*--long-ago' aware 1 leak 2015-11-17T16:00
expect 0 'KR-PIPA-NOTICE, KR-PIPA-REPORT cannot say from it: kr-pipa: no version holds for awareness on 2015-11-17' aware 1 leak 2015-11-17T16:00 --long-ago
grep -q 'warning: 2015-11-17 16:00 is' err.txt || fail "an early moment is not warned of: $(cat err.txt)"
expect 0 'KR-PIPA-NOTICE +shop +incident +2015-11-17 16:00 +- +cannot say: kr-pipa: no version' nunchi incident clocks 1 --format table
expect 0 'cannot say' nunchi incident show 1 --format table
expect 0 'Another' nunchi incident list --format table
grep -q '[0-9] clocks cannot say' out.txt || fail "the list does not say so: $(cat out.txt)"
nunchi incident scope 1 --reason 'the count' > /dev/null
found=0
nunchi report sheet 1 --out sheet --reason r > out.txt 2> err.txt || found=$?
[ "$found" -le 1 ] || fail "the sheet: $found $(cat err.txt)"
expect 2 'cannot be closed yet' nunchi incident close 1 --reason enough
expect 0 'it would make due: .*KR-PIPA-NOTICE 2025-11-21 16:00' aware 1 leak 2025-11-18T16:00
if grep -q 'cannot be counted\|cannot say' out.txt; then fail "another candidate spoils it: $(cat out.txt)"; fi
expect 0 'KR-PIPA-NOTICE shop \(incident\) counts from 2025-11-17 16:00 and no longer from 2015-11-17 16:00: due 2025-11-20 16:00' nunchi incident choose 1 --start leak_known --candidate 1 --reason 'the year was a slip' --format table
nunchi incident choose 1 --start incident_known --candidate 1 --reason 'the year was a slip' > /dev/null

# What a law permits is named by word or article, listed where it is refused, and has happened when it is recorded.
on=(--clock KR-PIPA-NOTICE --controller shop)
expect 0 'KR-PIPA-NOTICE +urgent_measures or 39\(1\)1, force_majeure or 39\(1\)2' nunchi incident delay --help
expect 2 'permitted: urgent_measures or 39\(1\)1 .*; force_majeure or 39\(1\)2' nunchi incident delay 1 "${on[@]}" --code urgent --from 2025-11-17T16:00 --evidence E1 --reason r
expect 2 'the cause of the delay of .* lies in the future' nunchi incident delay 1 "${on[@]}" --code '39(1)1' --from 2099-01-01T00:00 --evidence E1 --reason r
expect 0 'KR-PIPA-NOTICE shop \(incident\): delayed, as urgent_measures permits' nunchi incident delay 1 "${on[@]}" --code '39(1)1' --from 2025-11-18T16:00 --evidence E1 --reason 'paths are blocked' --format table
expect 0 'KR-PIPA-NOTICE shop \(incident\): REVIEW of its delay by .*nunchi incident resume 1 --code urgent_measures' nunchi incident clocks 1 --format table
expect 2 'open: urgent_measures' nunchi incident resume 1 "${on[@]}" --code '39(1)2' --ended 2025-11-24T10:00 --reason r
expect 2 'the end of the delay of .* lies in the future' nunchi incident resume 1 "${on[@]}" --code '39(1)1' --ended 2099-01-01T00:00 --reason r
expect 0 'DUE AT ONCE' nunchi incident resume 1 "${on[@]}" --code '39(1)1' --ended 2025-11-24T10:00 --reason 'blocked' --format table

# A possibility that was a leak: inside the window the notice takes its place and counts from when the leak was known.
ago() { date -d "$1 hours ago" +%Y-%m-%dT%H:%M:00Z -u; }
poss=(--clock KR-PIPA-POSS --controller shop)
took 2 E1
aware 2 possibility "$(ago 60)" > /dev/null
expect 2 'what became of the possibility of .* lies in the future' nunchi incident settle 2 "${poss[@]}" --outcome leak --known 2099-01-01T00:00 --reason r
expect 0 'KR-PIPA-POSS shop \(incident\): replaced by KR-PIPA-NOTICE' nunchi incident settle 2 "${poss[@]}" --outcome leak --known "$(ago 20)" --reason 'it was found for sale' --format table
for clock in NOTICE REPORT; do
    grep -qE "KR-PIPA-$clock shop \(incident\) counts from .*: due " out.txt || fail "settled as a leak: $(cat out.txt)"
done
expect 0 'KR-PIPA-NOTICE +shop +incident .* 5[12] h [0-9]+ min left' nunchi incident clocks 2 --format table
expect 0 'a leak, known since .*, which is candidate 2' nunchi incident steps 2 --format table
expect 2 'it was settled as a leak, known since .*settled once' nunchi incident settle 2 "${poss[@]}" --outcome no_leak --known "$(ago 1)" --reason r
# After it both stand; and a leak that nobody settled is told.
open 'A third'
took 3 E1
aware 3 possibility "$(ago 100)" > /dev/null
expect 0 'KR-PIPA-POSS shop .incident.: the leak was known .*, in time for KR-PIPA-NOTICE to take its place. If it is of the same people, say so .`nunchi incident settle 3' aware 3 leak "$(ago 90)"
expect 0 'KR-PIPA-POSS shop .incident.: the leak was known' nunchi incident clocks 3 --format table
open 'A fourth'
took 4 E1
aware 4 possibility "$(ago 100)" > /dev/null
expect 0 'that notice stays due, beside KR-PIPA-NOTICE' nunchi incident settle 4 "${poss[@]}" --outcome leak --known "$(ago 2)" --reason r --format table

# A fact that is entered again keeps its first moment, and closes what a notice has.
fact=(fact 1 --name F1 --words 'the door codes were read too' --reason confirmed --format table)
expect 2 '"99zz" is no item of a notice.*kr-pipa 1, 2, 3, 4, 5, 6' nunchi incident "${fact[@]}" --closes 99zz
expect 0 'KR-NET-24 shop \(fact F1\) counts from 2025-11-28 10:00: due 2025-11-29 10:00' nunchi incident "${fact[@]}" --closes 2b --confirmed 2025-11-28T10:00
expect 0 'F1 was confirmed 2025-11-28 10:00 already: that moment stands, and 2025-11-29 10:00 is LATER' nunchi incident "${fact[@]}" --closes 2b --confirmed 2025-11-29T10:00
expect 0 'KR-NET-24 +shop +fact F1 +2025-11-28 10:00 +2025-11-29 10:00 +OVERDUE' nunchi incident clocks 1 --format table

# A confirmation that is mistyped is asked for, and taken back; what is unknown has none.
typo=(fact 1 --name F2 --words 'a slip' --reason confirmed --format table)
expect 2 '2024-11-28 10:00 is [0-9]+ days before anybody knew of the incident .*is the year right' nunchi incident "${typo[@]}" --confirmed 2024-11-28T10:00
expect 2 'F2 is said to be unknown.*leave --confirmed out' nunchi incident "${typo[@]}" --grade unknown --confirmed 2025-11-28T10:00
expect 0 'KR-NET-24 shop \(fact F2\) counts from 2025-11-17 16:00' nunchi incident "${typo[@]}" --confirmed 2024-11-28T10:00 --long-ago
step=$(grep -oE 'step [0-9]+' out.txt | head -1 | cut -d' ' -f2)
expect 0 'KR-NET-24 of shop \(fact F2\): runs no longer; it was: OVERDUE' nunchi incident take-back 1 "$step" --reason 'the year was a slip' --format table
expect 0 'KR-NET-24 shop \(fact F2\) counts from 2025-11-28 10:00' nunchi incident "${typo[@]}" --confirmed 2025-11-28T10:00

# Duties: one that the law of the day does not know is nothing to decide, and identifiers are at least one person.
expect 0 'KR-PIPA-POSS +shop +does_not_apply +the law of 2025-11-17 knows no such duty +does_not_apply' nunchi incident duties 1 --format table
grep -qE 'KR-NET-USERS +shop +does_not_apply +the law of 2025-11-17 knows no such duty' out.txt || fail "the register: $(cat out.txt)"
grep -qE 'KR-PIPA-NOTICE +shop +applies +Every person whose data leaked' out.txt || fail "the register: $(cat out.txt)"
grep -qE 'KR-PIPA-REPORT +shop +undecided +not known: people >= 1000 \([0-9,]+ identifiers read, 1 person or more' out.txt || fail "the register: $(cat out.txt)"
expect 2 'does KR-PIPA-REPORT to shop apply' nunchi incident close 1 --reason enough
if grep -q 'KR-PIPA-POSS\|KR-NET-USERS' err.txt; then fail "a duty that is none is asked for: $(cat err.txt)"; fi
expect 0 'KR-PIPA-POSS +shop +undecided' nunchi incident duties 2 --format table

# What is mistyped is told with what would be right.
expect 2 'a day ends at 00:00 of the next: write it as 2026-11-27T09:00 \(in Asia/Seoul\)' aware 1 leak 2025-11-17T24:00
expect 2 '2025-11-17 is a day, and clocks count hours' aware 1 leak 2025-11-17
expect 2 'is not a time.*a local time: write it as 2026-11-27T09:00' aware 1 leak 2025-11-17T9:00
file=(file 2 --received "$(ago 1)" --to KISA --receipt R-1 --evidence E1 --reason filed)
expect 2 'US-CA is a clock of us-ca, which incident 2 does not ask; it asks kr-pipa, kr-net, eu-33' nunchi incident "${file[@]}" --clock US-CA --controller shop
expect 2 'US-CA is a clock of us-ca, which incident 1 does not ask' nunchi incident decide 1 --clock US-CA --controller shop --answer applies --reason r
expect 2 'it happened at 2099-01-01 00:00, after it was entered at' aware 1 leak 2099-01-01T00:00
expect 2 'V1 adds nobody to a version before it' nunchi incident group 1 1 --known 2025-11-18T16:00 --reason r
nunchi incident says 2 not_singled_out no --reason 'one list' > /dev/null
expect 0 'KR-PIPA-POSS +shop +does_not_apply +asks whether: .*; not so: not_singled_out' nunchi incident duties 2 --format table
expect 2 'no controller "shp": did you mean "shop"' nunchi incident "${file[@]}" --clock KR-NET-24 --controller shp
expect 2 'KR-PIPA-POSS does not run: the law of 2025-11-17, the day of awareness, knows no such duty' nunchi incident delay 1 "${poss[@]}" --code force_majeure --from 2025-11-18T16:00 --evidence E1 --reason r
open 'A fifth'
took 5 E1
expect 2 'KR-PIPA-NOTICE: not started: nobody entered that a leak is known .nunchi incident aware 5' nunchi incident delay 5 "${on[@]}" --code '39(1)1' --from 2025-11-18T16:00 --evidence E1 --reason r
expect 2 'only the notice of one is settled, such as KR-PIPA-POSS' nunchi incident settle 2 --clock KR-NET-24 --controller shop --outcome leak --known "$(ago 1)" --reason r

# A duty that the rules propose is told while nothing began its clock, and what it counts from begins it by being filed.
open 'A sixth' --regime nis2
took 6 E1
for fact in nis2_entity significant; do nunchi incident says 6 "$fact" yes --reason so > /dev/null; done
aware 6 incident 2025-10-05T10:00 > /dev/null
line='NIS2-MONTH shop: applies, as the rules propose; not started: it counts from the filing of NIS2-72'
expect 0 "$line" nunchi incident clocks 6 --format table
expect 0 'when NIS2-MONTH of shop is due, which applies, as the rules propose' nunchi incident show 6 --format table
expect 0 'A sixth .*; 2 duties that apply have no clock' nunchi incident list --format table
expect 0 'nis2,NIS2-MONTH,shop,.*,not_started,' nunchi incident clocks 6 --format csv
expect 0 'NIS2-MONTH shop \(incident\) counts from 2025-10-06 12:00: due 2025-11-07 08:00' nunchi incident file 6 --clock NIS2-72 --controller shop --received 2025-10-06T12:00 --to CSIRT --receipt R-1 --evidence E1 --reason filed --format table
expect 0 'NIS2-MONTH +shop +incident +2025-10-06 12:00 +2025-11-07 08:00 +OVERDUE' nunchi incident clocks 6 --format table
if grep -q "$line" out.txt; then fail "a clock that runs is told as not started: $(cat out.txt)"; fi

# That there was no leak is told at once after it was known, and held against nothing else.
open 'A seventh'
took 7 E1
aware 7 possibility "$(ago 90)" > /dev/null
told=(file 7 "${poss[@]}" --to people --evidence E1 --reason told --format table)
expect 0 'filed in time' nunchi incident "${told[@]}" --received "$(ago 80)" --receipt R-1
expect 0 'DUE AT ONCE' nunchi incident settle 7 "${poss[@]}" --outcome no_leak --known "$(ago 10)" --reason r --format table
expect 0 'KR-PIPA-POSS: That there was no leak is told at once' nunchi incident clocks 7 --format table
if grep -q 'That there was no leak.*Our own target' out.txt; then fail "a target before it was known: $(cat out.txt)"; fi
expect 0 'also receipt R-2 of .* \(people, that there was no leak, [78] h [0-9]+ min after that was known\)' nunchi incident "${told[@]}" --received "$(ago 2)" --receipt R-2
if grep -q 'LATE' out.txt; then fail "a timely retraction is told as late: $(cat out.txt)"; fi
# A fact that is entered after the first was recorded was not told with it: due at once from its entry, late by no number, and
# the same on the sheet. A final report that follows a first in time is a further one.
open 'An eighth' --controller shop --regime kr-pipa --regime kr-net
took 8 E1
aware 8 leak "$(ago 30)" > /dev/null
first=(file 8 --controller shop --to PIPC --evidence E1 --reason told --format table)
expect 0 'filed in time' nunchi incident "${first[@]}" --clock KR-PIPA-REPORT --received "$(ago 20)" --receipt P-1
expect 0 'filed in time' nunchi incident "${first[@]}" --clock KR-NET-24 --received "$(ago 20)" --receipt N-1
expect 0 'KR-PIPA-REPORT shop \(fact F1\) counts from' nunchi incident fact 8 --name F1 --words 'door codes' --confirmed "$(ago 25)" --reason confirmed --format table
expect 0 'KR-PIPA-REPORT +shop +fact F1 .*DUE AT ONCE, for (less than a minute|0 h)' nunchi incident clocks 8 --format table
expect 0 'KR-PIPA-REPORT shop \(fact F1\): filed in time' nunchi incident "${first[@]}" --clock KR-PIPA-REPORT --fact F1 --received "$(ago 1)" --receipt P-2
nunchi incident fact 8 --name F2 --words 'door codes of others' --confirmed "$(ago 10)" --reason confirmed > /dev/null
expect 0 'KR-PIPA-REPORT shop \(fact F2\): filed after 9 h 0 min' nunchi incident "${first[@]}" --clock KR-PIPA-REPORT --fact F2 --received "$(ago 1)" --receipt P-3
expect 0 'also receipt N-3 of .* \(PIPC\)' nunchi incident "${first[@]}" --clock KR-NET-24 --received "$(ago 1)" --receipt N-3
if grep -q 'LATE' out.txt; then fail "a further report is told as late: $(cat out.txt)"; fi
found=0
nunchi report sheet 8 --lang en --out eighth --reason r > out.txt 2> err.txt || found=$?
[ "$found" -le 1 ] || fail "the sheet: $found $(cat err.txt)"
grep -q 'due at once, and took 9 h 0 min' eighth/*.json || fail "the sheet does not tell how long it took"
if grep -q 'late by' eighth/*.json; then fail "the sheet tells of what is late: $(cat eighth/*.json)"; fi
# What has no number is open in the list too, and a size says that other reads are selected since.
nunchi incident file 8 --controller shop --to people --evidence E1 --reason told --clock KR-PIPA-NOTICE --received "$(ago 1)" --receipt L-1 > /dev/null
for id in F1 F2; do
    nunchi incident file 8 --controller shop --to people --evidence E1 --reason told --clock KR-NET-24 --fact "$id" --late-because 'asleep' --received "$(ago 1)" --receipt "L-$id" > /dev/null
done
expect 0 'An eighth +open +- +- +KR-NET-USERS without delay; open for 30 h' nunchi incident list --format table
nunchi incident scope 8 --reason 'the count' > /dev/null
expect 0 'An eighth +open +V1 +[0-9,]+ ' nunchi incident list --format table
nunchi incident select 8 'issued' --reason 'all of them' > /dev/null
expect 0 'An eighth +open +V1, selected since: not counted' nunchi incident list --format table
expect 0 'selected since in step [0-9]+, not counted: run .nunchi incident scope 8' nunchi incident show 8 --format table
# How it would stand at a moment to come is not told as how it stands.
expect 0 'AS IT WOULD STAND at 2030-01-01 09:00, with the steps until now' nunchi incident clocks 7 --at 2030-01-01T00:00:00Z --format table
expect 0 'AS IT WOULD STAND' nunchi incident duties 7 --at 2030-01-01T00:00:00Z --format table
nunchi incident clocks 7 --format table > out.txt
if grep -q 'AS IT' out.txt; then fail "it is told of now: $(cat out.txt)"; fi

# A possibility of added people is told as theirs, and the command that is given settles their clock and no other.
nunchi incident open --title 'A ninth' --selection "NOT issued AND route = 'my-info'" --controller shop --regime kr-pipa --regime us-sec-8k --reason 'a letter' > /dev/null
took 9 E1
nunchi incident scope 9 --reason 'the count' > /dev/null
aware 9 possibility "$(ago 60)" > /dev/null
nunchi incident file 9 "${poss[@]}" --received "$(ago 59)" --to people --receipt R-1 --evidence E1 --reason told > /dev/null
nunchi incident select 9 'NOT issued' --reason 'all routes' > /dev/null
expect 0 'KR-PIPA-POSS shop \(group of scope 2\) counts from' nunchi incident scope 9 --reason 'the count' --format table
known="$(ago 50)"
nunchi incident group 9 2 --known "$known" --reason 'as the table shows' > /dev/null
# Nothing is amended before something is decided to be told; what is missing is said until then.
nunchi incident fact 9 --name F1 --words 'door codes' --confirmed "$(ago 45)" --reason confirmed > /dev/null
expect 0 'us-sec-8k: not started: nobody entered that' nunchi incident clocks 9 --format table
if grep -q '^US-SEC-8K' out.txt; then fail "an amendment of nothing: $(cat out.txt)"; fi
expect 2 'F1 was confirmed on .*US-SEC-8K of shop has not begun: there is nothing yet that it would follow' nunchi incident file 9 --clock US-SEC-8K --fact F1 --controller shop --received "$(ago 1)" --to SEC --receipt R-2 --evidence E1 --reason r
nunchi incident aware 9 --kind report_to_cpo --happened "$(ago 40)" --who officer --knew leak --evidence E1 --reason told > /dev/null
line='KR-PIPA-POSS shop \(group of scope 2\): the leak was known .* in time .*settle 9 --clock KR-PIPA-POSS --controller shop --group 2 --outcome leak'
expect 0 "$line" nunchi incident clocks 9 --format table
if grep -q 'KR-PIPA-POSS shop (incident): the leak' out.txt; then fail "what was filed is unsettled: $(cat out.txt)"; fi
expect 0 'group of scope 2\): the leak was known' nunchi incident clocks 9 --format json
settle="$(python3 -c 'import json, re; print(re.search(r"nunchi incident (settle [^`]*?) …`", json.load(open("out.txt"))["unsettled"][0])[1])')"
read -ra settle <<< "$settle"
expect 0 'KR-PIPA-POSS shop \(group of scope 2\): replaced by KR-PIPA-NOTICE' nunchi incident "${settle[@]}" --reason 'the same people' --format table
nunchi incident clocks 9 --format table > out.txt
if grep -q 'the leak was known' out.txt; then fail "it is settled: $(cat out.txt)"; fi
# Where the leak was known by the time they were added, their clocks are of that, and this is said.
expect 0 'KR-PIPA-REPORT shop \(group of scope 2\) counts from .* and no longer from' nunchi incident group 9 2 --known "$(ago 30)" --reason 'found later' --format table
grep -q 'KR-PIPA-POSS shop (group of scope 2) counts no longer: the leak was known by the time these people were added' out.txt || fail "why it counts no longer: $(cat out.txt)"
# A due that comes earlier, for what follows the first is due at once, is not told as later.
nunchi incident group 9 2 --known "$(ago 39)" --reason r > /dev/null
nunchi incident file 9 --clock KR-PIPA-REPORT --controller shop --received "$(ago 38)" --to PIPC --receipt R-3 --evidence E1 --reason told > /dev/null
expect 0 'KR-PIPA-NOTICE shop \(group of scope 2\) counts from .*LATER' nunchi incident group 9 2 --known "$(ago 30)" --reason 'found later' --format table
grep -q 'KR-PIPA-REPORT shop (group of scope 2) counts from' out.txt || fail "the report on them did not move: $(cat out.txt)"
if grep 'KR-PIPA-REPORT' out.txt | grep -q LATER; then fail "a due that comes earlier: $(cat out.txt)"; fi
ok
