"""Holds `nunchi scope` against SQL over the parts of a directory.

Called as: duckdb_twin.py NUNCHI DIR GATEWAY_LOG FORMAT_MD. Ends with 1 at the first difference.
NUNCHI_SEED sets the seed of the random selections (default 1), NUNCHI_ROUNDS their number (50).
"""

import ipaddress
import json
import os
import pathlib
import random
import re
import subprocess
import sys

import duckdb

nunchi, folder, gateway, format_md = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3], sys.argv[4]
SEED, ROUNDS = int(os.environ.get("NUNCHI_SEED", "1")), int(os.environ.get("NUNCHI_ROUNDS", "50"))
OUTCOMES = {"served": 0, "denied": 1, "missing": 2}
ACTORS = {"anonymous": 0, "member": 1, "employee": 2, "service": 3}
chance = random.Random(SEED)
sql = duckdb.connect()
sql.execute("SET threads = 2")


def scope(selection):
    """The figures of a selection by nunchi."""
    told = subprocess.run([nunchi, "scope", selection, "--format", "json"], capture_output=True, text=True)
    if told.returncode != 0:
        sys.exit(f"{selection}: {told.stderr}")
    return json.loads(told.stdout)


def compare(what, found, wanted):
    if found != wanted:
        print(f"{what}\n  nunchi {found}\n  duckdb {wanted}")
        sys.exit(1)


def documented():
    """The queries that the description of the format shows, with its example's bounds widened."""
    blocks = re.findall(r"```sql\n(.*?)```", pathlib.Path(format_md).read_text(), re.S)
    last = sorted(p.name for p in (folder / "epochs").iterdir())[-1]
    swaps = [
        ("'epochs/", f"'{folder}/epochs/"),
        ("epochs/000002/", f"epochs/{last}/"),
        ("2025-11-06 18:38:00+09:00", "2025-04-20 00:00:00+09:00"),
        ("3221225984", str(int(ipaddress.ip_address("198.18.0.0")))),
        ("3221226239", str(int(ipaddress.ip_address("198.19.255.255")))),
    ]
    for old, new in swaps:
        if not any(old in block for block in blocks):
            sys.exit(f"{format_md} no longer holds {old!r}: change this test with it")
        blocks = [block.replace(old, new) for block in blocks]
    one = scope("route = 'address-list' AND field = 'phone' AND time >= '2025-04-20T00:00:00+09:00' AND ip = '198.18.0.0/15'")
    # Times are compared as numbers, for which Python needs no table of zones.
    query = re.sub(r"min\(time\) AS first,\s*max\(time\) AS last", "epoch_ms(min(time)) AS first, epoch_ms(max(time)) AS last", blocks[0])
    reads, subjects, accesses, first, last = sql.execute(query).fetchone()
    to_ms = "SELECT epoch_ms(CAST(? AS TIMESTAMPTZ))"
    span = [sql.execute(to_ms, [one[name]]).fetchone()[0] for name in ("first", "last")]
    compare("the documented scope", [one["reads"], one["subjects"], one["accesses"], *span], [reads, subjects, accesses, first, last])
    assert reads > 1000, f"only {reads} reads were compared"
    by_field = {field: {"subjects": subjects, "reads": reads} for field, subjects, reads in sql.execute(blocks[1]).fetchall()}
    compare("the documented fields", scope("time >= '2000-01-01'")["by_field"], by_field)


def load():
    """Every read once, with what its shape means."""
    last = sorted((folder / "epochs").iterdir())[-1]
    sql.execute(f"""
        CREATE TABLE meaning AS
        SELECT s.shape, s.source, s.route, coalesce(list(f.field) FILTER (WHERE f.field IS NOT NULL), []) AS fields
        FROM '{last}/shapes.parquet' s LEFT JOIN '{last}/fields.parquet' f USING (shape) GROUP BY ALL;
        CREATE TABLE reads AS
        SELECT r.*, epoch_ms(time) AS ms, m.source, m.route, m.fields
        FROM read_parquet('{folder}/epochs/*/*-[0-9][0-9]*.parquet') r JOIN meaning m USING (shape)""")


def keys():
    """Code of each signing key: the first read in the log has the key of the first line."""
    first = {}
    with open(gateway) as log:
        for line in log:
            event = json.loads(line)
            first.setdefault(event["unmapped"]["kid"], event["time"]) if "kid" in event.get("unmapped", {}) else None
    codes = [code for (code,) in sql.execute("SELECT key FROM reads WHERE key IS NOT NULL GROUP BY key ORDER BY min(ms)").fetchall()]
    return dict(zip(sorted(first, key=first.get), codes))


class Conditions:
    """Random conditions, each as a selection and as SQL with the same three values."""

    def __init__(self):
        self.routes = [r for (r,) in sql.execute("SELECT DISTINCT route FROM reads WHERE route IS NOT NULL ORDER BY 1").fetchall()]
        self.fields = [f for (f,) in sql.execute("SELECT DISTINCT unnest(fields) FROM meaning ORDER BY 1").fetchall()]
        self.sources = [s for (s,) in sql.execute("SELECT DISTINCT source FROM reads ORDER BY 1").fetchall()]
        self.span = sql.execute("SELECT min(ms), max(ms) FROM reads").fetchone()
        self.ips = [ip for (ip,) in sql.execute("SELECT ip4 FROM reads WHERE ip4 IS NOT NULL USING SAMPLE 200 (reservoir, 1)").fetchall()]
        self.keys = keys()

    def leaf(self):
        return chance.choice([self.route, self.route, self.field, self.time, self.time, self.ip, self.ip, self.key, self.outcome, self.actor, self.source])()

    def any(self, depth):
        if depth == 0 or chance.random() < 0.3:
            return self.leaf()
        if chance.random() < 0.25:
            text, query = self.any(depth - 1)
            return f"NOT ({text})", f"NOT ({query})"
        word = chance.choice([" AND ", " AND ", " OR "])
        parts = [self.any(depth - 1) for _ in range(chance.randint(2, 3))]
        return tuple("(" + word.join(part[side] for part in parts) + ")" for side in (0, 1))

    def words(self, column, query, values):
        some = chance.sample(values, chance.randint(1, min(3, len(values))))
        listed = ", ".join(f"'{value}'" for value in some)
        if len(some) == 1 and chance.random() < 0.5:
            return f"{column} <> '{some[0]}'", f"{query} <> '{some[0]}'"
        return f"{column} IN ({listed})", f"{query} IN ({listed})"

    def route(self):
        if chance.random() < 0.2:
            start = chance.choice(self.routes)[:4]
            return f"route LIKE '{start}%'", f"route LIKE '{start}%'"
        return self.words("route", "route", self.routes)

    def source(self):
        return self.words("source", "source", self.sources)

    def field(self):
        field = chance.choice(self.fields)
        return f"field = '{field}'", f"CASE WHEN route IS NULL THEN NULL ELSE list_contains(fields, '{field}') END"

    def instant(self):
        return chance.randint(*self.span)

    def time(self):
        text = lambda ms: sql.execute("SELECT strftime(make_timestamp(?), '%Y-%m-%dT%H:%M:%S.%g') || 'Z'", [ms * 1000]).fetchone()[0]
        if chance.random() < 0.4:
            low, high = sorted([self.instant(), self.instant()])
            return f"time BETWEEN '{text(low)}' AND '{text(high)}'", f"ms BETWEEN {low} AND {high}"
        sign, ms = chance.choice(["<", "<=", ">", ">="]), self.instant()
        return f"time {sign} '{text(ms)}'", f"ms {sign} {ms}"

    def ip(self):
        tests, texts = [], []
        for _ in range(chance.randint(1, 3)):
            if chance.random() < 0.15:
                net = ipaddress.ip_network(chance.choice(["2001:db8::/33", "2001:db8:8000::/33"]))
                low, high = net.network_address.packed.hex(), net.broadcast_address.packed.hex()
                tests.append(f"coalesce(ip6 BETWEEN from_hex('{low}') AND from_hex('{high}'), false)")
            else:
                net = ipaddress.ip_network((chance.choice(self.ips), chance.choice([8, 12, 16, 19, 24, 32])), strict=False)
                low, high = int(net.network_address), int(net.broadcast_address)
                tests.append(f"coalesce(ip4 BETWEEN {low} AND {high}, false)")
            texts.append(f"'{net}'")
        query = f"CASE WHEN ip4 IS NULL AND ip6 IS NULL THEN NULL ELSE ({' OR '.join(tests)}) END"
        return f"ip IN ({', '.join(texts)})", query

    def key(self):
        key = chance.choice(list(self.keys))
        return f"key = '{key}'", f"key = {self.keys[key]}"

    def outcome(self):
        word = chance.choice(list(OUTCOMES))
        return f"outcome = '{word}'", f"outcome = {OUTCOMES[word]}"

    def actor(self):
        word = chance.choice(list(ACTORS))
        return f"actor_kind = '{word}'", f"actor_kind = {ACTORS[word]}"


def differential():
    conditions, matched, sizes = Conditions(), 0, []
    for _ in range(ROUNDS):
        text, query = conditions.any(2)
        served = "true" if "outcome" in text else "outcome = 0"
        wanted = sql.execute(f"""
            SELECT count(*) FILTER (WHERE ({query}) AND {served}),
                   count(DISTINCT (shard, subject)) FILTER (WHERE ({query}) AND {served} AND subject IS NOT NULL),
                   count(*) FILTER (WHERE ({query}) IS NULL AND {served})
            FROM reads""").fetchone()
        found = scope(text)
        compare(text, (found["reads"], found["subjects"], found["undecided"]["reads"]), wanted)
        matched += wanted[0] > 0
        sizes.append(wanted[0])
    assert matched > ROUNDS // 3, f"only {matched} of {ROUNDS} selections matched anything"
    return matched


documented()
load()
matched = differential()
print(f"2 documented queries and {ROUNDS} random selections (seed {SEED}), {matched} of them with reads")
