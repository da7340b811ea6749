#!/usr/bin/env bash
# What counsel keeps stands apart: for its readers, under a key of its own, in no step, act, bundle or document; and a
# later edit of it shows all the same.
source "$(dirname "$0")/common.bash"

read_shop 5000
export USER=kim
expect 0 'selected' nunchi incident open --title 'Forged tokens' --selection 'NOT issued' --reason 'a complaint' --format json
counsel() { nunchi incident counsel "$@"; }
steps() { nunchi incident show 1 --format json | python3 -c 'import json, sys; print(json.load(sys.stdin)["steps"])'; }
acts() { nunchi checkpoint | sed -n 2p; }

# A piece is kept: no step, no act, and its words in no file.
before="$(steps) $(acts)"
echo 'liability of ours, eleven pages' > memo.txt
keep=(counsel keep 1 --item 'memo on liability' --words 'we owe forty million' --file memo.txt --reason 'advice')
expect 2 'basis' nunchi incident "${keep[@]}" --basis ' ' --as park
expect 0 '"id":"C[0-9]{6}"' nunchi incident "${keep[@]}" --basis 'advice of counsel' --reader lee --as park --format json
first="$(grep -oE 'C[0-9]{6}' out.txt)"
expect 0 '"id":"C[0-9]{6}"' nunchi incident counsel keep 1 --item 'a second memo' --basis 'advice' --words 'short' --reason r --as park --format json
second="$(grep -oE 'C[0-9]{6}' out.txt | grep -v "$first")"
same 'steps and acts' "$(steps) $(acts)" "$before"
if grep -rqa 'forty million\|memo on liability\|eleven pages' "$NUNCHI_DATA"; then fail 'words of counsel in clear'; fi
for said in show steps; do
    nunchi incident "$said" 1 --format json > said.json
    if grep -q "memo\|$first\|counsel" said.json; then fail "incident $said tells of it"; fi
done

# Its file is no evidence while it is kept; who does not read it learns no more than that.
took=(incident evidence 1 --name E1 --item x --from y --how z --original safe --file memo.txt --reason r)
expect 2 'memo.txt: counsel keeps this file; ask counsel' nunchi "${took[@]}"
if grep -q 'C1\|liability\|park' err.txt; then fail "the refusal tells more: $(cat err.txt)"; fi
expect 2 'memo.txt: counsel keeps this file' nunchi evidence 'incident 1' --with memo.txt --to court --out none --reason r

# It is there for its readers, and for no one without the key.
ids() { counsel list 1 --as "$1" --format json | python3 -c 'import json, sys; print([of["id"] for of in json.load(sys.stdin)["counsel"]])'; }
same 'what park reads' "$(ids park)" "['$first', '$second']"
same 'what lee reads' "$(ids lee)" "['$first']"
same 'what kim reads' "$(ids kim)" "[]"
expect 2 "no \"$second\" that lee may read" nunchi incident counsel open 1 "$second" --reader kim --reason r --as lee
expect 0 '"kim"' nunchi incident counsel open 1 "$first" --reader kim --reason 'he must know' --as lee --format json
cp -r "$NUNCHI_KEYS" without && rm without/counsel.key
expect 2 'who holds it is counsel' env NUNCHI_KEYS="$work/without" "$NUNCHI_BIN" incident counsel list 1 --as park
expect 0 'Forged' env NUNCHI_KEYS="$work/without" "$NUNCHI_BIN" incident show 1 --format table
cp -r "$NUNCHI_KEYS" other && printf '%064d\n' 7 > other/counsel.key
expect 2 'sealed under another key' env NUNCHI_KEYS="$work/other" "$NUNCHI_BIN" incident counsel list 1 --as park

# Nothing rests on it, no document holds a word of it, and no bundle tells that it is there.
expect 2 'what counsel keeps' nunchi incident fact 1 --name F1 --words 'known' --grade fact --evidence "$first" --reason r
expect 2 'what counsel keeps' nunchi incident evidence 1 --name C9 --item x --from y --how z --original safe --reason r
expect 0 'scoped' nunchi incident scope 1 --reason 'a count' --format json
printf '[course.how]\nko = "memo on liability 참조"\n' > form.toml
expect 1 'something of counsel' nunchi report write 1 --regime kr-pipa --lang ko --form form.toml --out reports --reason 'first'
expect 0 'rows' nunchi evidence 'incident 1' --out bundle --reason 'an order'
if grep -rqai 'counsel' bundle; then fail 'the bundle tells of it'; fi

# The next day, one digest of it all is entered, once; what is edited later is named.
if command -v faketime > /dev/null; then
    tomorrow() { faketime -f '+1d' "$NUNCHI_BIN" "$@"; }
    expect 0 '"days":0' nunchi incident counsel check --format json
    tomorrow incident counsel list 1 --as park > /dev/null
    size="$(acts)"
    tomorrow incident counsel list 1 --as park > /dev/null
    same 'entered once' "$(acts)" "$size"
    expect 0 '"days":1,.*"wrong":\[\]' nunchi incident counsel check --format json
    expect 0 '"wrong":\[\]' nunchi incident check --format json
    cp "$NUNCHI_DATA/counsel.db" kept.db
    python3 - "$NUNCHI_DATA/counsel.db" << 'PY'
import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as db:
    db.execute("DELETE FROM record WHERE stream = 'counsel/1' AND number = 3")
PY
    expect 3 'is not what was entered' nunchi incident counsel check --format json
    rm -f "$NUNCHI_DATA"/counsel.db*
    cp kept.db "$NUNCHI_DATA/counsel.db"
else
    echo "not run: another day needs faketime (Debian package faketime)"
fi

# Privilege is given up by a reader: then it is evidence.
expect 2 'may read' nunchi incident counsel release 1 "$second" --name E7 --reason r --as lee
expect 0 '"released_as":"E7"' nunchi incident counsel release 1 "$first" --name E7 --reason 'the court has it' --as park --format json
expect 2 'was released and is evidence E7' nunchi incident counsel release 1 "$first" --name E8 --reason r --as park
expect 0 'E7  memo on liability' nunchi incident show 1 --format table
whole

# What is kept of an exercise is told as one.
nunchi incident open --title drill --exercise --reason practice > drill.txt 2>&1
for form in table json; do
    expect 0 'a memo' nunchi incident counsel keep E1 --item 'a memo' --basis advice --words short --reason r --as park --format $form
    grep -qE '^EXERCISE 훈련|"mode":"exercise"' out.txt || fail "counsel of an exercise as $form has no mark: $(cat out.txt)"
    expect 0 'EXERCISE 훈련' nunchi incident counsel list E1 --as lee --format $form
done
# What is evidence already is kept with a warning that it is.
echo 'a letter that everybody has' > letter.txt
expect 0 'L1' nunchi incident evidence 1 --name L1 --item letter --from them --how mail --original safe --file letter.txt --reason r --format table
expect 0 'a letter' nunchi incident counsel keep 1 --item 'a letter' --basis 'advice' --file letter.txt --reason r --as park --format table
grep -q 'warning: letter.txt is evidence L1 of incident 1 already' err.txt || fail "what is evidence already is kept in silence: $(cat err.txt)"
ok
