#!/usr/bin/env bash
# The story on a small replay: every figure is the truth, and a folder of somebody else is left alone.
source "$(dirname "$0")/common.bash"

expect 0 '"equal":true' nunchi demo --dir told --background 20000 --scale 10000 --format json
grep -q '"different":\[\]' out.txt || fail "it says equal and names differences"
grep -q '"verify":{"completeness":"complete","integrity":"ok"}' out.txt || fail "its record is not whole: $(cat out.txt)"
grep -Eq '"detection":\{"first_finding_after_s":[0-9]+,"people_exposed_before":[01]\}' out.txt ||
    fail "it is not noticed at the first forged token: $(cat out.txt)"
grep -q '"notices":null' out.txt || fail "notices is not there"
# The incident: three versions of its scope, the clock that was late by 29 h 35 min, the sample traced, the reports.
python3 - << 'PY' || fail "the incident is not told as it was: $(cat out.txt)"
import json
told = json.load(open("out.txt"))["incident"]
scopes = told["scopes"]
assert [of["version"] for of in scopes] == [1, 2, 3], scopes
assert [of["cause"] for of in scopes[2]["changes"]] == ["late_source"], scopes
assert told["late_by_ms"] == (29 * 60 + 35) * 60_000, told
assert told["trace_first"] is True, told
assert told["possibility"] is None, told
assert [of["verdict"] for of in told["claims"]].count("contradicted") == 0, told
assert len(told["reports"]) == 5, told
PY
for report in kr-pipa-first-shop.ko kr-net-first-shop.en eu-33-first-shop.en; do
    head -c 5 "told/reports/1-$report.pdf" | grep -q '%PDF-' || fail "there is no PDF of $report"
done

# The same folder again, as a table on one screen.
expect 0 'Equal to the truth +yes: all [0-9]+ figures' nunchi demo --dir told --background 20000 --scale 10000 --format table
[ "$(wc -l < out.txt)" -le 64 ] || fail "the screen has $(wc -l < out.txt) lines"
grep -Eq '^  Aware 인지 +11-16 22:12, 11-17 16:00 \(chosen\), 11-18 22:52$' out.txt || fail "the candidates are not told: $(cat out.txt)"
grep -Eq '^  Law of that day 적용 법령 +kr-pipa of 2023-09-15, kr-net of 2024-08-14$' out.txt || fail "the law is not told: $(cat out.txt)"

# What was told can be asked on.
same "subjects of the ledger it leaves" \
    "$(NUNCHI_DATA=told/ledger NUNCHI_KEYS=told/keys figure subjects 'NOT issued')" \
    "$(truth told/logs not_issued_with_late.subjects)"

# Under the law of another day of awareness a notice of the possibility is owed, and the notice itself takes its place.
expect 0 '"equal":true' nunchi demo --dir later --background 2000 --scale 14000 --aware 2026-11-17 --format json
python3 - << 'PY' || fail "the possibility is not told: $(cat out.txt)"
import json
told = json.load(open("out.txt"))["incident"]
assert told["possibility"] == {"limit": "2026-11-20T07:00:00.000Z", "state": "replaced"}, told["possibility"]
assert told["late_by_ms"] == (29 * 60 + 35) * 60_000, told
PY

mkdir mine && echo 'years of work' > mine/thesis.txt
expect 2 'nothing was touched' nunchi demo --dir mine --background 100 --scale 14000
same "somebody's folder" "$(ls -A mine)" "thesis.txt"
ok
