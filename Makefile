# The few commands of this house. `make` alone prints them.
#
# What cargo builds lies outside the clone unless CARGO_TARGET_DIR says where.

CACHE := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/nunchi
export CARGO_TARGET_DIR ?= $(CACHE)/target
VENV := $(CACHE)/venv
NUNCHI := $(CARGO_TARGET_DIR)/release/nunchi

# Reads of the benchmark: make bench ROWS=1e8
ROWS ?= 1e7

.PHONY: help demo test soak bench fmt tidy

help:
	@echo 'make demo            build nunchi and tell the whole story on a replay of the case'
	@echo 'make test            every check: format, lints, house rules, tests, documents'
	@echo 'make soak            the long tests: hours, not minutes'
	@echo 'make bench ROWS=1e7  nunchi beside DuckDB and ClickHouse on the same rows, as JSON'
	@echo 'make fmt             format the code'
	@echo 'make tidy            the house rules alone'

demo:
	@scripts/install-demo.sh >&2
	@cargo build --release --locked --package nunchi
	@'$(NUNCHI)' demo

test:
	@scripts/install-test.sh
	@cargo run --quiet --locked --package xtask -- ci

# Every script of scripts/soak says `ok NAME` or ends the run.
soak:
	@scripts/install-test.sh
	@cargo build --release --locked --package nunchi
	@for script in scripts/soak/*.sh; do NUNCHI_BIN='$(NUNCHI)' bash "$$script" || exit 1; done

# Standard output is the JSON of the benchmark and nothing else.
bench:
	@scripts/install-bench.sh >&2
	@cargo build --release --locked --package nunchi
	@cargo build --release --quiet -p detect --example load >&2
	@cargo build --release --locked --quiet --manifest-path bench/kernels/Cargo.toml >&2
	@NUNCHI_BIN='$(NUNCHI)' '$(VENV)/bin/python3' bench/bench.py --rows '$(ROWS)'

fmt:
	@cargo fmt --all

tidy:
	@cargo run --quiet --locked --package xtask -- tidy
