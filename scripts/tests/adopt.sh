#!/usr/bin/env bash
# A backup is restored and goes on under another origin: proofs stay, files are read on, the lost span is told,
# heads of before are held against it, and the cut-off and mistaken ways say what to do.
source "$(dirname "${BASH_SOURCE[0]}")/common.bash"

nunchi sim logs --background 20000 --scale 14000 > /dev/null
read -ra files <<< "$(at_hand logs)"
nunchi init --example shop > /dev/null
nunchi ingest "${files[0]}" "${files[1]}" > /dev/null
nunchi checkpoint --out before-the-backup > /dev/null
cp ledger/tree/key.pub first.pub
cp -r ledger restored
nunchi ingest "${files[2]}" "${files[3]}" > /dev/null
nunchi checkpoint --out after-the-backup > /dev/null
everything="$(figures "time >= '2000-01-01'" | grep -vE '^(coverage|possibly|people_because)')"

# --- The backup refuses to go on under a name that it does not have, and adopts one ------------------------
export NUNCHI_DATA="$work/restored"
expect 4 'write another origin into' nunchi adopt --reason 'nothing to adopt' --as kim
sed -i 's|^origin = .*|origin = "nunchi.local/restored"|' restored/nunchi.toml
expect 2 'names origin "nunchi.local/restored", and the ledger is "nunchi.local/' nunchi scope 'NOT issued'
expect 2 'run `nunchi adopt`' nunchi ingest "${files[2]}"
expect 0 '"origin":"nunchi.local/restored"' nunchi adopt --reason 'disk 3 failed' --as kim --format json
expect 4 'is "nunchi.local/restored" already' nunchi adopt --reason again --as kim
cp restored/tree/key.pub second.pub
cmp -s first.pub second.pub && fail "the public key did not change"

# --- Checked with the new key; heads of before are held against it -------------------------------------------
expect 1 'restored from a backup of nunchi.local' nunchi verify --key second.pub --format table
expect 1 '"integrity":"ok"' nunchi verify --key second.pub --against before-the-backup --format json
expect 3 'rolled back: the checkpoint kept elsewhere' nunchi verify --key second.pub --against after-the-backup
expect 3 'another key than the one given' nunchi verify --key first.pub

# --- Files that are still there are read on: nothing is lost and nothing doubled -----------------------------
nunchi ingest "${files[@]}" > /dev/null
same "figures after reading on" "$(figures "time >= '2000-01-01'" | grep -vE '^(coverage|possibly|people_because)')" "$everything"
expect 0 '.' nunchi who '~0.0' --reason asked --as kim
expect 0 'adopt' cat restored/tree/acts/000001.txt
nunchi evidence "NOT issued" --out bundle --reason "case 7" --as kim > /dev/null
expect 0 'integrity +ok' nunchi verify bundle --key second.pub --format table
# A key that was changed before does not bind the next origin.
nunchi key change --reason yearly --as kim > /dev/null 2>&1
sed -i 's|^origin = .*|origin = "nunchi.local/again"|' restored/nunchi.toml
nunchi adopt --reason 'restored again' --as kim > /dev/null 2>&1
expect 1 '"integrity":"ok".*"findings":\[\]' nunchi verify --format json
nunchi key change --reason yearly --as kim > /dev/null 2>&1
expect 1 '"integrity":"ok".*"findings":\[\]' nunchi verify --format json

# --- The signing key is lost: another origin, another key, the same book ---------------------------------------
rm keys/sign.key
expect 2 'sign' nunchi who '~0.0' --reason asked --as kim
sed -i 's|^origin = .*|origin = "nunchi.local/third"|' restored/nunchi.toml
nunchi adopt --reason 'sign.key is lost' --as kim > /dev/null 2>&1
expect 0 '.' nunchi who '~0.0' --reason asked --as kim
expect 1 '"integrity":"ok"' nunchi verify --format json

# --- Killed while it adopts: it is done, or never was, or says how it goes on --------------------------------
for moment in 1 2 3 4 5 6 8 10 13 21 34; do
    sed -i "s|^origin = .*|origin = \"nunchi.local/cut-$moment\"|" restored/nunchi.toml
    "$NUNCHI_BIN" adopt --reason 'cut off' --as kim > /dev/null 2>&1 &
    run=$!
    # Not a wait for something to happen: the moment of the kill is what is tried.
    read -rt "0.0$(printf %02d "$moment")" <> <(:) || true
    kill -9 "$run" 2> /dev/null || true
    wait "$run" 2> /dev/null || true
    nunchi adopt --reason 'again' --as kim > out.txt 2> err.txt || grep -q already err.txt ||
        fail "adopting after a kill: $(cat err.txt)"
    expect 1 '"integrity":"ok".*"findings":\[\].*"warnings":\[\]' nunchi verify --format json
done
same "figures after all of it" "$(figures "time >= '2000-01-01'" | grep -vE '^(coverage|possibly|people_because)')" "$everything"
ok
