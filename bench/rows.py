"""What is asked about: the rows that `nunchi sim --bench` makes, and the words for them.

The same rows for everybody, from one seed: reads in the order of their times, with an attack that grows with
them. About 3.6 in a hundred come from 231 addresses between May and August 2025, 5 in a hundred in all carry
a credential that was never issued; the rest are members with sessions of ten reads.
"""

import shutil
import subprocess

# Up to this many rows all three read one file of text; beyond, the file alone would be tens of gigabytes.
TEXT_ROWS_MAX = 10_000_000
ROWS_MAX = 1_000_000_000

# Routes of the rows by their number here, and the fields that the settings of `init --example shop` say
# they show.
LIST = ["name", "phone", "address", "door_code_masked"]
ROUTES = [
    ("my-info", ["name", "email"]),
    ("address-list", LIST),
    ("order-list", ["order_items"]),
    ("order-history", ["order_items"]),
    ("my-info-tw", ["name", "email"]),
    ("address-list-tw", LIST),
]
ROUTE_NAMES = [name for name, _ in ROUTES]
# What the path of each is LIKE.
PATHS = [
    "/members/%/my-info",
    "/members/%/addresses",
    "/members/%/orders",
    "/members/%/order-history",
    "/tw/members/%/my-info",
    "/tw/members/%/addresses",
]
FIELDS = sorted({field for _, fields in ROUTES for field in fields})
OUTCOMES = ["served", "denied", "missing"]

# How late an issuance may be told after the first use of its credential: `lag` in the settings.
LAG_S = 20
# The attack in spring and summer, UTC.
FIRST, LAST = "2025-05-01 00:00:00", "2025-08-31 00:00:00"
WIDE = ["address-list", "my-info"]


def route_number(name):
    return ROUTE_NAMES.index(name)


def number_of_path(path):
    """SQL: the number of a path's route."""
    cases = " ".join(f"WHEN {path} LIKE '{like}' THEN {number}" for number, like in enumerate(PATHS))
    return f"CASE {cases} END"


def as_text(rows):
    """Whether all three read the rows as one file of text."""
    return rows <= TEXT_ROWS_MAX


def write_logs(program, rows, folder):
    """The two logs, the settings and the addresses of the attack, unless they stand there."""
    done = folder / "complete"
    if done.exists():
        return
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([program, "sim", "--bench", str(rows), folder], check=True, stdout=subprocess.DEVNULL)
    done.touch()


def addresses(program, scratch):
    """The 231 addresses of the attack, which are the same for any number of rows."""
    folder = scratch / "addresses"
    write_logs(program, 1, folder)
    return (folder / "addresses.txt").read_text().split()


def lines_of(path):
    with open(path, "rb") as file:
        return sum(piece.count(b"\n") for piece in iter(lambda: file.read(1 << 24), b""))
