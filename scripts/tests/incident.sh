#!/usr/bin/env bash
# An incident from its opening to the refusal to close it: scope versions and why they differ, awareness and its clocks,
# what a law permits, who may see it, what is sealed, and a step that is cut off.
source "$(dirname "$0")/common.bash"

read_shop 20000
step() { # DOES COMMAND…: a step that is taken
    local does="$1"
    shift
    expect 0 "\"does\":\"$does\"" nunchi incident "$@" --as kim --format json
}
field() { # JSON-PATH of what `nunchi incident show 1` says
    nunchi incident show 1 --as kim --format json | python3 -c "import json, sys; of = json.load(sys.stdin); print($1)"
}

expect 2 'reason' nunchi incident open --title x --selection 'NOT issued' --reason ' ' --as kim
expect 2 'the title .--title. is empty' nunchi incident open --title '' --selection 'NOT issued' --reason r --as kim
expect 2 'the title .--title. has the control character U.001B' nunchi incident open --title $'x\e[2J' --selection 'NOT issued' --reason r --as kim
same 'refused titles' "$(nunchi incident list --as kim --format json)" '{"incidents":[],"v":1}'
step selected open --title 'Forged tokens' --selection "route = 'order-list' AND time >= '2025-11-06T18:38:00+09:00'" --reason 'a complaint'
step scoped scope 1 --reason 'the first count'
for id in E1 E2 E3 E4; do letter 1 $id --as kim; done
expect 2 'no evidence .E77.; there is: E1, E2, E3, E4; take it in first' nunchi incident aware 1 --kind complaint --happened 2025-11-16T22:12:00+09:00 --who x --knew leak --evidence E77 --reason r --as kim
step candidate aware 1 --kind complaint --happened 2025-11-16T22:12:00+09:00 --who 'service desk' --knew leak --evidence E1 --reason mail
step candidate aware 1 --kind report_to_ciso --happened 2025-11-17T16:00:00+09:00 --who officer --knew leak --evidence E2 --reason told
expect 2 'in the future|after it was entered' nunchi incident aware 1 --kind complaint --happened 2099-01-01T00:00:00Z --who x --knew leak --evidence E1 --reason r --as kim
step chosen choose 1 --start incident_known --candidate 2 --reason 'as the ministry counts'

# What was entered has a number and says what it would make due; a choice says how clocks moved, and warns of a later one.
expect 0 'AWARENESS' nunchi incident show 1 --as kim --format table
grep -qE '^ +2 +report_to_ciso +2025-11-17 16:00 +officer +leak +incident_known, chosen by kim' out.txt || fail "awareness: $(cat out.txt)"
expect 0 'candidate 3: confirmation 2025-11-18 09:00, officer knew leak' nunchi incident aware 1 --kind confirmation --happened 2025-11-18T09:00:00+09:00 --who officer --knew leak --evidence E3 --reason r --as kim --format table
grep -q 'it would make due: .*KR-NET-24 2025-11-19 09:00' out.txt || fail "what it would make due: $(cat out.txt)"
expect 0 'KR-NET-24 shop \(incident\) counts from 2025-11-18 09:00 and no longer from 2025-11-17 16:00.*LATER' nunchi incident choose 1 --start incident_known --candidate 3 --reason r --as kim --format table
grep -q 'warning: .* count from a later moment' err.txt || fail "no warning of a later start: $(cat err.txt)"
expect 0 'counts from 2025-11-17 16:00 and no longer from 2025-11-18 09:00' nunchi incident choose 1 --start incident_known --candidate 2 --reason 'as the ministry counts' --as kim --format table
if grep -q 'LATER' out.txt || grep -q warning err.txt; then fail "an earlier start is warned of: $(cat out.txt err.txt)"; fi
expect 0 'candidate 2 chosen for incident_known' nunchi incident steps 1 --as kim --format table

# One incident on a page, in the order of what is asked first; JSON says the same.
page() { # what `nunchi incident show 1` says, as a page and as JSON; both must say the same
    nunchi incident show 1 --as kim --format table > page.txt
    nunchi incident show 1 --as kim --format json > page.json
    python3 - << 'PY' || fail "the page and its JSON differ: $(cat page.txt)"
import json
page, of = open("page.txt").read(), json.load(open("page.json"))
lines = [line.strip() for line in page.split("\n")]
blocks = ["INCIDENT ", "DUE NEXT", "HOW MANY", "UNKNOWN", "AWARENESS", "DECISIONS", "FACTS", "EVIDENCE", "OWED",
          "IN THE WAY OF CLOSING", "LAST STEPS", "NEXT  "]
places = [page.find("\n" + block) for block in blocks if page.find("\n" + block) >= 0]
assert places == sorted(places) and len(places) > 6, places
assert page.rstrip().split("\n")[-1] == (f"NEXT  {of['next']['says']}: {of['next']['command']}" if of["next"] else "NEXT  nothing: it is closed")
for sentence in of["unknown"]:
    assert sentence in lines, sentence
for duty in of["duties"]:
    found = [line for line in lines if line.startswith(duty["clock"] + " ") and f" {duty['controller']} " in line]
    wanted = "UNDECIDED" if duty["decided"] == "undecided" else duty["decided"].replace("_", " ")
    assert any(wanted in line for line in found), (duty, found)
for fact in of["facts"]:
    assert any(line.startswith(f"{fact['id']}  {fact['words']} ({fact['grade']})") for line in lines), fact
for piece in of["evidence"]:
    assert any(line.startswith(f"{piece['id']}  {piece['item']} ({piece['grade']})") for line in lines), piece
for step in of["last_steps"]:
    assert any(line.startswith(f"{step['number']} ") and line.endswith(f"{step['by']}: {step['says']}") for line in lines), step
for name in of["included"] + of["excluded"]:
    assert name in page, name
for selection in of["selections"]:
    assert selection in page, selection
due = of["due_next"]
assert due is None or f"DUE NEXT  {due['clock']} of {due['controller']} ({due['trigger']}): " in page, due
assert len(of["unfinished"]) == 0 or "IN THE WAY OF CLOSING" in page
PY
}
page
same 'what to do first' "$(field 'of["next"]["command"]')" 'nunchi incident decide 1 --clock KR-NET-24 --controller shop --answer … --evidence … --reason …'
same 'the number of people' "$(grep -c '^HOW MANY  V1: cannot say how many people, [0-9,]* subjects, [0-9,]* reads, record ' page.txt)" 1
step included include 1 '~0.1' --controller shop --reason 'she wrote to us'
step excluded exclude 1 '~0.2' --reason 'a test account'
page
same 'named' "$(grep -cE '^ +with  ~0.1, named in$|^ +without  ~0.2, named out$' page.txt)" 2
same 'what is selected now' "$(field '[of["next"]["command"], [u[:31] for u in of["unknown"]][0]]')" "['nunchi incident scope 1 --reason …', 'whose data is selected now: ste']"
step included include 1 '~0.2' --controller shop --reason 'it was a customer'
step fact fact 1 --name F1 --words 'whether it was sold' --grade unknown --reason asked
page
same 'a fact that is open' "$(field '"F1: whether it was sold" in of["unknown"]')" True

# The wide scope, and the log that was found late: each brings its own people, by its own cause.
step selected select 1 'NOT issued' --replace --reason 'all of them'
step scoped scope 1 --reason 'the exact count'
nunchi ingest gateway-late=logs/gateway-late.ndjson --no-detect > /dev/null
step scoped scope 1 --reason 'one more log'
wanted="$(truth logs not_issued.subjects)"
same 'scope 2' "$(field 'of["scopes"][1]["figures"]["subjects"]')" "$wanted"
same 'scope 3' "$(field 'of["scopes"][2]["figures"]["subjects"]')" "$(truth logs not_issued_with_late.subjects)"
same 'causes' "$(field '[(c["cause"], c["added"] > 0, c["removed"]) for c in of["scopes"][2]["changes"]]')" "[('late_source', True, 0)]"
nunchi incident diff 1 2 3 --as kim --format csv > diff.csv
same 'each of them' "$(tail -n +2 diff.csv | cut -d, -f2,3 | sort -u)" 'added,late_source'
same 'how many' "$(tail -n +2 diff.csv | wc -l)" "$(($(truth logs not_issued_with_late.subjects) - wanted))"

# An incident stands for its selection wherever one is asked for.
export USER=kim
same 'scope of an incident' "$(figure subjects 'incident 1')" "$(truth logs not_issued_with_late.subjects)"
expect 0 'rows' nunchi evidence 'incident 1' --out bundle --reason 'an order'
expect 0 '"integrity":"ok"' nunchi verify bundle --format json
expect 2 'there is no incident 9' nunchi scope 'incident 9'

# Clocks: late by the minute, with its reason; a delay that the law does not know; a group nobody can date.
file=(file 1 --clock KR-NET-24 --controller shop --received 2025-11-19T21:35:00+09:00 --to KISA --receipt R-1 --evidence E3 --reason filed)
expect 2 'late by 29 h 35 min: say why' nunchi incident "${file[@]}" --as kim
step filed "${file[@]}" --late-because 'counted from our own finding'
expect 0 'filed LATE by 29 h 35 min' nunchi incident clocks 1 --as kim --format table
nunchi incident clocks 1 --as kim --format csv > clocks.csv
grep -q '^kr-net,KR-NET-24,shop,incident,.*,filed_late,filed LATE by 29 h 35 min: .*,2025-11-19T12:35:00.000Z' clocks.csv || fail "clocks as CSV: $(cat clocks.csv)"
expect 2 '48-3.*permitted: none' nunchi incident delay 1 --clock KR-NET-24 --controller shop --code '39(1)1' --from 2025-11-17T16:00:00+09:00 --evidence E --reason urgent --as kim
step group_known group 1 3 --reason 'nobody knows'
expect 0 'cannot say: nobody knows' nunchi incident clocks 1 --as kim --format table
expect 2 'did you mean|no clock' nunchi incident decide 1 --clock KR-NET-25 --controller shop --answer applies --reason r --as kim
step decided decide 1 --clock KR-PIPA-REPORT --controller shop --answer applies --reason '1,000 people or more'
expect 2 'cannot be closed yet' nunchi incident close 1 --reason enough --as kim
grep -q 'does KR-PIPA-NOTICE to shop apply' err.txt || fail "what is missing is not told: $(cat err.txt)"

# The report tells candidates, the choice and its reason, and the delay; another choice leaves both on record, and another
# clock runs on by itself.
report() { nunchi report write 1 --regime kr-net --lang ko --out "$1" --reason r > out.txt || [ "$?" -eq 1 ]; }
report first
grep -q '29시간 35분' first/1-kr-net-first-shop.ko.html || fail 'the delay is not in the report'
for said in '2025-11-16 22:12' '2025-11-17 16:00' 'as the ministry counts' '2025-11-18 16:00' '2025-11-19 21:35'; do
    # As people read it: what holds a date or a time together is markup.
    sed 's/<[^>]*>//g' first/1-kr-net-first-shop.ko.html | grep -c "$said" > /dev/null || fail "the report does not tell $said"
done
step chosen choose 1 --start incident_known --candidate 1 --reason 'the complaint told all of it'
report second
grep -q 'the complaint told all of it' second/1-kr-net-first-shop.ko.html || fail 'the other choice is not in the report'
same 'choices' "$(field '[(c["candidate"], c["why"]) for c in of["choices"]]')" \
    "[(2, 'as the ministry counts'), (3, 'r'), (2, 'as the ministry counts'), (1, 'the complaint told all of it')]"
same 'states' "$(field 'sorted((c["clock"], c["state"]) for c in of["clocks"] if c["controller"] == "shop" and c["trigger"] == "incident" and c["clock"] in ("KR-NET-24", "KR-PIPA-REPORT"))')" \
    "[('KR-NET-24', 'filed_late'), ('KR-PIPA-REPORT', 'overdue')]"
step chosen choose 1 --start incident_known --candidate 2 --reason 'as the ministry counts'

# What is filed is a document of this incident for the law of the clock, once.
paper=(file 1 --controller shop --received 2025-11-19T22:00:00+09:00 --to KISA --receipt R-2 --evidence E3 --late-because 'as before' --reason filed)
echo 'of somebody else' > other.pdf
expect 2 'wrote no such document: .nunchi report write 1 --regime kr-net' nunchi incident "${paper[@]}" --clock KR-NET-24 --document other.pdf --as kim
expect 2 'wrote it for kr-net, and KR-PIPA-REPORT is a clock of kr-pipa' nunchi incident "${paper[@]}" --clock KR-PIPA-REPORT --document first/1-kr-net-first-shop.ko.json --as kim
expect 0 'filed' nunchi incident "${paper[@]}" --clock KR-NET-24 --document first/1-kr-net-first-shop.ko.json --as kim
expect 2 'filed at KR-NET-24 for shop already, receipt R-2' nunchi incident "${paper[@]}" --clock KR-NET-24 --document first/1-kr-net-first-shop.ko.json --as kim
before=(report write 1 --lang ko --out quoted --reason r --before first/1-kr-net-first-shop.ko.json --kind additional)
expect 2 'filed under kr-net, and this is a report of kr-pipa' nunchi "${before[@]}" --regime kr-pipa

# Whom nobody ever read is not taken for somebody.
expect 2 'did you mean "member"' nunchi incident include 1 membr:3 --controller shop --reason r --as kim
expect 2 'the record names nobody so. Is it mistyped\?' nunchi incident include 1 member:3000000 --controller shop --reason r --as kim
if grep -q 'no proof that nobody' err.txt; then fail "a record without gaps is said to have some: $(cat err.txt)"; fi
expect 2 'the record has nobody of that id' nunchi incident include 1 '~0.3000000' --controller shop --reason r --as kim
expect 2 'did you mean "member"' nunchi who mem:3 --reason r --as kim

# Evidence: its digest is taken, its bytes are not.
echo 'a letter' > letter.txt
step took evidence 1 --name E9 --item 'a letter' --file letter.txt --from 'somebody' --how mail --original safe --reason received
same 'its digest' "$(field 'of["evidence"][-1]["sha256"]')" "$(sha256sum letter.txt | cut -d' ' -f1)"
# What is no digest is said; what could be taken for another id, or is of a time to come, is refused.
more=(evidence 1 --item 'a letter' --from somebody --how mail --original safe --reason received --as kim)
expect 0 'no --file: nothing was digested' nunchi incident "${more[@]}" --name E10
expect 2 'E10 differs from it by case alone' nunchi incident "${more[@]}" --name e10
expect 2 'letters, digits' nunchi incident "${more[@]}" --name 'E 12;rm'
expect 2 'C1 has the shape of an id of what counsel keeps' nunchi incident "${more[@]}" --name C1
expect 2 'the time of the original .--original-at. of .* lies in the future' nunchi incident "${more[@]}" --name E12 --original-at 2099-01-01T00:00
step took "${more[@]:0:12}" --name E12 --original-at 2025-11-16T22:12+09:00
same 'its own time' "$(field 'of["evidence"][-1]["original_at"]')" '2025-11-16T13:12:00.000Z'
expect 4 'incident 1 selects that already: NOT issued; nothing would change' nunchi incident select 1 'NOT issued' --reason r --as kim
step published publish 1 E9 --published 2025-11-29T10:00:00+09:00 --reason 'it was on the front page'
expect 2 'no evidence' nunchi incident publish 1 E77 --published 2025-11-29T10:00:00+09:00 --reason r --as kim
# Police ask that notices wait: never a report, nor a Korean notice without counsel's decision; looked at every day.
ask=(request 1 --from police --evidence E9 --scope 'notices' --controller shop --received 2025-11-29T11:00:00+09:00 --until 2099-01-01T00:00:00Z --reason 'they asked')
expect 2 'KR-PIPA-REPORT .* is no notice to people' nunchi incident "${ask[@]}" --clock KR-PIPA-REPORT --as kim
expect 2 'KR-PIPA-NOTICE: PIPA 34\(1\).*only where counsel has decided' nunchi incident "${ask[@]}" --clock KR-PIPA-NOTICE --as kim
expect 2 'EU-34: .*knows no delay' nunchi incident "${ask[@]}" --clock EU-34 --as kim
step took evidence 1 --name E11 --item 'the decision' --from counsel --how mail --original safe --grade decision --reason decided
step requested "${ask[@]}" --clock KR-PIPA-NOTICE --counsel lee --decision E11
expect 0 'R1 police asks that KR-PIPA-NOTICE wait until 2099-01-01 09:00 \(notices\): holds' nunchi incident clocks 1 --as kim --format table
# It came when the notice to those who were known first was due already, and holds that of the group alone.
grep -qE 'R1 .*: holds; not held: KR-PIPA-NOTICE \(incident\) was due since 2025-11-19 22:12, before it came' out.txt || fail "a late request: $(grep '^R1' out.txt)"
same 'a request' "$(field 'of["requests"][0]["holds"], of["requests"][0]["review_overdue_ms"]')" 'True None'
step reviewed review 1 R1 --reason 'asked again: it stands'
step request_ended lift 1 R1 --since "$(date -u +%Y-%m-%dT%H:%M:00Z)" --reason 'they took it back'
expect 0 'R1 .*: taken back' nunchi incident clocks 1 --as kim --format table
# A posting must be up for its days.
step posted post 1 --url https://shop.example/notice --up-from 2025-12-01T10:00:00+09:00 --evidence E9 --controller shop --reason 'contacts unknown'
step posting_down down 1 P1 --since 2025-12-11T10:00:00+09:00 --reason 'the site was moved'
expect 0 'P1 KR-POST shop: up for 9 of 30 days since 2025-12-01 10:00, DOWN; until .* at the earliest  https://shop.example/notice' nunchi incident clocks 1 --as kim --format table
expect 2 'posting P1 \(KR-POST\) was up for 9 of 30 days' nunchi incident close 1 --reason enough --as kim
step posting_up up 1 P1 --since 2025-12-11T12:00:00+09:00 --reason 'up again'
expect 0 'P1 .* 30 of 30 days .*full since 2026-01-02 00:00' nunchi incident clocks 1 --as kim --format table
page
# A restricted incident is, to others, not there.
expect 0 'warning: lee never took a step in this ledger: if the name is mistyped' nunchi incident restrict 1 kim lee --reason 'a colleague may be involved' --as kim
if grep -q 'warning: kim never' err.txt; then fail "who takes the step is warned of: $(cat err.txt)"; fi
expect 2 'there is no incident 1' nunchi incident show 1 --as park
expect 2 'there is no incident 1' nunchi scope 'incident 1' --as park
expect 2 'there is no incident 1' nunchi scope 'incident 1 scope 1' --as park
expect 2 'there is no incident 1' nunchi scope "issued OR incident 1" --as park
expect 2 'there is no incident 1' nunchi evidence "issued OR incident 1" --out none --reason r --as park
expect 0 'rows' nunchi evidence "incident 1 OR incident 1" --out seen --reason r --as lee
expect 2 'there is no incident 1' nunchi incident open --title x --selection 'incident 1' --reason r --as park
expect 0 '"subjects"' nunchi scope 'incident 1' --as lee --format json
same 'what park sees' "$(nunchi incident list --as park --format json)" '{"incidents":[],"v":1}'

# An exercise is one for ever, counted apart, marked in all that is told of it, and never merged with what is real.
expect 0 '"incident":"E1"' nunchi incident open --title drill --exercise --selection 'NOT issued' --reason practice --as kim --format json
expect 0 '"incident":2' nunchi incident open --title 'the next one' --reason 'a letter' --as kim --format json
expect 2 'there is no incident 1' nunchi incident select 2 'incident 1' --reason r --as park
expect 2 'there is no incident 1' nunchi incident split 2 --title x --selection 'incident 1' --reason r --as park
expect 0 'EXERCISE' nunchi incident open --title 'drill 2' --exercise --reason practice --as kim --format table
same 'numbers' "$(nunchi incident list --as kim --format csv | cut -d, -f1,3 | tr '\n' ' ')" 'id,mode 1,real 2,real E1,exercise E2,exercise '
for asked in show clocks steps duties groups; do
    for form in table json; do
        expect 0 'EXERCISE 훈련|"mode":"exercise"' nunchi incident $asked E1 --as kim --format $form
        grep -qE '^EXERCISE 훈련|"mode":"exercise"' out.txt || fail "$asked of an exercise as $form has no mark"
    done
done
same 'an exercise stands for its selection' "$(figure subjects 'incident E1')" "$(truth logs not_issued_with_late.subjects)"
expect 2 'write 7, or E7' nunchi incident show E0 --as kim
expect 4 'exercise and the other is real' nunchi incident merge E1 --into 1 --reason r --as kim
# A law of which no clock has begun says what nobody entered.
letter E1 E3 --as kim
nunchi incident aware E1 --kind confirmation --happened 2025-11-18T09:00:00+09:00 --who officer --knew incident --evidence E3 --reason r --as kim > /dev/null
expect 0 'eu-33: not started: nobody entered that a leak is known \(nunchi incident aware E1 … --knew leak\)' nunchi incident clocks E1 --as kim --format table
if grep -q 'kr-net: not started' out.txt; then fail "a law with a clock is told as not started: $(cat out.txt)"; fi
expect 0 '^eu-33,,.*,not_started,' nunchi incident clocks E1 --as kim --format csv
owe=(owe 1 --kind preservation --from MSIT --asked 'keep the logs' --evidence E4 --owner lee --reason order)
expect 2 'did you mean "gateway"' nunchi incident "${owe[@]}" --system 'gatway, confirmed by lee' --as kim
step owed "${owe[@]}" --system 'the mail of the board'
grep -q 'outside nunchi: nothing here is held for it' err.txt || fail 'a system that is no source is not told to be none'
step owed owe 1 --kind preservation --from MSIT --asked 'keep the logs' --evidence E4 --owner lee --system nunchi --reason order

# Sealed, entered in the ledger, and whole.
for file in "$NUNCHI_DATA"/state.db*; do
    if grep -qa 'service desk\|a colleague\|Forged' "$file"; then fail "a word in clear in $file"; fi
done
same 'acts of incidents' "$(nunchi sources --format json > /dev/null; nunchi incident steps 1 --as lee --format json | python3 -c 'import json, sys; of = json.load(sys.stdin)["steps"]; print([s["number"] for s in of] == list(range(1, len(of) + 1)))')" True
whole
# Eight write at once: each is recorded or told to look again, none is answered by the database, and nothing is lost.
before="$(field 'of["steps"]')"
for who in a b c d e f g h; do
    "$NUNCHI_BIN" incident says 1 network_service yes --reason "$who" --as kim > /dev/null 2> "at-once-$who.err" &
done
wait
taken="$(grep -l 'somebody took a step of incident 1 meanwhile\|is being written by' at-once-*.err | wc -l)"
if grep -H 'database' at-once-*.err; then fail 'somebody was told what the database says'; fi
same 'steps after eight at once' "$(field 'of["steps"]')" "$((before + 8 - taken))"
# Each step is the one that was entered; one that is taken away, or was never entered, is named.
expect 0 '"wrong":\[\]' nunchi incident check --format json
cp "$NUNCHI_DATA/state.db" kept.db
python3 - "$NUNCHI_DATA/state.db" << 'PY'
import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as db:
    last, = db.execute("SELECT MAX(number) FROM record WHERE stream = 'incident/1'").fetchone()
    db.execute("DELETE FROM record WHERE stream = 'incident/1' AND number >= ?", (last - 1,))
PY
expect 3 'of incident 1 was entered in the ledger and is not there' nunchi incident check --format table
rm -f "$NUNCHI_DATA"/state.db*
cp kept.db "$NUNCHI_DATA/state.db"
expect 0 '"wrong":\[\]' nunchi incident check --format json
# Another key opens nothing.
cp -r "$NUNCHI_KEYS" other-keys && printf '%064d\n' 7 > other-keys/state.key
expect 2 'sealed under another key' env NUNCHI_KEYS="$work/other-keys" "$NUNCHI_BIN" incident list
printf 'garbage' | dd of="$NUNCHI_DATA/state.db" bs=1 conv=notrunc status=none
expect 4 'cannot be used' nunchi incident list
ok
