#!/usr/bin/env bash
# Whole runs of a ledger under random seeds, on a disk that fails: see crates/ledger/tests/ledger/simulation.rs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
seed="${SEED:-$((RANDOM * 32768 + RANDOM))}" runs="${RUNS:-3000}"
echo "seeds $seed to $((seed + runs - 1))"
cargo run --quiet --locked --package xtask -- sim --seed "$seed" --runs "$runs" > /dev/null
echo "ok simulation: $runs runs from seed $seed, each equal to the model"
