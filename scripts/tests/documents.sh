#!/usr/bin/env bash
# What becomes of documents: written before anybody could count, filed where they belong, kept when the folder is gone.
source "$(dirname "$0")/common.bash"

read_shop 20000
export USER=kim
incident() { nunchi incident "$@" --format json > said.json; }
wrote() { nunchi report write 1 --regime kr-pipa --lang ko --out reports --reason r "$@" > said.txt || [ "$?" -eq 1 ]; }
incident open --title 'Forged tokens' --reason 'a complaint'
expect 0 'wrote no document' nunchi report list 1 --format table

# The war room wants its sheet at hour 0, and the board a page: nothing is counted yet, and that is what they say.
expect 0 'sheet-shop.en.pdf' nunchi report sheet 1 --lang en --out early --reason 'hour 0'
expect 0 'board-shop.en.pdf' nunchi report board 1 --lang en --out early --reason 'hour 0'
grep -q '"grade": *"unknown"' early/1-sheet-shop.en.json || fail 'a sheet without a scope does not say that it is unknown'
expect 0 'sheet first \(en\) written, before a scope was frozen' nunchi incident steps 1 --format table

incident select 1 'NOT issued' --reason 'all of them'
incident scope 1 --reason 'the count'
echo 'a receipt' > receipt.txt
incident evidence 1 --name E1 --item 'a receipt' --file receipt.txt --from authority --how web --original safe --reason received
incident aware 1 --kind report_to_ciso --happened 2025-11-17T16:00:00+09:00 --who officer --knew leak --evidence E1 --reason told
wrote
first="reports/1-kr-pipa-first-shop.ko.json"
digest="$(sha256sum "$first" | cut -d' ' -f1)"
cp "$first" first.json

# What the form says is held against what the incident knows: the day of discovery is none of the leak, and no number stands
# that no version of the scope has.
cat > wrong.toml << 'TOML'
[course.how]
ko = "2025년 11월 17일에 유출이 발생했고, 4,536명의 정보가 유출됨"
TOML
expect 1 'error \(statement\): form course.how: "2025년 11월 17일" is contradicted' \
    nunchi report write 1 --regime kr-pipa --lang ko --out other --form wrong.toml --reason r --format table
grep -q 'warning (statement): form course.how: "4,536" is unsupported' out.txt || fail "a number of nobody: $(cat out.txt)"

# A report to the authority is not the notice to the people, nor the report of somebody else.
file() { # CLOCK CONTROLLER [DOCUMENT]
    nunchi incident file 1 --clock "$1" --controller "$2" --received 2025-11-19T21:35:00+09:00 --to authority --receipt R-1 \
        --evidence E1 --document "${3:-${first%.json}.pdf}" --reason filed --late-because 'it took two days'
}
expect 2 'KR-PIPA-NOTICE is not a report to an authority' file KR-PIPA-NOTICE shop
expect 2 'wrote it for shop, and this clock is of shop-tw' file KR-PIPA-REPORT shop-tw
cp "${first%.json}.pdf" changed.pdf && echo >> changed.pdf
expect 2 'wrote no such document: .*any of its files is it, unchanged' file KR-PIPA-REPORT shop changed.pdf
expect 0 'KR-PIPA-REPORT' file KR-PIPA-REPORT shop
grep -q 'this document was written .*, after it is said to be received (2025-11-19 21:35)' err.txt || fail "a document of later: $(cat err.txt)"
same 'the PDF is the document' "$(nunchi report list 1 --format json | python3 -c 'import json, sys; print([(d["sha256"], d["pdf_sha256"]) for d in json.load(sys.stdin)["documents"] if d["filed"]])')" \
    "[('$digest', '$(sha256sum "${first%.json}.pdf" | cut -d' ' -f1)')]"

# What a controller says in every document stands in a form of its own; the form of a report goes before it.
sed -i 's/^id = "shop"$/id = "shop"\nlanguages = ["en"]\nform = "shop.form.toml"/' ledger/nunchi.toml
expect 1 'form "shop.form.toml": .*No such file' nunchi config check --format table
printf '[organisation]\nname = "Shop Ltd"\nrepresentative = "Hong"\n[contacts.cpo]\nphone = "02-1234-5678"\n' > ledger/shop.form.toml
expect 0 'no mistakes' nunchi config check --format table
printf '[organisation]\nrepresentative = "Kim"\n' > own.toml
nunchi report write 1 --regime kr-pipa --out standing --form own.toml --reason r > said.txt || [ "$?" -eq 1 ]
for words in 'Shop Ltd' Kim 02-1234-5678; do
    grep -q "$words" standing/1-kr-pipa-first-shop.en.json || fail "the report does not say $words"
done
if grep -q 'Hong' standing/1-kr-pipa-first-shop.en.json; then fail 'the form of the report does not go before'; fi
printf '[contacts.boss]\nphone = "1"\n' > ledger/shop.form.toml
expect 1 'nunchi.toml:[0-9]+:[0-9]+: form "shop.form.toml": .*boss' nunchi config check --format table
expect 2 'the form of controller shop in nunchi.toml, .*boss' nunchi report write 1 --regime kr-pipa --out standing --reason r
sed -i '/^form = "shop.form.toml"$/d; /^languages = \["en"\]$/d' ledger/nunchi.toml

# What was filed is not written over, and is there when the folder is gone.
wrote --kind first
same 'what was filed' "$(sha256sum "$first" | cut -d' ' -f1)" "$digest"
[ -s reports/1-kr-pipa-first-shop.ko.2.json ] || fail 'the next report has no name of its own'
expect 0 "${digest:0:8} +KR-PIPA-REPORT.* receipt R-1" nunchi report list 1 --format table
expect 0 "\"receipt\":\"R-1\"" nunchi report list 1 --format json
rm -r reports
expect 2 'at least 8 of its digits' nunchi report copy 1 "${digest:0:4}"
expect 2 'wrote no document of SHA-256 0000000000' nunchi report copy 1 0000000000
expect 0 "copies/1-kr-pipa-first-${digest:0:8}.ko.pdf" nunchi report copy 1 "${digest:0:12}" --out copies
cmp first.json "copies/1-kr-pipa-first-${digest:0:8}.ko.json"
wrote --kind additional --before "copies/1-kr-pipa-first-${digest:0:8}.ko.json"
expect 2 'it was filed for shop, and this is a report of shop-tw' nunchi report write 1 --regime kr-pipa --lang ko --controller shop-tw \
    --kind additional --before "copies/1-kr-pipa-first-${digest:0:8}.ko.json" --out none --reason r
[ -s reports/1-kr-pipa-additional-shop.ko.pdf ] || fail "no report follows a copy of the one before"
# A filing whose record is taken back is none that stands; what was written over it would be gone all the same.
filed="$(nunchi incident steps 1 --format json | python3 -c 'import json, sys; print(next(of["number"] for of in json.load(sys.stdin)["steps"] if of["what"]["does"] == "filed"))')"
nunchi incident take-back 1 "$filed" --reason 'the wrong clock' > /dev/null
expect 0 "${digest:0:8} +-$" nunchi report list 1 --format table
expect 0 '"wrong":\[\]' nunchi incident check --format json

# An older version of the scope is never reported in silence, and not at all after a later one was filed.
incident select 1 "route = 'my-info'" --reason 'more of them'
incident scope 1 --reason 'the second count'
subjects() { nunchi incident show 1 --format json | python3 -c "import json, sys; print(f'{json.load(sys.stdin)[\"scopes\"][$1][\"shares\"][\"shop\"][\"figures\"][\"subjects\"]:,}')"; }
nunchi report write 1 --regime kr-pipa --lang en --scope 1 --out older --reason r --format table > out.txt || [ "$?" -eq 1 ]
grep -q 'warning (older): scope: .*The later version 2: identifiers: ' out.txt || fail "an older version is told: $(head -c 600 out.txt)"
[ "$(subjects 0)" != "$(subjects 1)" ] || fail 'the versions are the same'
python3 - "$(subjects 1)" << 'PY' || fail 'the first page does not say that a later version exists'
import json, sys
note = json.load(open("older/1-kr-pipa-first-shop.en.json"))["notes"][0]
assert note["name"] == "Not the latest scope" and f"identifiers: {sys.argv[1]}" in note["text"], note
PY
expect 0 'sheet-shop.en.json' nunchi report sheet 1 --lang en --scope 1 --out older --reason r
grep -q 'Not the latest scope' older/1-sheet-shop.en.json || fail 'the sheet does not say that a later version exists'
wrote --kind first
nunchi incident file 1 --clock KR-PIPA-REPORT --controller shop --received 2025-11-20T09:00:00+09:00 --to authority --receipt R-2 \
    --evidence E1 --document "$first" --reason filed > /dev/null
older() { nunchi report write 1 --regime kr-pipa --lang ko --kind final --scope 1 --before "$first" --out older --reason r "$@"; }
expect 2 'version 2 was filed under kr-pipa, .*--older-because WHY' older
older --older-because '첫 범위만 묻는 요청' > out.txt || [ "$?" -eq 1 ]
grep -q '이 문서는 범위 1의 수치임.*“첫 범위만 묻는 요청”' older/1-kr-pipa-final-shop.ko.json || fail 'the reason stands on no page'

# What one command wrote in two languages is one report: filed in one of them, it was filed in both.
nunchi incident open --title 'both languages' --selection "route = 'my-info'" --regime kr-net --controller shop --reason r > /dev/null
letter 2 E1
nunchi incident aware 2 --kind report_to_ciso --happened 2025-11-17T16:00:00+09:00 --who officer --knew leak --evidence E1 --reason told > /dev/null
nunchi incident scope 2 --reason count > /dev/null
in_both() { nunchi report write 2 --regime kr-net --lang ko --lang en --out both --reason r "$@" > out.txt || [ "$?" -eq 1 ]; }
in_both
nunchi incident file 2 --clock KR-NET-24 --controller shop --received 2025-11-18T10:00:00+09:00 --to KISA --receipt N-1 --evidence E1 \
    --document both/2-kr-net-first-shop.ko.pdf --reason filed > /dev/null
in_both --kind additional --before both/2-kr-net-first-shop.ko.json
for lang in ko en; do
    grep -q '"lang": *"'$lang'"' both/2-kr-net-additional-shop.$lang.json || fail "no additional report in $lang: $(cat out.txt)"
    grep -q 'N-1' both/2-kr-net-additional-shop.$lang.json || fail "the additional report in $lang names no receipt"
done
same 'filed in both' "$(nunchi report list 2 --format json | python3 -c 'import json, sys; print([(d["language"], len(d["filed"])) for d in json.load(sys.stdin)["documents"] if d["kind"] == "first"])')" \
    "[('ko', 1), ('en', 1)]"

# What is refused is not recorded and leaves no file: neither the first of two languages, nor a folder that cannot be written.
before="$(nunchi report list 1 --format json | sha256sum)"
mkdir none
expect 2 'what was filed before is of KR-PIPA-REPORT \(ko\)' nunchi report write 1 --regime kr-pipa --lang ko --lang en --kind final \
    --before "$first" --out none --reason r
[ -z "$(ls none)" ] || fail 'a document that was refused lies in the folder'
echo file > no-folder
expect 4 'out no-folder.*nothing was recorded' nunchi report write 1 --regime kr-pipa --lang ko --out no-folder --reason r
same 'nothing was recorded' "$(nunchi report list 1 --format json | sha256sum)" "$before"
# Two at once: whatever becomes of either, the files are those of a document that is recorded.
for try in 1 2 3; do
    both=()
    for one in a b c; do
        nunchi report write 1 --regime kr-net --lang ko --out both --reason "$one $try" > "$one.txt" 2>&1 &
        both+=("$!")
    done
    for one in "${both[@]}"; do wait "$one" || [ "$?" -le 4 ] || fail "a report ended with $?: $(cat ./?.txt)"; done
    there="$(sha256sum both/1-kr-net-first-shop.ko.json | cut -d' ' -f1)"
    last="$(nunchi report list 1 --format json | python3 -c 'import json, sys; print(json.load(sys.stdin)["documents"][-1]["sha256"])')"
    same 'the file is of the last that is recorded' "$there" "$last"
done
# A document that was written a second after it is said to be received: the two moments are told apart.
received="$(python3 -c 'import datetime as d, json; made = json.load(open("both/1-kr-net-first-shop.ko.json"))["made"]; print((d.datetime.fromisoformat(made.replace("Z", "+00:00")) - d.timedelta(seconds=1)).isoformat(timespec="seconds"))')"
expect 0 'KR-NET-24' nunchi incident file 1 --clock KR-NET-24 --controller shop --received "$received" --to KISA --receipt K-1 --evidence E1 \
    --document both/1-kr-net-first-shop.ko.json --reason filed --late-because 'it took two days'
moments="$(sed -nE 's/.*was written (.*), after it is said to be received \((.*)\).*/\1\n\2/p' err.txt)"
same 'two moments that are told apart' "$(echo "$moments" | sort -u | grep -c :)" 2
ok 'documents are written early, filed where they belong and kept'
