"""One question to one peer in a process of its own, with no file in memory. For `questions.py`.

    cold.py duckdb|clickhouse FOLDER < condition

Prints seconds, opening the database included, and the answer.
"""

import json
import pathlib
import sys

from click import ClickHouse
from duck import DuckDb
from machine import drop_caches, timed, use_two_cores

FORMS = {"duckdb": (DuckDb, "masks"), "clickhouse": (ClickHouse, "bitmaps")}


def main():
    name, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    where = json.load(sys.stdin)
    peer, form = FORMS[name]
    use_two_cores()
    drop_caches()
    print(json.dumps(timed(lambda: peer(folder).scope_forms(where)[form]())))


if __name__ == "__main__":
    main()
