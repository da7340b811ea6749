"""The questions, each put to all three in their own words, and the answers held against each other."""

import json
import pathlib
import subprocess
import sys

from machine import drop_caches, may_drop_caches, median_of, tell
from peer import SERVED
from rows import FIRST, LAST, WIDE, route_number

PEERS = ("duckdb", "clickhouse")
# Addresses that a breakdown tells.
TOP = 20
# People of whom it is asked which addresses read how many of them.
SAMPLE = 50
# Reads of the person that is asked for.
READS_OF_ONE = 40


class Questions:
    """`engines` are nunchi and its peers; `addresses` those of the attack; `text` says that subjects are
    members' numbers, as in the text that all three read, and not numbers of shards."""

    def __init__(self, engines, addresses, text):
        self.engines, self.addresses, self.text = engines, addresses, text
        self.nunchi, self.peers = engines["nunchi"], {name: engines[name] for name in PEERS}
        self.all = {
            "scope_231": self.scope_231,
            "not_issued": self.not_issued,
            "scope_wide": self.scope_wide,
            "who": self.who,
            "distinct_per_address": self.distinct_per_address,
            "trace_50": self.trace_50,
            "cold": self.cold,
        }

    def ask(self, what):
        result = {"what": what} | self.all[what]()
        found = {name: result.pop(name) for name in self.engines if name in result}
        if found:
            result["equal"] = all(answer == found["nunchi"] for answer in found.values())
            if not result["equal"]:
                tell(f"{what}: NOT EQUAL: {json.dumps(found)[:4000]}")
        tell(f"{what}: " + ", ".join(f"{name} {value:.4f}" for name, value in result.items() if name.endswith("_s") and value is not None))
        return result

    # --- each question -------------------------------------------------------------------------------

    def scope_231(self):
        return self.scope(self.selection_231(), {name: self.where_231(peer) for name, peer in self.peers.items()})

    def selection_231(self):
        zulu = lambda text: text.replace(" ", "T") + "Z"
        listed = ", ".join(f"'{ip}'" for ip in self.addresses)
        return f"ip IN ({listed}) AND time BETWEEN '{zulu(FIRST)}' AND '{zulu(LAST)}'"

    def where_231(self, peer):
        return f"ip IN ({peer.ip_list(self.addresses)}) AND time BETWEEN {peer.at(FIRST)} AND {peer.at(LAST)}"

    def not_issued(self):
        """By the column that was worked out while loading, and beside it by a join of what was loaded: no
        issuance of the credential up to the read and the lag."""
        result = self.scope("NOT issued", dict.fromkeys(PEERS, "NOT issued"))
        for name, peer in self.peers.items():
            result[f"{name}_join_s"], answer = median_of(peer.scope_forms("true", peer.joined_rows)["sums"])
            if answer != result[name]:
                sys.exit(f"bench: {name}: the column and the join differ: {result[name]} {answer}")
        return result

    def scope_wide(self):
        listed = ", ".join(f"'{route}'" for route in WIDE)
        numbers = ", ".join(str(route_number(route)) for route in WIDE)
        return self.scope(f"route IN ({listed})", dict.fromkeys(PEERS, f"route IN ({numbers})"))

    def scope(self, selection, where):
        result, result["nunchi"] = self.nunchi.scope(selection)
        for name, peer in self.peers.items():
            self.fastest(result, name, peer.scope_forms(where[name]))
            result[f"{name}_count_s"], counts = median_of(lambda: peer.count(where[name]))
            if counts != [result[name]["reads"], result[name]["subjects"]]:
                sys.exit(f"bench: {name}: two forms of a question differ: {result[name]} {counts}")
        return result | {"reads": result["nunchi"]["reads"], "subjects": result["nunchi"]["subjects"]}

    def fastest(self, result, name, forms):
        result[f"{name}_s"], result[name], result[f"{name}_form"] = self.peers[name].fastest(forms)

    def who(self):
        """One person; nunchi's answer comes after the question was made durable. Its peers keep no record."""
        found = self.peers["duckdb"].many(f"""SELECT subject FROM reads.reads WHERE {SERVED} GROUP BY subject
            HAVING count(*) = {READS_OF_ONE} ORDER BY subject LIMIT 1""")
        if not found:
            return self.nobody()
        subject = found[0][0]
        result, result["nunchi"] = self.nunchi.who(self.name(subject))
        for name, peer in self.peers.items():
            result[f"{name}_s"], result[name] = median_of(lambda: peer.who(subject))
        return result | {"reads": len(result["nunchi"])}

    def nobody(self):
        tell(f"who: nobody has {READS_OF_ONE} reads: too few rows")
        return {"nunchi_s": None, "duckdb_s": None, "clickhouse_s": None, "equal": None}

    def distinct_per_address(self):
        return self.by_address("TRUE", "true")

    def trace_50(self):
        """The first people whom the addresses of the attack read: a sample that somebody has found."""
        duck = self.peers["duckdb"]
        sample = duck.many(f"""SELECT subject FROM reads.reads WHERE {SERVED} AND ip IN ({duck.ip_list(self.addresses)})
            GROUP BY subject ORDER BY min(time), subject LIMIT {SAMPLE}""")
        subjects = sorted(subject for (subject,) in sample)
        names = ", ".join(f"'{self.name(subject)}'" for subject in subjects)
        numbers = ", ".join(str(subject) for subject in subjects)
        return self.by_address(f"subject IN ({names})", f"subject IN ({numbers})")

    def by_address(self, selection, where):
        result, result["nunchi"] = self.nunchi.by_address(selection, TOP)
        for name, peer in self.peers.items():
            self.fastest(result, name, peer.by_address_forms(where, TOP))
        return result | {"addresses": result["nunchi"]["values"]}

    def name(self, subject):
        return f"member:{subject}" if self.text else f"~{subject % 16}.{subject // 16}"

    # --- from the disk -------------------------------------------------------------------------------

    def cold(self):
        """The first question with no file in memory, by a process that has opened nothing. Peers answer in
        the form that is fastest for it, and their libraries are in memory already. The median of three. Asked
        last, for the peers are closed by it."""
        if not may_drop_caches():
            tell("cold: only root may drop the page cache: not measured")
            return {"nunchi_s": None, "duckdb_s": None, "clickhouse_s": None, "equal": None}
        for peer in self.peers.values():
            peer.close()
        result = {}
        for name, work in (("nunchi", self.cold_nunchi), *((name, lambda name=name: self.cold_peer(name)) for name in PEERS)):
            rounds = sorted((work() for _ in range(3)), key=lambda pair: pair[0])
            result[f"{name}_s"], result[name] = rounds[1]
        return result

    def cold_nunchi(self):
        drop_caches()
        return self.nunchi.scope_once(self.selection_231())

    def cold_peer(self, name):
        peer = self.peers[name]
        command = [sys.executable, pathlib.Path(__file__).with_name("cold.py"), name, peer.folder.parent]
        done = subprocess.run(command, input=json.dumps(self.where_231(peer)), capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"bench: cold: {name}: {done.stderr}")
        seconds, answer = json.loads(done.stdout)
        return seconds, answer
