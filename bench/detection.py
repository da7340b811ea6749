"""The detectors alone, without a ledger: what a read costs, and a flood of fresh keys beside a slow reader. The
program is `crates/detect/examples/load.rs`, whose head says what it goes over."""

import json
import os
import pathlib
import subprocess

from machine import refuse, tell

# Reads that are gone over at the most: they are made before, at 150 bytes each.
READS_MAX = 10_000_000
FLOOD_MAX = 10_000_000


def measured(program, rows):
    """Reads a second on one core, and seconds and memory of the flood."""
    load = pathlib.Path(program).parent / "examples" / "load"
    if not os.access(load, os.X_OK):
        refuse(f"{load} is not there: `make bench` builds it")
    reads, _ = run(load, "reads", min(rows, READS_MAX))
    flood, peak = run(load, "flood", min(rows, FLOOD_MAX))
    return {
        "reads": reads["rows"],
        "reads_per_s": round(reads["rows"] / reads["seconds"]),
        "us_per_read": round(reads["seconds"] * 1e6 / reads["rows"], 3),
        "flood": {
            "rows": flood["rows"],
            "seconds": flood["seconds"],
            "peak_bytes": peak,
            "bytes_per_read": round(peak / flood["rows"], 1),
            "slow_reader_found": flood["slow_reader_found"],
        },
    }


def run(load, what, rows):
    """What it says, and its peak memory in bytes. One process: what it needed is known when it is waited for."""
    tell(f"detectors: {what}, {rows:,} rows")
    process = subprocess.Popen([load, what, str(rows)], stdout=subprocess.PIPE, text=True)
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        refuse(f"{load} {what} ended with {status}")
    return json.loads(said), usage.ru_maxrss * 1024
