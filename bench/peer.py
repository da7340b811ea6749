"""What both peers are asked in the same way. Each is asked in every form that is plain SQL for it, and the
fastest form counts.

Both hold one table, sorted by subject and time: subject, time, route, outcome, actor, credential, key, ip,
client, and `issued`, which is worked out while loading as nunchi works it out while sealing.
"""

import sys

import answers
from machine import median_of, timed
from rows import FIELDS, ROUTES

SERVED = "outcome = 0"


def numbers_that_show(field):
    return [number for number, (_, fields) in enumerate(ROUTES) if field in fields]


class Peer:
    """`rows` is what stands after FROM, `where` a condition. A subclass has `many`, which runs SQL and gives
    its rows, and the words of its dialect: `ms`, `count_if`, `mask`."""

    rows = "reads"

    def fastest(self, forms):
        """Seconds and answer of the fastest form, and its name. Each form is tried, the first of them
        after one that warms; only the fastest runs all the rounds."""
        tried, seen = {}, [next(iter(forms.values()))()]
        for name, work in forms.items():
            tried[name], answer = timed(work)
            seen.append(answer)
        if any(answer != seen[0] for answer in seen):
            sys.exit(f"bench: {type(self).__name__}: two forms of a question differ: {list(forms)}")
        best = min(tried, key=tried.get)
        seconds, answer = median_of(forms[best])
        return seconds, answer, best

    # --- the exposure of a selection -----------------------------------------------------------------

    def scope_forms(self, where, rows=None):
        rows = rows or self.rows
        return {
            "sums": lambda: self.scope_by_sums(rows, where),
            "masks": lambda: self.scope_by_masks(rows, where),
        }

    def scope_by_sums(self, rows, where, settings=""):
        """One statement: a row for each subject, then sums over those."""
        places = range(len(ROUTES))
        inner = ", ".join(f"{self.count_if(f'route = {n}')} AS r{n}" for n in places)
        by_route = ", ".join(f"sum(r{n}), {self.count_if(f'r{n} > 0')}" for n in places)
        shown = {field: " + ".join(f"r{n}" for n in numbers_that_show(field)) for field in FIELDS}
        by_field = ", ".join(f"sum({sum_}), {self.count_if(f'{sum_} > 0')}" for sum_ in shown.values())
        sql = (
            f"SELECT sum(n), count(*), {self.ms('min(a)')}, {self.ms('max(z)')}, {by_route}, {by_field} FROM "
            f"(SELECT subject, count(*) AS n, min(time) AS a, max(time) AS z, {inner} FROM {rows} "
            f"WHERE {SERVED} AND {where} GROUP BY subject) AS per {settings}"
        )
        return answers.scope_of_sums(self.many(sql)[0])

    def scope_by_masks(self, rows, where):
        """Two statements: reads by route; subjects by the set of routes that showed them."""
        by_route = f"SELECT route, count(*), {self.ms('min(time)')}, {self.ms('max(time)')} FROM {rows} WHERE {SERVED} AND {where} GROUP BY route"
        by_mask = f"SELECT m, count(*) FROM (SELECT subject, {self.mask('route')} AS m FROM {rows} WHERE {SERVED} AND {where} GROUP BY subject) AS per GROUP BY m"
        whole = lambda sql: [[int(cell) for cell in row] for row in self.many(sql)]
        return answers.scope_of_masks(whole(by_route), whole(by_mask))

    def count(self, where):
        """The least that can be asked: reads and distinct subjects."""
        return [int(cell) for cell in self.many(f"SELECT count(*), {self.distinct()} FROM {self.rows} WHERE {SERVED} AND {where}")[0]]

    # --- people per address --------------------------------------------------------------------------

    def by_address_forms(self, where, top):
        """The number of addresses, and the `top` of them with the most subjects, then the most reads."""
        ordered = f"ORDER BY people DESC, n DESC, ip LIMIT {top}"
        direct = lambda distinct: (
            f"SELECT {self.ip_text('ip')}, n, people, count(*) OVER () FROM (SELECT ip, count(*) AS n, {distinct} AS people "
            f"FROM {self.rows} WHERE {SERVED} AND {where} GROUP BY ip) AS per {ordered}"
        )
        pairs = (
            f"SELECT {self.ip_text('ip')}, n, people, count(*) OVER () FROM (SELECT ip, sum(c) AS n, count(*) AS people FROM "
            f"(SELECT ip, subject, count(*) AS c FROM {self.rows} WHERE {SERVED} AND {where} GROUP BY ip, subject) AS pairs GROUP BY ip) AS per {ordered}"
        )
        forms = {name: direct(distinct) for name, distinct in self.distincts().items()} | {"pairs": pairs}
        return {name: (lambda sql=sql: self.by_address(sql)) for name, sql in forms.items()}

    def by_address(self, sql):
        found = self.many(sql)
        top = [[str(ip), int(reads), int(subjects)] for ip, reads, subjects, _ in found]
        return {"values": int(found[0][3]) if found else 0, "top": top}

    # --- one person ----------------------------------------------------------------------------------

    def who(self, subject):
        """Every read of one subject: time, route, outcome, address."""
        sql = f"""SELECT {self.ms('time')}, route, outcome, {self.ip_text('ip')}, actor, credential, key, client, issued
            FROM {self.rows} WHERE subject = {subject} ORDER BY time"""
        return sorted([answers.stamp(int(ms)), int(route), int(outcome), str(ip)] for ms, route, outcome, ip, *_ in self.many(sql))
