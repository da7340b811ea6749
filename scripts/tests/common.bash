# What the end-to-end tests share. A test says `ok NAME` once everything it names was seen to hold.
#
# The binary is $NUNCHI_BIN. Each test works in a folder of its own, which goes when it ends.
set -euo pipefail

: "${NUNCHI_BIN:?set NUNCHI_BIN to the nunchi program}"
name="$(basename "$0" .sh)"
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
work="$(mktemp -d "${TMPDIR:-/tmp}/nunchi-$name.XXXXXX")"
trap 'chmod -R u+rwX "$work" 2> /dev/null || true; rm -rf "$work"' EXIT
cd "$work"
export NUNCHI_DATA="$work/ledger" NUNCHI_KEYS="$work/keys"
unset XDG_CONFIG_HOME

# A command that hangs fails its test instead of stopping it.
nunchi() {
    timeout "${NUNCHI_TIMEOUT:-240}" "$NUNCHI_BIN" "$@"
}

fail() {
    echo "FAILED $name: $*" >&2
    exit 1
}

ok() {
    echo "ok $name${1:+: $1}"
}

# Runs a command that must end with a code and say something: expect CODE PATTERN COMMAND…
expect() {
    local code="$1" pattern="$2" found=0
    shift 2
    "$@" > out.txt 2> err.txt || found=$?
    [ "$found" -eq "$code" ] || fail "\`$*\` ended with $found and not $code: $(head -c 600 err.txt out.txt)"
    # Not through a pipe: grep ends at the first hit, and who still writes into it fails.
    grep -qE -e "$pattern" out.txt err.txt ||
        fail "\`$*\` did not say /$pattern/ but: $(head -c 600 err.txt out.txt)"
    if grep -q "panicked" err.txt; then fail "\`$*\` panicked: $(head -c 600 err.txt)"; fi
}

# The figures of a selection, one `name,value` a line, without what may differ between two ledgers
# that hold the same: the head, the time it took.
figures() {
    nunchi scope "$1" --people --format csv | grep -vE '^(as_of\.(checkpoint|note)|elapsed_ms|coverage\.rests_on)'
}

# One figure of a selection: figure NAME SELECTION
figure() {
    figures "$2" | sed -n "s/^$1,//p"
}

same() { # WHAT FOUND WANTED
    [ "$2" = "$3" ] || fail "$1: $(diff <(echo "$2") <(echo "$3") | head -20)"
}

# A number of the truth: truth FOLDER OBJECT.NAME, such as not_issued.reads. The keys of an object are
# sorted, so that its own `reads` and `subjects` come after those nested in it.
truth() {
    sed -E "s/.*\"${2%%.*}\":\{//; s/,\"(not_issued_with_late|scale)\":.*//" "$1/truth/truth.json" |
        grep -oE "\"${2#*.}\":[0-9]+" | tail -n 1 | grep -oE '[0-9]+$'
}

# The sources of the shop that a replay in a folder holds; END is what its files end with.
at_hand() { # FOLDER [END]
    local end="${2:-ndjson}"
    echo "gateway=$1/gateway.$end" "auth=$1/auth.$end" "accounts=$1/accounts.$end" "hr=$1/hr.csv"
}

# The replay in `logs`, and a ledger of the shop that has read what is at hand of it: read_shop BACKGROUND [SCALE]
read_shop() {
    local files
    nunchi sim logs --background "$1" --scale "${2:-14000}" > /dev/null
    nunchi init --example shop > /dev/null
    read -ra files <<< "$(at_hand logs)"
    nunchi ingest --no-detect "${files[@]}" > /dev/null
}

# Takes a letter in as evidence, for steps to rest on: letter INCIDENT ID [OPTION…]
letter() {
    nunchi incident evidence "$1" --name "$2" --item 'a letter' --from somebody --how mail --original safe --reason received "${@:3}" > /dev/null
}

# A port of this machine that nobody listens on.
free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# Builds an example and gives its path. With the whole workspace, as the tests were built: by itself all that it needs
# would be built once more.
example() { # NAME
    local program
    program="$( (cd "$here/../.." && cargo build --quiet --locked --workspace --example "$1" --message-format=json) |
        sed -nE 's/.*"executable":"([^"]*\/'"$1"')".*/\1/p' | tail -n 1)"
    [ -x "$program" ] || fail "the example $1 was not built"
    echo "$program"
}

# Nothing is altered and nothing missing.
whole() {
    expect 0 '"integrity":"ok","completeness":"complete"' nunchi verify --format json
}

# Nothing is altered; something may be missing, for not everything was read.
unaltered() {
    nunchi verify --format json > out.txt 2> err.txt || [ "$?" -eq 1 ] || fail "verify: $(cat out.txt err.txt)"
    grep -q '"integrity":"ok"' out.txt || fail "verify: $(cat out.txt err.txt)"
}
