#!/usr/bin/env bash
# What `make bench` needs beyond Rust: the two engines that nunchi is measured beside.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
./install-packages.sh build python
./install-python.sh 'duckdb==2.0.0' 'chdb==4.4.0'
