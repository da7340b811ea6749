#!/usr/bin/env bash
# The story on a small replay: every figure is the truth, and a folder of somebody else is left alone.
source "$(dirname "$0")/common.bash"

expect 0 '"equal":true' nunchi demo --dir told --background 20000 --scale 10000 --format json
grep -q '"different":\[\]' out.txt || fail "it says equal and names differences"
grep -q '"verify":{"completeness":"complete","integrity":"ok"}' out.txt || fail "its record is not whole: $(cat out.txt)"
grep -Eq '"detection":\{"first_finding_after_s":[0-9]+,"people_exposed_before":[01]\}' out.txt ||
    fail "it is not noticed at the first forged token: $(cat out.txt)"
for part in incident notices; do
    grep -q "\"$part\":null" out.txt || fail "$part is not there"
done

# The same folder again, as a table on one screen.
expect 0 'Equal to the truth +yes: all [0-9]+ figures' nunchi demo --dir told --background 20000 --scale 10000 --format table
[ "$(wc -l < out.txt)" -le 52 ] || fail "the screen has $(wc -l < out.txt) lines"

# What was told can be asked on.
same "subjects of the ledger it leaves" \
    "$(NUNCHI_DATA=told/ledger NUNCHI_KEYS=told/keys figure subjects 'NOT issued')" \
    "$(truth told/logs not_issued_with_late.subjects)"

mkdir mine && echo 'years of work' > mine/thesis.txt
expect 2 'nothing was touched' nunchi demo --dir mine --background 100 --scale 14000
same "somebody's folder" "$(ls -A mine)" "thesis.txt"
ok
