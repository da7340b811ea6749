#!/usr/bin/env bash
# People of two versions of a scope: each who came, went or turned out to be another is told by its cause, and where no
# relation is known, or what was known is deleted, nothing is said.
source "$(dirname "$0")/common.bash"

nunchi sim logs --background 5000 --scale 14000 > /dev/null
nunchi init --example shop > /dev/null
cat >> "$NUNCHI_DATA/nunchi.toml" << 'TOML'

[[source]]
id = "books"
format = "csv"
guarantee = "declared"

[source.mapping]
kind = "relation"
time = "at"
relation = "kind"
owner = "owner"
other = "other"
TOML
# shellcheck disable=SC2046 # several files
nunchi ingest $(at_hand logs) --no-detect > /dev/null
step() { # COMMAND…: a step that is taken
    expect 0 '"does"' nunchi incident "$@" --as kim --format json
}
freeze() { step scope 1 --reason "$1"; }
diff_of() { # FROM TO JSON-PATH of what the difference says
    nunchi incident diff 1 "$1" "$2" --all --as kim --format json |
        python3 -c "import json, sys; of = json.load(sys.stdin); p = of['people'] or {}; c = lambda: [(x['cause'], x['added'], x['removed'], x['merged']) for x in p['changes']]; print($3)"
}
best() { nunchi incident show 1 --as kim --format json | python3 -c "import json, sys; print(json.load(sys.stdin)['scopes'][$1 - 1]['figures']['people']['$2'])"; }
balance() { # FROM TO: the best number before, with what moved, is the best number now
    same "people of $1 and $2" "$(diff_of "$1" "$2" 'p["from"]["best"] + sum(a - r - m for _, a, r, m in c()) == p["to"]["best"]')" True
    same "each person of $1 and $2" "$(diff_of "$1" "$2" 'sorted({(m["cause"], m["what"]) for m in p["moved"]}) == sorted((x["cause"], w) for x in p["changes"] for w in ("added", "removed", "merged") if x[w]) and len(p["moved"]) == sum(a + r + m for _, a, r, m in c())')" True
}

# One entry is told by a source: a member stands in a book under his own number. The other books come in two halves, then
# the links.
member="$(sed -n 3p logs/truth/subjects.csv | cut -d, -f1)"
owner="$(sed -n 9p logs/truth/subjects.csv | cut -d, -f1)"
printf 'at,kind,owner,other\n2025-01-01T00:00:00Z,address_book,%s,phone:+821099990001\n' "$owner" > books.csv
grep '^address_book' logs/relations.csv > books
head -n 1 logs/relations.csv | tee early.csv late.csv > links.csv
awk 'NR % 2' books >> early.csv
awk 'NR % 2 == 0' books >> late.csv
grep '^same_person' logs/relations.csv >> links.csv
echo "same_person,$member,phone:+821099990001,," >> links.csv
id() { nunchi scope "subject = '$1'" --format json | grep -oE "subject = '~[0-9.]+'" | head -1 | tr -d "'" | cut -d' ' -f3; }

# Where no relation is known there is no number of people, and no difference of it.
step open --title people --selection "NOT issued AND route <> 'my-info'" --reason r
freeze 'a part'
step select 1 'NOT issued' --replace --reason all
freeze 'without a relation'
same 'no relation' "$(diff_of 1 2 'of["people"] is None and "no relation is known" in of["people_because"]')" True
expect 0 'people: no relation is known' nunchi incident diff 1 1 2 --as kim --format table

# The first relation: who had been a subject stays, who stood in a book came by it. What was before has no number.
nunchi ingest books=books.csv --no-detect > /dev/null
freeze 'one entry'
same 'the first relation' "$(diff_of 2 3 'p["from"] is None and "no relation is known" in p["from_because"] and c() == [("relation", 1, 0, 0)] and of["changes"] == []')" True
expect 0 'V2 and V3: no subject came or went' nunchi incident diff 1 2 3 --as kim --format table
same 'who came' "$(diff_of 2 3 'p["moved"][0]["person"]')" "$(id phone:+821099990001)"
nunchi relation import early.csv > /dev/null
# The same bytes taken for a log, by mistake, are no relations that came before.
apart() { NUNCHI_DATA="$work/apart" NUNCHI_KEYS="$work/apart-keys" nunchi "$@"; }
apart init --example shop > /dev/null
apart ingest gateway=early.csv --no-detect > mistaken.txt 2>&1 || true
expect 0 'relations imported' apart relation import early.csv
expect 0 'nothing new' apart relation import early.csv
freeze 'half of the books'

# A late address book adds recipients, and no subject.
nunchi relation import late.csv > /dev/null
freeze 'all books'
same 'late books' "$(diff_of 4 5 '[(x[0], x[1] > 0, x[2:]) for x in c()] == [("relation", True, (0, 0))] and of["changes"] == [] and of["moved"] == []')" True
balance 4 5

# Links make one person of two: merged, not removed. One human as member and as recipient is counted once, as member.
nunchi relation import links.csv > /dev/null
freeze 'the links'
same 'links' "$(diff_of 5 6 '[(x[0], x[1:3], x[3] > 0) for x in c()] == [("relation", (0, 0), True)]')" True
balance 5 6
same 'member and recipient' "$(diff_of 5 6 "[m for m in p['moved'] if m['person'] == '$(id phone:+821099990001)']")" \
    "[{'cause': 'relation', 'into': '$(id "$member")', 'person': '$(id phone:+821099990001)', 'what': 'merged'}]"
same 'people of the truth' "$(best 6 best)" "$(truth logs not_issued.persons)"
same 'how they were counted' "$(diff_of 5 6 '"every recipient without a link is one of the members" in p["to"]["method"] and p["to"]["low"] <= p["to"]["best"] <= p["to"]["high"]')" True
figures 'NOT issued' | grep -q "^people.undated,$(best 6 undated)$" || fail "not those by books without times: $(figures 'NOT issued' | grep '^people')"
[ "$(best 6 undated)" -gt 0 ] || fail 'nobody rests on a book without times'

# A late log brings people by its own cause, and a narrower selection takes them.
nunchi ingest gateway-late=logs/gateway-late.ndjson --no-detect > /dev/null
freeze 'one more log'
late="$(($(truth logs not_issued_with_late.persons) - $(truth logs not_issued.persons)))"
same 'a late log' "$(diff_of 6 7 'c()')" "[('late_source', $late, 0, 0)]"
balance 6 7
step select 1 "NOT issued AND route <> 'address-list'" --replace --reason 'a part'
freeze 'without the lists'
same 'a narrower selection' "$(diff_of 7 8 '[(x[0], x[1], x[2] > 0, x[3]) for x in c()]')" "[('selection', 0, True, 0)]"
balance 7 8
step exclude 1 "$owner" --reason 'he asked'
freeze 'without one'
same 'a correction' "$(diff_of 8 9 'c()')" "[('correction', 0, 1, 0)]"
same 'who went' "$(diff_of 8 9 'p["moved"][0]["person"]')" "$(id "$owner")"
balance 8 9

# Over several versions: each cause is that of the version which made the difference.
same 'from 4 to 7' "$(diff_of 4 7 '[(x[0], x[1] > 0, x[2], x[3] > 0) for x in c()]')" "[('late_source', True, 0, False), ('relation', True, 0, True)]"
balance 4 7
balance 4 8
nunchi incident diff 1 4 7 --as kim --format csv > diff.csv
same 'the columns' "$(head -n 1 diff.csv)" 'subject,what,cause,of,into'
same 'the late subjects' "$(grep -c ',added,late_source,subject,$' diff.csv)" "$(tail -n +2 logs/truth/subjects.csv | grep -c ',true$')"
same 'people of the list' "$(grep -c ',person,' diff.csv)" "$(diff_of 4 7 'len(p["moved"])')"
if grep -q 'member:\|phone:\|+82' diff.csv; then fail 'a name stands in the list'; fi
expect 0 "^V4 .* people \(.* to .*\), .* of them only by address books that say no times" nunchi incident diff 1 4 7 --as kim --format table
expect 0 '^a relation is known now that was not +[1-9][0-9,]* +0 +[1-9]' nunchi incident diff 1 4 7 --as kim --format table
expect 0 '"wrong":\[\]' nunchi incident check --format json

# Retention takes a relation: what was found of neighbours stays, anything else cannot be said.
kept="$(diff_of 5 6 'c()')"
sed -i 's/^\[ledger\]/[ledger]\nretention = { standard = "30d", control = "30d" }/' "$NUNCHI_DATA/nunchi.toml"
nunchi retain --as kim > out.txt
grep -q '"class":"control"' out.txt || fail "no relation was deleted: $(cat out.txt)"
same 'neighbours' "$(diff_of 5 6 'c()')" "$kept"
same 'others' "$(diff_of 4 7 'of["people"] is None and "of the" in of["people_because"] and "left" in of["people_because"]')" True
freeze 'after retention'
same 'what is frozen after it' "$(diff_of 9 10 'of["people"] is None and "of the" in of["people_because"] and "left" in of["people_because"]')" True
unaltered
ok
