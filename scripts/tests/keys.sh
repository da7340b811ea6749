#!/usr/bin/env bash
# The life of keys: the signing key is changed, cut off while it is changed, lost; the book key is renewed, cut
# off while it is renewed, lost.
source "$(dirname "${BASH_SOURCE[0]}")/common.bash"

nunchi sim logs --background 20000 --scale 14000 > /dev/null
read -ra files <<< "$(at_hand logs)"
nunchi init --example shop > /dev/null
nunchi ingest "${files[0]}" > /dev/null
cp ledger/tree/key.pub first.pub
cp keys/sign.key first.key
nunchi checkpoint --out before-the-change
reads="$(figure reads "time >= '2000-01-01'")"

# --- Changed, and gone on with: each public key leads to the head, and so does a head from before ---------
expect 0 '"act":1' nunchi key change --reason 'yearly' --as kim --format json
cp ledger/tree/key.pub second.pub
same "rights of the new key" "$(stat -c %a keys/sign.key)" 600
[ ! -e keys/sign.next.key ] && ! cmp -s first.pub second.pub || fail "the key was not changed"
nunchi ingest "${files[1]}" > /dev/null
for key in first second; do
    expect 0 'changed the signing key from' nunchi verify --key "$key.pub" --against before-the-change --format table
done
expect 0 'agrees|from the directory itself' nunchi verify --format table
nunchi init --example shop --data other --keys other-keys > /dev/null
expect 3 'another key than the one given' nunchi verify --key other/tree/key.pub --format table
same "reads after the change" "$(figure reads "source = 'gateway'")" "$reads"
# A second change goes on from the first.
nunchi key change --reason again --as kim > /dev/null 2>&1
nunchi ingest "${files[2]}" > /dev/null
for key in first second; do expect 0 '"integrity":"ok"' nunchi verify --key "$key.pub" --format json; done

# --- The old key writes nothing more, and evidence is signed by the new one --------------------------------
cp keys/sign.key third.key
cp first.key keys/sign.key
expect 2 'the signing key is not the one' nunchi ingest "${files[3]}"
cp third.key keys/sign.key
nunchi evidence "NOT issued" --out bundle --reason "case 7" --as kim > /dev/null
expect 0 'integrity +ok' nunchi verify bundle --key ledger/tree/key.pub --format table
expect 3 'another key than the one given' nunchi verify bundle --key first.pub --format table

# --- Killed while it changes: ended, or never was -------------------------------------------------------------
for moment in 1 2 3 5 8 13 21 34; do
    "$NUNCHI_BIN" key change --reason 'cut off' > /dev/null 2>&1 &
    run=$!
    # Not a wait for something to happen: the moment of the kill is what is tried.
    read -rt "0.0$(printf %02d "$moment")" <> <(:) || true
    kill -9 "$run" 2> /dev/null || true
    wait "$run" 2> /dev/null || true
    unaltered
    nunchi ingest "${files[3]}" > /dev/null
    [ ! -e keys/sign.next.key ] || fail "a change was not ended"
    expect 0 '"integrity":"ok"' nunchi verify --key first.pub --format json
done

# --- The book key is renewed, and what it opened opens with the next one alone -------------------------------
questions() { # what must be the same under both keys
    figures "client LIKE 'mobile%'" | head -4
    nunchi who '~0.0' --reason asked --as kim --format json | grep -oE '"subject":"[^"]*"|"reads":[0-9]+' | head -3
    nunchi status --format json | grep -oE '"quarantine":\{[^}]*"records":[0-9]+'
}
# One record in quarantine, which is sealed with the book key too: a gap from here on.
printf 'no line of the gateway\n' > broken.ndjson
nunchi ingest gateway=broken.ndjson > /dev/null 2>&1 || true
asked="$(questions)"
cp keys/book.key first-book.key
cp -r ledger backup
expect 0 '"status":"renewed"' nunchi book renew --reason 'person 91 is erased' --as kim --format json
same "questions after the renewal" "$(questions)" "$asked"
same "rights of the new book key" "$(stat -c %a keys/book.key)" 600
unaltered
cp keys/book.key second-book.key
cp first-book.key keys/book.key
expect 2 'wrong book key' nunchi scope "client LIKE 'mobile%'"
expect 0 '.' nunchi who '~0.0' --reason asked --data backup
cp second-book.key keys/book.key
expect 2 'wrong book key' nunchi scope "client LIKE 'mobile%'" --data backup
nunchi ingest "${files[3]}" > /dev/null

# Killed while it seals anew: the next command ends it, or it is asked for again.
for moment in 1 2 3 4 5 6 8 10 13 21 34; do
    "$NUNCHI_BIN" book renew --reason 'cut off' > /dev/null 2>&1 &
    run=$!
    read -rt "0.0$(printf %02d "$moment")" <> <(:) || true
    kill -9 "$run" 2> /dev/null || true
    wait "$run" 2> /dev/null || true
    same "questions after a renewal that was killed" "$(questions)" "$asked"
    unaltered
done
nunchi book renew --reason 'at last' > /dev/null 2>&1
[ ! -e keys/book.next.key ] || fail "a renewal was not ended"
expect 0 '"renewal_waits":false' nunchi status --format json
same "questions after all renewals" "$(questions)" "$asked"

# --- Lost: the signing key, then the book key ------------------------------------------------------------------
mv keys/sign.key kept-sign.key
expect 2 'sign' nunchi who '~0.0' --reason 'asked'
expect 1 '"integrity":"ok"' nunchi verify --key first.pub --format json
same "reads without the signing key" "$(figure reads "source = 'gateway'")" "$reads"
mv kept-sign.key keys/sign.key
mv keys/book.key kept-book.key
expect 2 'book' nunchi who 'member:1' --reason 'asked'
expect 2 'book' nunchi scope "subject = 'member:1'"
expect 0 "\"reads\":$reads," nunchi scope "source = 'gateway'" --format json
expect 1 '"integrity":"ok"' nunchi verify --key first.pub --format json
mv kept-book.key keys/book.key
expect 0 '.' nunchi who '~0.0' --reason 'asked'
ok
