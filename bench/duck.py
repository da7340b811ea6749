"""DuckDB: a table on disk, sorted by subject and time, on an open connection.

Addresses are numbers, routes and outcomes one byte, keys and clients enums or codes. The table of issuances
is a file of its own, so that the bytes of the reads can be told.
"""

import duckdb

from machine import CORES, timed
from peer import Peer
from rows import LAG_S, ROUTE_NAMES, number_of_path, route_number

VERSION = duckdb.__version__
# No subject: a read of somebody whom nobody knows. Such reads were denied and count nowhere.
NOBODY = 4_294_967_295
# What every reader of the table needs to know of a row that it does not have.
FOREIGN = f"issuances.credential = reads.credential AND issuances.issued <= reads.time + INTERVAL {LAG_S} SECOND"


class DuckDb(Peer):
    def __init__(self, folder):
        self.folder = folder / "duckdb"
        self.folder.mkdir(exist_ok=True)
        self.db = duckdb.connect()
        self.db.execute(f"SET threads = {CORES}")
        self.db.execute(f"SET temp_directory = '{self.folder}/temp'")
        for name in ("loaded", "issuances", "reads"):
            if name != "loaded" or (self.folder / "loaded.db").exists():
                self.db.execute(f"ATTACH '{self.folder}/{name}.db' AS {name}")
        self.rows = "reads.reads AS reads"
        self.joined_rows = f"{self.rows} ANTI JOIN issuances.issuances AS issuances ON {FOREIGN}"

    def close(self):
        self.db.close()

    def many(self, sql):
        return self.db.execute(sql).fetchall()

    # --- words of the dialect ------------------------------------------------------------------------

    ms = staticmethod(lambda text: f"epoch_ms({text})")
    count_if = staticmethod(lambda condition: f"count_if({condition})")
    mask = staticmethod(lambda route: f"bit_or((1::UTINYINT << {route}))")
    distinct = staticmethod(lambda: "count(DISTINCT subject)")
    distincts = staticmethod(lambda: {"distinct": "count(DISTINCT subject)"})
    ip_text = staticmethod(lambda ip: f"concat_ws('.', {ip} >> 24, ({ip} >> 16) & 255, ({ip} >> 8) & 255, {ip} & 255)")
    ip_list = staticmethod(lambda addresses: ", ".join(str(number_of(ip)) for ip in addresses))
    at = staticmethod(lambda text: f"TIMESTAMP '{text}'")

    # --- rows from text ------------------------------------------------------------------------------

    def load_issuances(self, logs):
        self.db.execute(f"""CREATE TABLE issuances.issuances AS
            SELECT try_cast('0x' || substr("session".uid, 3) AS UBIGINT) AS credential, min(epoch_ms("time"))::TIMESTAMP AS issued
            FROM read_ndjson('{logs}/auth.ndjson', columns = {{time: 'BIGINT', class_uid: 'INTEGER', status_id: 'INTEGER', "session": 'STRUCT(uid VARCHAR)'}})
            WHERE class_uid = 3002 AND status_id = 1 AND "session".uid IS NOT NULL GROUP BY ALL""")
        self.db.execute("CHECKPOINT issuances")

    def load_text(self, logs):
        """The log as it is, into a table on disk. Seconds, and rows."""
        columns = """{time: 'BIGINT', actor: 'STRUCT("session" STRUCT(uid VARCHAR), "user" STRUCT(uid VARCHAR))',
            http_request: 'STRUCT(url STRUCT(path VARCHAR), user_agent VARCHAR)', http_response: 'STRUCT(code USMALLINT)',
            src_endpoint: 'STRUCT(ip VARCHAR)', unmapped: 'STRUCT(kid VARCHAR)'}"""
        path = "http_request.url.path"
        sql = f"""CREATE TABLE loaded.loaded AS SELECT * FROM (SELECT
            try_cast(regexp_extract({path}, '/members/([0-9]+)', 1) AS UINTEGER) AS subject,
            epoch_ms("time") AS time, ({number_of_path(path)})::UTINYINT AS route, http_response.code AS status,
            actor."user".uid AS actor, try_cast('0x' || substr(actor."session".uid, 3) AS UBIGINT) AS credential,
            unmapped.kid AS key, src_endpoint.ip AS ip, http_request.user_agent AS client
            FROM read_ndjson('{logs}/gateway.ndjson', columns = {columns})) WHERE route IS NOT NULL"""

        def load():
            self.db.execute(f"ATTACH '{self.folder}/loaded.db' AS loaded")
            self.db.execute("SET preserve_insertion_order = false")
            self.db.execute(sql)
            self.db.execute("CHECKPOINT loaded")

        seconds, _ = timed(load)
        return seconds, self.many("SELECT count(*) FROM loaded.loaded")[0][0]

    def settle_text(self):
        """Sorted and in small types, the best there is for size and questions; nobody is charged for it."""
        for name in ("key", "client"):
            self.db.execute(f"CREATE TYPE reads.{name}s AS ENUM (SELECT DISTINCT {name} FROM loaded.loaded WHERE {name} IS NOT NULL ORDER BY {name})")
        part = lambda n, shift: f"(split_part(ip, '.', {n})::UINTEGER << {shift})"
        address = " + ".join(part(n, shift) for n, shift in ((1, 24), (2, 16), (3, 8), (4, 0)))
        self.sort(f"""SELECT subject, time, route,
            (CASE WHEN status BETWEEN 200 AND 299 OR status = 304 THEN 0 WHEN status IN (404, 410) THEN 2 ELSE 1 END)::UTINYINT AS outcome,
            try_cast(actor AS UINTEGER) AS actor, credential, key::reads.keys AS key, ({address})::UINTEGER AS ip,
            client::reads.clients AS client FROM loaded.loaded""")
        self.db.execute("DETACH loaded")
        (self.folder / "loaded.db").unlink()

    # --- rows from the parts of a ledger -------------------------------------------------------------

    def load_parts(self, ledger):
        """Parts and published tables are plain Parquet. A subject there is a number of its shard."""
        self.db.execute(f"""CREATE TABLE issuances.issuances AS SELECT credential, make_timestamp(epoch_us(min(time))) AS issued
            FROM read_parquet('{ledger.parts}/*/control.parquet') WHERE kind = 1 AND credential IS NOT NULL GROUP BY credential""")
        self.db.execute("CHECKPOINT issuances")
        self.sort(f"""SELECT ifnull(subject * 16 + shard, {NOBODY})::UINTEGER AS subject, make_timestamp(epoch_us(time)) AS time,
            {self.routes_of_shapes(ledger)}[shape + 1]::UTINYINT AS route, outcome, ((actor & {NOBODY}) * 16 + (actor >> 32))::UINTEGER AS actor,
            credential, key::USMALLINT AS key, ip4 AS ip, client::USMALLINT AS client
            FROM read_parquet('{ledger.parts}/*/standard-*.parquet')""")

    @staticmethod
    def routes_of_shapes(ledger):
        """The number of the route of each shape, by the table that the last epoch publishes."""
        shapes = duckdb.sql(f"SELECT shape, route FROM '{ledger.last_epoch}/shapes.parquet' ORDER BY shape").fetchall()
        assert [shape for shape, _ in shapes] == list(range(len(shapes)))
        return [route_number(route) if route in ROUTE_NAMES else 255 for _, route in shapes]

    def sort(self, rows):
        self.db.execute("SET preserve_insertion_order = true")
        self.db.execute(f"""CREATE TABLE reads.reads AS SELECT reads.*, (issuances.credential IS NOT NULL) AS issued FROM ({rows}) AS reads
            LEFT JOIN issuances.issuances AS issuances ON {FOREIGN} ORDER BY subject, time""")
        self.db.execute("CHECKPOINT reads")

    def reads(self):
        return self.many("SELECT count(*) FROM reads.reads")[0][0]

    def bytes(self):
        return (self.folder / "reads.db").stat().st_size


def number_of(ip):
    a, b, c, d = (int(part) for part in ip.split("."))
    return a << 24 | b << 16 | c << 8 | d
