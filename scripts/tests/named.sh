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
same 'nobody of the selection' "$(of 'of["scopes"][3].get("excluded")')" None

# One person names nearly all of them out, with a word and no evidence: every paper says so, and how many they are.
step opened open --title 'All forged tokens' --selection 'NOT issued' --reason 'a complaint'
step 'V1 frozen' scope 2 --reason 'the first count'
nunchi scope 'incident 2' --out set.csv > /dev/null
all="$(tail -n +2 set.csv | wc -l)"
tail -n +2 set.csv | cut -d, -f1 | head -n -4 > out.ids
mapfile -t out < out.ids
many="${#out[@]}"
step "excluded ~.* and [0-9,]+ more" exclude 2 "${out[@]}" --reason 'test accounts'
step 'V2 frozen: 4 subjects,.*without [0-9,]+ named out by kim' scope 2 --reason 'without them'
of2() { nunchi incident show 2 --format json | python3 -c "import json, sys; of = json.load(sys.stdin); print($1)"; }
same 'left out' "$(of2 '(lambda n: (n["subjects"], n["decisions"]))(of["scopes"][1]["excluded"])')" \
    "($many, [{'by': 'kim', 'subjects': $many, 'why': 'test accounts'}])"
same 'with the figure' "$((many + 4))" "$all"
same 'by controller' "$(of2 'sum(s.get("excluded", {}).get("subjects", 0) for s in of["scopes"][1]["shares"].values())')" "$many"
expect 0 'identifiers that were read were named out by kim \("test accounts"\)' nunchi incident duties 2 --format table
nunchi report write 2 --regime kr-pipa --controller shop --lang en --out out --reason r > out.txt || [ "$?" -eq 1 ]
for page in sheet board; do nunchi report "$page" 2 --controller shop --lang en --out out --reason r > /dev/null; done
python3 - << 'PY' || fail 'a paper does not say whom a person named out'
import json
report = json.load(open("out/2-kr-pipa-first-shop.en.json"))
fields = {f["number"]: f for s in report["sections"] for p in s["parts"] for f in p.get("fields", [])}
for number in ("3b-1", "3b-2", "4a"):
    assert "that were read and that kim named out" in fields[number]["note"], fields[number]
assert report["notes"][0]["name"] == "Named out by a person", report["notes"]
question = fields["3b-2"]["basis"]["query"]
assert question.startswith("incident 2 scope 2 AND route IN ("), question[:200]
open("question", "w").write(question)
for page in ("sheet", "board"):
    page = json.load(open(f"out/2-{page}-shop.en.json"))
    told = [f for s in page["sections"] for p in s["parts"] for f in p.get("fields", []) if f["label"] == "Named out by a person, in no figure"]
    assert [(f["grade"], f["by"], "test accounts" in f["note"]) for f in told] == [("decision", "kim", True)], told
    assert len(json.dumps(page)) < 100_000
PY
pages="$(pdfinfo out/2-sheet-shop.en.pdf 2> /dev/null | sed -n 's/^Pages: *//p')"
[ "${pages:-2}" -le 2 ] || fail "the sheet has $pages pages"
# The short question is that of the version, and gives its figures as of its head.
size="$(of2 'of["scopes"][1]["size"]')"
same 'asked again' "$(nunchi scope "$(cat question)" --as-of "$size" --format csv 2> /dev/null | sed -n 's/^subjects,//p')" \
    "$(of2 'of["scopes"][1]["shares"]["shop"]["figures"]["subjects"]')"
same 'the whole' "$(nunchi scope 'incident 2 scope 2' --as-of "$size" --format csv | sed -n 's/^subjects,//p')" 4
# What is left is no whole in a text of ours, and whoever was named out counts for a claim: he was read.
echo 'In total 4 accounts were leaked.' > total.txt
nunchi statement check total.txt --incident 2 --all --format table > out.txt || true
grep -Eq 'unsupported.*[0-9,]+ more were read, whom kim named out' out.txt || fail "a rest is told as the whole: $(cat out.txt)"
echo '4 accounts were leaked.' > least.txt
expect 0 'supported.*[0-9,]+ more were read, whom kim named out' nunchi statement check least.txt --incident 2 --all --format table
cat > taken.toml << TOML
from = "a mail"
received = "2025-11-25"
[[claim]]
text = "all of them"
counts = "subjects"
at_least = $((many + 4))
TOML
expect 0 'SUPPORTED' nunchi claim taken.toml --incident 2 --as kim --format table

# Whom the book does not have cannot be named; over a record with gaps that says nothing of whether he was read. A relation
# that names him brings him into the book.
NUNCHI_DATA="$work/gaps" NUNCHI_KEYS="$work/gaps-keys"
nunchi init --example shop > /dev/null
nunchi ingest gateway=logs/gateway.ndjson --no-detect > /dev/null
step opened open --title 'A letter' --selection 'NOT issued' --regime kr-net --controller shop --reason 'a letter came'
expect 2 'the record names nobody so. .* It has (a gap|[0-9]+ gaps), so that is no proof that nobody of this name was read' nunchi incident include 1 member:3000000 --field phone --reason 'he wrote to us'
grep -q 'a feed of accounts, or a relation that names this person' err.txt || fail "what would be possible: $(cat err.txt)"
printf 'kind,owner,other,from,to\nsame_person,member:3000000,phone:010-1234-5678,,\n' > wrote.csv
nunchi relation import wrote.csv > /dev/null
step 'included ~[0-9.]+: phone' include 1 member:3000000 --field phone --reason 'he wrote to us, with a screenshot'
step 'V1 frozen: .* \+ 1 named by a person' scope 1 --reason 'with him'
ok
