"""nunchi beside DuckDB and ClickHouse: the same rows, the same questions, two cores.

Called by `make bench ROWS=1e7`. Standard output is one JSON document and nothing else; progress goes to
standard error. NUNCHI_BIN is the release binary. Everything is made in NUNCHI_BENCH_DIR (default
/tmp/nunchi-bench) and removed at the end unless `--keep`. What is not measured is null.

Up to 1e7 rows all three read one NDJSON file of OCSF events. Beyond, nunchi reads the rows from a pipe and
its peers load its sealed parts, which are plain Parquet. RESULTS.md says what is equal and what is not.

The whole takes some minutes at 1e7 and about half an hour at 1e8. It can be run step by step (`--step`),
for example to have the machine to itself only while something is timed.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess

import detection
import rows as the_rows
from click import VERSIONS, ClickHouse
from duck import VERSION, DuckDb
from machine import described, fdatasync_s, free_bytes, refuse, tell, use_two_cores, warm
from nunchi import Nunchi
from questions import Questions

STEPS = ["rows", "load", "settle", "bytes", "ask", "detect", "print"]
ASKED = ["scope_231", "not_issued", "scope_wide", "who", "distinct_per_address", "trace_50", "cold"]
WHAT = ["ingest_ocsf", *ASKED]
# Ordinary accesses of the replay whose bytes are told: enough for what an epoch has once to weigh little.
REPLAY_ROWS = 3_000_000
# Bytes of disk for a row at the most: its line, the open log beside its part, both peers while they sort.
TEXT_BYTES_PER_ROW = 900
PIPED_BYTES_PER_ROW = 190
REPLAY_BYTES = 1_000_000_000


class Run:
    """One size in one folder. What each step found stands in `state.json` there, for the steps after it."""

    def __init__(self, arguments, program, folder, size):
        self.arguments, self.program, self.folder, self.size = arguments, program, folder, size
        self.logs, self.file = folder / "logs", folder / "state.json"
        self.state = json.loads(self.file.read_text()) if self.file.exists() else {"results": {}}
        self.nunchi = Nunchi(program, folder)
        self.text = the_rows.as_text(size) and not arguments.ledger

    def keep(self, **found):
        self.state |= found
        self.file.write_text(json.dumps(self.state))

    # --- rows ----------------------------------------------------------------------------------------

    def rows(self):
        """Empty peers, and the logs where text is read."""
        for name in ("duckdb", "clickhouse"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
        self.keep(results={})
        if self.text:
            tell(f"writing {self.size:,} reads and their issuances to {self.logs}")
            the_rows.write_logs(self.program, self.size, self.logs)
            self.keep(lines=the_rows.lines_of(self.logs / "gateway.ndjson"))

    # --- load ----------------------------------------------------------------------------------------

    def load(self):
        """The part of loading that is timed."""
        if self.arguments.ledger:
            tell(f"working on a copy of the ledger {self.arguments.ledger}")
            self.nunchi.borrow(self.arguments.ledger, self.arguments.ledger_keys)
        elif self.text:
            self.load_text()
        else:
            self.load_piped()
        if left := self.nunchi.rows_left_open():
            tell(f"{left:,} reads stand in the open log of the ledger, not in its parts")

    def load_text(self):
        """The issuances first, untimed for all, so that nunchi judges reads while they come in."""
        peers = self.open_peers()
        self.nunchi.init(self.size)
        self.nunchi.load(f"auth={self.logs}/auth.ndjson")
        for peer in peers.values():
            peer.load_issuances(self.logs)
        log, result, counts = self.logs / "gateway.ndjson", {"what": "ingest_ocsf"}, {}
        warm(log)
        result["nunchi_s"], report = self.nunchi.load(f"gateway={log}")
        counts["nunchi"] = report["sources"]["gateway"]["reads"]
        self.keep(look_s=self.nunchi.look())
        for name, peer in peers.items():
            warm(log)
            result[f"{name}_s"], counts[name] = peer.load_text(self.logs)
        result["equal"] = len(set(counts.values())) == 1
        for name, count in counts.items():
            tell(f"ingest_ocsf: {name} {result[f'{name}_s']:.2f} s, {count:,} reads")
        self.keep(results=self.state["results"] | {"ingest_ocsf": result})
        close(peers)

    def load_piped(self):
        tell(f"reading {self.size:,} rows from a pipe, with the generator on the same cores")
        shop = self.folder / "addresses"
        the_rows.write_logs(self.program, 1, shop)
        seconds, report = self.nunchi.load_piped(self.size, shop)
        self.keep(piped={"events": report["events"], "nunchi_s": round(seconds, 1), "nunchi_events_per_s": round(report["events"] / seconds)})

    # --- settle --------------------------------------------------------------------------------------

    def settle(self):
        """Peers in their best form, untimed."""
        peers = self.open_peers()
        for name, peer in peers.items():
            tell(f"sorting the rows of {name}")
            if self.text:
                peer.settle_text()
            else:
                peer.load_parts(self.nunchi)
        counts = {name: peer.reads() for name, peer in peers.items()}
        close(peers)
        if len(set(counts.values())) != 1:
            raise SystemExit(f"bench: the peers hold different rows: {counts}")
        self.keep(reads=counts["duckdb"])
        shutil.rmtree(self.logs, ignore_errors=True)

    # --- bytes ---------------------------------------------------------------------------------------

    def bytes(self):
        reads, peers = self.state["reads"], self.open_peers()
        sizes = self.nunchi.bytes_per_read(reads) | {name: round(peer.bytes() / reads, 3) for name, peer in peers.items()}
        close(peers)
        self.keep(bytes_per_read=sizes | {"replay": self.bytes_of_replay()})

    def bytes_of_replay(self):
        """A replay of the case, whose sessions have ten reads, in a ledger with the settings of the demo."""
        folder = self.folder / "replay"
        tell(f"a replay of the case with {REPLAY_ROWS:,} ordinary accesses, for its bytes")
        subprocess.run([self.program, "sim", folder, "--background", str(REPLAY_ROWS), "--zstd"], check=True, stdout=subprocess.DEVNULL)
        small = Nunchi(self.program, folder / "ledger")
        small.init(REPLAY_ROWS)
        feeds = sorted(path for path in folder.iterdir() if path.name.endswith((".ndjson.zst", ".csv")))
        of = {"gateway.ndjson.zst": "gateway", "auth.ndjson.zst": "auth", "accounts.ndjson.zst": "accounts", "hr.csv": "hr"}
        _, report = small.load(*(f"{of[path.name]}={path}" for path in feeds if path.name in of))
        reads = sum(source["reads"] for source in report["sources"].values())
        sizes = small.bytes_per_read(reads)
        shutil.rmtree(folder)
        return {"reads": reads} | sizes

    # --- ask -----------------------------------------------------------------------------------------

    def ask(self):
        self.keep(load_average=round(os.getloadavg()[0], 2))
        peers = self.open_peers()
        addresses = the_rows.addresses(self.program, self.folder)
        questions = Questions({"nunchi": self.nunchi, **peers}, addresses, self.text)
        for what in self.arguments.what:
            self.keep(results=self.state["results"] | {what: questions.ask(what)})
        machine = described(self.program, {"duckdb": VERSION, **VERSIONS}) | {"fdatasync_s": round(fdatasync_s(self.folder), 5)}
        self.keep(machine=machine, load_average_after=round(os.getloadavg()[0], 2))
        close(peers)

    # --- detect --------------------------------------------------------------------------------------

    def detect(self):
        self.keep(detection=detection.measured_apart(self.program, self.size))

    def open_peers(self):
        return {"duckdb": DuckDb(self.folder), "clickhouse": ClickHouse(self.folder)}

    # --- print ---------------------------------------------------------------------------------------

    def print(self):
        print(json.dumps(self.document()))

    def document(self):
        state, none = self.state, {"nunchi_s": None, "duckdb_s": None, "clickhouse_s": None, "equal": None}
        results = [{"what": what} | none | state["results"].get(what, {}) for what in WHAT]
        for result in results:
            result.update({name: round(value, 6) for name, value in result.items() if isinstance(value, float)})
        ingest = results[0]
        per_s = lambda name, more=0: round(state["lines"] / (ingest[f"{name}_s"] + more)) if ingest[f"{name}_s"] else None
        look = state.get("look_s")
        with_detectors = per_s("nunchi", look) if look else None
        return {
            "v": 1,
            "rows": self.size,
            "rows_asked": self.arguments.asked,
            "reads": state.get("reads"),
            "machine": state["machine"] | {"load_average": {"before": state.get("load_average"), "after": state.get("load_average_after")}},
            "results": results,
            "bytes_per_read": state.get("bytes_per_read"),
            "ingest_events_per_s": {"nunchi": per_s("nunchi"), "nunchi_with_detectors": with_detectors, "duckdb": per_s("duckdb"), "clickhouse": per_s("clickhouse")},
            "piped": state.get("piped"),
            "detection": state.get("detection"),
        }


def close(peers):
    for peer in peers.values():
        peer.close()


def main():
    arguments = parse()
    program = os.environ.get("NUNCHI_BIN")
    if not program or not os.access(program, os.X_OK):
        refuse("NUNCHI_BIN must name the release binary of nunchi; `make bench` builds and names it")
    folder = pathlib.Path(os.environ.get("NUNCHI_BENCH_DIR") or "/tmp/nunchi-bench")
    folder.mkdir(parents=True, exist_ok=True)
    use_two_cores()
    size = arguments.asked if arguments.step else fitting(arguments.asked, folder)
    work = folder / f"rows-{size}"
    work.mkdir(exist_ok=True)
    run = Run(arguments, program, work, size)
    try:
        for step in [arguments.step] if arguments.step else STEPS:
            getattr(run, step)()
    finally:
        if arguments.keep or arguments.step:
            tell(f"kept in {work}")
        else:
            shutil.rmtree(work, ignore_errors=True)


def parse():
    parser = argparse.ArgumentParser(description="nunchi beside DuckDB and ClickHouse on the same rows, as JSON")
    parser.add_argument("--rows", default="1e7", help="reads, from 1e4 to 1e9 (default 1e7)")
    parser.add_argument("--keep", action="store_true", help="leave the data of all three where they are")
    parser.add_argument("--step", choices=STEPS, help="one step alone, on what the steps before it left; nothing is removed")
    parser.add_argument("--what", help=f"questions to ask, with commas (default all): {', '.join(ASKED)}")
    parser.add_argument("--ledger", type=pathlib.Path, help="use a copy of this ledger, made of the same rows, instead of reading them in")
    parser.add_argument("--ledger-keys", type=pathlib.Path, help="its keys (default: the folder `keys` beside it)")
    arguments = parser.parse_args()
    try:
        arguments.asked = int(float(arguments.rows))
    except (ValueError, OverflowError):
        refuse(f"--rows {arguments.rows}: not a number; say for example 1e6")
    if not 10_000 <= arguments.asked <= the_rows.ROWS_MAX:
        refuse(f"{arguments.rows} rows: from 1e4 to 1e9 can be run, so say for example ROWS=1e7")
    wanted = arguments.what.split(",") if arguments.what else ASKED
    if unknown := [what for what in wanted if what not in ASKED]:
        refuse(f"--what {','.join(unknown)}: no such question; there are: {', '.join(ASKED)}")
    arguments.what = [what for what in ASKED if what in wanted]
    if arguments.ledger:
        arguments.ledger = arguments.ledger.absolute()
        arguments.ledger_keys = arguments.ledger_keys or arguments.ledger.parent / "keys"
    return arguments


def fitting(asked, folder):
    """The rows asked for; or, where the disk is too small for them, the largest size below that fits."""
    size, free = asked, free_bytes(folder)
    while needed(size) > free:
        if size < 100_000:
            refuse(f"only {free >> 20} MiB are free in {folder}: not enough for any size")
        size //= 10
    if size != asked:
        tell(f"{asked:,} rows need {needed(asked) >> 30} GiB of disk and {free >> 30} are free in {folder}: the largest size run is {size:,}")
    return size


def needed(size):
    return REPLAY_BYTES + size * (TEXT_BYTES_PER_ROW if the_rows.as_text(size) else PIPED_BYTES_PER_ROW)


if __name__ == "__main__":
    main()
