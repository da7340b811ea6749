"""nunchi beside DuckDB and ClickHouse: the same log, the same reads, the same questions, two cores.

Called by `make bench ROWS=1e7`. Standard output is one JSON document and nothing else; progress goes to
standard error. NUNCHI_BIN is the release binary. Everything is made in NUNCHI_BENCH_DIR (default
/tmp/nunchi-bench) and removed at the end unless `--keep`. What is not measured is null.

What is equal: all three read one NDJSON file of OCSF events and hold the same reads, one row for each
subject of an access, without the pages that have no personal data. What is not, mostly for the good of
the peers: see RESULTS.md.
"""

import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time

import chdb
import duckdb
from chdb import session as chdb_session

# Two cores for everybody, whatever the machine has.
CORES = 2
ROUNDS = 5
# Text is read by one command from one file; beyond this the file alone would be tens of gigabytes.
ROWS_MAX = 10_000_000
# The attack of the case comes on top of the ordinary accesses, whatever their number.
ATTACK_ROWS = 270_000
# Bytes of disk for a row: its line, the open log beside its part, and two peers, all at their largest.
DISK_BYTES_PER_ROW = 1200
# How late an issuance may be told after the first use of its credential: `lag` in the settings.
LAG_S = 20
ADDRESSES = 231
WHAT = ["ingest_ocsf", "scope_231", "not_issued", "scope_wide", "who", "distinct_per_address", "trace_50", "cold"]

# Route, what its path is LIKE, the fields that it shows: as in the settings `init --example shop`.
# The first pattern that fits wins.
LIST = ["name", "phone", "address", "door_code_masked"]
ROUTES = [
    ("my-info-tw", "/tw/members/%/my-info", ["name", "email"]),
    ("address-list-tw", "/tw/members/%/addresses", LIST),
    ("support-view", "/support/members/%", ["name", "email", "phone", "address"]),
    ("my-info", "/members/%/my-info", ["name", "email"]),
    ("address-list", "/members/%/addresses", LIST),
    ("address-edit", "/members/%/addresses/%/edit", ["name", "phone", "address", "door_code"]),
    ("order-list", "/members/%/orders", ["order_items"]),
    ("order-history", "/members/%/order-history", ["order_items"]),
    ("marketing-export", "/exports/marketing", ["name", "email"]),
]
FIELDS = sorted({field for _, _, fields in ROUTES for field in fields})


def tell(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def refuse(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)
    sys.exit(2)


def timed(work):
    start = time.monotonic()
    result = work()
    return time.monotonic() - start, result


def medians(work):
    """Runs a question once to warm and then some rounds. `work` returns the seconds it says it took and
    its answer, which must not change. Returns the median of what it says, the median of the clock here,
    and the answer."""
    _, answer = work()
    said, clock = [], []
    for _ in range(ROUNDS):
        took, (seconds, again) = timed(work)
        if again != answer:
            sys.exit("bench: the same question gave two answers")
        said.append(took if seconds is None else seconds)
        clock.append(took)
    return statistics.median(said), statistics.median(clock), answer


def bytes_of(folder, keep=lambda path: True):
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and keep(path))


def fitting(rows, folder):
    """The rows asked for, or the largest size below for which there is disk."""
    free = shutil.disk_usage(folder).free
    while (rows + ATTACK_ROWS) * DISK_BYTES_PER_ROW > free:
        if rows < 10:
            refuse(f"only {free >> 20} MiB are free in {folder}: not enough for any size")
        rows //= 10
        tell(f"only {free >> 30} GiB are free in {folder}: the largest size run is {rows:,} rows")
    return rows


def make_input(program, folder, rows):
    logs = folder / f"logs-{rows}"
    if not (logs / "truth" / "truth.json").exists():
        tell(f"writing a replay of the case with {rows:,} ordinary accesses to {logs}")
        shutil.rmtree(logs, ignore_errors=True)
        subprocess.run([program, "sim", logs, "--background", str(rows)], check=True, stdout=subprocess.DEVNULL)
    return logs


def warm(path):
    """Everybody reads the log from memory, and nobody pays for what another left to be written."""
    os.sync()
    with open(path, "rb") as file:
        while file.read(1 << 24):
            pass


def figures(reads, subjects, first, last, routes, fields):
    """The answer to a scope in one form, whoever gave it. `routes` and `fields` are name → (reads,
    subjects); those without reads are left out."""
    kept = lambda pairs: {name: tuple(pair) for name, pair in sorted(pairs.items()) if pair[0]}
    return {"reads": reads, "subjects": subjects, "first": first, "last": last, "routes": kept(routes), "fields": kept(fields)}


class Nunchi:
    """The program as an operator runs it: one process a command, nothing kept between."""

    def __init__(self, program, folder, logs, rows):
        self.program, self.dir, self.logs = program, folder / "nunchi", logs
        keys = folder / "keys"
        for old in (self.dir, keys):
            shutil.rmtree(old, ignore_errors=True)
        self.place = ["--data", self.dir, "--keys", keys]
        self.run("init", "--example", "shop")
        if rows < 1_000_000:
            # A ledger leaves less than a million reads in its open log; here they shall stand in parts.
            toml = self.dir / "nunchi.toml"
            toml.write_text(toml.read_text().replace("[ledger]\n", "[ledger]\nepoch_reads = 100000\n", 1))

    def run(self, *words):
        done = subprocess.run([self.program, *words, *self.place], capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"bench: nunchi {words[0]}: {done.stderr}")
        return done.stdout

    def load(self):
        """Seconds of the whole command, and the reads that the ledger then has."""
        seconds, text = timed(lambda: self.run("ingest", "--output", "json", f"gateway={self.logs}/gateway.ndjson"))
        report = json.loads(text)["sources"]["gateway"]
        if report["quarantined"] or report["unmatched"]:
            sys.exit(f"bench: nunchi did not understand every line: {report}")
        return seconds, report["reads"]

    def load_issuances(self):
        self.run("ingest", f"auth={self.logs}/auth.ndjson")

    def bytes_per_read(self, reads):
        """Columns: the parts. Tree: the signed tree and the digests of chunks. Rest: tables, state, log."""
        inside = lambda path: path.relative_to(self.dir).parts[0]
        kind = lambda path: (
            "tree" if path.suffix == ".tree" or inside(path) == "tree"
            else "columns" if path.name.startswith("standard-") and path.suffix == ".parquet"
            else inside(path) if inside(path) in ("index", "book") else "rest"
        )
        of = lambda name: round(bytes_of(self.dir, lambda path: kind(path) == name) / reads, 3)
        return {name: of(name) for name in ("columns", "index", "book", "tree", "rest")}

    def rows_left_open(self):
        return json.loads(self.run("status", "--format", "json"))["epoch"]["rows_open"]

    def scope(self, selection):
        answer = json.loads(self.run("scope", selection, "--format", "json"))
        if answer["undecided"]["reads"]:
            sys.exit(f"bench: {selection}: undecided reads: {answer['undecided']}")
        pairs = lambda by: {name: (pair["reads"], pair["subjects"]) for name, pair in by.items()}
        return answer["elapsed_ms"] / 1000, figures(
            answer["reads"], answer["subjects"], answer["first"], answer["last"],
            pairs(answer["by_route"]), pairs(answer["by_field"]))


# What the peers' tables hold of a row, by `status`: what nunchi calls served.
SERVED = "(status BETWEEN 200 AND 299 OR status = 304)"


def route_case(path):
    return "CASE " + " ".join(f"WHEN {path} LIKE '{like}' THEN '{route}'" for route, like, _ in ROUTES) + " ELSE '' END"


def count_sql(rows, where):
    """The least that can be asked: reads and distinct subjects."""
    return f"SELECT count(*), count(DISTINCT subject) FROM {rows} WHERE {SERVED} AND {where}"


def full_sql(rows, where, ms):
    """All that nunchi's answer says, in one pass: a row for each subject, then sums over those."""
    places = range(len(ROUTES))
    inner = ", ".join(f"countIf(route = '{route}') AS r{n}" for n, (route, _, _) in enumerate(ROUTES))
    by_route = ", ".join(f"sum(r{n}), countIf(r{n} > 0)" for n in places)
    shown_by = lambda field: " + ".join(f"r{n}" for n in places if field in ROUTES[n][2])
    by_field = ", ".join(f"sum({shown_by(field)}), countIf({shown_by(field)} > 0)" for field in FIELDS)
    return (f"SELECT sum(n), count(*), {ms('min(a)')}, {ms('max(z)')}, {by_route}, {by_field} FROM "
            f"(SELECT subject, count(*) AS n, min(time) AS a, max(time) AS z, {inner} FROM {rows} "
            f"WHERE {SERVED} AND {where} GROUP BY subject) AS per")


def answer_of(row):
    stamp = lambda ms: time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(ms // 1000)) + f".{ms % 1000:03d}Z"
    row = [int(cell or 0) for cell in row]
    pairs = list(zip(row[4::2], row[5::2]))
    routes = {route: pair for (route, _, _), pair in zip(ROUTES, pairs)}
    return figures(row[0], row[1], stamp(row[2]), stamp(row[3]), routes, dict(zip(FIELDS, pairs[len(ROUTES):])))


class Peer:
    """What both peers are asked in the same way. A question is the rows (after FROM) and a condition."""

    def full(self, question):
        return None, answer_of(self.one(full_sql(*question, self.ms)))

    def count(self, question):
        return None, tuple(int(cell) for cell in self.one(count_sql(*question)))


class DuckDb(Peer):
    """An open connection to a database on disk."""

    def __init__(self, folder, logs):
        self.file, self.logs = folder / "duck.db", logs
        for old in (self.file, folder / "duck.db.wal"):
            old.unlink(missing_ok=True)
        self.db = duckdb.connect(str(self.file))
        self.db.execute(f"SET threads = {CORES}")
        self.db.execute("SET preserve_insertion_order = false")

    def one(self, sql):
        return self.db.execute(sql.replace("countIf", "count_if")).fetchone()

    @staticmethod
    def ms(text):
        return f"epoch_ms({text})"

    def load(self):
        columns = """{time: 'BIGINT', actor: 'STRUCT("session" STRUCT(uid VARCHAR), "user" STRUCT(uid VARCHAR))',
            http_request: 'STRUCT(url STRUCT(path VARCHAR), user_agent VARCHAR)', http_response: 'STRUCT(code USMALLINT)',
            resources: 'STRUCT(uid UINTEGER)[]', src_endpoint: 'STRUCT(ip VARCHAR)', unmapped: 'STRUCT(kid VARCHAR)'}"""
        path = "http_request.url.path"
        query = f"""CREATE TABLE reads AS SELECT * FROM (SELECT
            unnest(CASE WHEN resources IS NULL THEN [try_cast(regexp_extract({path}, '/members/([0-9]+)', 1) AS UINTEGER)]
                        ELSE list_transform(resources, lambda r: r.uid) END) AS subject,
            epoch_ms("time") AS time, {route_case(path)} AS route, http_response.code AS status,
            actor."user".uid AS actor, try_cast('0x' || substr(actor."session".uid, 3) AS UBIGINT) AS credential,
            unmapped.kid AS kid, src_endpoint.ip AS ip, http_request.user_agent AS client
            FROM read_ndjson('{self.logs}/gateway.ndjson', columns = {columns})) WHERE route <> ''"""

        def work():
            self.db.execute(query)
            self.db.execute("CHECKPOINT")

        seconds, _ = timed(work)
        return seconds, self.one("SELECT count(*) FROM reads")[0]

    def load_issuances(self):
        self.db.execute(f"""CREATE TABLE issuances AS
            SELECT try_cast('0x' || substr("session".uid, 3) AS UBIGINT) AS credential, min(epoch_ms("time")) AS issued
            FROM read_ndjson('{self.logs}/auth.ndjson', columns = {{time: 'BIGINT', class_uid: 'INTEGER', status_id: 'INTEGER', "session": 'STRUCT(uid VARCHAR)'}})
            WHERE class_uid = 3002 AND status_id = 1 AND "session".uid IS NOT NULL GROUP BY ALL""")
        self.db.execute("CHECKPOINT")

    def bytes_per_read(self, reads):
        return round(self.file.stat().st_size / reads, 3)

    def addresses(self):
        """Some addresses of the attack, the same in every run."""
        query = f"SELECT ip FROM {NOT_ISSUED_DUCKDB} WHERE {SERVED} GROUP BY ip ORDER BY md5(ip) LIMIT {ADDRESSES}"
        return sorted(ip for (ip,) in self.db.execute(query).fetchall())


class ClickHouse(Peer):
    """ClickHouse in this process, with a table on disk."""

    def __init__(self, folder, logs):
        self.dir, self.logs = folder / "clickhouse", logs
        shutil.rmtree(self.dir, ignore_errors=True)
        self.db = chdb_session.Session(str(self.dir))
        self.do(f"SET max_threads = {CORES}, max_insert_threads = {CORES}")
        self.do("CREATE DATABASE bench ENGINE = Atomic")

    def do(self, sql):
        self.db.query(sql)

    def one(self, sql):
        return json.loads(self.db.query(sql, "JSONCompact").bytes())["data"][0]

    @staticmethod
    def ms(text):
        return f"toUnixTimestamp64Milli({text})"

    def load(self):
        self.do("""CREATE TABLE bench.reads (subject UInt32, time DateTime64(3, 'UTC'), route LowCardinality(String), status UInt16,
            actor String, credential UInt64, kid LowCardinality(String), ip IPv6, client LowCardinality(String))
            ENGINE = MergeTree ORDER BY (subject, time)""")
        structure = ("time Int64, actor Tuple(session Tuple(uid String), user Tuple(uid String)), "
                     "http_request Tuple(url Tuple(path String), user_agent String), http_response Tuple(code UInt16), "
                     "resources Array(Tuple(uid UInt32)), src_endpoint Tuple(ip String), unmapped Tuple(kid String)")
        path = "http_request.url.path"
        query = f"""INSERT INTO bench.reads SELECT
            arrayJoin(if(empty(resources), [toUInt32OrZero(extract({path}, '/members/([0-9]+)'))], resources.uid)),
            fromUnixTimestamp64Milli(time, 'UTC'), {route_case(path)} AS route, http_response.code,
            actor.user.uid, reinterpretAsUInt64(reverse(unhex(substring(actor.session.uid, 3)))), unmapped.kid,
            toIPv6(src_endpoint.ip), http_request.user_agent
            FROM file('{self.logs}/gateway.ndjson', 'JSONEachRow', '{structure}') WHERE route <> ''
            SETTINGS max_threads = {CORES}, max_insert_threads = {CORES}, input_format_skip_unknown_fields = 1"""
        seconds, _ = timed(lambda: self.do(query))
        return seconds, int(self.one("SELECT count() FROM bench.reads")[0])

    def settle(self):
        """One sorted part a table, the best there is for size and questions; nobody is charged for it."""
        self.do("OPTIMIZE TABLE bench.reads FINAL")

    def load_issuances(self):
        self.do("CREATE TABLE bench.issuances (credential UInt64, issued DateTime64(3, 'UTC')) ENGINE = MergeTree ORDER BY credential")
        self.do(f"""INSERT INTO bench.issuances
            SELECT reinterpretAsUInt64(reverse(unhex(substring(session.uid, 3)))) AS credential, min(fromUnixTimestamp64Milli(time, 'UTC'))
            FROM file('{self.logs}/auth.ndjson', 'JSONEachRow', 'time Int64, class_uid Int32, status_id Int32, session Tuple(uid String)')
            WHERE class_uid = 3002 AND status_id = 1 AND session.uid <> '' GROUP BY credential
            SETTINGS input_format_skip_unknown_fields = 1""")

    def bytes_per_read(self, reads):
        """The live parts of the table, without ClickHouse's own logs and what a merge left behind."""
        sql = "SELECT sum(bytes_on_disk) FROM system.parts WHERE database = 'bench' AND table = 'reads' AND active"
        return round(int(self.one(sql)[0]) / reads, 3)


# `NOT issued`: no issuance of this credential up to the read and the lag. An expired one was issued.
# The tables of issuances hold the earliest of each credential, so one match decides.
FOREIGN = f"issuances.credential = reads.credential AND issuances.issued <= reads.time + INTERVAL {LAG_S} SECOND"
NOT_ISSUED_DUCKDB = f"reads ANTI JOIN issuances ON {FOREIGN}"
NOT_ISSUED_CLICKHOUSE = f"bench.reads AS reads LEFT ANTI JOIN bench.issuances AS issuances ON {FOREIGN}"


def questions(addresses):
    """What is asked: nunchi's selection, and for each peer the rows and the condition."""
    first, last = "2025-05-01 00:00:00", "2025-08-31 00:00:00"
    zulu = lambda text: text.replace(" ", "T") + "Z"
    listed = ", ".join(f"'{ip}'" for ip in addresses)
    as_v6 = ", ".join(f"toIPv6('{ip}')" for ip in addresses)
    wide = "route IN ('address-list', 'my-info')"
    return {
        "scope_231": (
            f"ip IN ({listed}) AND time BETWEEN '{zulu(first)}' AND '{zulu(last)}'",
            ("reads", f"ip IN ({listed}) AND time BETWEEN TIMESTAMP '{first}' AND TIMESTAMP '{last}'"),
            ("bench.reads", f"ip IN ({as_v6}) AND time BETWEEN toDateTime64('{first}', 3, 'UTC') AND toDateTime64('{last}', 3, 'UTC')")),
        "not_issued": ("NOT issued", (NOT_ISSUED_DUCKDB, "true"), (NOT_ISSUED_CLICKHOUSE, "true")),
        "scope_wide": (wide, ("reads", wide), ("bench.reads", wide)),
    }


def machine(program, load_before):
    lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    version = subprocess.run([program, "--version"], capture_output=True, text=True).stdout.split()[-1]
    return {
        "cpu": model, "cores": os.cpu_count(), "cores_used": CORES, "memory_gib": round(memory, 1), "system": " ".join(os.uname()[::2]),
        "load_average": {"before": load_before, "after": round(os.getloadavg()[0], 2)},
        "versions": {"nunchi": version, "duckdb": duckdb.__version__, "chdb": chdb.__version__, "clickhouse": chdb.engine_version},
    }


def measure_ingest(engines, logs, results):
    """Loads the log into each engine. Returns the reads that the ledger has."""
    rows = []
    for name, engine in engines.items():
        warm(logs / "gateway.ndjson")
        seconds, count = engine.load()
        rows.append(count)
        results["ingest_ocsf"][f"{name}_s"] = seconds
        tell(f"ingest_ocsf: {name} {seconds:.2f} s, {count:,} reads")
    results["ingest_ocsf"]["equal"] = len(set(rows)) == 1
    return rows[0]


def measure_questions(engines, results):
    ours, duck, click = engines.values()
    for what, (selection, in_duck, in_click) in questions(duck.addresses()).items():
        result = results[what]
        result["nunchi_s"], result["nunchi_process_s"], answer = medians(lambda: ours.scope(selection))
        result["duckdb_s"], _, of_duck = medians(lambda: duck.full(in_duck))
        result["clickhouse_s"], _, of_click = medians(lambda: click.full(in_click))
        result["duckdb_count_s"], _, duck_counts = medians(lambda: duck.count(in_duck))
        result["clickhouse_count_s"], _, click_counts = medians(lambda: click.count(in_click))
        counts = (answer["reads"], answer["subjects"])
        result["equal"] = answer == of_duck == of_click and counts == duck_counts == click_counts
        result["reads"], result["subjects"] = counts
        tell(f"{what}: " + ", ".join(f"{name} {result[name]:.3f}" for name in result if name.endswith("_s")) + f", {counts[0]:,} reads")
        if not result["equal"]:
            tell(f"{what}: NOT EQUAL: nunchi {answer}; DuckDB {of_duck} {duck_counts}; ClickHouse {of_click} {click_counts}")


def measure(program, folder, rows):
    load_before = round(os.getloadavg()[0], 2)
    logs = make_input(program, folder, rows)
    lines = json.loads((logs / "truth" / "truth.json").read_text())["files"]["gateway.ndjson"]["lines"]
    results = {what: {"what": what, "nunchi_s": None, "duckdb_s": None, "clickhouse_s": None, "equal": None} for what in WHAT}
    engines = {"nunchi": Nunchi(program, folder, logs, rows), "duckdb": DuckDb(folder, logs), "clickhouse": ClickHouse(folder, logs)}
    reads = measure_ingest(engines, logs, results)
    if left := engines["nunchi"].rows_left_open():
        tell(f"{left:,} reads stand in the open log of the ledger, not in its parts")
    engines["clickhouse"].settle()
    sizes = engines["nunchi"].bytes_per_read(reads)
    sizes |= {name: engines[name].bytes_per_read(reads) for name in ("duckdb", "clickhouse")}
    sizes["replay"] = {"columns": None, "index": None}
    per_s = {name: round(lines / results["ingest_ocsf"][f"{name}_s"]) for name in engines}
    for engine in engines.values():
        engine.load_issuances()
    measure_questions(engines, results)
    for result in results.values():
        result.update({name: round(value, 4) for name, value in result.items() if isinstance(value, float)})
    return {
        "v": 1, "rows": rows, "lines": lines, "reads": reads, "machine": machine(program, load_before), "results": list(results.values()),
        "bytes_per_read": sizes,
        "ingest_events_per_s": {"nunchi": per_s["nunchi"], "nunchi_with_detectors": None, "duckdb": per_s["duckdb"], "clickhouse": per_s["clickhouse"]},
    }


def main():
    parser = argparse.ArgumentParser(description="nunchi beside DuckDB and ClickHouse on the same rows, as JSON")
    parser.add_argument("--rows", default="1e7", help="ordinary accesses around the attack, e.g. 1e6 (default 1e7, the most)")
    parser.add_argument("--keep", action="store_true", help="leave the logs and the data of all three where they are")
    arguments = parser.parse_args()
    try:
        rows = int(float(arguments.rows))
    except (ValueError, OverflowError):
        refuse(f"--rows {arguments.rows}: not a number; say for example 1e6")
    if not 1 <= rows <= ROWS_MAX:
        refuse(f"{arguments.rows} rows: text can be read at 1 to 1e7 rows for now, so run ROWS=1e7 or less")
    program = os.environ.get("NUNCHI_BIN")
    if not program or not os.access(program, os.X_OK):
        refuse("NUNCHI_BIN must name the release binary of nunchi; `make bench` builds and names it")
    folder = pathlib.Path(os.environ.get("NUNCHI_BENCH_DIR") or "/tmp/nunchi-bench")
    folder.mkdir(parents=True, exist_ok=True)
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
    rows = fitting(rows, folder)
    work = folder / f"rows-{rows}"
    work.mkdir(exist_ok=True)
    try:
        print(json.dumps(measure(program, work, rows)))
    finally:
        if arguments.keep:
            tell(f"kept in {work}")
        else:
            shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
