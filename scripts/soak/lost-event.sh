#!/usr/bin/env bash
# One event of ten million is lost: see scripts/tests/lost-event.sh.
NUNCHI_TIMEOUT=3600 EVENTS="${EVENTS:-10000000}" exec bash "$(dirname "$0")/../tests/lost-event.sh"
