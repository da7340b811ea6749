#!/usr/bin/env bash
# What `make demo` needs beyond Rust.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
./install-packages.sh build
