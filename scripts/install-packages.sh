#!/usr/bin/env bash
# Debian packages that a target needs, installed only where something is missing.
#
#   install-packages.sh build [python] [test]
#
# What is there is asked by what it does and not by package: a compiler from elsewhere is as good.
set -euo pipefail

names=()
reasons=()

need() { # PACKAGE WHY
    names+=("$1")
    reasons+=("$1: $2")
}

has() {
    command -v "$1" > /dev/null
}

want_build() {
    has cc || need gcc "links the program, and compiles the C of zstd and ring"
    if ! has cc || ! echo '#include <stdio.h>' | cc -E -x c - > /dev/null 2>&1; then
        need libc6-dev "headers of the C library"
    fi
    has make || need make "runs the Makefile"
    has pkg-config || need pkg-config "finds C libraries while building"
    [ -e /etc/ssl/certs/ca-certificates.crt ] || [ -n "${SSL_CERT_FILE:-}" ] ||
        need ca-certificates "lets cargo and pip check who they talk to"
    has cargo || {
        echo "install: cargo is missing; install Rust 1.95 or newer first (https://rustup.rs)" >&2
        exit 1
    }
}

want_python() {
    has python3 || need python3 "runs DuckDB and ClickHouse beside nunchi"
    python3 -c 'import ensurepip, venv' > /dev/null 2>&1 ||
        need python3-venv "gives Python a folder of its own for its packages"
}

want_test() {
    has faketime || need faketime "lets a test run under a clock that jumps"
    has nginx || need nginx-light "is the gateway that obeys a block list"
    has curl || need curl "asks that gateway"
    has openssl || need openssl "hashes a credential as a gateway does"
    ls -d /usr/lib/postgresql/*/bin > /dev/null 2>&1 || need postgresql "keeps the state where SQLite does not"
    has pdftotext || need poppler-utils "reads back in a test what was set as PDF"
}

for group in "$@"; do
    case "$group" in
        build) want_build ;;
        python) want_python ;;
        test) want_test ;;
        *)
            echo "install: no such group: $group; say build, python or test" >&2
            exit 2
            ;;
    esac
done

if [ "${#names[@]}" -eq 0 ]; then
    echo "install: every system package is there"
    exit 0
fi

root=()
if [ "$(id -u)" -ne 0 ]; then
    root=(sudo)
fi
give_up() {
    echo "install: cannot install ${names[*]}: $1" >&2
    printf 'install:   %s\n' "${reasons[@]}" >&2
    echo "install: as root run: apt-get update && apt-get install ${names[*]}" >&2
    exit 1
}
has apt-get || give_up "this is no Debian or Ubuntu (no apt-get)"
[ "${#root[@]}" -eq 0 ] || has sudo || give_up "you are not root and there is no sudo"

joined="$(printf '%s; ' "${reasons[@]}")"
echo "install: installing by apt-get: ${joined%; }"
"${root[@]}" apt-get update -qq || give_up "apt-get update failed"
"${root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${names[@]}" > /dev/null ||
    give_up "apt-get install failed"
