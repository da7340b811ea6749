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

ok "titles, tags, pages and labels are read back in order"
