"""Writes what was measured where people read it: the tables of RESULTS.md and plot.svg, from the documents
that `bench.py` printed.

    report.py measured/*.json

Documents of `detection.py` alone count too. Only what stands between two marks in RESULTS.md is written over;
the rest is a person's.
"""

import json
import pathlib
import sys

import plot

HERE = pathlib.Path(__file__).parent
BEGIN, END = "<!-- written by report.py -->\n", "<!-- end of what report.py writes -->\n"
BEGIN_DETECTORS = "<!-- written by report.py, of the detectors -->\n"


def main():
    documents = [json.loads(pathlib.Path(path).read_text()) for path in sys.argv[1:]]
    with_rows = sorted((document for document in documents if "rows" in document), key=lambda document: document["rows"])
    beside_rsigma = [document for document in documents if (document.get("detection") or {}).get("value_count")]
    if with_rows:
        (HERE / "plot.svg").write_text(plot.drawn(with_rows) + "\n")
        write(BEGIN, tables(with_rows))
    if beside_rsigma:
        write(BEGIN_DETECTORS, value_count_table(beside_rsigma[-1]))


def write(begin, text):
    """Writes over what stands in RESULTS.md from this mark to the next end."""
    results = HERE / "RESULTS.md"
    before, rest = results.read_text().split(begin)
    _, after = rest.split(END, 1)
    results.write_text(before + begin + "\n" + text + "\n" + END + after)


def tables(documents):
    parts = [question_table(document) for document in reversed(documents)]
    return "\n".join([*parts, ingest_table(documents), bytes_table(documents), machine_table(documents)])


def table(head, rows):
    line = lambda cells: "| " + " | ".join(str(cell) for cell in cells) + " |\n"
    return line(head) + line(["---"] * len(head)) + "".join(line(row) for row in rows)


# --- questions ---------------------------------------------------------------------------------------


def question_table(document):
    head = ["what", "found", "nunchi, asked again", "new process", "DuckDB", "ClickHouse", "faster peer ÷ nunchi", "new process"]
    rows = [question_row(result) for result in document["results"] if result["what"] != "ingest_ocsf"]
    unequal = [result["what"] for result in document["results"] if result["equal"] is False]
    equal = "Every answer was equal." if not unequal else f"**Not equal: {', '.join(unequal)}.**"
    return f"### {document['rows']:,} reads\n\nSeconds. {equal}\n\n" + table(head, rows)


def question_row(result):
    new = result.get("nunchi_new_process_s")
    alone = result["what"] == "cold"
    found = next((f"{result[key]:,} {key}" for key in ("reads", "addresses") if result.get(key) is not None), "")
    again = "–" if alone else seconds(result["nunchi_s"])
    first = seconds(result["nunchi_s"] if alone else new)
    peers = [result["duckdb_s"], result["clickhouse_s"]]
    return [
        result["what"], found, again, first, *(seconds(peer) for peer in peers),
        "–" if alone else ratio(result["nunchi_s"], peers), ratio(result["nunchi_s"] if alone else new, peers),
    ]


def seconds(value):
    if value is None:
        return "–"
    return f"{value:.4f}" if value < 0.1 else f"{value:.3f}" if value < 10 else f"{value:.1f}"


def ratio(ours, peers):
    """How many times faster than the faster peer; a loss is set in bold."""
    known = [peer for peer in peers if peer is not None]
    if not ours or not known:
        return "–"
    times = min(known) / ours
    text = f"{times:.0f} ×" if times >= 10 else f"{times:.1f} ×" if times >= 0.1 else f"{times:.3f} ×"
    return text if times >= 1 else f"**{text}**"


# --- detectors ---------------------------------------------------------------------------------------


def value_count_table(document):
    """Distinct people of a network on a day, beside rsigma."""
    rows = []
    for result in document["detection"]["value_count"]:
        nunchi, rsigma = result["nunchi_events_per_s"], result["rsigma_events_per_s"]
        cell = lambda per_s, events: f"{per_s:,}/s of {events:,}"
        ours, theirs = cell(nunchi, result["events"]), cell(rsigma, result["rsigma_events"])
        compared = f"{result['nunchi_counts_compared']:,} and {result['rsigma_windows_told']:,}"
        rows.append([f"{result['distinct']:,}", ours, theirs, ratio(1 / nunchi, [1 / rsigma]), compared, "yes" if result["equal"] else "**no**"])
    machine = document["machine"]
    load = machine["load_average"]
    head = ["distinct people", "nunchi, all detectors", "rsigma, one `value_count`", "rsigma ÷ nunchi, seconds", "networks and days compared", "equal"]
    where = f"{machine['cpu']}, one core; commit `{machine['versions']['commit']}`, load average {load['before']} → {load['after']}."
    return table(head, rows) + f"\n{where}\n"


# --- reading in, bytes, machine ----------------------------------------------------------------------


def ingest_table(documents):
    rows = []
    for document in documents:
        result, per_s = document["results"][0], document["ingest_events_per_s"]
        if result["nunchi_s"] is None:
            continue
        cell = lambda name: f"{result[f'{name}_s']:.2f} s, {per_s[name]:,}/s"
        rows.append([f"{document['rows']:,}", cell("nunchi"), cell("duckdb"), cell("clickhouse"), ratio(result["nunchi_s"], [result["duckdb_s"], result["clickhouse_s"]])])
    piped = [f"{document['rows']:,} rows from a pipe, beside their generator on the same cores: {document['piped']['nunchi_s']} s, "
             f"{document['piped']['nunchi_events_per_s']:,} events a second; not compared.\n" for document in documents if document.get("piped")]
    head = ["lines", "nunchi", "DuckDB", "ClickHouse", "faster peer ÷ nunchi"]
    return "### Reading OCSF lines in\n\n" + table(head, rows) + "".join(f"\n{line}" for line in piped)


def bytes_table(documents):
    kinds = ["columns", "index", "book", "tree", "tables", "rest"]
    row = lambda name, sizes, *peers: [name, *(sizes[kind] for kind in kinds), *peers]
    rows = [row(f"{document['rows']:,}", sizes, sizes["duckdb"], sizes["clickhouse"]) for document in documents if (sizes := document["bytes_per_read"])]
    replay = documents[-1]["bytes_per_read"]["replay"]
    rows.append(row(f"replay, {replay['reads']:,}", replay, "–", "–"))
    return "### Bytes a read\n\n" + table(["reads", *kinds, "DuckDB", "ClickHouse"], rows)


def machine_table(documents):
    rows = []
    for document in documents:
        machine = document["machine"]
        load = machine["load_average"]
        rows.append([f"{document['rows']:,}", f"`{machine['versions']['commit']}`", f"{load['before']} → {load['after']}", f"{machine['fdatasync_s'] * 1000:.2f} ms"])
    machine = documents[-1]["machine"]
    versions = machine["versions"]
    return (
        f"### Machine\n\n{machine['cpu']}, {machine['cores']} cores, {machine['memory_gib']} GiB, {machine['system']}; nunchi {versions['nunchi']}, "
        f"DuckDB {versions['duckdb']}, ClickHouse {versions['clickhouse']} (as chdb {versions['chdb']}).\n\n"
        + table(["reads", "commit", "load average", "`fdatasync` of 4 KiB"], rows)
    )


if __name__ == "__main__":
    main()
