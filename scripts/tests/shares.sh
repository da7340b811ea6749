#!/usr/bin/env bash
# What belongs to whom it is told of: what a version brings opens clocks of the controllers that it concerns; a report
# states what its controller answers for; and whom a gap may concern stands wherever the size does.
source "$(dirname "$0")/common.bash"

read_shop 20000
nunchi relation import logs/relations.csv > /dev/null
export USER=kim
said() { # DOES PATTERN COMMAND…: a step that is taken, and what its line says
    local does="$1" pattern="$2"
    shift 2
    expect 0 "$pattern" nunchi incident "$@" --format table
}
of() { # PYTHON: what `nunchi incident show 1` says
    nunchi incident show 1 --format json | python3 -c "import json, sys; of = json.load(sys.stdin); print($1)"
}
groups() { # VERSION: the clocks that a version opens
    of "sorted(c['clock'] + ' ' + c['controller'] for c in of['clocks'] if c['trigger'] == 'group of scope $1' and c['clock'].startswith('KR'))"
}

# Names and e-mail of everybody are told; then the whole is found: the same members, other people's address books, and
# further fields of those who were told.
said selected 'opened' open --title 'Forged tokens' --selection "NOT issued AND route = 'my-info'" --reason 'a complaint'
said scoped 'V1 frozen' scope 1 --reason 'the first count'
letter 1 E1
letter 1 E2
said candidate 'report_to_ciso' aware 1 --kind report_to_ciso --happened 2025-11-17T16:00:00+09:00 --who officer --knew leak --evidence E1 --reason told
for clock in KR-NET-24 KR-PIPA-NOTICE KR-PIPA-REPORT; do
    said filed 'filed' file 1 --clock $clock --controller shop --received 2025-11-18T12:00:00+09:00 --to authority --receipt R-$clock --evidence E2 --reason filed
done
said selected 'selected in place' select 1 'NOT issued' --replace --reason 'all routes'
said scoped 'V2 frozen: .*people added.*with further fields' scope 1 --reason 'all routes'
if grep -q 'nobody came' out.txt; then fail "people came: $(cat out.txt)"; fi
same 'what V2 opens' "$(groups 2)" "['KR-NET-24 shop', 'KR-NET-24 shop-tw', 'KR-NET-USERS shop', 'KR-NET-USERS shop-tw', 'KR-PIPA-NOTICE shop', 'KR-PIPA-NOTICE shop-tw', 'KR-PIPA-REPORT shop', 'KR-PIPA-REPORT shop-tw']"
expect 0 'KR-PIPA-NOTICE +shop +group of scope 2 .*left' nunchi incident clocks 1 --format table
expect 2 'open clock: KR-PIPA-NOTICE of shop \(group of scope 2\)' nunchi incident close 1 --reason enough
# By how many: the difference of the versions says the same, of the shop and of all.
nunchi incident diff 1 1 2 --format json > diff.json
same 'people and fields' "$(of '(sum(c["added"] for c in of["scopes"][1]["people"]["changes"]), sum(c["gained"] for c in of["scopes"][1]["changes"]))')" \
    "$(python3 -c 'import json; of = json.load(open("diff.json")); print((sum(c["added"] for c in of["people"]["changes"]), sum(c["gained"] for c in of["changes"])))')"
same 'of the shop' "$(of '(lambda s: s["figures"]["by_controller"]["shop"] == {"subjects": s["shares"]["shop"]["figures"]["subjects"], "reads": s["shares"]["shop"]["figures"]["reads"]})(of["scopes"][1])')" True
same 'of a clock' "$(of "[(c['people_added'] == sum(p['added'] for p in of['scopes'][1]['shares']['shop']['people']['changes']) > 0, c['further_fields'] > 0) for c in of['clocks'] if c['clock'] == 'KR-PIPA-NOTICE' and c['controller'] == 'shop' and c['trigger'] == 'group of scope 2']")" '[(True, True)]'
# Again nothing new: nobody is told twice.
said scoped 'V3 frozen: .*nobody came, nobody went, and nobody has other fields' scope 1 --reason 'once more'
same 'what V3 opens' "$(groups 3)" '[]'
# A duty is proposed by the people of its own controller.
nunchi incident duties 1 --format json > duties.json
same 'proposed' "$(python3 -c 'import json; print(sorted((d["controller"], d["proposed"]) for d in json.load(open("duties.json"))["duties"] if d["clock"] == "KR-PIPA-REPORT"))')" \
    "[('shop', 'applies'), ('shop-tw', 'undecided')]"
for controller in shop shop-tw; do
    nunchi report write 1 --regime kr-pipa --controller $controller --lang en --out reports --reason r > out.txt || [ "$?" -eq 1 ]
done
cat > reports.py << 'PY'
"""A report of one controller rests on the reads of its routes alone, and each of its figures is what that question gives."""
import json, os, subprocess

def ask(query, size):
    said = subprocess.run([os.environ["NUNCHI_BIN"], "scope", query, "--people", "--as-of", str(size), "--format", "json"], capture_output=True, text=True)
    assert said.returncode == 0, said.stderr
    return json.loads(said.stdout)

for controller, others in [("shop-tw", ["my-info", "order-list"]), ("shop", [])]:
    report = json.load(open(f"reports/1-kr-pipa-first-{controller}.en.json"))
    fields = {f["number"]: f for s in report["sections"] for p in s["parts"] for f in p.get("fields", [])}
    basis = fields["3b-2"]["basis"]
    assert "route IN (" in basis["query"] and basis["query"] in json.dumps(fields["4a"]), basis
    answer = ask(basis["query"], basis["checkpoint"]["size"])
    assert list(answer["by_controller"]) == [controller], answer["by_controller"]
    assert fields["3b-2"]["values"][0]["n"] == answer["subjects"], fields["3b-2"]
    assert fields["3b-5"]["values"][0]["n"] == answer["reads"], fields["3b-5"]
    assert fields["3b-1"]["values"][0]["best"] == answer["people"]["persons"]["best"], fields["3b-1"]
    span = fields["4a"]["values"][0]
    assert (span["from"], span["to"]) == (answer["first"], answer["last"]), (span, answer["first"])
    text = json.dumps(report)
    for other in others:
        assert f'"{other}"' not in text, other
print("as its question gives")
PY
same 'reports' "$(python3 reports.py)" 'as its question gives'

# The log that was found late is missing. Whom that may concern stands wherever the size does, and what was not seen is
# not said to be absent.
field() { # NUMBER: the field of a new report of the shop, as PYTHON reads it
    nunchi report write 1 --regime kr-pipa --controller shop --lang en --out reports --reason r > out.txt || [ "$?" -eq 1 ]
    python3 -c "
import json
report = json.load(open('reports/1-kr-pipa-first-shop.en.json'))
of = next(f for s in report['sections'] for p in s['parts'] for f in p.get('fields', []) if f['number'] == '$1')
print(of['grade'], [v.get('n', v.get('text')) for v in of.get('values') or []], (of.get('note') or '').split(':')[0])"
}
poss() { # what is proposed of the notice of a possibility
    nunchi incident duties 2 --format json | python3 -c 'import json, sys; print([d["proposed"] for d in json.load(sys.stdin)["duties"] if d["clock"] == "KR-PIPA-POSS" and d["controller"] == "shop"])'
}
# The law of 2025 knows no such notice: the same reads, as if the possibility had been learned of today.
said opened 'INCIDENT 2|incident 2' open --title 'the same, learned of now' --selection 'incident 1' --reason 'a mail'
nunchi incident scope 2 --reason 'the same' > /dev/null
letter 2 E1
nunchi incident aware 2 --kind complaint --happened 2026-11-17T16:00:00+09:00 --who desk --knew possibility --evidence E1 --reason told > /dev/null
expect 0 'cannot say how many' nunchi incident show 1 --format table
same 'without a roster' "$(field 3c-6)" "unknown [] cannot say how many"
same 'sensitive data over a gap' "$(field 3b-7)" "unknown [] cannot say"
same 'a known gap' "$(poss)" "['applies']"
nunchi roster complete --through "$(date -u +%Y-%m-%dT%H:%M:%SZ)" --by kim --reason 'the list of accounts' > /dev/null
said scoped 'V4 frozen' scope 1 --reason 'with a roster'
most="$(nunchi scope 'incident 1 scope 4' --format json | python3 -c 'import json, sys; print(json.load(sys.stdin)["coverage"]["possibly"]["at_most"])')"
[ "$most" -gt 0 ] || fail "the gap may concern $most"
same 'frozen' "$(of 'of["scopes"][3]["possibly"]["at_most"]')" "$most"
expect 0 "at most $(python3 -c "print(f'{$most:,}')") more" nunchi incident show 1 --format table
same 'with a roster' "$(field 3c-6 | cut -d' ' -f1)" estimate
# A number over a gap is the least, and never the whole; what a controller says of its share is held against its share.
statement() { # VERDICT CONTROLLER SENTENCE
    printf '%s\n' "$3" > said.md
    nunchi statement check said.md --incident 1 --controller "$2" --all --format csv > out.txt 2> err.txt || true
    grep -qE "^1,[0-9]+,number,.*,$1,.*" out.txt || fail "$2: $3 is not $1: $(cat out.txt err.txt)"
}
own="$(of 'of["scopes"][3]["shares"]["shop"]["figures"]["subjects"]')"
whole="$(of 'of["scopes"][3]["figures"]["subjects"]')"
[ "$own" -lt "$whole" ] || fail "the shop has all of $whole"
statement supported shop "$own identifiers were read."
grep -qE 'at least [0-9,]+ .*at most [0-9,]+ more' out.txt || fail "what the gap may concern is not told: $(cat out.txt)"
statement unsupported shop "$own identifiers in total were read."
statement unsupported shop-tw "총 $((whole - own))개 식별자가 열람되었습니다."
expect 2 'no controller "shop-th": did you mean "shop-tw"' nunchi statement check said.md --incident 1 --controller shop-th
for page in sheet board; do
    nunchi report $page 1 --lang en --out reports --reason r > out.txt
    grep -q 'Identifiers that the gaps may concern beside' reports/1-$page*.en.html || fail "the $page does not say whom the gap may concern"
done
nunchi ingest gateway-late=logs/gateway-late.ndjson --no-detect > /dev/null
said scoped 'V5 frozen' scope 1 --reason 'the late log'
same 'a whole record' "$(field 3c-6)" "fact ['none: the record is complete'] "
same 'sensitive data on a whole record' "$(field 3b-7 | cut -d' ' -f1)" fact
# The report of the shop holds what is written in it against what it prints itself.
own="$(of 'of["scopes"][4]["shares"]["shop"]["figures"]["subjects"]')"
whole="$(of 'of["scopes"][4]["figures"]["subjects"]')"
statement supported shop "$own identifiers in total were read."
statement contradicted shop "$whole identifiers were read."
lints() { # TEXT: what is held against it as how it happened
    printf '[course]\nhow = { en = "%s" }\n' "$1" > form.toml
    nunchi report write 1 --regime kr-pipa --controller shop --lang en --form form.toml --out reports --reason r --format table > out.txt || true
    grep -E '\(statement\): form course.how' out.txt || true
}
same 'its own figure' "$(lints "$own identifiers were read.")" ''
lints "$whole identifiers were read." | grep -q 'error .* is contradicted' || fail "the figure of another passes: $(cat out.txt)"
nunchi incident scope 2 --reason 'the late log' > /dev/null
same 'no gap' "$(poss)" "['undecided']"
# Another company counts from what it knew itself, and what is said of one is not said of the other.
due() { # CONTROLLER: when the Network Act wants its report, by the incident
    of "[c['limit'] for c in of['clocks'] if c['clock'] == 'KR-NET-24' and c['controller'] == '$1' and c['trigger'] == 'incident'][0]"
}
same 'shared' "$(due shop-tw)" "$(due shop)"
expect 0 '^  KR-NET-24 shop-tw .*counts from 2025-11-27 03:47 and no longer from 2025-11-17 16:00.*LATER$' nunchi incident aware 1 --kind told_by_processor \
    --happened 2025-11-27T03:47:00+09:00 --who 'its own officer' --knew leak --evidence E1 --controller shop-tw --reason 'told by the shop' --format table
grep -q 'it stands for incident_known of shop-tw, the earliest; leak_known of shop-tw, the earliest' out.txt || fail "for whom it stands: $(cat out.txt)"
grep -q 'from a later moment than before' err.txt || fail "nobody is warned: $(cat err.txt)"
same 'of the shop' "$(due shop)" '2025-11-18T07:00:00.000Z'
same 'of the other' "$(due shop-tw)" '2025-11-27T18:47:00.000Z'
expect 2 'candidate 2 is a moment of shop-tw: it rules for that one alone' nunchi incident choose 1 --start leak_known --candidate 2 --controller shop --reason r
expect 2 'no controller "shop-th"' nunchi incident aware 1 --kind complaint --happened 2025-11-27T03:47:00+09:00 --who x --knew leak --evidence E1 --controller shop-th --reason r
said chosen 'chosen that leak_known is unknown \(of shop-tw\)' choose 1 --start leak_known --controller shop-tw --reason 'nobody knows'
# What is chosen for everybody moves the others alone, and says so.
said chosen 'leak_known of shop-tw: what kim chose for it stands: unknown; this choice is of those without one of their own' choose 1 --start leak_known --candidate 1 --reason 'as the ministry counts'
expect 0 'leak_known of shop-tw: kim chose that the moment is unknown' nunchi incident show 1 --format table
same 'the shop still' "$(of "[c['state'] for c in of['clocks'] if c['clock'] == 'KR-PIPA-NOTICE' and c['trigger'] == 'incident' and c['controller'] == 'shop'][0]")" filed
same 'the other cannot say' "$(of "[c['state'] for c in of['clocks'] if c['clock'] == 'KR-PIPA-NOTICE' and c['trigger'] == 'incident' and c['controller'] == 'shop-tw'][0]")" cannot_say
# What one company knew carries no sentence of the other.
echo 'We became aware of the leak on 17 November 2025.' > knew.md
expect 0 ',moment,17 November 2025,supported' nunchi statement check knew.md --incident 1 --controller shop --all --format csv
nunchi statement check knew.md --incident 1 --controller shop-tw --all --format csv > out.txt || true
grep -qE ',moment,17 November 2025,(unsupported|contradicted)' out.txt || fail "the awareness of the shop stands for the other: $(cat out.txt)"
said says 'sec_registrant: yes \(of shop\)' says 1 sec_registrant yes --controller shop --reason 'listed in New York'
# Where only one company knew, the other's laws have their line, and no moment is told as everybody's.
nunchi incident open --title 'two companies' --selection 'NOT issued' --regime kr-net --reason r > /dev/null
letter 3 E1
nunchi incident aware 3 --kind complaint --happened 2026-11-20T10:00:00+09:00 --who desk --knew leak --evidence E1 --controller shop-tw --reason r > /dev/null
expect 0 '^kr-net shop: not started: nobody entered that a leak is known|^kr-net shop: not started' nunchi incident clocks 3 --format table
expect 0 'incident_known of shop-tw, the earliest; leak_known of shop-tw, the earliest' nunchi incident show 3 --format table
if grep -q 'incident_known, the earliest' out.txt; then fail "the moment of one is told as that of all: $(cat out.txt)"; fi
nunchi incident aware 3 --kind complaint --happened 2026-11-19T10:00:00+09:00 --who desk --knew leak --evidence E1 --reason r > /dev/null
expect 0 'KR-NET-24 +shop-tw +incident +2026-11-19 10:00' nunchi incident clocks 3 --format table
ok
