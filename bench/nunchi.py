"""The program as an operator runs it: one process a command, and for what is repeated one process that asks
again, as a server would."""

import json
import os
import re
import shutil
import statistics
import subprocess
import sys

import answers
from machine import ROUNDS, SLOW_ROUNDS, SLOW_S, bytes_of, tell, timed
from rows import OUTCOMES, route_number


class Nunchi:
    def __init__(self, program, folder):
        self.program, self.dir, self.keys = program, folder / "nunchi", folder / "keys"

    parts = property(lambda self: self.dir / "epochs")
    last_epoch = property(lambda self: max(self.parts.iterdir()))

    def place(self):
        return ["--data", self.dir, "--keys", self.keys]

    def run(self, *words, stdin=None):
        done = subprocess.run([self.program, *words, *self.place()], stdin=stdin, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"bench: nunchi {words[0]}: {done.stderr}")
        return done

    # --- a ledger ------------------------------------------------------------------------------------

    def init(self, rows, toml=None):
        for old in (self.dir, self.keys):
            shutil.rmtree(old, ignore_errors=True)
        if toml:
            self.dir.mkdir(parents=True)
            (self.dir / "nunchi.toml").write_text(toml)
        self.run("init", "--example", "shop")
        if rows < 1_000_000:
            # A ledger leaves less than a million reads in its open log; here they shall stand in parts.
            path = self.dir / "nunchi.toml"
            path.write_text(path.read_text().replace("[ledger]\n", f"[ledger]\nepoch_reads = {rows}\n", 1))

    def load(self, *feeds):
        """Seconds of the whole command, and its report by source."""
        seconds, done = timed(lambda: self.run("ingest", "--no-detect", "--output", "json", *feeds))
        return seconds, checked(json.loads(done.stdout))

    def look(self):
        """Seconds in which the detectors go over what was loaded."""
        return timed(lambda: self.run("finding", "list", "--format", "json"))[0]

    def load_piped(self, rows, addresses_folder):
        """Rows from a pipe: one stream of both feeds, from the generator on the same cores."""
        shop = (addresses_folder / "nunchi.toml").read_text()
        self.init(rows, re.sub(r'(?m)^feed = .*', 'feed = "gateway"', shop))
        make = subprocess.Popen([self.program, "sim", "--bench", str(rows), "--stdout"], stdout=subprocess.PIPE)
        seconds, done = timed(lambda: self.run("ingest", "--no-detect", "--output", "json", "--source", "gateway", "-", stdin=make.stdout))
        if make.wait() != 0:
            sys.exit("bench: nunchi sim ended early: see above")
        return seconds, checked(json.loads(done.stdout))

    def borrow(self, data, keys):
        """Works on a copy of a ledger that is there: sealed epochs by hard links where the disk allows,
        everything that is ever written to as a copy."""
        for old in (self.dir, self.keys):
            shutil.rmtree(old, ignore_errors=True)
        shutil.copytree(keys, self.keys)
        shutil.copytree(data, self.dir, ignore=lambda folder, names: ["epochs"] if folder == str(data) else [])
        shutil.copytree(data / "epochs", self.parts, copy_function=link_or_copy)
        seconds, _ = timed(lambda: self.run("index", "rebuild"))
        tell(f"index rebuild: {seconds:.1f} s")

    def rows_left_open(self):
        return json.loads(self.run("status", "--format", "json").stdout)["epoch"]["rows_open"]

    def bytes_per_read(self, reads):
        """Columns: the parts of reads. Tree: the signed tree and the digests of chunks. Tables: issuances
        and other control events, shapes, fields, subjects. Rest: states, the open log, settings."""
        inside = lambda path: path.relative_to(self.dir).parts[0]

        def kind(path):
            if path.suffix == ".tree" or inside(path) == "tree":
                return "tree"
            if path.suffix == ".parquet":
                return "columns" if path.name.startswith("standard-") else "tables"
            return inside(path) if inside(path) in ("index", "book") else "rest"

        of = lambda name: round(bytes_of(self.dir, lambda path: kind(path) == name) / reads, 3)
        return {name: of(name) for name in ("columns", "index", "book", "tree", "tables", "rest")}

    # --- questions -----------------------------------------------------------------------------------

    def ask(self, *words, again="asked again"):
        """Asks in a new process some times, and again and again in one, where the command can; `again` is
        what it then says. Seconds of both and of the whole command, and the answers."""
        said, clock, documents = [], [], []
        while len(clock) <= (ROUNDS if not clock or clock[0] < SLOW_S else SLOW_ROUNDS):
            took, done = timed(lambda: self.run(*words, "--format", "json"))
            documents.append(json.loads(done.stdout))
            said.append(documents[-1]["elapsed_ms"] / 1000)
            clock.append(took)
        seconds = {"nunchi_new_process_s": statistics.median(said[1:]), "nunchi_command_s": statistics.median(clock[1:])}
        seconds["nunchi_s"] = self.repeated(words, again) if again else seconds["nunchi_new_process_s"]
        return seconds, documents

    def repeated(self, words, again):
        said = self.run(*words, "--repeat", str(2 * ROUNDS), "--format", "json").stderr
        return statistics.median(float(text) for text in re.findall(again + r" in ([0-9.]+) s", said))

    def scope(self, selection):
        seconds, documents = self.ask("scope", selection)
        return seconds, same([of_scope(document) for document in documents])

    def scope_once(self, selection):
        document = json.loads(self.run("scope", selection, "--format", "json").stdout)
        return document["elapsed_ms"] / 1000, of_scope(document)

    def by_address(self, selection, top):
        """Repeated is the breakdown alone, as the peers are asked for it; a new process answers the scope too."""
        seconds, documents = self.ask("scope", selection, "--by", "ip", "--top", str(top), again="broken down again")
        return seconds, same([of_addresses(document) for document in documents])

    def who(self, subject):
        seconds, documents = self.ask("who", subject, "--reason", "benchmark", "--as", "bench")
        return seconds, same([of_who(document) for document in documents])


def link_or_copy(source, target):
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def checked(report):
    for name, source in report["sources"].items():
        if source["quarantined"] or source["unmatched"]:
            sys.exit(f"bench: nunchi did not understand every line of {name}: {source}")
    return report


def same(found):
    if any(answer != found[0] for answer in found):
        sys.exit("bench: nunchi gave two answers to the same question")
    return found[0]


def of_scope(document):
    if document["undecided"]["reads"]:
        sys.exit(f"bench: undecided reads: {document['undecided']}")
    pairs = lambda by: {name: (pair["reads"], pair["subjects"]) for name, pair in by.items()}
    return answers.scope(
        document["reads"], document["subjects"], document["first"], document["last"],
        pairs(document["by_route"]), pairs(document["by_field"]),
    )


def of_addresses(document):
    by = document["by"]
    return {"values": by["values"], "top": [[row["value"], row["reads"], row["subjects"]] for row in by["top"]]}


def of_who(document):
    return sorted([read["time"], route_number(read["route"]), OUTCOMES.index(read["outcome"]), read["ip"]] for read in document["reads"])
