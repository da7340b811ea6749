#!/usr/bin/env bash
# A thousand kills: see scripts/tests/kills.sh.
KILLS="${KILLS:-1000}" exec bash "$(dirname "$0")/../tests/kills.sh"
