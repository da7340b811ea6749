#!/usr/bin/env bash
# One event of many is lost on its way, at random: its number and the times around it are named, and no
# claim about that time is clear any more. EVENTS says how many there are.
source "$(dirname "${BASH_SOURCE[0]}")/common.bash"

events="${EVENTS:-100000}"
nunchi init --example shop > /dev/null
# In a merged stream the gateway's source also tells of issuances; the other gateway is none here.
sed -i 's/^feed = "auth"/feed = "gateway"/; s/, "gateway-late"\]/]/' "$NUNCHI_DATA/nunchi.toml"
at="$(shuf -i "1000-$events" -n 1)"
echo "of $events events of the gateway, number $at is lost"
nunchi sim --stdout --background "$events" --scale 14000 |
    awk -v at="$at" '/"uid":"gw-1"/ && ++seen == at { print > "lost.ndjson"; next } 1' |
    nunchi ingest --source gateway - > /dev/null
[ "$(wc -l < lost.ndjson)" -eq 1 ] || fail "the stream does not have $at events of the gateway"

nunchi sources --format json > sources.json
"${NUNCHI_PYTHON:-python3}" - <<'PYTHON' || fail "the loss is not named as it is"
import datetime, json
lost = json.load(open("lost.ndjson"))
number, time = lost["metadata"]["sequence"], lost["time"]
sources = json.load(open("sources.json"))
gaps = [(lane["instance"], gap) for s in sources["sources"] for lane in s["lanes"] for gap in lane["gaps"]]
millis = lambda text: datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1000
(instance, gap), = gaps
assert instance == "gw-1" and (gap["first"], gap["last"], gap["events"]) == (number, number, 1), gap
# A line may stand a little out of its order; the interval is that of its neighbours by number.
assert millis(gap["after"]) <= time <= millis(gap["before"]), (gap, time)
doubts = [d for d in sources["coverage"]["doubts"] if d["kind"] == "missing"]
assert len(doubts) == 1 and (doubts[0]["from"], doubts[0]["to"]) == (gap["after"], gap["before"]), doubts
print(f"{gap['after']} {gap['before']}", file=open("gap.txt", "w"))
PYTHON
read -r after before < gap.txt
expect 0 '"payment_card":\{"verdict":"cannot_say"' nunchi scope "time BETWEEN '$after' AND '$before'" --untouched payment_card --format json
expect 1 'numbers [0-9]+ to [0-9]+ never came' nunchi verify
ok "found between $after and $before"
