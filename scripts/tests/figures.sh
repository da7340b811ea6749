#!/usr/bin/env bash
# Every figure of every document can be asked again by the question behind it, also after the ledger has grown.
source "$(dirname "$0")/common.bash"

read_shop 20000
nunchi relation import logs/relations.csv > /dev/null
export USER=kim
incident() { nunchi incident "$@" --format json > said.json; }
incident open --title 'Forged tokens' --selection "route = 'order-list' AND time >= '2025-11-06T18:38:00+09:00'" --reason 'a complaint'
incident scope 1 --reason 'the first count'
incident select 1 'NOT issued' --replace --reason 'all of them'
incident include 1 '~0.1' --controller shop --reason 'she wrote to us'
incident scope 1 --reason 'the exact count'
letter 1 E1
incident aware 1 --kind report_to_ciso --happened 2025-11-17T16:00:00+09:00 --who officer --knew leak --evidence E1 --reason told
for regime in kr-pipa kr-net eu-33; do
    nunchi report write 1 --regime "$regime" --lang en --out reports --reason r > out.txt || [ "$?" -eq 1 ]
done
incident file 1 --clock KR-NET-24 --controller shop --received 2025-11-19T21:35:00+09:00 --to KISA --receipt R-1 --evidence E1 \
    --document reports/1-kr-net-first-shop.en.json \
    --late-because 'nobody looked' --reason filed
nunchi report write 1 --regime kr-net --kind additional --before reports/1-kr-net-first-shop.en.json --lang en --out reports \
    --reason r > out.txt || [ "$?" -eq 1 ]
for page in sheet board; do nunchi report "$page" 1 --lang en --out reports --reason r > out.txt; done

cat > ask.py << 'PY'
"""Asks every question of every document again and looks for its figures among the answers."""
import glob, json, os, re, shlex, subprocess

def ask(*command):
    said = subprocess.run([os.environ["NUNCHI_BIN"], *command, "--format", "json"], capture_output=True, text=True)
    assert said.returncode == 0, (command, said.stderr)
    return json.loads(said.stdout)

def sums(subjects, people):
    """What a document gives of changes: the sums over causes."""
    return [sum(of[way] for of in subjects) for way in ("added", "removed", "gained")] + [sum(of["added"] for of in people)]

def numbers(of):
    if isinstance(of, dict):
        return {n for value in of.values() for n in numbers(value)}
    if isinstance(of, list):
        return {n for value in of for n in numbers(value)}
    is_moment = isinstance(of, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT[0-9:.]+Z", of)
    return {of} if is_moment or isinstance(of, int) and not isinstance(of, bool) else set()

def figures(of):
    """Figures of a document, each with the basis it rests on."""
    if isinstance(of, list):
        for one in of:
            yield from figures(one)
    elif isinstance(of, dict):
        if of.get("basis"):
            for value in of.get("values") or of.get("cells") or []:
                if value and value["kind"] == "count":
                    yield of["basis"], [value["n"]]
                elif value and value["kind"] == "range":
                    yield of["basis"], [value["low"], value["best"], value["high"]]
                elif value and value["kind"] == "time":
                    yield of["basis"], [value["at"]]
                elif value and value["kind"] == "duration":
                    yield of["basis"], [value["ms"]]
        for one in of.values():
            yield from figures(one)

answers, wrong, seen = {}, [], 0
for path in glob.glob("reports/*.json"):
    for basis, found in figures(json.load(open(path))):
        key = (basis["query"], basis["checkpoint"]["size"])
        if key not in answers:
            if key[0].startswith("nunchi "):
                # As it stands, but for the name of the program.
                answer = ask(*shlex.split(key[0], comments=True)[1:])
                # A document gives the sum over causes, and the causes beside it.
                changes = answer.get("changes", [])
                answer["sums"] = [sums(changes, (answer.get("people") or {}).get("changes", []))]
                versions = answer.get("scopes", [])
                for of in versions + [share for of in versions for share in of["shares"].values()]:
                    answer["sums"].append(sums(of["changes"], of["people"]["changes"] or []))
            else:
                answer = ask("scope", key[0], "--people", "--as-of", str(key[1]))
                assert answer["as_of"]["checkpoint"]["root"] == basis["checkpoint"]["root"], key
            answers[key] = numbers(answer)
        # What a controller answers for is nought where no read is its own, and then not named.
        lacking = lambda: [n for n in found if n not in answers[key] and n != 0]
        # Indicators are the same question, broken down.
        if lacking() and "kr-net" in path and not key[0].startswith("nunchi "):
            for column in ("ip", "key"):
                answers[key] |= numbers(ask("scope", key[0], "--by", column, "--as-of", str(key[1])))
        missing = lacking()
        wrong += [(path, key[0], n) for n in missing]
        seen += len(found)
assert not wrong, "\n".join(map(str, wrong))
assert seen > 150, seen
asked = {key[0].split()[2] for key in answers if key[0].startswith("nunchi incident")}
assert asked >= {"clocks", "show"}, asked
print(seen)
PY
before="$(python3 ask.py)" || fail 'a figure is not what its question gives'

# The ledger grows, by reads that the selection matches too: what was written down stays what its question gives.
nunchi ingest gateway-late=logs/gateway-late.ndjson --no-detect > /dev/null
incident scope 1 --reason 'one more log'
incident delay 1 --clock KR-PIPA-NOTICE --controller shop --code urgent_measures --from 2025-11-18T09:00:00+09:00 \
    --evidence E1 --reason 'to stop it'
incident aware 1 --kind finding_opened --happened 2025-11-06T18:40:00+09:00 --who 'the first line' --knew leak --evidence E1 --reason 'seen since'
incident decide 1 --clock EU-33 --controller shop --answer does_not_apply --evidence E1 --reason 'no one there'
[ "$(figure subjects 'incident 1 scope 3')" -gt "$(figure subjects 'incident 1 scope 2')" ] || fail 'the late log brought nobody'
same 'figures after growing' "$(python3 ask.py)" "$before"
expect 0 'AS IT STOOD at .*, after step 1 of [0-9]+: what was entered later is not told' nunchi incident show 1 --step 1 --format table
same 'its first step' "$(nunchi incident steps 1 --step 1 --format json | python3 -c 'import json, sys; print(len(json.load(sys.stdin)["steps"]))')" 1
expect 0 '^[0-9]+ ' nunchi incident steps 1 --at 2099-01-01 --format table
grep -q 'AS IT STOOD' out.txt && fail 'no step came after 2099'
expect 2 'incident 1 was not opened then, but at 20' nunchi incident duties 1 --at 2025-01-01
expect 2 'incident 1 has no step 99: it has [0-9]+ ' nunchi incident clocks 1 --step 99
# A document tells an authority nothing of those who were counted after it was written.
expect 2 'rests on V2 and tells nothing of those whom V3 adds: write the next one' nunchi incident file 1 --clock KR-NET-24 --controller shop \
    --group 3 --received 2025-12-01T09:00:00+09:00 --to KISA --receipt R-3 --evidence E1 --reason filed --late-because late \
    --document reports/1-kr-net-additional-shop.en.json
size="$(nunchi incident show 1 --format json | python3 -c 'import json, sys; print(json.load(sys.stdin)["scopes"][1]["size"])')"
same 'as it was frozen' "$(figures 'incident 1 scope 2')" "$(nunchi scope "$(nunchi incident show 1 --format json |
    python3 -c 'import json, sys; print(json.load(sys.stdin)["scopes"][1]["selection"])')" --as-of "$size" --people --format csv |
    grep -vE '^(as_of\.(checkpoint|note)|elapsed_ms|coverage\.rests_on)')"
expect 2 'no epoch ends with a head of 2 leaves, .*those that can: ' nunchi scope 'NOT issued' --as-of 2
expect 2 'has no scope version 9; there are 3' nunchi scope 'incident 1 scope 9'
expect 2 'is of its own head' nunchi scope 'incident 1 scope 1' --as-of "$size"
expect 2 'write incident 7 scope 2' nunchi scope 'incident 1 scope two'

# An incident is a term of a selection like any other, and binds as if it stood in parentheses. Whom a person named is in it
# without any read.
selects="$(nunchi incident show 1 --format json | python3 -c 'import json, sys; print(json.load(sys.stdin)["selections"][0])')"
same 'a term' "$(figures "route = 'order-list' AND NOT incident 1")" \
    "$(figures "route = 'order-list' AND NOT ($selects)")"
same 'in a text' "$(figure subjects "client = 'incident 1 scope 2'")" 0
expect 0 "incident 1 scope 1 stands for the selection of that version, asked as of this answer; .*--as-of [0-9]+" \
    nunchi scope "incident 1 AND NOT incident 1 scope 1" --format csv
same 'once' "$(grep -c 'stands for the selection' err.txt)" 1
expect 2 "^ +route = 'x' OR incident 8" nunchi scope "route = 'x' OR incident 8"
expect 2 '^ +\^{10}$' nunchi scope "route = 'order-list' OR incident 8"
expect 2 'write incident 7, or incident E7' nunchi scope 'issued AND incident seven'
expect 0 '"rows":[1-9]' nunchi evidence "incident 1 AND route = 'order-list'" --out bundle --reason 'an order' --format json
expect 0 '"integrity":"ok"' nunchi verify bundle --format json
expect 0 '"selected"' nunchi incident select 1 "incident 1 scope 2 AND route = 'order-list'" --reason narrower --format json
grep -q '"selection":"[^"]*incident' out.txt && fail 'a step keeps an incident by its number'
ok "$before figures"
