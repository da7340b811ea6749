#!/usr/bin/env bash
# What `make test` needs beyond Rust: a C compiler, a clock that lies, a reader of PDF, and DuckDB, which answers the
# same questions.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# No release of DuckDB floats: an answer that changes with it would look like a mistake of ours.
duckdb='duckdb==2.0.0'

./install-packages.sh build
# Without these the tests that need them say so and go on.
./install-packages.sh test || echo "install: going on without them" >&2
# Without DuckDB everything else is still worth running; the test that needs it says so and fails.
if ! ./install-packages.sh python || ! ./install-python.sh "$duckdb"; then
    echo "install: going on without $duckdb; the test of answers against DuckDB will fail" >&2
fi
