#!/usr/bin/env bash
# What is set as PDF is read back by a program that is not ours: title, language of the text, tags, pages, and every
# label of the document in its order.
source "$(dirname "$0")/common.bash"

if ! command -v pdftotext > /dev/null || ! command -v pdfinfo > /dev/null; then
    echo "not run: reading a PDF back needs pdftotext and pdfinfo (Debian package poppler-utils)"
    ok "nothing was asked of the pages"
    exit 0
fi

root="$here/../.."
program="$(example typeset)"
set_pdf() { # NAME: sets the golden document of this name as NAME.pdf
    "$program" < "$root/crates/report/tests/golden/$1.json" > "$work/$1.pdf"
}

# Texts that stand in a document of the sample in the order of the page; none of them holds a quote.
texts() {
    grep -oE '"(title|heading|label|caption)": "[^"\]+"' "$1" | sed -E 's/^"[a-z]+": "(.*)"$/\1/'
}

pages() {
    pdfinfo "$1" 2> /dev/null | sed -n 's/^Pages: *//p'
}

for of in report.ko report.en sheet.ko sheet.en notice.ko notice.en; do
    json="$root/crates/report/tests/golden/$of.json"
    set_pdf "$of"
    pdfinfo "$of.pdf" > info.txt 2> /dev/null || fail "$of: pdfinfo cannot read it"
    title="$(texts "$json" | head -n 1)"
    grep -qF "$title" info.txt || fail "$of: the title is not $title: $(cat info.txt)"
    grep -qE '^Tagged: +yes' info.txt || fail "$of: it is not tagged"
    grep -qE '^Page size: +595\.[0-9]+ x 841\.[0-9]+ pts \(A4\)' info.txt || fail "$of: it is not A4"
    [ "$(pages "$of.pdf")" -le 2 ] || fail "$of: it has $(pages "$of.pdf") pages"
    grep -aqF "/Lang(${of##*.})" "$of.pdf" || fail "$of: it does not say its language"
    pdfinfo -struct "$of.pdf" > tags.txt 2> /dev/null
    grep -qE '^ *TH ' tags.txt || fail "$of: no cell is a header"

    # Blanks and line ends depend on the width of a column.
    pdftotext -raw "$of.pdf" - 2> /dev/null | tr -d '[:space:]' > text.txt
    rest="$(cat text.txt)"
    while read -r text; do
        text="$(tr -d '[:space:]' <<< "$text")"
        case "$rest" in
            *"$text"*) rest="${rest#*"$text"}" ;;
            *) fail "$of: '$text' cannot be read back after what stands before it" ;;
        esac
    done < <(texts "$json")
done

# The drill stands on every page of a drill.
drill() { # NAME WORD
    local page
    for page in $(seq "$(pages "$1.pdf")"); do
        pdftotext -f "$page" -l "$page" "$1.pdf" - 2> /dev/null | grep -F "$2" > /dev/null ||
            fail "page $page of $1 does not say that it is a drill"
    done
}
drill report.ko 훈련
drill report.en EXERCISE

# The same document gives the same bytes in another process.
cp report.ko.pdf before.pdf
set_pdf report.ko
cmp -s report.ko.pdf before.pdf || fail "the same document gave other bytes"


# However much there is, the sheet and the board's page are two pages: what is cut is counted on them.
read_shop 20000
export USER=kim
laws="$(nunchi regime list --format json | python3 -c 'import json, sys; print(" ".join("--regime " + r["id"] for r in json.load(sys.stdin)["regimes"]))')"
# shellcheck disable=SC2086
nunchi incident open --title "$(printf 'A title that is long %.0s' 1 2 3 4 5 6 7 8)" --selection 'NOT issued' $laws --reason r > /dev/null
letter 1 E1
for knew in possibility leak; do
    nunchi incident aware 1 --kind complaint --happened 2026-11-17T16:00:00+09:00 --who 'the service desk of the shop' --knew $knew --evidence E1 --reason r > /dev/null
done
for n in 1 2 3 4 5 6 7 8 9; do
    nunchi incident owe 1 --kind order --from 'the privacy commission' --asked "$(printf 'answer this long question %.0s' 1 2 3 4 5)$n" --owner kim --evidence E1 --received 2026-11-18T10:00 --reason r > /dev/null
    nunchi incident fact 1 --name "F$n" --words "$(printf 'what nobody knows yet %.0s' 1 2 3 4 5 6)$n" --grade unknown --reason r > /dev/null
done
nunchi incident scope 1 --reason r > /dev/null
for page in sheet board; do
    nunchi report $page 1 --lang ko --lang en --out full --reason r > /dev/null
    for of in full/1-$page-shop.*.pdf; do
        [ "$(pages "$of")" -le 2 ] || fail "$of has $(pages "$of") pages"
    done
done
grep -q 'more are not shown here' full/1-sheet-shop.en.html || fail 'what is cut is not counted'

ok "titles, tags, pages and labels are read back in order"
