"""Answers in one form, whoever gave them, so that they can be compared."""

import time

from rows import FIELDS, ROUTES


def stamp(ms):
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(ms // 1000)) + f".{ms % 1000:03d}Z"


def scope(reads, subjects, first, last, routes, fields):
    """`routes` and `fields` are name → (reads, subjects); those without reads are left out."""
    kept = lambda pairs: {name: list(pair) for name, pair in sorted(pairs.items()) if pair[0]}
    return {"reads": reads, "subjects": subjects, "first": first, "last": last, "routes": kept(routes), "fields": kept(fields)}


def scope_of_sums(row):
    """From one row: reads, subjects, first, last, then reads and subjects of each route and each field."""
    row = [int(cell or 0) for cell in row]
    pairs = list(zip(row[4::2], row[5::2]))
    routes = {route: pair for (route, _), pair in zip(ROUTES, pairs)}
    fields = dict(zip(FIELDS, pairs[len(ROUTES):]))
    return scope(row[0], row[1], stamp(row[2]), stamp(row[3]), routes, fields)


def scope_of_masks(by_route, by_mask):
    """From (route, reads, first, last) of each route and (mask of routes, subjects) of each mask."""
    reads = {route: count for route, count, _, _ in by_route}
    of_routes = lambda numbers: (
        sum(reads.get(number, 0) for number in numbers),
        sum(subjects for mask, subjects in by_mask if any(mask >> number & 1 for number in numbers)),
    )
    shown_by = lambda field: [number for number, (_, fields) in enumerate(ROUTES) if field in fields]
    return scope(
        sum(reads.values()),
        sum(subjects for _, subjects in by_mask),
        stamp(min(first for _, _, first, _ in by_route)),
        stamp(max(last for _, _, _, last in by_route)),
        {name: of_routes([number]) for number, (name, _) in enumerate(ROUTES)},
        {field: of_routes(shown_by(field)) for field in FIELDS},
    )
