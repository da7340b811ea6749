#!/usr/bin/env bash
# A drill: its own folder, clock, keys, numbers and state; what comes when; the ordinary commands on it; two walks whose
# reports say what was late and what was never done; and that nothing real is touched.
source "$(dirname "$0")/common.bash"

drill() { nunchi incident drill "$@"; }
small=(--scale 14000 --background 20000)
of() { # FILE JSON-PATH
    python3 -c "import json, sys; of = json.load(open(sys.argv[1])); print($2)" "$1"
}
report() { # DIR: the report, as JSON
    drill report --dir "$1" --as kim --format json > report.json 2> /dev/null
}
goal() { # WHAT KEY: of the last report
    of report.json "[s['$2'] for s in of['steps'] if '$1' in s['what']][0]"
}
clock() { # CLOCK TRIGGER KEY: of the last report
    of report.json "[c['$3'] for c in of['clocks'] if (c['clock'], c['trigger']) == ('$1', '$2')][0]"
}
export USER=kim

# Something real stands beside it, and the environment names its keys and its data.
nunchi init --example shop > /dev/null
nunchi incident open --title 'a real one' --reason 'a letter' > /dev/null
before="$(cd "$work" && find ledger keys -type f -exec sha256sum {} + | sort)"

# It begins with the complaint, and its clock stands where it was told to.
expect 0 'EXERCISE 훈련.*1:14000' drill start "${small[@]}" --speed 0 --format table
expect 4 'holds a drill' drill start "${small[@]}"
expect 2 'no scenario' drill start --scenario fire --dir other
expect 2 'too fast' drill start --speed 3601 --dir other
mkdir other && echo mine > other/file
expect 4 'no drill made it' drill start --dir other
same 'what is not its own stays' "$(cat other/file)" mine
expect 2 'there is no drill in' drill status --dir nowhere
expect 0 '"now":"2025-11-16T13:12:00.000Z"' drill status --format json
expect 0 '"unread":1' drill status --format json
expect 0 '^EXERCISE 훈련' drill next --format table
grep -q '메일을 받았습니다' out.txt || fail "the complaint is not shown in Korean: $(cat out.txt)"
expect 0 'nothing new' drill next --format table
grep -q '^EXERCISE' nunchi-drill/injects/1-complaint.txt || fail 'an inject as a file has no mark'
[ ! -e nunchi-drill/late ] || fail 'the late log is there before it was found'

# The ordinary commands go by its clock; what is opened is an exercise, whatever was forgotten; keys are its own.
at=(--data nunchi-drill/ledger)
expect 0 '"incident":"E1"' nunchi incident open --title practice --selection 'NOT issued' --reason mail "${at[@]}" --format json
grep -q '"at":"2025-11-16T13:12:00.000Z"' out.txt || fail "a step is not of the time of the drill: $(cat out.txt)"
expect 0 'EXERCISE 훈련: a drill; by its clock it is 2025-11-16T13:12' nunchi incident list "${at[@]}"
expect 0 'RECEIPT' nunchi hold place --reason 'keep it all' "${at[@]}" --format table
expect 0 'E1 taken in' nunchi incident evidence E1 --name E1 --item 'the mail' --file nunchi-drill/injects/1-complaint.txt --from 'a customer' --how mail --original injects --reason received "${at[@]}" --format table
expect 2 'in the future|after it was entered' nunchi incident aware E1 --kind report_to_ciso --happened 2025-11-17T16:00:00+09:00 --who x --knew leak --evidence E1 --reason r "${at[@]}"
expect 0 '"id":"ciso"' drill next --skip --format json
expect 0 '"number":4' nunchi incident aware E1 --kind report_to_ciso --happened 2025-11-17T16:00:00+09:00 --who officer --knew leak --evidence E1 --reason told "${at[@]}" --format json
expect 0 'KR-NET-24 +shop +incident +2025-11-18 16:00 +24 h 0 min left' drill status --format table
expect 0 'KR-NET-24.*5 h 0 min left' drill forward --hours 19 --format table
expect 0 '"now":"2025-11-18T03:00:00.000Z"' drill forward --to 2025-11-18T12:00 --format json
expect 4 'never set back' drill forward --to 2025-11-17
expect 4 'beyond the end of the drill, .*, after which nothing comes, .*--past-end' drill forward --hours 100000
expect 0 '"type": *"bundle"' nunchi incident indicators E1 --producer 'CERT' --format stix "${at[@]}"
grep -q 'EXERCISE' out.txt || fail 'indicators of a drill have no mark'
expect 0 ',"EXERCISE 훈련 E1",' nunchi incident indicators E1 --producer 'CERT' --format csv "${at[@]}"
nunchi incident scope E1 --reason 'for the report' "${at[@]}" > /dev/null 2>&1
echo 'Customers were told.' > draft.txt
expect 0 '^EXERCISE 훈련$' nunchi statement check draft.txt --incident E1 --format table "${at[@]}"
expect 0 '.' nunchi report write E1 --regime kr-net --lang ko --out reports --reason practice "${at[@]}" --controller shop
grep -rqs '훈련' reports/*.html || fail 'a report of a drill has no mark'
report nunchi-drill
expect 0 'and [0-9]+ more, of what has not come yet' drill report --as kim --format table
if grep -q 'second mail' out.txt; then fail 'the report tells what has not come yet'; fi
nunchi witness keygen witness.example/one --out one.key > one.pub 2> /dev/null
expect 2 'nothing of it leaves the machine' nunchi checkpoint --cosign "$(cat one.pub)@http://127.0.0.1:1" "${at[@]}"
same 'the hold' "$(goal hold state)" in_time
same 'awareness' "$(goal awareness state)" open
same 'nothing is missed yet' "$(of report.json 'of["missed"]')" '[]'
expect 4 'somebody has answered' drill walk

# A running clock: an hour passes in a second, and never backwards; a state elsewhere is not used.
expect 0 '"speed":3600' drill pace 3600 --format json
first="$(of out.txt 'of["now"]')"
NUNCHI_STATE=postgres://nobody@127.0.0.1:1/none nunchi incident list "${at[@]}" > list.txt 2> err.txt || fail "a drill asks another state: $(cat err.txt)"
expect 0 '.' drill status --format json
[[ "$(of out.txt 'of["now"]')" > "$first" ]] || fail 'the clock does not go'
expect 0 '"speed":0' drill pace 0 --format json
# Commands at once: what one sets is not written over by another that had read before.
for round in $(seq 8); do
    expect 0 '.' drill status --format json
    first="$(of out.txt 'of["now"]')"
    beside=()
    for one in next 'pace 0' 'pace 0' 'pace 0'; do
        # shellcheck disable=SC2086
        drill $one > "beside-${#beside[@]}.txt" 2>&1 &
        beside+=($!)
    done
    expect 0 '.' drill forward --hours 1 --format json
    for one in "${beside[@]}"; do wait "$one" || fail "beside a forward: $(cat beside-*.txt)"; done
    expect 0 '.' drill status --format json
    [ "$(of out.txt 'of["now"]' | cut -c12-13)" != "$(cut -c12-13 <<< "$first")" ] || fail "round $round: the clock went back to $first"
done
same 'it is whole' "$(nunchi verify --data nunchi-drill/ledger --format json 2> /dev/null | grep -o '"integrity":"ok"')" '"integrity":"ok"'
expect 0 '"wrong":\[\]' nunchi incident check "${at[@]}" --format json

# A mark that is not its own, or is gone, is refused.
cp nunchi-drill/ledger/drill.json "$NUNCHI_DATA/"
expect 2 'its ledger is none' nunchi incident list
rm "$NUNCHI_DATA/drill.json"
mv nunchi-drill/ledger/drill.json kept.json
expect 2 'drill.json is not there' nunchi incident list --data nunchi-drill/ledger --keys nunchi-drill/keys
mv kept.json nunchi-drill/ledger/drill.json

# Answers that keep every limit: nothing is missed.
drill start "${small[@]}" --dir prompt > /dev/null 2>&1
expect 0 'MISSED: nothing' drill walk --dir prompt --format table
grep -q '^EXERCISE 훈련 ' out.txt || fail 'the report has no mark'
report prompt
same 'hours to opening' "$(goal 'incident opened' took_ms)" 780000
same 'those of the case' "$(goal 'incident opened' case_took_ms)" 64080000
same 'exact' "$(goal 'exact scope' done)" 2025-11-17T00:00:00.000Z
same 'closed' "$(goal closed state)" done
same 'late group' "$(clock KR-PIPA-NOTICE 'group of scope 3' state)" filed
same 'the people of both' "$(nunchi incident show E1 --data prompt/ledger --format json 2> /dev/null > show.json; of show.json '[s["figures"]["subjects"] for s in of["scopes"]][1:]')" \
    "$(of prompt/.script/truth/truth.json '[of["not_issued"]["subjects"], of["not_issued_with_late"]["subjects"]]')"

# Those of the case: late by the minute, and what was never done.
drill start "${small[@]}" --dir as-it-was --replace > /dev/null 2>&1
expect 0 'filed late by 29 h 35 min: KR-NET-24 of shop' drill walk --answers case --dir as-it-was --format table
report as-it-was
same 'late by' "$(clock KR-NET-24 incident late_ms)" 106500000
same 'first to full scope' "$(($(goal 'exact scope' took_ms) - $(goal 'first scope' took_ms)))" $(((196 * 60 + 55) * 60000))
# The law of 2025 knew three duties, which were decided.
same 'duties of the case' "$(goal 'every duty decided' state)" done
for missed in 'evidence preserved' 'order to preserve' 'late log read' 'incident closed'; do
    same "$missed" "$(goal "$missed" state)" missed
done
same 'how many' "$(of report.json 'len(of["missed"])')" 8
expect 0 '^EXERCISE,opened,complaint,' drill report --dir as-it-was --as kim --format csv

# Nothing real was touched.
same 'what is real' "$(cd "$work" && find ledger keys -type f -exec sha256sum {} + | sort)" "$before"
expect 0 '"incident":2' nunchi incident open --title 'the next real one' --reason 'a letter' --format json
ok
