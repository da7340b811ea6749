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
file() { # CLOCK CONTROLLER
    nunchi incident file 1 --clock "$1" --controller "$2" --received 2025-11-19T21:35:00+09:00 --to authority --receipt R-1 \
        --evidence E1 --document "$first" --reason filed --late-because 'it took two days'
}
expect 2 'KR-PIPA-NOTICE is not a report to an authority' file KR-PIPA-NOTICE shop
expect 2 'wrote it for shop, and this clock is of shop-tw' file KR-PIPA-REPORT shop-tw
expect 0 'KR-PIPA-REPORT' file KR-PIPA-REPORT shop

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
[ -s reports/1-kr-pipa-additional-shop.ko.pdf ] || fail "no report follows a copy of the one before"
# A filing whose record is taken back is none that stands; what was written over it would be gone all the same.
filed="$(nunchi incident steps 1 --format json | python3 -c 'import json, sys; print(next(of["number"] for of in json.load(sys.stdin)["steps"] if of["what"]["does"] == "filed"))')"
nunchi incident take-back 1 "$filed" --reason 'the wrong clock' > /dev/null
expect 0 "${digest:0:8} +-$" nunchi report list 1 --format table
expect 0 '"wrong":\[\]' nunchi incident check --format json
ok 'documents are written early, filed where they belong and kept'
