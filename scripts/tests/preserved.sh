#!/usr/bin/env bash
# An order to preserve is of the moment at which it came, and the report to the network authority says since when which
# deletion is stopped, which holds are in force and how the attacker looked.
source "$(dirname "$0")/common.bash"

nunchi sim logs --background 5000 --scale 14000 > /dev/null
for who in kim lee; do nunchi approve keygen "$who" --out "$who.key" > "$who.pub" 2> /dev/null; done
nunchi init --example shop --approver "$(cat kim.pub)" --approver "$(cat lee.pub)" > /dev/null
read -ra files <<< "$(at_hand logs)"
nunchi ingest --no-detect "${files[@]}" > /dev/null
export USER=kim
incident() { nunchi incident "$@" --format json > said.json; }
incident open --title 'Forged tokens' --selection 'NOT issued' --reason 'a complaint'
incident scope 1 --reason 'the count'
letter 1 E1
incident owe 1 --kind preservation --from MSIT --asked 'access logs' --owner lee --evidence E1 --system gateway --system archive \
    --received 2025-11-19T22:34:00+09:00 --reason 'the order'
answer() { nunchi incident answer 1 O1 --received 2025-11-20T09:00:00+09:00 --words stopped --receipt A-1 --reason done "$@"; }
expect 2 'no system to preserve "door"|"door".*gateway, archive' answer --stopped 'door=2025-11-19T23:10:00+09:00'
expect 2 'SYSTEM=TIME' answer --stopped gateway
expect 2 'lies in the future' answer --stopped 'gateway=2099-01-01T00:00:00+09:00'
expect 0 'gateway deletes nothing since' answer --stopped 'gateway=2025-11-19T23:10:00+09:00' --format table
printf '[course]\nsystems = { en = "gateway gw-1" }\n[contacts.ceo]\ntitle = "chief of everything"\n' > form.toml
report() { nunchi report write 1 --regime kr-net --lang en --form form.toml --out reports --reason r --format table > said.txt || [ "$?" -eq 1 ]; }
report
grep -q 'warning (unused): form contacts.ceo.title' said.txt || fail "a text that stands nowhere is not told: $(cat said.txt)"
nunchi hold place --reason 'the order' --as kim --format json > receipt.json 2> /dev/null
cp reports/1-kr-net-first-shop.en.json before.json
report
top="$(nunchi scope "NOT issued AND route IN ('address-edit', 'address-list', 'marketing-export', 'my-info', 'order-history', 'order-list', 'support-view')" --by ip --top 1 --format json | python3 -c 'import json, sys; print(json.load(sys.stdin)["by"]["top"][0]["value"])')"
python3 - "$top" << 'PY' || fail 'the report to the network authority lacks what was recorded'
import json, sys
def of(path):
    document = json.load(open(path))
    parts = [p for s in document["sections"] for p in s["parts"]]
    fields = {f["number"]: f for p in parts for f in p.get("fields", [])}
    return fields, {p["caption"]: p["rows"] for p in parts if "rows" in p}
fields, tables = of("before.json")
assert [v["text"] for v in fields["9-1"]["values"]] == ["no hold is in force"], fields["9-1"]
fields, tables = of("reports/1-kr-net-first-shop.en.json")
assert fields["9-1"]["grade"] == "fact" and "over everything" in fields["9-1"]["values"][0]["text"], fields["9-1"]
assert fields["6-2"]["values"][0]["text"] == "gateway gw-1", fields["6-2"]
[order] = tables["Preservation orders on record"]
assert order["cells"][1]["at"] == "2025-11-19T13:34:00.000Z", order
stopped = {r["cells"][0]["text"]: (r["grade"], r["cells"][1]["at"] if len(r["cells"]) > 1 and r["cells"][1] else None) for r in tables["Deletion that was stopped"]}
assert stopped["gateway (O1)"] == ("statement", "2025-11-19T14:10:00.000Z"), stopped
assert stopped["archive (O1)"] == ("unknown", None), stopped
assert any(of.startswith("the ledger (hold ") for of in stopped), stopped
listed = [r["cells"] for r in tables["Indicators, those with the most identifiers first"]]
assert 2 <= len(listed) <= 25, len(listed)
addresses = [c[0]["text"] for c in listed if c[1]["text"].startswith("address")]
assert addresses[0] == sys.argv[1], (addresses[:3], sys.argv[1])
assert any(c[1]["text"] == "signing key" for c in listed), listed
PY
# The question behind what is held answers as of each document.
for document in before reports/1-kr-net-first-shop.en; do
    query="$(python3 -c 'import json, sys
for section in json.load(open(sys.argv[1]))["sections"]:
    for field in (f for p in section["parts"] for f in p.get("fields", [])):
        if field["number"] == "9-1": print(field["basis"]["query"])' "$document.json")"
    $query --format json | python3 -c 'import json, sys; print(len(json.load(sys.stdin)["holds"]))'
done > held.txt
same 'holds as of each document' "$(tr '\n' ' ' < held.txt)" '0 1 '
ok 'orders, holds and indicators'
