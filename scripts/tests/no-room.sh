#!/usr/bin/env bash
# A disk that is full, one that is mounted for reading, a permission that is lost in mid-run, and a clock
# that jumps: the ledger stops in a clear state, keeps answering, says since when and why, and goes on.
source "$(dirname "${BASH_SOURCE[0]}")/common.bash"

nunchi sim logs --background 100000 --scale 14000 > /dev/null
read -ra files <<< "$(at_hand "$work/logs")"
small_epochs() {
    sed -i 's/^\[ledger\]/[ledger]\nepoch_reads = 10_000/' "$NUNCHI_DATA/nunchi.toml"
}
state() { # the state of writing, as status has it
    nunchi status --format csv | sed -n 's/^writer.state,//p'
}
nunchi init --example shop > /dev/null
small_epochs
nunchi ingest "${files[@]}" > /dev/null
wanted="$(figures "time >= '2000-01-01'")"
same "state of a ledger at rest" "$(state)" idle
done_names=()

# --- A clock that jumps: each file is read under another date -------------------------------------
if command -v faketime > /dev/null; then
    export NUNCHI_DATA="$work/jumping" NUNCHI_KEYS="$work/jumping-keys"
    nunchi init --example shop > /dev/null
    small_epochs
    dates=('2031-01-01' '2019-06-01' '2026-01-01' '2024-02-29')
    for at in 0 1 2 3; do
        # The auth feed is read with the gateway's log at last, so each date has a run of its own.
        timeout 240 faketime -f "@${dates[$at]} 00:00:00" "$NUNCHI_BIN" ingest "${files[$at]}" > /dev/null
        unaltered
    done
    same "figures after a clock that jumped" "$(figures "time >= '2000-01-01'")" "$wanted"
    whole
    done_names+=("a clock that jumps")
else
    echo "not run: a clock that jumps needs faketime (Debian package faketime)"
fi

# --- A permission lost in mid-run: as a user whom permissions bind -------------------------------
as_nobody() {
    if [ "$(id -u)" -eq 0 ]; then runuser -u nobody -- env NUNCHI_DATA="$NUNCHI_DATA" NUNCHI_KEYS="$NUNCHI_KEYS" "$@"; else "$@"; fi
}
export NUNCHI_DATA="$work/denied" NUNCHI_KEYS="$work/denied-keys"
chmod o+x "$work"
mkdir "$NUNCHI_DATA" "$NUNCHI_KEYS" as
chmod 777 "$NUNCHI_DATA" "$NUNCHI_KEYS" as
cp "$NUNCHI_BIN" as/nunchi
as_nobody as/nunchi init --example shop > /dev/null
small_epochs
cp logs/gateway.ndjson as/gateway.ndjson
chmod 644 as/gateway.ndjson
as_nobody "$work/as/nunchi" ingest "gateway=$work/as/gateway.ndjson" > out.txt 2> err.txt &
run=$!
until [ -n "$(ls "$NUNCHI_DATA/epochs" 2> /dev/null)" ]; do
    kill -0 "$run" 2> /dev/null || fail "ingestion ended before the permission was lost: $(cat err.txt)"
done
chmod 500 "$NUNCHI_DATA"/*/
found=0
wait "$run" || found=$?
[ "$found" -eq 4 ] || fail "without permission ingestion ended with $found: $(cat err.txt)"
grep -q 'Permission denied' err.txt || fail "the reason is not named: $(cat err.txt)"
same "state without permission" "$(state)" stopped
expect 0 'STOPPED since .*Permission denied' nunchi status --format table
unaltered
chmod 700 "$NUNCHI_DATA"/*/
as_nobody as/nunchi ingest "gateway=$work/as/gateway.ndjson" > /dev/null
same "state after it went on" "$(state)" idle
same "reads after it went on" "$(figure reads "source = 'gateway'")" "$(NUNCHI_DATA="$work/ledger" NUNCHI_KEYS="$work/keys" figure reads "source = 'gateway'")"
done_names+=("a permission lost")

# Questions about incidents are answered, and a step is refused by the disk. The log of the state has no index beside
# it: whoever can write makes one.
incidents_answer() {
    for asked in 'show 1' 'clocks 1' 'steps 1' 'duties 1' list check; do
        # shellcheck disable=SC2086
        expect 0 'state.db cannot be written .*: its disk is full or for reading' nunchi incident $asked --format table
    done
    expect 0 '"sha256"' nunchi report list 1 --format json
    expect 0 'kr-net' nunchi report copy 1 "$(sed -nE 's/.*"sha256":"([0-9a-f]{8}).*/\1/p' out.txt)" --out "$(mktemp -d "$work/copy.XXXXXX")"
    expect 4 'nothing can be recorded in the state|are free where the ledger stands' nunchi incident confirm 1 --reason r
}

# --- A small disk that fills, and the same disk mounted for reading --------------------------------
disk="$work/disk"
mkdir "$disk"
if [ "$(id -u)" -eq 0 ] && mount -t tmpfs -o size=600m tmpfs "$disk" 2> err.txt; then
    trap 'umount -l "$disk" 2> /dev/null; rm -rf "$work"' EXIT
    export NUNCHI_DATA="$disk/ledger" NUNCHI_KEYS="$work/disk-keys"
    nunchi init --example shop > /dev/null
    small_epochs
    nunchi ingest "${files[0]}" > /dev/null
    nunchi incident open --title 'A letter' --selection 'NOT issued' --regime kr-net --controller shop --reason r > /dev/null
    nunchi incident scope 1 --reason r > /dev/null
    nunchi report write 1 --regime kr-net --lang ko --out "$work/written" --reason r > /dev/null
    rm -f "$NUNCHI_DATA/state.db-shm"
    # Full at once: nothing that a run would write fits, but for the word that says so.
    dd if=/dev/zero of="$disk/filler" bs=1M 2> /dev/null || true
    expect 4 'bytes are free where the ledger stands|No space left' nunchi ingest "${files[@]:1}"
    same "state of a full disk" "$(state)" stopped
    expect 0 'STOPPED since .*(free|No space)' nunchi status --format table
    figures "time >= '2000-01-01'" > /dev/null
    unaltered
    incidents_answer
    # A full disk may leave the beginning of an index.
    rm -f "$disk/filler" "$NUNCHI_DATA/state.db-shm"

    mount -o remount,ro "$disk"
    expect 4 'Read-only file system' nunchi ingest "${files[@]}"
    same "state of a disk for reading" "$(state)" stopped
    unaltered
    incidents_answer
    # The same where the log of the state was moved into it, so that none stands beside it.
    mount -o remount,rw "$disk"
    python3 -c 'import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute("PRAGMA wal_checkpoint(TRUNCATE)")' "$NUNCHI_DATA/state.db"
    [ ! -e "$NUNCHI_DATA/state.db-wal" ] || fail 'the log of the state still stands beside it'
    mount -o remount,ro "$disk"
    incidents_answer
    mount -o remount,rw "$disk"
    nunchi ingest "${files[@]}" > /dev/null
    same "state when there is room" "$(state)" idle
    mount -o remount,ro "$disk"
    same "state of a disk for reading, after a run that ended well" "$(state)" refused
    mount -o remount,rw "$disk"
    same "figures after a full disk" "$(figures "time >= '2000-01-01'")" "$wanted"
    whole

    # A document that does not fit is written again later; half of it does not stay under another name.
    id="$(nunchi incident open --title A --selection "time >= '2000-01-01'" --reason x --as kim --format json |
        python3 -c 'import json, sys; print(json.load(sys.stdin)["incident"])')"
    nunchi incident scope "$id" --reason x --as kim > /dev/null
    mkdir "$work/small"
    mount -t tmpfs -o size=64k tmpfs "$work/small"
    trap 'umount -l "$work/small" "$disk" 2> /dev/null; rm -rf "$work"' EXIT
    expect 4 'No space left' nunchi report write "$id" --regime kr-pipa --controller shop --out "$work/small" --reason x --as kim
    same "what is left of a document that does not fit" "$(find "$work/small" -name '*.new')" ""
    umount "$work/small"
    umount "$disk"
    trap 'rm -rf "$work"' EXIT
    done_names+=("a full disk" "a disk for reading" "documents that do not fit")
else
    echo "not run: a full disk and one for reading need root and the right to mount: $(cat err.txt 2> /dev/null)"
fi
joined="$(printf '%s, ' "${done_names[@]}")"
ok "${joined%, }"
