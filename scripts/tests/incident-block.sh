#!/usr/bin/env bash
# What follows from how an attacker looked: a block list in which nobody is cut off unseen, the proof that it held,
# indicators without a person, groups of reads and the custody of keys. Counts are held against the raw logs.
source "$(dirname "${BASH_SOURCE[0]}")/common.bash"

nunchi sim logs --background 30000 --scale 6000 > /dev/null
read -ra files <<< "$(at_hand logs)"
nunchi init --example shop > /dev/null
nunchi ingest "${files[@]}" gateway-late=logs/gateway-late.ndjson > /dev/null 2>&1
export USER=kim

# --- An incident with a carrier's address in it ---------------------------------------------------------------
nat=100.112.0.1
day="2025-11-07T00:00:00+09:00"
nunchi incident open --title "Forged tokens" --reason opened --selection "NOT issued OR (ip = '$nat' AND time >= '$day')" > /dev/null
expect 2 'no block list yet' nunchi incident block 1 --again
expect 2 'nobody was shown what it costs' nunchi incident block 1 --reason r --confirm "$nat" --second lee
expect 2 'the following required arguments' nunchi incident block 1
nunchi incident block 1 --reason "what they used" --format json > list.json 2> told.txt
grep -q 'nothing is sent to a gateway: .* or two people push it' told.txt || fail "it does not say that nothing is pushed"

python3 - "$nat" "$day" << 'PY' || fail "the list is not what the logs say"
import datetime, json, sys
nat, day = sys.argv[1], int(datetime.datetime.fromisoformat(sys.argv[2]).timestamp() * 1000)
told = json.load(open("list.json"))
held = {one["match"].get("network") or one["match"].get("key"): one for one in told["list"]["held_back"]}
entries = told["list"]["entries"]
carrier = held[nat + "/32"]
assert carrier["why"]["word"] == "needs_second_person" and carrier["why"]["text"].startswith("a carrier"), carrier
assert carrier["carrier_nat"], carrier
# The same, from the raw logs.
ms = lambda text: int(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1000)
first, last = (ms(told["others_counted"][end]) for end in ("from", "to"))
rows = [json.loads(line) for file in ("gateway", "gateway-late") for line in open(f"logs/{file}.ndjson")]
shows = lambda row: row["http_request"]["url"]["path"].startswith(("/members/", "/tw/", "/support/", "/exports/"))
here = [row for row in rows if row["src_endpoint"]["ip"] == nat and shows(row)]
mine = {row["actor"]["session"]["uid"] for row in here if row["time"] >= day}
people = {row["actor"]["user"]["uid"] for row in here if first <= row["time"] < day}
log_ins = [row for row in map(json.loads, open("logs/auth.ndjson")) if row.get("src_endpoint", {}).get("ip") == nat
           and first <= row["time"] <= last and row["activity_id"] == 1 and row["status_id"] == 1
           and row["session"]["uid"] not in mine]
people |= {row["user"]["uid"] for row in log_ins}
people = {name.removeprefix("member:") for name in people}
found = (carrier["others"]["people"], carrier["others"]["log_ins"])
assert found == (len(people), len(log_ins)), (found, len(people), len(log_ins))
assert found[0] >= 10, found
# The key of everybody costs many, that of the engineer nobody; clients of everybody are not proposed.
assert held["auth-2025-03"]["why"]["word"] == "needs_second_person", held
key = next(one for one in entries if one["match"].get("key") == "auth-2024-04")
assert key["others"]["people"] == 0 and key["match"]["issued"]["from"] < key["first"] < key["match"]["issued"]["until"], key
clients = [one["match"]["client"] for one in entries if one["match"]["kind"] == "client"]
assert any("python-requests" in one for one in clients) and not any("ShopApp" in one for one in clients), clients
assert any("ShopApp" in one["value"] and one["others"] > 0 for one in told["passed_over"]), told["passed_over"]
assert told["pushed"] is False
PY
addresses="$(figure addresses 'NOT issued')"
same "addresses of the list" "$(grep -o '"match":{"kind":"network"' list.json | wc -l)" "$((addresses + 1))"

# --- The step, the forms, the second person -------------------------------------------------------------------
digest="$(python3 -c 'import json; print(json.load(open("list.json"))["list"]["digest"])')"
nunchi incident steps 1 --format json > steps.json
grep -q "\"does\":\"block_listed\"" steps.json || fail "no step says that a list was made"
grep -q "$digest" steps.json || fail "no step names the list"
nunchi incident block 1 --again --form json > again.json 2> held.txt
grep -q "$digest" again.json || fail "the same list is another one"
grep -q "held back: network $nat: a carrier" held.txt || fail "what is held back is not said beside a form: $(cat held.txt)"
nunchi incident block 1 --again --form nginx-deny > deny.conf 2> left.txt
grep -q 'deny 198\.18\.' deny.conf || fail "the attacker is not denied"
if grep -q "deny $nat/32;" deny.conf; then fail "a carrier is denied whom nobody confirmed"; fi
grep -q 'left out: key auth-2024-04' left.txt || fail "what a form cannot say is not said"
nunchi incident block 1 --again --form envoy --jwt-header head --jwt-payload payload 2> left.txt | python3 -m json.tool > envoy.json
grep -q auth-2024-04 envoy.json || fail "Envoy is not told the key"
expect 2 'somebody else must' nunchi incident block 1 --reason r --confirm "$nat" --second Kim
nunchi incident block 1 --reason "both have seen it" --confirm "$nat" --second lee --form nginx-deny > deny.conf 2> /dev/null
grep -q "deny $nat/32;" deny.conf || fail "a carrier whom two people confirmed is not denied"
# Days that no entry may stay are refused before anything is recorded.
steps="$(nunchi incident steps 1 --format csv | wc -l)"
for days in 0 91 365; do
    expect 2 "$days is not in 1..=90" nunchi incident block 1 --reason x --days $days
done
same "steps after days that none may stay" "$(nunchi incident steps 1 --format csv | wc -l)" "$steps"
nunchi incident block 1 --reason "made anew" --format json 2> /dev/null > list.json
grep -q '"confirmed":{"confirmer":"lee","proposer":"kim","shown":' list.json || fail "what two people confirmed is forgotten"
expect 0 'block_listed.*' nunchi incident steps 1 --format json

# --- Whom it hits today: long after the incident the same address is that of many ------------------------------
early="$(python3 -c "
import json
rows = [json.loads(line) for line in open('logs/gateway.ndjson')]
times = sorted(row['time'] for row in rows if row['src_endpoint']['ip'] == '$nat')
import datetime
print(datetime.datetime.fromtimestamp(times[0] / 1000, datetime.timezone.utc).isoformat(timespec='milliseconds').replace('+00:00', 'Z'))")"
nunchi incident open --title "An early read" --reason opened --selection "ip = '$nat' AND time <= '$early'" > /dev/null
# A relation is imported today, and somebody is asked about: neither is a read or a log-in of today.
nunchi relation import logs/relations.csv > /dev/null
nunchi who member:1 --reason "he asked" > /dev/null
nunchi incident block 2 --reason "what was used then" --format json > early.json 2> /dev/null
python3 - "$nat" << 'PY' || fail "whom an entry hits today is not counted: $(head -c 1500 early.json)"
import datetime, json, sys
nat = sys.argv[1]
told = json.load(open("early.json"))
both = told["list"]["others_counted"]
ms = lambda text: int(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1000)
assert told["others_counted"] == both["incident"] and ms(both["incident"]["to"]) < ms(both["record"]["from"]), both
from_, to = ms(both["record"]["from"]), ms(both["record"]["to"])
assert to - from_ == 30 * 86_400_000, both
rows = [json.loads(line) for file in ("gateway", "gateway-late") for line in open(f"logs/{file}.ndjson")]
said = rows + [json.loads(line) for line in open("logs/auth.ndjson")]
assert to == max(row["time"] for row in said), both
shows = lambda row: row["http_request"]["url"]["path"].startswith(("/members/", "/tw/", "/support/", "/exports/"))
people = {row["actor"]["user"]["uid"] for row in rows if row["src_endpoint"]["ip"] == nat and shows(row) and from_ <= row["time"]}
log_ins = [row for row in map(json.loads, open("logs/auth.ndjson")) if row.get("src_endpoint", {}).get("ip") == nat
           and from_ <= row["time"] <= to and row["activity_id"] == 1 and row["status_id"] == 1]
people |= {row["user"]["uid"] for row in log_ins}
people = {name.removeprefix("member:") for name in people}
carrier = next(one for one in told["list"]["held_back"] if one["match"].get("network") == nat + "/32")
lately = carrier["others"]["lately"]
assert (lately["people"], lately["log_ins"]) == (len(people), len(log_ins)) and len(people) >= 10, (lately, len(people), len(log_ins))
assert carrier["others"]["people"] < lately["people"], carrier
assert f"{len(people)} other people were seen in the last 30 days of the record" in carrier["why"]["text"], carrier
PY
expect 0 'others of .* to .*, the 30 days before the last read of the incident; lately of .* to .*, the last 30 days of the record, which ended [0-9,]+ days before this list: whom an entry hits today cannot be said' \
    nunchi incident block 2 --again --format table
expect 0 'others_lately,log_ins_lately' nunchi incident block 2 --again --format csv

# Where a clock ran ahead, the last days before now hold nothing: then nobody can say, and nobody is not said.
tail -n 1 logs/gateway.ndjson | sed -E 's/"time":[0-9]+/"time":4102444800000/; s/"sequence":[0-9]+/"sequence":99999999/; s/gw-1:[0-9]+/gw-1:99999999/' > ahead.ndjson
cp -r "$NUNCHI_DATA" other
NUNCHI_DATA="$work/other" nunchi ingest gateway=ahead.ndjson > /dev/null 2>&1
expect 0 'lately cannot be said: nothing is on record of the 30 days before this list' \
    env NUNCHI_DATA="$work/other" "$NUNCHI_BIN" incident block 2 --reason r --format table
NUNCHI_DATA="$work/other" nunchi incident block 2 --again --format json > ahead.json
python3 -c '
import json
told = json.load(open("ahead.json"))
assert told["others_counted_lately"] is None and told["list"]["others_counted"]["record"] is None, told
assert all("lately" not in of["others"] for of in told["list"]["held_back"] + told["list"]["entries"]), told' ||
    fail "what nobody can say is told as nobody: $(head -c 1500 ahead.json)"

# --- Whether it held -------------------------------------------------------------------------------------------
expect 4 'is not contained' nunchi incident after 1
nunchi incident confirm 1 --reason "it is one" > /dev/null
nunchi incident contain 1 --since "2025-11-08T00:00:00+09:00" --measures "key withdrawn" --reason done > /dev/null
# A second gateway says nothing of these days: no read is then no proof, until somebody says that it was off.
expect 0 'gateway-late: its record ends .*"no_read":0' nunchi incident after 1 --format json
nunchi sources attest gateway-late --from 2025-10-01 --to 2025-12-01 --by kim --reason "switched off" > /dev/null
nunchi incident after 1 --format json > after.json
same "reads of the carrier since" \
    "$(python3 -c "import json; print(sum(of['reads'] for of in json.load(open('after.json'))['entries'] if of['entry'] == '$nat'))")" \
    "$(figure reads "ip = '$nat' AND time >= '2025-11-08'")"
same "reads of the forged key since" \
    "$(python3 -c "import json; print(sum(of['reads'] for of in json.load(open('after.json'))['entries'] if of['kind'] == 'client'))")" \
    "$(figure reads "NOT issued AND time >= '2025-11-08'")"
python3 -c '
import json
told = json.load(open("after.json"))
assert told["complete"] and told["no_read"] > 0 < told["still_read"], told["gaps"]
assert all((of["verdict"] == "no_read") == (of["reads"] == 0) for of in told["entries"] if of["kind"] == "network")' ||
    fail "what held is not told: $(head -c 300 after.json)"
expect 0 'still read' nunchi incident after 1 --format table

# --- Indicators: the attacker's side alone ------------------------------------------------------------------------
nunchi incident indicators 1 --producer Shop --tlp red 2> left.txt > stix.json
python3 -c '
import json
told = json.load(open("stix.json"))
assert told["type"] == "bundle" and any(of["type"] == "indicator" for of in told["objects"])
assert any(of.get("name") == "TLP:RED" for of in told["objects"])'
nunchi incident indicators 1 --format csv --producer Shop > indicators.csv 2> left.txt
grep -q '"client","python-requests' indicators.csv || fail "the attacker's client is no indicator"
grep -q "\"network\",\"$nat\".*,\"true\",.*\"TLP:AMBER\"" indicators.csv || fail "an address of many is not told as shared"
if grep -hE '~[0-9]+\.[0-9]+|member' stix.json indicators.csv; then fail "somebody is named"; fi
expect 2 'is none of clear' nunchi incident indicators 1 --producer Shop --tlp pink

# --- Groups, and who could have held the keys ---------------------------------------------------------------------
nunchi incident groups 1 --top 1000 --format json > groups.json
python3 - "$(figure reads "NOT issued OR (ip = '$nat' AND time >= '$day')")" << 'PY' || fail "the groups are not the reads"
import json, sys
told = json.load(open("groups.json"))
assert sum(of["reads"] for of in told["groups"]) == int(sys.argv[1]), told["group_count"]
assert all(sum(of["by_hour"]) == of["reads"] for of in told["groups"])
assert not {"probability", "score", "verdict"} & set(json.dumps(told).split('"'))
key = next(of for of in told["custody"]["keys"] if of["key"] == "auth-2024-04")
held = [(of["from"][:10], of["taken_back"], (of["left"] or "-")[:16]) for of in key["holders"]]
assert held == [("2024-04-15", None, "2024-12-31T15:00"), ("2024-04-15", None, "-")], held
assert told["custody"]["credentials_not_issued"] > 0 and told["custody"]["credentials"][0]["holder"], told["custody"]
PY
expect 0 'CUSTODY' nunchi incident groups 1 --format table
whole

# --- An access log without user names: of how many people its other reads are cannot be said, which is not nobody ---------
export NUNCHI_DATA="$work/nameless" NUNCHI_KEYS="$work/nameless-keys"
mkdir access
python3 - << 'PY' > access/access.log
chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/124.0"
for at in range(400):
    client, ip = (chrome, ("203.0.113.7", "100.96.0.1")[at % 2]) if at < 390 else ("curl/8", "203.0.113.7")
    if at == 389:
        ip = "198.51.100.9"
    print(f'{ip} - - [20/Nov/2026:{at // 60:02}:{at % 60:02}:00 +0000] "GET /members/{at} HTTP/1.1" 200 512 "-" "{client}"')
PY
nunchi init > /dev/null
expect 2 'add \[\[controller\]\] to nunchi.toml' nunchi incident open --title A --selection "time >= '2026-11-20T06:00:00Z'" --reason x
printf '\n[[controller]]\nid = "shop"\nrole = "controller"\nseat = "KR"\n' >> "$NUNCHI_DATA/nunchi.toml"
nunchi ingest access > /dev/null 2>&1
nunchi incident open --title A --selection "time >= '2026-11-20T06:00:00Z'" --reason x > /dev/null
nunchi incident block 1 --reason x --format json > nameless.json 2> /dev/null
python3 - << 'PY' || fail "reads that name nobody are told as nobody: $(head -c 1500 nameless.json)"
import json
told = json.load(open("nameless.json"))
name = lambda of: of["match"].get("network") or of["match"]["client"][:7]
entries, held = ({name(of): of for of in told["list"][key]} for key in ("entries", "held_back"))
assert sorted(entries) == ["198.51.100.9/32", "curl/8"], sorted(entries)
assert sorted(held) == ["100.96.0.1/32", "203.0.113.7/32", "Mozilla"], sorted(held)
for of in held.values():
    assert of["others"] is None and of["why"]["word"] == "needs_second_person", of
    assert of["others_named"]["people"] == 0, of
assert held["Mozilla"]["others_named"]["reads_of_nobody"] == 360, held["Mozilla"]
assert "360 reads with it that are not of the incident name nobody" in held["Mozilla"]["why"]["text"], held["Mozilla"]
assert all(of["others"]["people"] == 0 for of in entries.values()), entries
PY
expect 0 'client +Mozilla.* cannot say \(360 reads\) ' nunchi incident block 1 --again --format table
nunchi incident block 1 --again --form nginx > nginx.conf 2> /dev/null
if grep -q Chrome nginx.conf; then fail "everybody who uses a browser is refused, and one person wanted it"; fi
nunchi incident block 1 --reason "both know that it is not known" --confirm 203.0.113.7 --second lee --form nginx-deny > deny.conf 2> /dev/null
grep -q 'deny 203.0.113.7/32;' deny.conf || fail "what two people confirmed though nobody knows the number is not denied"
nunchi incident indicators 1 --producer Shop --format csv > indicators.csv 2> left.txt
grep -q '"network","203.0.113.7",.*,"unknown",' indicators.csv || fail "a shared address is told as not shared: $(cat indicators.csv)"
grep -q '"client","curl/8",.*,"false",' indicators.csv || fail "what nobody else used is not told so: $(cat indicators.csv)"
if grep -q Mozilla indicators.csv; then fail "the client of everybody is told as the attacker's"; fi
grep -q 'left out: a client, with which 360 other reads that name nobody' left.txt || fail "what is left out is not said: $(cat left.txt)"
whole
ok
