#!/usr/bin/env bash
# Steps hold together: what survives a merge and a split, what goes on where, what was entered by mistake is taken back
# and stays on record, and a containment that was read through is told.
source "$(dirname "$0")/common.bash"

read_shop 20000
export USER=kim
incident() { nunchi incident "$@" --format json > said.json; }
field() { # NUMBER EXPRESSION over what `nunchi incident show` says
    nunchi incident show "$1" --format json | python3 -c "import json, sys; of = json.load(sys.stdin); print($2)"
}

# Contained is a person's word: that it was read on stands beside it.
incident open --title 'Contained too early' --exercise --selection 'NOT issued' --reason practice
incident confirm E1 --reason 'it is one'
after() { figure "$1" "NOT issued AND time > '2025-10-01T00:00:00+09:00'"; }
reads="$(($(after reads) + $(after ghosts.reads)))"
[ "$reads" -gt 0 ] || fail 'the sample is read no more after that day'
expect 0 'warning: [0-9,]+ reads that its selection means came after 2025-10-01 00:00, the last at 2025-11' nunchi incident contain E1 --since 2025-10-01T00:00:00+09:00 --measures 'the key was revoked' --reason done
same 'how many' "$(field E1 'of["read_on"]["reads"]')" "$reads"
expect 0 'contained  2025-10-01 00:00: the key was revoked' nunchi incident show E1 --format table
grep -q '^AND READ ON: .* came after 2025-10-01 00:00, the last at ' out.txt || fail "show says nothing of it: $(head out.txt)"
incident contain E1 --since 2025-12-01T00:00:00+09:00 --measures 'the gateway refuses it' --reason 'as it was' 2> err.txt
if grep -q warning err.txt; then fail "a containment that held is warned of: $(cat err.txt)"; fi
same 'nothing since' "$(field E1 'of["read_on"]')" None
# What is split off and is no part of it is warned of.
expect 0 'warning: .* reads of [0-9,]+ subjects are NOT selected by incident E1' nunchi incident split E1 --title 'Another story' --selection issued --reason practice

# A police request, a posting, an obligation and a filing of one that is merged go on in the other, answered and told.
incident open --title 'Forged tokens' --selection 'NOT issued' --reason 'a complaint'
incident open --title 'A letter' --reason 'a letter came'
letter 1 E1
letter 1 E2 --grade decision
letter 2 E1
incident owe 2 --kind order --from authority --asked 'another of its own' --evidence E1 --owner lee --reason order
incident aware 1 --kind report_to_ciso --happened 2025-11-17T16:00:00+09:00 --who officer --knew leak --evidence E1 --reason told
incident owe 2 --kind order --from authority --asked 'its own order' --evidence E1 --owner lee --reason order
incident owe 1 --kind order --from authority --asked 'typed twice' --evidence E1 --owner lee --reason order
incident owe 1 --kind order --from authority --asked 'tell them again' --received 2025-11-30T10:00:00+09:00 --due 2025-11-30T20:00:00+09:00 --evidence E1 --owner lee --reason order
incident answer 1 O2 --received 2025-12-01T10:00:00+09:00 --words told --receipt A-1 --reason done
incident file 1 --clock KR-NET-24 --controller shop --received 2025-11-17T20:00:00+09:00 --to KISA --receipt R-1 --evidence E1 --reason filed
incident request 1 --from police --evidence E1 --scope notices --clock KR-PIPA-NOTICE --counsel lee --decision E2 --controller shop --received 2025-11-18T11:00:00+09:00 --until 2099-01-01T00:00:00Z --reason 'they asked'
incident post 1 --url https://shop.example/notice --up-from 2025-12-01T10:00:00+09:00 --evidence E1 --controller shop --reason 'contacts unknown'

# What was entered by mistake is taken back, and told as that everywhere.
number="$(nunchi incident steps 1 --format json | python3 -c 'import json, sys; print(next(s["number"] for s in json.load(sys.stdin)["steps"] if s["what"].get("asked") == "typed twice"))')"
expect 0 "step [0-9]+: step $number is taken back" nunchi incident take-back 1 "$number" --reason 'typed twice' --format table
expect 2 "step $number was taken back by step" nunchi incident take-back 1 "$number" --reason again
expect 2 'step 3 cannot be taken back while step [0-9, ]+ rests on it' nunchi incident take-back 1 3 --reason r
expect 2 'step 1 is not taken back: merge' nunchi incident take-back 1 1 --reason r
same 'what is owed' "$(field 1 '[(o["id"], o["asked"]) for o in of["obligations"]]')" "[('O2', 'tell them again')]"
same 'what was taken back' "$(field 1 '[(b["step"], b["called"], b["why"]) for b in of["taken_back"]]')" "[($number, 'O1', 'typed twice')]"
expect 0 "TAKEN BACK" nunchi incident show 1 --format table
expect 0 "TAKEN BACK by step [0-9]+: O1 .order.: authority asks: typed twice" nunchi incident steps 1 --format table
expect 2 'cannot be closed yet' nunchi incident close 1 --reason enough
if grep -q 'typed twice' err.txt; then fail "what was taken back stands in the way: $(cat err.txt)"; fi
expect 0 '"wrong":\[\]' nunchi incident check --format json
incident scope 1 --reason 'the exact count'
expect 0 'rows' nunchi evidence 'incident 1' --steps-only --out bundle --reason 'an order'
expect 0 '"integrity":"ok"' nunchi verify bundle --format json

# The record of a filing that is taken back leaves its clock open, and says so; recorded as it was, it is stopped again.
file=(file 1 --clock KR-NET-24 --controller shop --received 2025-11-17T20:00:00+09:00 --to KISA --evidence E1 --reason filed)
number="$(nunchi incident steps 1 --format json | python3 -c 'import json, sys; print(next(s["number"] for s in json.load(sys.stdin)["steps"] if s["what"]["does"] == "filed"))')"
expect 0 'KR-NET-24.*: OVERDUE by .*; it was: filed in time' nunchi incident take-back 1 "$number" --reason 'another receipt' --format table
grep -q 'warning: 1 clock is open again' err.txt || fail "an open clock is not warned of: $(cat err.txt)"
incident "${file[@]}" --receipt R-2
same 'the filing as it was' "$(field 1 '[(c["state"], [f["receipt"] for f in c["filed"]]) for c in of["clocks"] if c["clock"] == "KR-NET-24" and c["controller"] == "shop" and c["trigger"] == "incident"]')" "[('filed', ['R-2'])]"

# A part begins as what it is a part of, seen by the same people.
incident restrict 1 kim lee --reason 'a colleague may be involved'
expect 2 'the title .--title. is empty' nunchi incident split 1 --title ' ' --selection 'NOT issued' --reason r
incident split 1 --title 'The other key' --selection "NOT issued AND route = 'my-info'" --reason 'another story'
same 'what is a part' "$(python3 -c 'import json; print([s for s in json.load(open("said.json"))["says"] if "NOT selected" in s])')" '[]'
same 'who sees the part' "$(field 3 'of["restricted"]')" "['kim', 'lee']"
same 'the part' "$(field 3 '[r["request"] for r in of["requests"]], [p["posting"] for p in of["postings"]], [(o["id"], o["reply"] is not None) for o in of["obligations"]]')" "['R1'] ['P1'] [('O1', True)]"
expect 2 'there is no incident 3' nunchi incident show 3 --as park

expect 0 'its own order' nunchi incident show 2 --format table
expect 0 'NOT taken over, on record in incident 1: .*1 scope version' nunchi incident merge 1 --into 2 --reason 'one story' --format table
grep -q 'warning: incident 2 is now seen by kim, lee alone' err.txt || fail "who sees it is not told: $(cat err.txt)"
same 'what goes on' "$(field 2 '[(o["id"], o["asked"], o["reply"] is not None) for o in of["obligations"]]')" "[('O1', 'another of its own', False), ('O2', 'its own order', False), ('O3', 'tell them again', True)]"
same 'the request and the posting' "$(field 2 '[(r["request"], r["evidence"], r["holds"]) for r in of["requests"]], [p["posting"] for p in of["postings"]]')" "[('R1', '1/E1', True)] ['P1']"
same 'the filing' "$(field 2 '[c["state"] for c in of["clocks"] if c["clock"] == "KR-NET-24" and c["controller"] == "shop" and c["trigger"] == "incident"]')" "['filed']"
expect 0 'from incident 1: O3 .order.: authority asks: tell them again' nunchi incident steps 2 --format table
expect 0 'from incident 1: O3 answered' nunchi incident steps 2 --format table
same 'who sees it' "$(field 2 'of["restricted"]')" "['kim', 'lee']"

# One that was merged away names the one that goes on, and owes nothing by itself.
expect 0 'merged +V1 +[0-9,]+ +goes on in 2' nunchi incident list --format table
nunchi incident list --format json > list.json
same 'due next' "$(python3 -c 'import json; print([(i["id"], i["due_next"] is None, i["goes_on_in"]) for i in json.load(open("list.json"))["incidents"] if i["id"] == 1])')" '[(1, True, 2)]'
expect 0 'merged into incident 2: what is due is due there' nunchi incident show 1 --format table
expect 0 'merged into incident 2: what is due is due there' nunchi incident clocks 1 --format table
expect 2 'incident 1 is merged: it goes on in incident 2' nunchi incident confirm 1 --reason r
expect 2 'incident 1 is merged: it goes on in incident 2' nunchi incident merge 1 --into 3 --reason r
expect 2 'incident 1 is merged: it goes on in incident 2' nunchi incident split 1 --title x --selection 'NOT issued' --reason r
expect 2 'it goes on in incident 2' nunchi report sheet 1 --lang en --out sheets --reason r
[ ! -e sheets ] || fail 'a sheet that was refused left files'
steps="$(field 3 'of["steps"]')"
expect 4 'incident 1 was merged away: merge into incident 2' nunchi incident merge 3 --into 1 --reason r
same 'nothing was inherited' "$(field 3 'of["steps"]')" "$steps"
incident open --title 'The third' --reason 'another letter'
incident merge 2 --into 4 --reason 'one story'
expect 4 'incident 1 was merged away: merge into incident 4' nunchi incident merge 3 --into 1 --reason r
same 'what came from the first' "$(field 4 '[e["id"] for e in of["evidence"]], [(o["id"], o["reply"] is not None) for o in of["obligations"]]')" "['2/E1', '2/1/E1', '2/1/E2'] [('O1', False), ('O2', False), ('O3', True)]"
expect 0 'rows' nunchi evidence 'incident 4' --steps-only --out merged --reason 'an order'
expect 0 '"integrity":"ok"' nunchi verify merged --format json
expect 0 '"wrong":\[\]' nunchi incident check --format json

# A merge that is cut off in the middle has happened as a whole or not at all, and a second try doubles nothing.
incident open --title 'Cut off' --selection true --reason 'a letter came'
incident select 5 'NOT issued' --replace --reason 'the exact ones'
for id in E1 E2 E3; do letter 5 "$id"; done
for asked in one two; do incident owe 5 --kind order --from authority --asked "$asked" --evidence E1 --owner lee --reason order; done
incident open --title 'The heir' --selection "route = 'my-info'" --reason 'another letter'
written() { find "$NUNCHI_DATA" -type f -path '*log*' -printf '%s\n' | awk '{ all += $1 } END { print all }'; }
before="$(field 6 'of["steps"]')" cut=0
for kill in 1 2 3 4; do
    size="$(written)"
    "$NUNCHI_BIN" incident merge 5 --into 6 --reason 'one story' > /dev/null 2>&1 &
    run=$!
    until [ "$(written)" != "$size" ] || ! kill -0 "$run" 2> /dev/null; do :; done
    kill -9 "$run" 2> /dev/null || true
    wait "$run" 2> /dev/null || true
    [ "$(field 5 'of["stage"]')" = open ] || break
    cut=$((cut + 1))
    same "nothing of it is there after kill $kill" "$(field 6 'of["steps"]')" "$before"
    expect 0 '"wrong":\[\]' nunchi incident check --format json
done
[ "$cut" -gt 0 ] || fail 'no merge was cut off'
if [ "$(field 5 'of["stage"]')" = open ]; then incident merge 5 --into 6 --reason 'one story'; fi
same 'what it took over, once' "$(field 6 '[e["id"] for e in of["evidence"]], [o["asked"] for o in of["obligations"]]')" "['5/E1', '5/E2', '5/E3'] ['one', 'two']"
same 'what it selects' "$(field 6 'of["selections"]')" "[\"route = 'my-info'\", 'NOT issued']"
expect 0 '"wrong":\[\]' nunchi incident check --format json

# Three that are opened at once are three, and of two steps at once one may have to be said again.
for title in one two three; do
    nunchi incident open --title "$title" --reason 'at once' > "open-$title.txt" 2>&1 &
done
wait
same 'three at once' "$(nunchi incident list --format json | python3 -c 'import json, sys; print(sorted(i["title"] for i in json.load(sys.stdin)["incidents"] if i["id"] in (7, 8, 9)))')" "['one', 'three', 'two']"

# A step under a clock that was ahead locks nothing.
if command -v faketime > /dev/null; then
    faketime -f '+240d' "$NUNCHI_BIN" incident evidence 7 --name E1 --item 'a letter' --from x --how mail --original safe --reason ahead > /dev/null
    expect 0 'warning: the clock went back: step 2 of incident 7 is of' nunchi incident confirm 7 --reason 'it is one'
    expect 0 'the clock went back in incident 7: step 2 is of .*, step 3 of' nunchi incident check --format table
    expect 0 '"wrong":\[\]' nunchi incident check --format json
    expect 0 'CONFIRMED +3 steps' nunchi incident show 7 --format table
    # One under a clock that forgot the date dates none of those before it, and stands nowhere before them.
    stood() { nunchi incident clocks 7 --format json | python3 -c 'import json, sys; print([(c["clock"], c["started"], c["limit"]) for c in json.load(sys.stdin)["clocks"]])'; }
    aware_now="$(date -u +%Y-%m-%dT%H:%M:00Z)"
    nunchi incident select 7 "NOT issued AND route = 'my-info'" --reason 'some' > /dev/null
    nunchi incident scope 7 --reason 'the count' > /dev/null
    nunchi incident aware 7 --kind complaint --happened "$aware_now" --who desk --knew leak --evidence E1 --reason told > /dev/null
    nunchi incident select 7 'NOT issued' --reason 'all of them' > /dev/null
    nunchi incident scope 7 --reason 'the count' > /dev/null
    before="$(stood)"
    expect 0 'before what was known to have happened, so this one counts as of' faketime '2020-01-01 00:00:00' "$NUNCHI_BIN" incident fact 7 --name F1 --words 'a word' --reason odd
    same 'under a clock that forgot the date' "$(stood)" "$before"
    nunchi incident clocks 7 --format table > out.txt
    if grep -q 'OUT OF ORDER' out.txt; then fail "no clock rests on it: $(cat out.txt)"; fi
    nunchi incident check --format table > /dev/null || fail "a step is not as it was entered"
    # A version that was frozen under a clock ahead says that its people are counted from another moment.
    nunchi incident select 7 'issued' --reason 'these too' > /dev/null
    faketime -f '+2h' "$NUNCHI_BIN" incident scope 7 --reason 'ahead' > /dev/null
    nunchi incident fact 7 --name F2 --words 'a word' --reason 'the clock is right' > /dev/null
    expect 0 'group of scope 3\).*: OUT OF ORDER: step [0-9]+, from which it counts, is of .*nunchi incident group 7 3 --known TIME' nunchi incident clocks 7 --format table
    expect 0 'OUT OF ORDER' nunchi incident show 7 --format table
    expect 0 '"out_of_order":\{' nunchi incident clocks 7 --format json
else
    echo "not run: another day needs faketime (Debian package faketime)"
fi

# A law and a controller that are found on the third day: clocks and duties are there, and what was a mistake is taken back.
incident open --title 'Also elsewhere' --regime kr-pipa --regime kr-pipa --controller shop --selection 'NOT issued' --reason 'a letter came'
same 'each once' "$(nunchi incident steps 10 --format json | python3 -c 'import json, sys; print(json.load(sys.stdin)["steps"][0]["what"]["regimes"])')" "['kr-pipa']"
letter 10 E1
incident aware 10 --kind report_to_ciso --happened 2025-11-17T16:00:00+09:00 --who officer --knew leak --evidence E1 --reason told
expect 2 'let it: .nunchi incident concern 10 --regime eu-33' nunchi incident file 10 --clock EU-33 --controller shop --received 2025-11-17T20:00:00+09:00 --to DPC --receipt R-1 --evidence E1 --reason filed
expect 0 'asks eu-33 and concerns shop-tw too' nunchi incident concern 10 --regime eu-33 --controller shop-tw --reason 'residents of the union' --format table
grep -q 'EU-33 shop-tw' out.txt || fail "the clocks that it opens are not told: $(cat out.txt)"
expect 0 'EU-33 +shop-tw' nunchi incident clocks 10 --format table
expect 0 'EU-33 +shop-tw' nunchi incident duties 10 --format table
expect 2 'asks kr-pipa, eu-33 and concerns shop, shop-tw already' nunchi incident concern 10 --controller shop --reason again
expect 2 'no controller "shp": did you mean "shop"' nunchi incident concern 10 --controller shp --reason r
expect 0 'step 5 is taken back' nunchi incident take-back 10 5 --reason 'nobody lives there' --format table
if nunchi incident clocks 10 --format table | grep -q EU-33; then fail 'a law that was taken back has a clock'; fi
incident split 10 --title 'The other part' --selection 'NOT issued' --regime kr-net --controller shop-tw --reason 'another story'
expect 0 'KR-NET-24 +shop-tw' nunchi incident duties 11 --format table

# What is owed stands on the rail of the clocks, and is late by what it is.
incident open --title 'What is owed' --selection 'NOT issued' --reason 'an order came'
letter 12 E9
expect 0 'warning: no file of source "gateway-late" is watched' nunchi incident owe 12 --kind preservation --from MSIT --asked 'keep the logs' --evidence E9 --owner lee --system gateway-late --system gateway --reason order
if grep -q '"gateway"' err.txt; then fail 'a watched source is warned of'; fi
incident owe 12 --kind order --from authority --asked 'tell them again' --received 2025-12-01T09:00 --due 2025-12-05T18:00 --evidence E9 --owner lee --reason order
expect 0 'O2 +lee +asked by authority +2025-12-01 09:00 +2025-12-05 18:00 +OVERDUE by' nunchi incident clocks 12 --format table
expect 0 'O2 2025-12-05 18:00' nunchi incident list --format table
expect 0 '^DUE NEXT  O2 asked by authority .of lee.: 2025-12-05 18:00, OVERDUE' nunchi incident show 12 --format table
answer=(answer 12 O2 --words told --receipt A-1 --reason done)
expect 2 'O2 was asked at 2025-12-01 09:00' nunchi incident "${answer[@]}" --received 2025-11-30T10:00
expect 2 'lies in the future' nunchi incident "${answer[@]}" --received 2099-11-30T10:00
incident "${answer[@]}" --received 2025-12-05T20:30
expect 0 'O2 +lee +asked by authority .*answered LATE by 2 h 30 min' nunchi incident clocks 12 --format table
expect 2 'O2 was answered by step [0-9]+: to correct that, say it with --corrects' nunchi incident "${answer[@]}" --received 2025-12-05T17:30
incident "${answer[@]}" --received 2025-12-05T17:30 --corrects "$(nunchi incident show 12 --format json | python3 -c 'import json, sys; print(json.load(sys.stdin)["obligations"][1]["reply"]["step"])')"
# A correction stands beside the answer: what was late stays late.
same 'late' "$(nunchi incident clocks 12 --format json | python3 -c 'import json, sys; print([(o["obligation"], o["state"], len(o["corrections"])) for o in json.load(sys.stdin)["owed"]])')" "[('O1', 'without_number', 0), ('O2', 'filed_late', 1)]"
expect 0 'O2: step [0-9]+ recorded it as received 2025-12-05 17:30, receipt A-1' nunchi incident clocks 12 --format table
expect 0 'O2  authority asks: .* answered LATE by 2 h 30 min, 2025-12-05 20:30; step [0-9]+ recorded it as received 2025-12-05 17:30' nunchi incident show 12 --format table
# A day is over when it is over where the ledger is.
expect 0 'due 2025-12-10 23:59' nunchi incident owe 12 --kind order --from authority --asked 'by the tenth' --received 2025-12-03T10:00 --due 2025-12-10 --evidence E9 --owner lee --reason order --format table
grep -q -- '--due 2025-12-10 is the end of that day in Asia/Seoul: 2025-12-10 23:59' err.txt || fail "it does not say until when: $(cat err.txt)"
incident answer 12 O3 --words told --receipt A-2 --reason done --received 2025-12-10T23:59:59
expect 0 'O3 +lee .* answered in time' nunchi incident clocks 12 --format table

# A false alarm is closed as none, and a hold that stays over its reads is explained.
incident open --title 'A false alarm' --exercise --regime eu-33 --reason 'a letter came'
expect 2 'nobody said whether it is one: .nunchi incident confirm E3' nunchi incident close E3 --reason enough
grep -q 'nobody entered since when it was known' err.txt || fail "awareness is not missed: $(cat err.txt)"
expect 2 'no hold stands over the reads' nunchi incident close E3 --as-no-incident --holds-stay x --reason r
for who in kim lee; do nunchi approve keygen "$who" --out "$who.approver" > "$who.pub" 2> /dev/null; done
nunchi approve set "$(cat kim.pub)" "$(cat lee.pub)" > /dev/null
nunchi hold place --reason 'a court asked' > /dev/null
expect 0 '^  hold [0-9]+ over everything stands: release it, or say why it stays with --holds-stay$' nunchi incident show E3 --format table
expect 0 '"hold [0-9]+ over everything stands: ' nunchi incident show E3 --format json
expect 2 'hold [0-9]+ over everything stands: release it, or say why it stays with --holds-stay' nunchi incident close E3 --as-no-incident --reason 'a test of the agency'
expect 2 'hold [0-9]+ over everything stands' nunchi incident close E3 --reason enough
grep -q 'nobody said whether it is one' err.txt || fail "only the hold is missed: $(cat err.txt)"
expect 0 'closed_as_none' nunchi incident close E3 --as-no-incident --holds-stay 'the court asks for incident 1' --reason 'a test of the agency'
expect 0 'a test of the agency; hold [0-9]+ over everything stays: the court asks for incident 1' nunchi incident steps E3 --format json
same 'closed' "$(field E3 'of["stage"]')" closed
# Its pages are asked for after the end; a report to an authority would begin it again.
expect 0 'E3-sheet' nunchi incident sheet E3 --lang en --out after --reason 'for the file' --format json
expect 2 'reopen it first' nunchi report E3 --regime eu-33 --lang en --out after --reason r
expect 2 'kim is not among those who would see incident 12' nunchi incident restrict 12 lee --reason r
expect 0 'to be seen by lee alone' nunchi incident restrict 12 lee --without-me --reason 'kim may be involved' --format table
expect 2 'there is no incident 12' nunchi incident show 12
expect 2 'incident 10 cannot select itself' nunchi incident select 10 'NOT issued AND (incident 10)' --reason r

# Whoever restricts one of several that were split or merged is told which others hold its record and are seen by more; to
# restrict them too is his to do.
number() { python3 -c 'import json; print(json.load(open("said.json"))["incident"])'; }
incident open --title 'The whole' --selection 'NOT issued' --reason 'a letter'
whole="$(number)"
letter "$whole" E1
incident split "$whole" --title 'A part' --selection "NOT issued AND route = 'order-list'" --reason 'another team'
part="$(number)"
incident open --title 'An heir' --selection 'NOT issued' --reason 'a letter'
heir="$(number)"
incident merge "$part" --into "$heir" --reason 'one story'
expect 0 "warning: incident $part holds copies of its record .* and is seen by all: restrict it too .*incident restrict $part kim" nunchi incident restrict "$whole" kim --reason 'a colleague may be involved'
grep -q "warning: incident $heir holds copies" err.txt || fail "who took the part over is not named: $(cat err.txt)"
expect 0 "^BUT +incident $part holds copies of its record" nunchi incident show "$whole" --format table
same 'in JSON' "$(field "$whole" 'len(of["seen_elsewhere"])')" 2
nunchi incident restrict "$heir" kim --reason 'the same' > /dev/null 2> err.txt
if grep -q "incident $whole holds" err.txt; then fail "one that is restricted is warned of: $(cat err.txt)"; fi
same 'the part is left' "$(field "$whole" '[line.split()[1] for line in of["seen_elsewhere"]]')" "['$part']"
same 'none is restricted by itself' "$(field "$part" 'of["restricted"]')" '[]'
expect 0 'to be seen by kim alone' nunchi incident restrict "$part" kim --reason 'what was merged away too' --format table
if nunchi incident show "$whole" --format table | grep -q '^BUT'; then fail 'nobody else sees it any more'; fi
ok
