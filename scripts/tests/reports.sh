#!/usr/bin/env bash
# Documents of a record with gaps: every sentence of a Korean one is Korean, moments are in the zone of the controller,
# and the sheet has two pages.
source "$(dirname "$0")/common.bash"

nunchi sim logs --background 20000 --scale 14000 > /dev/null
nunchi init --example shop > /dev/null
# Some of the gateway is lost, and nobody imports a relation.
sed -i '400,900d' logs/gateway.ndjson
read -ra files <<< "$(at_hand logs)"
nunchi ingest --no-detect "${files[@]}" > /dev/null 2> err.txt
export USER=kim
incident() { nunchi incident "$@" --format json > said.json; }
incident open --title '위조 토큰' --selection 'NOT issued' --reason '민원'
incident scope 1 --reason '최초 집계'
letter 1 E1
incident aware 1 --kind complaint --happened 2025-11-17T16:00:00+09:00 --who '고객센터' --knew leak --evidence E1 --reason '민원 접수'
for regime in kr-pipa kr-net eu-33; do
    nunchi report write 1 --regime "$regime" --lang ko --lang en --out reports --reason r > out.txt || [ "$?" -eq 1 ]
done
for page in sheet board; do nunchi report "$page" 1 --lang ko --lang en --out reports --reason r > out.txt; done

"${NUNCHI_PYTHON:-python3}" - << 'PY' || fail 'a Korean document has a sentence that is none'
import glob, json, re

# Names of the shop and of laws, and the commands of the legend; questions and heads stand apart.
NAMES = {"nunchi", "incident", "scope", "clocks", "shop", "example", "ledger", "gateway", "late", "auth", "accounts", "admin", "hr",
         "GDPR", "Regulation", "address", "list", "edit", "info", "order"}
gaps = 0
for path in glob.glob("reports/*.ko.html"):
    page = open(path).read()
    page = re.sub(r"<style>.*?</style>", "", page[page.index("<body"):], flags=re.S)
    page = re.sub(r'<table class="bases".*?</table>', "", page, flags=re.S)
    text = re.sub(r"<[^>]+>", " ", re.sub(r'</?span[^>]*>', "", page))
    for line in text.splitlines():
        words = [w for t in line.split() if len(t) <= 24 and not re.search(r"[A-Z]{2,}-", t) for w in re.findall(r"[A-Za-z]{4,}", t)]
        strange = [w for w in words if w not in NAMES]
        assert not strange, (path, strange, line)
    # A head is random signs, in which digits may stand before a Z.
    in_utc = re.search(r"\d\d:\d\d(:[\d.]+)?Z|\d UTC", text)
    assert not in_utc, (path, text[max(0, in_utc.start() - 80):in_utc.end()])
    gaps += len(re.findall(r"기록 [\d,]+건이 없음", text))
assert gaps >= 3, f"{gaps} gaps are told"
for path in glob.glob("reports/*.json"):
    document = json.load(open(path))
    if document["kind"] == "report":
        assert len(document["notes"]) == 3, (path, document["notes"])
print(gaps)
PY
expect 0 'missing, wanted in a first report too: 5-3 ' \
    nunchi report write 1 --regime kr-pipa --lang ko --out reports --reason r --format table
if command -v pdfinfo > /dev/null; then
    for page in sheet.ko sheet.en board.ko; do
        of="$(pdfinfo "reports/1-${page%.*}-shop.${page##*.}.pdf" 2> /dev/null | sed -n 's/^Pages: *//p')"
        [ "$of" -le 2 ] || fail "$page has $of pages"
    done
fi
ok 'every sentence in its language'
