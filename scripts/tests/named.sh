#!/usr/bin/env bash
# Whom a person names is in an incident by the decision of this person: with the fields that were named, in the clocks and
# the difference, and without a read. None of the own log-ins of somebody moves the date of a leak.
source "$(dirname "$0")/common.bash"

read_shop 20000
nunchi relation import logs/relations.csv > /dev/null
export USER=kim
step() { # PATTERN COMMAND…: a step that is taken, and what its line says
    local pattern="$1"
    shift
    expect 0 "$pattern" nunchi incident "$@" --format table
}
of() { # PYTHON: what `nunchi incident show 1` says
    nunchi incident show 1 --format json | python3 -c "import json, sys; of = json.load(sys.stdin); print($1)"
}
read_of='{k: f[k] for k in ("reads", "accesses", "subjects", "exposures", "by_field", "by_route")}'
figures_of() { # VERSION: its figures of reads, and from when to when
    of "(lambda s: (s['first'], s['last'], (lambda f: $read_of)(s['figures'])))(of['scopes'][$1 - 1])"
}

step opened open --title 'Forged tokens' --selection "NOT issued AND route = 'order-list'" --reason 'a complaint'
step 'V1 frozen' scope 1 --reason 'the first count'
before="$(figures_of 1)"
letter 1 E1
step report_to_ciso aware 1 --kind report_to_ciso --happened 2025-11-17T16:00:00+09:00 --who officer --knew leak --evidence E1 --reason told
# Somebody of the shop whom this incident did not read, and who was read before and after it.
nunchi scope "NOT issued AND route = 'order-list'" --format json > out.txt
somebody="$(grep '^member:' logs/truth/subjects.csv | cut -d, -f1 | while read -r name; do
    if [ "$(figure reads "subject = '$name' AND NOT issued AND route = 'order-list'")" = 0 ] &&
        [ "$(figure reads "subject = '$name' AND time < '2025-04-01T00:00:00Z'")" != 0 ]; then echo "$name" && break; fi
done)"
[ -n "$somebody" ] || fail 'nobody was read before'
expect 2 'say who answers for them.*--controller shop or --controller shop-tw' nunchi incident include 1 "$somebody" --reason 'he wrote to us'
expect 2 'did you mean "phone"|no field' nunchi incident include 1 "$somebody" --controller shop --field phon --reason 'he wrote to us'
step 'included ~[0-9.]+: phone' include 1 "$somebody" --controller shop --field phone --reason 'he wrote to us'
step 'V2 frozen: .* reads \+ 1 named by a person; 1 added' scope 1 --reason 'with him'
same 'the figures of reads' "$(figures_of 2)" "$before"
same 'why' "$(of '[(c["cause"], c["added"]) for c in of["scopes"][1]["changes"] if c["added"]]')" "[('correction', 1)]"
same 'apart' "$(of '(lambda n: (n["subjects"], n["beyond"], n["by_field"], n["by"]))(of["scopes"][1]["named"])')" "(1, 1, {'phone': 1}, ['kim'])"
same 'his clocks' "$(of "sorted({c['controller'] for c in of['clocks'] if c['trigger'] == 'group of scope 2'})")" "['shop']"
same 'of his fields' "$(nunchi incident diff 1 1 2 --format csv | tail -n +2 | cut -d, -f2,3 | sort -u | head -1)" 'added,correction'
# His phone and nothing else of him; another field that is named later is told as one.
step included include 1 "$somebody" --controller shop --field address --reason 'he wrote again'
step 'V3 frozen: .*1 with further fields' scope 1 --reason 'with his address'
same 'the further field' "$(of '[(c["cause"], c["gained"]) for c in of["scopes"][2]["changes"] if c["gained"]]')" "[('correction', 1)]"
# A report gives the first and last read of the selection, and him as a decision.
nunchi report write 1 --regime kr-pipa --controller shop --lang en --out reports --reason r > out.txt || [ "$?" -eq 1 ]
python3 - << 'PY' || fail 'the report tells of him as of a read'
import json
report = json.load(open("reports/1-kr-pipa-first-shop.en.json"))
rows = [r for s in report["sections"] for p in s["parts"] for r in p.get("rows", [])]
decided = [r["cells"][0]["text"] for r in rows if r["grade"] == "decision"]
assert any("named by a person, beside the figures" in of for of in decided), decided
assert sum("named by a person)" in of for of in decided) == 2, decided
PY
grep -q "$(of 'of["scopes"][0]["shares"]["shop"]["first"]')" reports/1-kr-pipa-first-shop.en.json || fail 'the first read is another'
# Taken out again he is gone, by a person.
step excluded exclude 1 "$somebody" --reason 'it was somebody else'
step 'V4 frozen: .*1 removed' scope 1 --reason 'without him'
same 'why gone' "$(of '[(c["cause"], c["removed"]) for c in of["scopes"][3]["changes"] if c["removed"]]')" "[('correction', 1)]"
ok
