"""Draws time against rows, a panel for each question, as plain SVG without a library. Both axes are
logarithmic; each panel has its own seconds. `report.py` calls it."""

import math
from html import escape

TITLES = {
    "ingest_ocsf": "Reading OCSF lines in",
    "scope_231": "231 addresses, four months",
    "not_issued": "NOT issued",
    "scope_wide": "Two routes: 64 % of all reads",
    "who": "All reads of one person",
    "distinct_per_address": "Distinct people per address",
    "trace_50": "50 people over every address",
    "cold": "231 addresses from a cold disk",
}
# What is drawn of a result, how it is called, its colour and its dashes.
LINES = [
    ("nunchi_s", "nunchi, asked again", "#0b6e4f", ""),
    ("nunchi_new_process_s", "nunchi, new process", "#0b6e4f", "4 3"),
    ("duckdb_s", "DuckDB", "#d9822b", ""),
    ("clickhouse_s", "ClickHouse", "#5b5bd6", ""),
]
PANEL_W, PANEL_H = 250, 190
LEFT, TOP, RIGHT, BOTTOM = 54, 30, 14, 26
COLUMNS, HEAD = 4, 58


def drawn(documents):
    sizes = [document["rows"] for document in documents]
    panels = []
    for place, (what, title) in enumerate(TITLES.items()):
        x, y = place % COLUMNS * PANEL_W, HEAD + place // COLUMNS * PANEL_H
        panels.append(f'<g transform="translate({x} {y})">{panel(what, title, documents, sizes)}</g>')
    width, height = COLUMNS * PANEL_W, HEAD + math.ceil(len(TITLES) / COLUMNS) * PANEL_H
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="11" fill="#222">'
        f'<rect width="{width}" height="{height}" fill="#fff"/>'
        f'<text x="{LEFT}" y="22" font-size="15">Seconds against rows, two threads each, on logarithmic scales: lower is faster</text>'
        f"{legend()}{''.join(panels)}</svg>"
    )


def legend():
    parts = []
    for place, (_, name, colour, dashes) in enumerate(LINES):
        x = LEFT + place * 170
        parts.append(f'<path d="M{x} 42h26" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes}"/><text x="{x + 32}" y="46">{name}</text>')
    return "".join(parts)


def panel(what, title, documents, sizes):
    results = [next(result for result in document["results"] if result["what"] == what) for document in documents]
    lines = {key: [(rows, result.get(key)) for rows, result in zip(sizes, results)] for key, *_ in LINES}
    lines = {key: [(rows, seconds) for rows, seconds in points if seconds] for key, points in lines.items()}
    if what == "cold":
        # Every such answer comes from a new process; the two lines would be one.
        lines["nunchi_new_process_s"] = []
    values = [seconds for points in lines.values() for _, seconds in points]
    if not values:
        return f'<text x="{LEFT}" y="20" font-weight="bold">{escape(title)}</text><text x="{LEFT}" y="60">not measured</text>'
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    high = max(high, low + 1)
    first, last = math.log10(sizes[0]), math.log10(sizes[-1])
    wide, tall = PANEL_W - LEFT - RIGHT, PANEL_H - TOP - BOTTOM
    at_x = lambda rows: LEFT + (math.log10(rows) - first) / max(last - first, 1) * wide
    at_y = lambda seconds: TOP + (high - math.log10(seconds)) / (high - low) * tall
    parts = [f'<text x="{LEFT}" y="20" font-weight="bold">{escape(title)}</text>']
    for power in range(low, high + 1):
        y = at_y(10**power)
        parts.append(f'<path d="M{LEFT} {y:.1f}h{wide}" stroke="#ddd"/><text x="{LEFT - 5}" y="{y + 4:.1f}" text-anchor="end">{seconds_text(power)}</text>')
    for rows in sizes:
        parts.append(f'<text x="{at_x(rows):.1f}" y="{PANEL_H - 10}" text-anchor="middle">{rows_text(rows)}</text>')
    for key, _, colour, dashes in LINES:
        points = [(at_x(rows), at_y(seconds)) for rows, seconds in lines[key]]
        if points:
            path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
            parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes}"/>')
            parts.extend(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="{colour}"/>' for x, y in points)
    return "".join(parts)


def seconds_text(power):
    return f"{10**power} s" if power >= 0 else f"{10 ** (power + 3)} ms" if power >= -3 else f"{10.0**power:g} s"


def rows_text(rows):
    return f"1e{math.log10(rows):.0f}" if math.log10(rows).is_integer() else f"{rows:,}"
