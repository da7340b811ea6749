"""The detectors alone, without a ledger: what a read costs, a flood of fresh keys beside a slow reader, and
distinct people of a network beside rsigma. The programs are `crates/detect/examples/load.rs` and
`bench/kernels`, whose heads say what they go over.

Called by `bench.py`; or by itself, when standard output is one JSON document of the machine and the detectors:

    NUNCHI_BIN=…/release/nunchi detection.py [--rows 1e7]
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys

from machine import described, refuse, tell, use_two_cores

# Reads that are gone over at the most: they are made before, at 150 bytes each.
READS_MAX = 10_000_000
FLOOD_MAX = 10_000_000
# Reads of each stream beside rsigma, whatever is asked for: its windows of 10,000 people are days of 40,000 reads.
VALUE_COUNT_READS = 2_000_000


def measured(program, rows):
    """Reads a second on one core, and seconds and memory of the flood."""
    load, kernels = pathlib.Path(program).parent / "examples" / "load", pathlib.Path(program).parent / "kernels"
    for needed in (load, kernels):
        if not os.access(needed, os.X_OK):
            refuse(f"{needed} is not there: `make bench` builds it")
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
        "value_count": value_count(kernels),
    }


def measured_apart(program, rows):
    """The same from a process of its own: Linux counts the peak memory of a parent as its children's too, from
    before they become another program."""
    environment = os.environ | {"NUNCHI_BIN": str(program)}
    done = subprocess.run([sys.executable, __file__, "--rows", str(rows)], stdout=subprocess.PIPE, text=True, env=environment)
    if done.returncode != 0:
        refuse(f"{__file__} ended with {done.returncode}")
    return json.loads(done.stdout)["detection"]


def value_count(kernels):
    """Distinct people of a network on a day beside rsigma: a list, an object for each number of people."""
    tell(f"detectors: distinct people beside rsigma, {VALUE_COUNT_READS:,} reads three times")
    done = subprocess.run([kernels, str(VALUE_COUNT_READS)], stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        refuse(f"{kernels} ended with {done.returncode}")
    return json.loads(done.stdout)


def run(load, what, rows):
    """What it says, and its peak memory in bytes. One process: what it needed is known when it is waited for."""
    tell(f"detectors: {what}, {rows:,} rows")
    process = subprocess.Popen([load, what, str(rows)], stdout=subprocess.PIPE, text=True)
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        refuse(f"{load} {what} ended with {status}")
    return json.loads(said), usage.ru_maxrss * 1024


def main():
    parser = argparse.ArgumentParser(description="nunchi's detectors alone, as JSON")
    parser.add_argument("--rows", type=float, default=1e7, help="reads of the first two (default 1e7)")
    arguments = parser.parse_args()
    program = os.environ.get("NUNCHI_BIN") or refuse("NUNCHI_BIN must name the release binary of nunchi")
    use_two_cores()
    before = os.getloadavg()[0]
    detection = measured(program, int(arguments.rows))
    load_average = {"before": round(before, 2), "after": round(os.getloadavg()[0], 2)}
    print(json.dumps({"v": 1, "machine": described(program, {}) | {"load_average": load_average}, "detection": detection}))


if __name__ == "__main__":
    main()
