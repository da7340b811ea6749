#!/usr/bin/env bash
# Witnesses on free ports: heads that only grow are cosigned; a directory rolled back, a fork under a stolen
# key and a witness that is away are told apart; a witness that was killed forgets nothing.
source "$(dirname "${BASH_SOURCE[0]}")/common.bash"
pids=()
finish() {
    for pid in "${pids[@]}"; do
        { kill "$pid" && wait "$pid"; } 2> /dev/null || true
    done
    rm -rf "$work"
}
trap finish EXIT

nunchi sim logs --background 20000 --scale 14000 > /dev/null
read -ra files <<< "$(at_hand logs)"
nunchi init --example shop > /dev/null
log="$(cat ledger/tree/key.pub)"
nunchi witness keygen witness.example/one --out one.key > one.pub 2> /dev/null
nunchi witness keygen witness.example/two --out two.key > two.pub 2> /dev/null

serve() { # NAME: starts a witness, and waits until it says where it listens
    rm -f "$1.out"
    "$NUNCHI_BIN" witness serve --key "$1.key" --state "$1-state" --listen 127.0.0.1:0 --log "$log" > "$1.out" 2>> "$1.err" &
    pids+=("$!")
    eval "$1_pid=$!"
    until [ -s "$1.out" ]; do
        kill -0 "$!" 2> /dev/null || fail "the witness ended: $(cat "$1.err")"
    done
    eval "$1='$(cat "$1.out")'"
}
serve one
serve two

both=(--cosign "$one" --cosign "$two")
believed=(--witness "$(cat one.pub)" --witness "$(cat two.pub)")
expect 3 'no head was cosigned' nunchi verify "${believed[@]}" --format table
expect 0 'cosigned by witness.example/one at 2' nunchi checkpoint "${both[@]}"
nunchi ingest "${files[0]}" > /dev/null
expect 0 '2 of 2 cosigned a head of [0-9]+ lea' nunchi verify "${believed[@]}" --format table
expect 0 'cosigned by witness.example/two' nunchi checkpoint "${both[@]}"
cp -r ledger restored
nunchi ingest "${files[@]:1}" > /dev/null
expect 0 'cosigned by witness.example/two' nunchi checkpoint "${both[@]}"
# Asked again the same is cosigned again, and the first cosignature stays.
expect 0 'cosigned by' nunchi checkpoint "${both[@]}"
same "lines of signatures" "$(grep -c '^— ' ledger/tree/cosigned)" 3
expect 0 '"integrity":"ok".*"missing":\[\]' nunchi verify "${believed[@]}" --format json
cp ledger/tree/cosigned kept-elsewhere

# --- A backup is restored: the head is one that the witness has left behind --------------------------
export NUNCHI_DATA="$work/restored"
expect 3 'rolled back' nunchi checkpoint --cosign "$one"
expect 3 'rolled back: the checkpoint kept elsewhere has' nunchi verify "${believed[@]}" --cosigned kept-elsewhere --format table
# --- Somebody with the stolen key goes on from it: a fork of more leaves --------------------------------
nunchi sim other --background 20000 --scale 14000 --seed 2 > /dev/null
for at in 1 2 3 4 5 6 7 8; do
    head -n "$((at * 1000))" other/gateway.ndjson > grown.ndjson
    nunchi ingest gateway=grown.ndjson > /dev/null 2>&1 || nunchi ingest --insist gateway=grown.ndjson > /dev/null
done
unaltered
expect 3 'does not cosign' nunchi checkpoint --cosign "$one"
expect 3 'forked' nunchi verify "${believed[@]}" --cosigned kept-elsewhere --format table
export NUNCHI_DATA="$work/ledger"

# --- A witness that was killed comes back and has forgotten nothing; one that is away is not waited for -----
{ kill -9 "$one_pid" && wait "$one_pid"; } 2> /dev/null || true
expect 4 'witness.example/one at .* cannot be asked' nunchi checkpoint --cosign "$one" --cosign "$two"
grep -q 'cosigned by witness.example/two' err.txt || fail "the other witness was not asked: $(cat err.txt)"
serve one
expect 0 'cosigned by witness.example/one' nunchi checkpoint --cosign "$one"
NUNCHI_DATA="$work/restored" expect 3 'does not cosign' nunchi checkpoint --cosign "$one"
expect 4 'another witness is at work' nunchi witness serve --key one.key --state one-state --listen 127.0.0.1:0 --log "$log"

# --- Quorum, wrong keys, wrong logs, and what is no request ------------------------------------------------
nunchi witness keygen witness.example/three --out three.key > three.pub 2> /dev/null
expect 3 '2 of the witnesses named cosigned it, and 3 must have' nunchi verify "${believed[@]}" --witness "$(cat three.pub)" --format table
expect 0 'witness.example/three did not' nunchi verify "${believed[@]}" --witness "$(cat three.pub)" --quorum 2 --format table
expect 2 'of 2 witnesses 1 to 2' nunchi verify "${believed[@]}" --quorum 3
expect 2 'signature type 0x01; 0x04 is needed' nunchi verify --witness "$log"
expect 2 'is no witness' nunchi checkpoint --cosign "$(cat one.pub)"
expect 3 'no cosignature of the key' nunchi checkpoint --cosign "$(cat three.pub)@${one##*@}"
NUNCHI_DATA="$work/stranger" NUNCHI_KEYS="$work/stranger-keys" nunchi init --example shop > /dev/null
sed -i 's#^origin = .*#origin = "other.example/ledger"#' stranger/nunchi.toml && rm -rf stranger/{tree,log,lock,book} stranger-keys
NUNCHI_DATA="$work/stranger" NUNCHI_KEYS="$work/stranger-keys" nunchi init > /dev/null
NUNCHI_DATA="$work/stranger" NUNCHI_KEYS="$work/stranger-keys" expect 3 '404: no log of this origin' nunchi checkpoint --cosign "$one"
address="${one##*http://}"
for request in 'POST /add-checkpoint HTTP/1.1\r\nContent-Length: 3\r\n\r\nold' 'GARBAGE\r\n\r\n' 'POST / HTTP/1.1\r\n\r\n'; do
    exec 9<> "/dev/tcp/${address%:*}/${address##*:}"
    printf "$request" >&9
    grep -qE '^HTTP/1.1 (400|404)' <(timeout 10 cat <&9) || fail "no clear answer to $request"
    exec 9<&-
done
expect 0 'cosigned by witness.example/one' nunchi checkpoint --cosign "$one"
ok
