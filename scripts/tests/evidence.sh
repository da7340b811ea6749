#!/usr/bin/env bash
# A bundle of evidence proves itself where there is nothing but the program; any edit of it is found.
source "$(dirname "${BASH_SOURCE[0]}")/common.bash"

nunchi sim logs --background 50000 --scale 14000 > /dev/null
read -ra files <<< "$(at_hand logs)"
nunchi init --example shop > /dev/null
nunchi ingest "${files[@]}" > /dev/null
reads="$(figure reads "NOT issued")"
[ "$reads" -gt 0 ] || fail "nothing was read without an issuance"

expect 0 "\"reads\":$reads," nunchi evidence "NOT issued" --out bundle --reason "case 7" --as kim --format json
rows="$(sed -E 's/.*"rows":([0-9]+).*/\1/' out.txt)"
same "lines of the list" "$(tail -n +2 bundle/rows.csv | wc -l)" "$rows"
same "served lines" "$(cut -d, -f6 bundle/rows.csv | grep -c '^served$')" "$reads"
# The question stands in the ledger, and sealing what was open left it whole.
unaltered
same "reads after sealing" "$(figure reads "NOT issued")" "$reads"

# Elsewhere: the bundle, the program and the key that came another way; as another user where that can be.
mkdir away
cp -r bundle "$NUNCHI_BIN" ledger/tree/key.pub away
chmod -R o+rX away && chmod o+x "$work"
as=()
[ "$(id -u)" -ne 0 ] || as=(runuser -u nobody -- env -u NUNCHI_DATA -u NUNCHI_KEYS)
away() { (cd away && "${as[@]}" "./$(basename "$NUNCHI_BIN")" verify bundle "$@"); }
rm -rf ledger.kept && mv ledger ledger.kept && mv keys keys.kept
expect 0 "ok: [0-9,]+ rows of" away --key key.pub --format table
expect 0 'agrees with itself' away --format table
expect 0 '"integrity":"ok"' away --key key.pub --format json

# One byte anywhere: the head names every file, and each is found.
while read -r file; do
    cp -p "$file" saved
    size="$(stat -c %s "$file")"
    at="$(shuf -i "0-$((size - 1))" -n 1)"
    byte="$(od -An -tu1 -j "$at" -N 1 "$file")"
    printf "\\x$(printf %02x $((byte ^ 1)))" | dd of="$file" bs=1 seek="$at" conv=notrunc 2> /dev/null
    expect 3 'BROKEN' away --key key.pub --format table
    cp -p saved "$file"
done < <(find away/bundle -type f)
mv away/bundle/README.txt away/README.txt
expect 3 'README.txt: it is missing' away --key key.pub --format table
mv away/README.txt away/bundle/README.txt
echo more > away/bundle/epochs/more
chmod o+r away/bundle/epochs/more
expect 3 'epochs/more: the head does not name it' away --key key.pub --format table
rm away/bundle/epochs/more
expect 0 'integrity +ok' away --key key.pub --format table
rm -rf keys.other && NUNCHI_DATA="$work/other" NUNCHI_KEYS="$work/keys.other" nunchi init --example shop > /dev/null
cp other/tree/key.pub away/other.pub && chmod o+r away/other.pub
expect 3 'another key than the one given' away --key other.pub --format table

# What cannot be a bundle says so.
mv ledger.kept ledger && mv keys.kept keys
expect 4 'name a new folder' nunchi evidence "NOT issued" --out bundle --reason "case 7"
expect 2 'no read matches' nunchi evidence "time < '2001-01-01'" --out none --reason "case 7"
expect 4 'would have more than 1000 bytes' nunchi evidence "NOT issued" --out large --limit 1000 --reason "case 7"
[ ! -e none ] && [ ! -e large ] || fail "a bundle that was refused left something"
expect 2 'holds no evidence.txt' nunchi verify "$work/logs"
ok "$rows rows"
