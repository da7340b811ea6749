"""nunchi beside DuckDB and ClickHouse on the same rows, on two cores.

Called by `make bench ROWS=1e7`. Standard output is one JSON document and nothing else; what goes on is
told on standard error. NUNCHI_BIN is the release binary. The input is made once and kept in
NUNCHI_BENCH (default ~/.cache/nunchi/bench). What is not measured yet is null.
"""

import argparse
import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import time

import duckdb
from chdb import session as chdb_session

# Two cores for everybody, whatever the machine has.
CORES = 2
ROUNDS = 5
# Bytes of disk for a row: the log as it stands, and three engines that hold it.
DISK_BYTES_PER_ROW = 900
SHOP_FIELDS = {
    "name": ["my-info", "my-info-tw", "address-list", "address-list-tw", "address-edit", "support-view"],
    "email": ["my-info", "my-info-tw", "support-view"],
    "phone": ["address-list", "address-list-tw", "address-edit", "support-view"],
    "address": ["address-list", "address-list-tw", "address-edit", "support-view"],
    "door_code_masked": ["address-list", "address-list-tw"],
    "door_code": ["address-edit"],
    "order_items": ["order-list", "order-history"],
}
WHAT = ["ingest_ocsf", "scope_231", "not_issued", "scope_wide", "who", "distinct_per_address", "trace_50", "cold"]
LIST_FROM, LIST_TO = "2025-05-01T00:00:00Z", "2025-08-31T00:00:00Z"


def tell(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def timed(work):
    start = time.monotonic()
    result = work()
    return time.monotonic() - start, result


def median_of(work):
    """Median seconds of some rounds after one that warms, and the answer, which must not change."""
    _, answer = timed(work)
    seconds = []
    for _ in range(ROUNDS):
        took, again = timed(work)
        if again != answer:
            sys.exit("bench: the same question gave two answers")
        seconds.append(took)
    return statistics.median(seconds), answer


def tree_bytes(folder, keep=lambda path: True):
    return sum(path.stat().st_size for path in pathlib.Path(folder).rglob("*") if path.is_file() and keep(path))


def fitting(rows, folder):
    """The rows asked for, or the largest power of ten for which there is disk."""
    free = shutil.disk_usage(folder).free
    while rows * DISK_BYTES_PER_ROW > free and rows > 1000:
        rows //= 10
        tell(f"only {free >> 30} GiB are free: going down to {rows:,} rows")
    return rows


def make_input(nunchi, folder, rows):
    logs = folder / f"logs-{rows}"
    if not (logs / "truth" / "truth.json").exists():
        tell(f"writing a replay with {rows:,} ordinary accesses to {logs}")
        shutil.rmtree(logs, ignore_errors=True)
        subprocess.run([nunchi, "sim", logs, "--background", str(rows)], check=True, stdout=subprocess.DEVNULL)
    # Everybody reads it from memory.
    for name in ("gateway.ndjson", "auth.ndjson"):
        with open(logs / name, "rb") as file:
            while file.read(1 << 24):
                pass
    return logs


class Nunchi:
    """The program as an operator runs it: one process a command, nothing kept between."""

    def __init__(self, program, folder, logs, rows):
        self.program, self.dir, self.logs = program, folder / "nunchi", logs
        shutil.rmtree(self.dir, ignore_errors=True)
        shutil.rmtree(folder / "keys", ignore_errors=True)
        self.place = ["--data", self.dir, "--keys", folder / "keys"]
        self.run("init", "--example", "shop")
        if rows < 1_000_000:
            # A small run would leave its rows in the open log; here they shall stand in parts.
            toml = self.dir / "nunchi.toml"
            toml.write_text(toml.read_text().replace("[ledger]\n", f"[ledger]\nepoch_reads = {max(1, rows // 2)}\n", 1))

    def run(self, *words):
        done = subprocess.run([self.program, *words, *self.place], capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"bench: nunchi {' '.join(map(str, words))}: {done.stderr}")
        return done.stdout

    def load(self):
        return timed(lambda: json.loads(self.run("ingest", "--output", "json", f"gateway={self.logs}/gateway.ndjson")))

    def load_issuances(self):
        self.run("ingest", f"auth={self.logs}/auth.ndjson", f"accounts={self.logs}/accounts.ndjson", f"hr={self.logs}/hr.csv")

    def bytes(self, reads):
        is_tree = lambda path: path.suffix == ".tree" or "tree" in path.relative_to(self.dir).parts
        is_part = lambda path: path.name.startswith("standard-") and path.suffix == ".parquet"
        of = lambda folder, keep=lambda path: True: round(tree_bytes(folder, keep) / reads, 3)
        return {"columns": of(self.dir / "epochs", is_part), "index": of(self.dir / "index"), "book": of(self.dir / "book"), "tree": of(self.dir, is_tree)}

    def scope(self, selection):
        answer = json.loads(self.run("scope", selection, "--format", "json"))
        if answer["undecided"]["reads"]:
            sys.exit(f"bench: {selection}: {answer['undecided']}")
        pairs = lambda of: {name: pair["subjects"] for name, pair in sorted(of.items())}
        return {
            "reads": answer["reads"], "subjects": answer["subjects"], "first": answer["first"], "last": answer["last"],
            "by_route": {name: [pair["reads"], pair["subjects"]] for name, pair in sorted(answer["by_route"].items())},
            "by_field": pairs(answer["by_field"]),
        }


def route_sql(path, method, like):
    """Which route a path is, in either dialect; what is none of them is null."""
    is_like = lambda pattern: like(path, pattern)
    cases = [
        ("/tw/members/%/my-info", "my-info-tw"), ("/tw/members/%/addresses", "address-list-tw"),
        ("/support/members/%", "support-view"), ("/members/%/my-info", "my-info"), ("/members/%/addresses", "address-list"),
        ("/members/%/addresses/%/edit", "address-edit"), ("/members/%/orders", "order-list"), ("/members/%/order-history", "order-history"),
    ]
    whens = " ".join(f"WHEN {is_like(pattern)} THEN '{route}'" for pattern, route in cases)
    return f"CASE {whens} ELSE 'other' END"


def answer_sql(where, distinct, ms):
    """The figures of a scope: one row for all of it and one for each route, then the fields."""
    in_list = lambda routes: ", ".join(f"'{route}'" for route in routes)
    fields = ", ".join(f"{distinct('subject', f'route IN ({in_list(routes)})')} AS {field}" for field, routes in SHOP_FIELDS.items())
    served = "(status BETWEEN 200 AND 299 OR status = 304)"
    return [
        f"SELECT count(*), {distinct('subject')}, {ms('min(time)')}, {ms('max(time)')} FROM reads WHERE route <> 'other' AND {served} AND {where}",
        f"SELECT route, count(*), {distinct('subject')} FROM reads WHERE route <> 'other' AND {served} AND {where} GROUP BY route ORDER BY route",
        f"SELECT {fields} FROM reads WHERE route <> 'other' AND {served} AND {where}",
    ]


def told(total, routes, fields):
    stamp = lambda ms: time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(int(ms) // 1000)) + f".{int(ms) % 1000:03d}Z"
    reads, subjects, first, last = total
    return {
        "reads": int(reads), "subjects": int(subjects), "first": stamp(first), "last": stamp(last),
        "by_route": {route: [int(reads), int(subjects)] for route, reads, subjects in routes},
        "by_field": dict(sorted((field, int(count)) for field, count in zip(SHOP_FIELDS, fields) if int(count))),
    }


class DuckDb:
    """An open connection to a database on disk."""

    def __init__(self, folder, logs):
        self.file, self.logs = folder / "duck.db", logs
        self.file.unlink(missing_ok=True)
        self.db = duckdb.connect(str(self.file))
        self.db.execute(f"SET threads = {CORES}")

    def load(self):
        columns = """{time: 'BIGINT', actor: 'STRUCT("session" STRUCT(uid VARCHAR), "user" STRUCT(uid VARCHAR))',
            http_request: 'STRUCT(http_method VARCHAR, url STRUCT(path VARCHAR), user_agent VARCHAR)',
            http_response: 'STRUCT(code USMALLINT)', metadata: 'STRUCT(sequence UBIGINT)',
            src_endpoint: 'STRUCT(ip VARCHAR)', unmapped: 'STRUCT(kid VARCHAR)'}"""
        path, method = "http_request.url.path", "http_request.http_method"
        like = lambda text, pattern: f"{text} LIKE '{pattern}'"
        query = f"""CREATE TABLE reads AS SELECT epoch_ms("time") AS time, metadata.sequence AS sequence,
            try_cast(regexp_extract({path}, '/members/([0-9]+)', 1) AS UINTEGER) AS subject,
            {route_sql(path, method, like)} AS route, http_response.code AS status, src_endpoint.ip AS ip,
            actor."user".uid AS actor, try_cast('0x' || substr(actor."session".uid, 3) AS UBIGINT) AS credential,
            unmapped.kid AS key, http_request.user_agent AS client
            FROM read_json('{self.logs}/gateway.ndjson', format = 'newline_delimited', columns = {columns})"""

        def work():
            self.db.execute(query)
            self.db.execute("CHECKPOINT")
        return timed(work)[0]

    def load_issuances(self):
        self.db.execute(f"""CREATE TABLE issued AS SELECT DISTINCT try_cast('0x' || substr("session".uid, 3) AS UBIGINT) AS credential
            FROM read_json('{self.logs}/auth.ndjson', format = 'newline_delimited', columns = {{class_uid: 'INTEGER', status_id: 'INTEGER', "session": 'STRUCT(uid VARCHAR)'}})
            WHERE class_uid = 3002 AND status_id = 1 AND "session".uid IS NOT NULL""")

    def bytes(self, reads):
        return round(self.file.stat().st_size / reads, 3)

    def addresses(self):
        """231 of the addresses of the attack."""
        query = "SELECT ip FROM reads WHERE ip LIKE '198.18.%' AND status = 200 AND subject IS NOT NULL GROUP BY ip ORDER BY hash(ip) LIMIT 231"
        return sorted(ip for (ip,) in self.db.execute(query).fetchall())

    def scope(self, where):
        distinct = lambda what, when=None: f"count(DISTINCT {what})" + (f" FILTER (WHERE {when})" if when else "")
        total, routes, fields = [self.db.execute(sql).fetchall() for sql in answer_sql(where, distinct, lambda x: f"epoch_ms({x})")]
        return told(total[0], routes, fields[0])


class ClickHouse:
    """ClickHouse in this process, with a table on disk."""

    def __init__(self, folder, logs):
        self.dir, self.logs = folder / "clickhouse", logs
        shutil.rmtree(self.dir, ignore_errors=True)
        self.db = chdb_session.Session(str(self.dir))
        self.ask(f"SET max_threads = {CORES}, max_insert_threads = {CORES}")

    def ask(self, sql):
        told = self.db.query(sql + (" FORMAT JSONCompact" if sql.startswith("SELECT") else ""))
        text = told.bytes().decode() if told else ""
        return json.loads(text)["data"] if sql.startswith("SELECT") else None

    def load(self):
        self.ask("CREATE DATABASE bench ENGINE = Atomic")
        self.ask("""CREATE TABLE bench.reads (time DateTime64(3, 'UTC'), sequence UInt64, subject Nullable(UInt32), route LowCardinality(String),
            status UInt16, ip IPv6, actor String, credential UInt64, key LowCardinality(String), client LowCardinality(String))
            ENGINE = MergeTree ORDER BY (subject, time) SETTINGS allow_nullable_key = 1""")
        path, method = "tupleElement(tupleElement(http_request, 'url'), 'path')", "tupleElement(http_request, 'http_method')"
        like = lambda text, pattern: f"{text} LIKE '{pattern}'"
        structure = ("time Int64, actor Tuple(session Tuple(uid String), user Tuple(uid String)), "
                     "http_request Tuple(http_method String, url Tuple(path String), user_agent String), http_response Tuple(code UInt16), "
                     "metadata Tuple(sequence UInt64), src_endpoint Tuple(ip String), unmapped Tuple(kid String)")
        session, user = "tupleElement(tupleElement(actor, 'session'), 'uid')", "tupleElement(tupleElement(actor, 'user'), 'uid')"
        query = f"""INSERT INTO bench.reads SELECT fromUnixTimestamp64Milli(time, 'UTC'), tupleElement(metadata, 'sequence'),
            toUInt32OrNull(extract({path}, '/members/([0-9]+)')), {route_sql(path, method, like)}, tupleElement(http_response, 'code'),
            toIPv6OrDefault(tupleElement(src_endpoint, 'ip')), {user}, reinterpretAsUInt64(reverse(unhex(substring({session}, 3)))),
            tupleElement(unmapped, 'kid'), tupleElement(http_request, 'user_agent')
            FROM file('{self.logs}/gateway.ndjson', 'JSONEachRow', '{structure}')
            SETTINGS max_threads = {CORES}, max_insert_threads = {CORES}, input_format_skip_unknown_fields = 1, input_format_null_as_default = 1"""
        return timed(lambda: self.ask(query))[0]

    def settle(self):
        """One sorted part a table, which is the best there is for questions; nobody is charged for it."""
        self.ask("OPTIMIZE TABLE bench.reads FINAL")

    def load_issuances(self):
        self.ask("CREATE TABLE bench.issued (credential UInt64) ENGINE = MergeTree ORDER BY credential")
        self.ask(f"""INSERT INTO bench.issued SELECT DISTINCT reinterpretAsUInt64(reverse(unhex(substring(tupleElement(session, 'uid'), 3))))
            FROM file('{self.logs}/auth.ndjson', 'JSONEachRow', 'class_uid Int32, status_id Int32, session Tuple(uid String)')
            WHERE class_uid = 3002 AND status_id = 1 AND tupleElement(session, 'uid') <> ''
            SETTINGS input_format_skip_unknown_fields = 1, input_format_null_as_default = 1""")

    def bytes(self, reads):
        (size,), = self.ask("SELECT sum(bytes_on_disk) FROM system.parts WHERE database = 'bench' AND table = 'reads' AND active")
        return round(int(size) / reads, 3)

    def scope(self, where):
        distinct = lambda what, when=None: f"uniqExactIf({what}, {when})" if when else f"uniqExact({what})"
        queries = answer_sql(where, distinct, lambda x: f"toUnixTimestamp64Milli({x})")
        total, routes, fields = [self.ask(sql.replace("FROM reads", "FROM bench.reads")) for sql in queries]
        return told(total[0], routes, fields[0])


def questions(addresses):
    """What is asked of each engine: nunchi's selection, DuckDB's condition, ClickHouse's condition."""
    listed = ", ".join(f"'{ip}'" for ip in addresses)
    as_v6 = ", ".join(f"toIPv6('{ip}')" for ip in addresses)
    no_zone = lambda text: text.replace("T", " ").rstrip("Z")
    in_duck = lambda text: f"TIMESTAMP '{no_zone(text)}'"
    in_click = lambda text: f"toDateTime64('{no_zone(text)}', 3, 'UTC')"
    span = lambda stamp: f"time BETWEEN {stamp(LIST_FROM)} AND {stamp(LIST_TO)}"
    return {
        "scope_231": (
            f"ip IN ({listed}) AND time BETWEEN '{LIST_FROM}' AND '{LIST_TO}'",
            f"ip IN ({listed}) AND {span(in_duck)}",
            f"ip IN ({as_v6}) AND {span(in_click)}",
        ),
        "not_issued": (
            "NOT issued",
            "credential NOT IN (SELECT credential FROM issued)",
            "credential NOT IN (SELECT credential FROM bench.issued)",
        ),
        "scope_wide": ("route IN ('address-list', 'my-info')",) + ("route IN ('address-list', 'my-info')",) * 2,
    }


def machine():
    lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines() if os.path.exists("/proc/cpuinfo") else []
    model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.processor())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 30
    versions = {"duckdb": duckdb.__version__, "clickhouse": chdb_session.Session and __import__("chdb").engine_version}
    return {"cpu": model, "cores_used": CORES, "cores": os.cpu_count(), "memory_gib": memory, "system": platform.platform(), **versions}


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rows", default="1e7")
    rows = int(float(arguments.parse_args().rows))
    program = os.environ["NUNCHI_BIN"]
    cache = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    folder = pathlib.Path(os.environ.get("NUNCHI_BENCH") or pathlib.Path(cache) / "nunchi" / "bench")
    folder.mkdir(parents=True, exist_ok=True)
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
    rows = fitting(rows, folder)
    logs = make_input(program, folder, rows)
    lines = json.loads((logs / "truth" / "truth.json").read_text())["files"]["gateway.ndjson"]["lines"]

    results = {what: {"what": what, "nunchi_s": None, "duckdb_s": None, "clickhouse_s": None, "equal": None} for what in WHAT}
    ours, duck, click = Nunchi(program, folder, logs, rows), DuckDb(folder, logs), ClickHouse(folder, logs)
    tell(f"loading {lines:,} lines: nunchi")
    nunchi_s, report = ours.load()
    reads = sum(of["reads"] for of in report["sources"].values())
    sizes = ours.bytes(reads)
    tell(f"{nunchi_s:.1f} s; DuckDB")
    duckdb_s = duck.load()
    tell(f"{duckdb_s:.1f} s; ClickHouse")
    clickhouse_s = click.load()
    tell(f"{clickhouse_s:.1f} s")
    loaded = [duck.db.execute("SELECT count(*) FROM reads").fetchone()[0], int(click.ask("SELECT count() FROM bench.reads")[0][0])]
    results["ingest_ocsf"].update(nunchi_s=nunchi_s, duckdb_s=duckdb_s, clickhouse_s=clickhouse_s,
                                  equal=loaded == [lines, lines] and sum(of["accesses"] + of["plain"] for of in report["sources"].values()) == lines)
    for engine in (ours, duck, click):
        engine.load_issuances()
    click.settle()
    sizes |= {"duckdb": duck.bytes(reads), "clickhouse": click.bytes(reads), "replay": {"columns": sizes["columns"], "index": sizes["index"]}}
    for what, (selection, in_duck, in_click) in questions(duck.addresses()).items():
        took, answers = zip(*(median_of(lambda: engine.scope(text)) for engine, text in ((ours, selection), (duck, in_duck), (click, in_click))))
        equal = answers[0] == answers[1] == answers[2]
        tell(f"{what}: nunchi {took[0]:.3f} s, DuckDB {took[1]:.3f} s, ClickHouse {took[2]:.3f} s, {answers[0]['reads']:,} reads, {'equal' if equal else f'NOT EQUAL: {answers}'}")
        results[what].update(nunchi_s=took[0], duckdb_s=took[1], clickhouse_s=took[2], equal=equal)
    for result in results.values():
        result.update({name: round(value, 4) for name, value in result.items() if isinstance(value, float)})
    print(json.dumps({
        "v": 1, "rows": rows, "lines": lines, "reads": reads, "machine": machine(), "results": list(results.values()), "bytes_per_read": sizes,
        "ingest_events_per_s": {"nunchi": round(lines / nunchi_s), "nunchi_with_detectors": None, "duckdb": round(lines / duckdb_s), "clickhouse": round(lines / clickhouse_s)},
    }))


main()
