#!/usr/bin/env bash
# A leaked sample is traced to the incident whose forged tokens read it, though three rows of ten are strangers, and a
# sample that nobody leaked is traced to nobody. The question is on record first; no value of a sample is anywhere.
source "$(dirname "${BASH_SOURCE[0]}")/common.bash"

read_shop 120000 4000
nunchi incident open --title "Forged tokens" --selection "NOT issued" --reason look --as kim > /dev/null
nunchi incident scope 1 --reason "the first count" --as kim > /dev/null

# People whose address book was read with the attacker's key by 17 April, and strangers; whom a number and a name belong
# to follows from the number of the account.
python3 - << 'PY'
import json, random
random.seed(7)
accounts = sorted({json.loads(line)["user"]["uid"] for line in open("logs/accounts.ndjson")}, key=int)
read = set()
for line in open("logs/gateway.ndjson"):
    if '/addresses"' not in line or '"code":200' not in line or '"kid":"auth-2024-04"' not in line:
        continue
    event = json.loads(line)
    if 1743433200000 <= event["time"] < 1744815600000:
        read.add(event["http_request"]["url"]["path"].split("/")[-2])
SURNAMES, GIVEN = "김이박최정강조윤장임", "민서하준지우도윤예은시현주원수아"
phone = lambda id: f"010-{int(id) // 10000 + 2000:04}-{int(id) % 10000:04}"
name = lambda id: SURNAMES[int(id) % 10] + GIVEN[int(id) % 15] + GIVEN[int(id) // 15 % 15]
def sample(path, ids, header, row):
    ids = sorted(ids)
    random.shuffle(ids)
    with open(path, "w") as out:
        out.write("".join(line + "\n" for line in [header, *map(row, ids)]))
by_id = ("id,phone,address", lambda id: f"{id},{phone(id)},서울 강남구 테헤란로 {int(id) % 900}")
by_phone = ("휴대폰,성명", lambda id: f"{phone(id)},{name(id)}")
leaked = random.sample(sorted(read), 35)
strangers = random.sample([id for id in accounts if id not in read], 15)
sample("leak.csv", leaked + strangers, *by_id)
sample("phones.csv", leaked + strangers, *by_phone)
sample("random.csv", random.sample(accounts, 200), *by_id)
with open("contacts.csv", "w") as out:
    out.write("subject,email,phone,name,address\n")
    out.writelines(f"member:{id},,{phone(id)},{name(id)},서울 강남구 테헤란로 {id}번지\n" for id in accounts)
sample("addresses.csv", leaked + strangers, "주소", lambda id: f"\"서울특별시 강남구, 테헤란로 {id}번지\"")
sample("names.csv", leaked + strangers, "성명", name)
sample("swapped.csv", leaked + strangers, "email", phone)
PY
traced() { # SAMPLE [OPTION…]: what is said of it, one line each
    nunchi trace "$@" --seen 2025-04-17 --reason "a file on a forum" --as kim --format json > traced.json 2> err.txt ||
        fail "trace $*: $(head -c 600 err.txt)"
    python3 - << 'PY'
import json
told = json.load(open("traced.json"))
said, counts = told["verdict"], told["counts"]
path, next_best = said["path"] or {}, said["next_best"] or {}
print("said", said["word"], said["because"] or path["kind"] + " " + path["name"])
print("counts", counts["rows"], counts["of"], counts["matched"])
print("fields", *told["fields"])
if path:
    assert path["explains"] >= 35 > path["by_chance_at_most"] + 5 > next_best["explains"], said
    assert said["draws"]["reached"] == 0 and said["not_before"][:7] == "2025-04", said
assert told["v"] == 1 and len(told["rows"]) == counts["rows"] and all(len(row["digest"]) == 64 for row in told["rows"])
PY
}

# --- A leak, by numbers of members and by phone numbers alone --------------------------------------------------
traced leak.csv > told.txt
same "the leak" "$(cat told.txt)" "said points incident 1
counts 50 50 50
fields phone address"
cp traced.json first.json
nunchi trace leak.csv --seen 2025-04-17 --reason again --as kim --format csv > again.csv
# To ask again is on record, and draws others: what is counted stays, what is estimated may not.
python3 - << 'PY' || fail "the same question has another answer, or its CSV has"
import csv, json
told, again = json.load(open("first.json"))["ranking"], list(csv.DictReader(open("again.csv")))
assert len(told) == len(again) > 5
assert all(set(one) <= set(other) for one, other in zip(told, again)), (told[0], again[0])
explained = lambda rows: {(row["kind"], row["name"]): str(row["explains"]) for row in rows}
one, other = explained(told), explained(again)
both = one.keys() & other.keys()
assert len(both) > 5 and all(one[path] == other[path] for path in both), (one, other)
assert (again[0]["verdict"], again[0]["kind"], again[1]["verdict"]) == ("points", "incident", ""), again[0]
PY
traced phones.csv > told.txt
same "phone numbers without a contact source" "$(head -n 1 told.txt)" "said cannot_say few_match"
traced phones.csv --contacts contacts.csv > told.txt
same "phone numbers with it" "$(cat told.txt)" "said points incident 1
counts 50 50 50
fields name phone"

# Everybody whom the contacts have at an address is a candidate; a name is nobody, and what was not understood is not strangers.
traced addresses.csv --contacts contacts.csv > told.txt
same "addresses alone" "$(cat told.txt)" "said points incident 1
counts 50 50 50
fields address"
expect 0 'cannot say: a name alone names nobody here: add ids, e-mails, phone numbers or addresses' \
    nunchi trace names.csv --contacts contacts.csv --reason look --as kim --format table
expect 0 'cannot say: .*without --contacts only ids name anybody' \
    nunchi trace addresses.csv --reason look --as kim --format table
expect 0 'cannot say: no row holds anything that can be read' \
    nunchi trace swapped.csv --contacts contacts.csv --reason look --as kim --format table
grep -q '^not used: 50 rows that hold nothing that can be read; 50 cells that are not what their column says$' out.txt ||
    fail "what could not be read is not told: $(head -n 5 out.txt)"

# --- Samples that nobody leaked --------------------------------------------------------------------------------
traced random.csv > told.txt
grep -q '^said cannot_say ' told.txt || fail "somebody is blamed for nothing: $(cat told.txt)"
# Once everybody was read with forged tokens, nobody can tell a leak from a draw.
expect 0 'cannot say: no path explains more than chance may' \
    nunchi trace leak.csv --reason "as of today" --as kim --format table

# --- An exercise is no path, unless it is the one that was named ------------------------------------------------
nunchi incident open --title practice --exercise --selection "NOT issued" --reason practice --as kim > /dev/null 2>&1
nunchi incident scope E1 --reason practice --as kim > /dev/null 2>&1
nunchi trace leak.csv --seen 2025-04-17 --reason "beside an exercise" --as kim --format json > beside.json
if grep -q '"E1"' beside.json; then fail "an exercise is among the paths: $(head -c 600 beside.json)"; fi
cp leak.csv practised.csv
nunchi trace practised.csv --incident E1 --seen 2025-04-17 --reason "practised" --as kim --format json > practised.json 2> err.txt
grep -q '"name":"E1"' practised.json || fail "the exercise that was named is no path: $(head -c 600 practised.json)"
grep -q 'EXERCISE' err.txt || fail "an answer to an exercise has no mark"
rm practised.csv

# --- On record, with the digest of the file, before anything was answered ---------------------------------------
acts() { nunchi status --format json | sed -E 's/.*"position":([0-9]+).*/\1/'; }
before="$(acts)"
expect 2 'has no column subject' nunchi trace random.csv --contacts random.csv --reason why
same "a question that failed half way is on record" "$(acts)" "$((before + 1))"
sum="$(sha256sum leak.csv | cut -d ' ' -f 1)"
grep -q "\"sha256\":\"$sum\"" first.json || fail "the digest of the sample"
cp leak.csv ordered.csv
expect 0 'E1 of incident 1.*; its file was deleted, which is recorded' nunchi trace leak.csv --incident 1 --delete \
    --seen 2025-04-17 --reason "taken in" --as kim --format table
grep -qE '^incident 1 explains 35 of 50 rows, by chance at most [0-9]+; next best path [0-9]+, ' out.txt ||
    fail "the answer for people: $(head -n 3 out.txt)"
grep -qE '^it does not explain 15 rows; .* explains [0-9]+ of them$' out.txt || fail "what the path leaves is not told: $(head -n 3 out.txt)"
[ ! -e leak.csv ] || fail "the sample is still there"
nunchi incident steps 1 --as kim --format json > steps.json
grep -q "$sum" steps.json || fail "the sample is no evidence"
grep -q '"deleted"' steps.json || fail "its deletion is not recorded"
expect 0 'E1 deleted  +taken in' nunchi incident steps 1 --as kim --format table

# What was ordered to be kept is not deleted, and nothing is asked for it.
letter 1 E9 --as kim
nunchi incident owe 1 --kind preservation --from MSIT --asked 'keep it' --evidence E9 --owner lee --reason order --as kim > /dev/null
before="$(acts)"
expect 4 'ordered.csv is not deleted: O1 of incident 1 is an order to preserve' \
    nunchi trace ordered.csv --incident 1 --delete --seen 2025-04-17 --reason why --as kim
[ -e ordered.csv ] || fail "what was ordered to be kept is deleted"
same "acts of a deletion that was refused" "$(acts)" "$before"
rm ordered.csv

# --- Nothing of it is anywhere ----------------------------------------------------------------------------------
cut -d , -f 2 random.csv | tail -n +2 > values.txt
cut -d , -f 2 phones.csv | tail -n +2 >> values.txt
tr -d '-' < values.txt > bare.txt
sed 's/^0/+82/' bare.txt > international.txt
for form in values bare international; do
    if grep -rqaFf "$form.txt" ledger keys traced.json first.json steps.json out.txt err.txt; then
        fail "a value of the sample was written"
    fi
done

# --- What is typed wrongly ---------------------------------------------------------------------------------------
expect 2 '--reason is empty' nunchi trace random.csv --reason " "
expect 2 'no field "nose"' nunchi trace random.csv --column phone=nose --reason why
expect 2 'no column "nose"' nunchi trace random.csv --column nose=phone --reason why
expect 2 'the sample none.csv' nunchi trace none.csv --reason why
expect 2 'no incident 9' nunchi trace random.csv --incident 9 --reason why
whole
ok
