"""ClickHouse, in this process as chdb: a MergeTree on disk ordered by subject and time, in one part.

Routes and outcomes are one byte, keys and clients LowCardinality or codes, addresses IPv4.
"""

import json

import chdb
from chdb import session as chdb_session

import answers
from duck import NOBODY, DuckDb
from machine import CORES, timed
from peer import SERVED, Peer
from rows import FIELDS, LAG_S, ROUTES, number_of_path

VERSIONS = {"chdb": chdb.__version__, "clickhouse": chdb.engine_version}
FOREIGN = f"issuances.credential = reads.credential AND issuances.issued <= reads.time + INTERVAL {LAG_S} SECOND"
READS = """(subject UInt32, time DateTime64(3, 'UTC'), route UInt8, outcome UInt8, actor UInt32, credential UInt64,
    key {key}, ip IPv4, client {client}, issued Bool) ENGINE = MergeTree ORDER BY (subject, time)"""


class ClickHouse(Peer):
    rows = "bench.reads AS reads"
    joined_rows = f"bench.reads AS reads LEFT ANTI JOIN bench.issuances AS issuances ON {FOREIGN}"

    def __init__(self, folder):
        self.folder = folder / "clickhouse"
        self.db = chdb_session.Session(str(self.folder))
        self.do(f"SET max_threads = {CORES}, max_insert_threads = {CORES}")
        self.do("CREATE DATABASE IF NOT EXISTS bench ENGINE = Atomic")

    def close(self):
        self.db.close()

    def do(self, sql):
        self.db.query(sql)

    def many(self, sql):
        return json.loads(self.db.query(sql, "JSONCompact").bytes())["data"]

    # --- words of the dialect ------------------------------------------------------------------------

    ms = staticmethod(lambda text: f"toUnixTimestamp64Milli({text})")
    count_if = staticmethod(lambda condition: f"countIf({condition})")
    mask = staticmethod(lambda route: f"groupBitOr(bitShiftLeft(toUInt8(1), {route}))")
    distinct = staticmethod(lambda: "groupBitmap(subject)")
    distincts = staticmethod(lambda: {"bitmap": "groupBitmap(subject)", "distinct": "uniqExact(subject)"})
    ip_text = staticmethod(lambda ip: f"toString({ip})")
    ip_list = staticmethod(lambda addresses: ", ".join(f"toIPv4('{ip}')" for ip in addresses))
    at = staticmethod(lambda text: f"toDateTime64('{text}', 3, 'UTC')")

    def scope_forms(self, where, rows=None):
        rows = rows or self.rows
        in_order = "SETTINGS optimize_aggregation_in_order = 1"
        return super().scope_forms(where, rows) | {
            "sums in order": lambda: self.scope_by_sums(rows, where, in_order),
            "bitmaps": lambda: self.scope_by_bitmaps(rows, where),
        }

    def scope_by_bitmaps(self, rows, where):
        """One statement: a bitmap of subjects for each route, then unions of those."""
        merged = lambda numbers: f"sumIf(n, route IN ({numbers})), groupBitmapMergeIf(s, route IN ({numbers}))"
        shown_by = lambda field: ", ".join(str(n) for n, (_, fields) in enumerate(ROUTES) if field in fields)
        sums = ", ".join([merged(n) for n in range(len(ROUTES))] + [merged(shown_by(field)) for field in FIELDS])
        sql = (
            f"SELECT sum(n), groupBitmapMerge(s), {self.ms('min(a)')}, {self.ms('max(z)')}, {sums} FROM "
            f"(SELECT route, count() AS n, min(time) AS a, max(time) AS z, groupBitmapState(subject) AS s "
            f"FROM {rows} WHERE {SERVED} AND {where} GROUP BY route)"
        )
        return answers.scope_of_sums(self.many(sql)[0])

    # --- rows from text ------------------------------------------------------------------------------

    def load_issuances(self, logs):
        self.make_issuances(f"""SELECT reinterpretAsUInt64(reverse(unhex(substring(session.uid, 3)))) AS credential, min(fromUnixTimestamp64Milli(time, 'UTC'))
            FROM file('{logs}/auth.ndjson', 'JSONEachRow', 'time Int64, class_uid Int32, status_id Int32, session Tuple(uid String)')
            WHERE class_uid = 3002 AND status_id = 1 AND session.uid <> '' GROUP BY credential
            SETTINGS input_format_skip_unknown_fields = 1""")

    def make_issuances(self, rows):
        self.do("CREATE TABLE bench.issuances (credential UInt64, issued DateTime64(3, 'UTC')) ENGINE = MergeTree ORDER BY credential")
        self.do(f"INSERT INTO bench.issuances {rows}")

    def load_text(self, logs):
        """The log as it is, into a sorted table on disk. Seconds, and rows."""
        self.do("""CREATE TABLE bench.loaded (subject UInt32, time DateTime64(3, 'UTC'), route UInt8, status UInt16, actor UInt32,
            credential UInt64, key LowCardinality(String), ip IPv4, client LowCardinality(String)) ENGINE = MergeTree ORDER BY (subject, time)""")
        structure = (
            "time Int64, actor Tuple(session Tuple(uid String), user Tuple(uid String)), "
            "http_request Tuple(url Tuple(path String), user_agent String), http_response Tuple(code UInt16), "
            "src_endpoint Tuple(ip String), unmapped Tuple(kid String)"
        )
        path = "http_request.url.path"
        sql = f"""INSERT INTO bench.loaded SELECT
            toUInt32OrZero(extract({path}, '/members/([0-9]+)')), fromUnixTimestamp64Milli(time, 'UTC'),
            ({number_of_path(path)}) AS route, http_response.code, toUInt32OrZero(actor.user.uid),
            reinterpretAsUInt64(reverse(unhex(substring(actor.session.uid, 3)))), unmapped.kid,
            toIPv4(src_endpoint.ip), http_request.user_agent
            FROM file('{logs}/gateway.ndjson', 'JSONEachRow', '{structure}') WHERE route IS NOT NULL
            SETTINGS max_threads = {CORES}, max_insert_threads = {CORES}, input_format_skip_unknown_fields = 1"""
        seconds, _ = timed(lambda: self.do(sql))
        return seconds, int(self.many("SELECT count() FROM bench.loaded")[0][0])

    def settle_text(self):
        """One sorted part with what was issued; nobody is charged for it."""
        words = "LowCardinality(String)"
        self.do(f"CREATE TABLE bench.reads {READS.format(key=words, client=words)}")
        self.sort("""SELECT subject, time, route, multiIf(status BETWEEN 200 AND 299 OR status = 304, 0, status IN (404, 410), 2, 1) AS outcome,
            actor, credential, key, ip, client FROM bench.loaded""")
        self.do("DROP TABLE bench.loaded SYNC")

    # --- rows from the parts of a ledger -------------------------------------------------------------

    def load_parts(self, ledger):
        """Parts and published tables are plain Parquet. A subject there is a number of its shard."""
        self.make_issuances(f"""SELECT credential, min(time) FROM file('{ledger.parts}/*/control.parquet', 'Parquet')
            WHERE kind = 1 AND credential IS NOT NULL GROUP BY credential""")
        self.do(f"CREATE TABLE bench.reads {READS.format(key='UInt16', client='UInt16')}")
        self.sort(f"""SELECT toUInt32(ifNull(subject * 16 + shard, {NOBODY})) AS subject, time, {DuckDb.routes_of_shapes(ledger)}[shape + 1] AS route,
            outcome, toUInt32(ifNull(bitAnd(actor, {NOBODY}) * 16 + bitShiftRight(actor, 32), {NOBODY})) AS actor, ifNull(credential, 0) AS credential,
            ifNull(key, 65535) AS key, toIPv4(ip4) AS ip, ifNull(client, 65535) AS client
            FROM file('{ledger.parts}/*/standard-*.parquet', 'Parquet')""")

    def sort(self, rows):
        self.do(f"""INSERT INTO bench.reads SELECT reads.*, issuances.credential <> 0 AS issued FROM ({rows}) AS reads
            LEFT ANY JOIN (SELECT credential, min(issued) AS issued FROM bench.issuances GROUP BY credential) AS issuances
            ON {FOREIGN}""")
        self.do("OPTIMIZE TABLE bench.reads FINAL")

    def reads(self):
        return int(self.many("SELECT count() FROM bench.reads")[0][0])

    def bytes(self):
        """The live parts of the table, without ClickHouse's own logs and what a merge left behind."""
        sql = "SELECT sum(bytes_on_disk) FROM system.parts WHERE database = 'bench' AND table = 'reads' AND active"
        return int(self.many(sql)[0][0])
