"""Holds bundles of STIX against the validator of OASIS, the grammar of patterns, pySigma and Python's own UUIDs.

    indicators_twin.py TLP…

Reads TLP.json and TLP.csv of the working folder. Its last line says what was seen to hold.
"""

import copy
import csv
import json
import re
import sys
import uuid

from sigma.rule import SigmaRule
from stix2patterns.v21.pattern import Pattern
from stix2validator import ValidationOptions, validate_instance

OBSERVABLES = uuid.UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")
# Warnings are errors. Check 103 alone is off: it wants random ids for objects, and ours follow from what they
# name, so that a later bundle updates an earlier one.
OPTIONS = ValidationOptions(version="2.1", strict=True, enforce_refs=True, disabled=["103"])
# What the example sees, with the value as the attacker sent it.
CLIENTS = {"reader/1.0 (curl/8.5)", "=cmd|'\\x' \\ ] OR [ipv4-addr:value = '0.0.0.0", "읽는 이/1.0"}
NETWORKS = {"100.64.3.9", "198.51.100.0/24", "203.0.113.7", "2001:db8:7::9", "2001:db8:7::/48"}
KEYS = {("auth-2025-03", "https://auth.shop.example"), ('a*b?c\\d: "e" # f', "")}


def errors(bundle):
    return validate_instance(bundle, OPTIONS).errors


def of_type(bundle, kind):
    return [one for one in bundle["objects"] if one["type"] == kind]


def patterns(bundle):
    """The one comparison of every STIX pattern, as its grammar reads it."""
    found = []
    for one in of_type(bundle, "indicator"):
        if one["pattern_type"] != "stix":
            continue
        comparisons = Pattern(one["pattern"]).inspect().comparisons
        assert len(comparisons) == 1, one["pattern"]
        [[(path, operator, literal)]] = comparisons.values()
        # The inspector gives a string as it stands in the pattern, in its quotes.
        if literal.startswith("'"):
            literal = re.sub(r"\\(.)", r"\1", literal[1:-1])
        found.append((next(iter(comparisons)), path[-1], operator, literal))
    return found


def check_patterns(bundle):
    found = patterns(bundle)
    assert {value for _, name, _, value in found if name == "User-Agent"} == CLIENTS, found
    networks = {value: operator for kind, _, operator, value in found if kind.startswith("ipv")}
    assert set(networks) == NETWORKS, found
    for value, operator in networks.items():
        assert operator == ("ISSUBSET" if "/" in value else "="), (value, operator)
    assert [value for kind, _, _, value in found if kind == "autonomous-system"] == ["64500"], found


def check_rules(bundle):
    rules = [one["pattern"] for one in of_type(bundle, "indicator") if one["pattern_type"] == "sigma"]
    found = set()
    for rule in map(SigmaRule.from_yaml, rules):
        items = rule.detection.detections["selection"].detection_items
        values = {item.field: item.value[0] for item in items}
        assert not any(value.contains_special() for value in values.values()), values
        plain = {name: re.sub(r"\\([*?\\])", r"\1", value.to_plain()) for name, value in values.items()}
        found.add((plain["kid"], plain.get("iss", "")))
    assert found == KEYS, found


def check_ids(bundle):
    for kind, name in (("ipv4-addr", "value"), ("ipv6-addr", "value"), ("autonomous-system", "number")):
        assert of_type(bundle, kind), kind
        for one in of_type(bundle, kind):
            wanted = uuid.uuid5(OBSERVABLES, json.dumps({name: one[name]}, separators=(",", ":")))
            assert one["id"] == f"{kind}--{wanted}", one
    assert all(uuid.UUID(one["id"].split("--")[1]).version == 5 for one in bundle["objects"][1:])


def check_csv(name, tlp):
    with open(name, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))

    def values(kind):
        return {row["value"].removeprefix("'") for row in rows if row["kind"] == kind}

    assert values("client") == CLIENTS and values("network") == NETWORKS, rows
    assert {(row["value"], row["issuer"]) for row in rows if row["kind"] == "key"} == KEYS, rows
    assert {row["tlp"] for row in rows} == {f"TLP:{tlp.upper()}"}, rows
    assert not any(text[:1] in ("=", "+", "-", "@") for row in rows for text in row.values()), rows


def broken(bundle):
    """Bundles with one fault each, by its name."""

    def with_change(kind, **changes):
        other = copy.deepcopy(bundle)
        # The last of a kind, for the first indicator need not have a STIX pattern.
        one = [one for one in of_type(other, kind) if one.get("pattern_type", "stix") == "stix"][-1]
        for name, value in changes.items():
            if value is None:
                del one[name]
            else:
                one[name] = value
        return other

    yield "no spec_version", with_change("incident", spec_version=None)
    yield "no pattern", with_change("indicator", pattern=None)
    yield "a pattern that does not end", with_change("indicator", pattern="[ipv4-addr:value = '1.2.3.4'")
    yield "a moment without a zone", with_change("report", published="2026-11-30T00:00:00")
    yield "valid until before it is valid", with_change("indicator", valid_until="2020-01-01T00:00:00.000Z")
    yield "last before first", with_change("observed-data", last_observed="2020-01-01T00:00:00.000Z")
    yield "more than may be observed", with_change("observed-data", number_observed=1_000_000_000)
    yield "an id of another type", with_change("identity", id="incident--46f2b2e8-9024-5361-8cf4-10886385798f")
    yield "an address that is none", with_change("ipv4-addr", value="203.0.113.777")
    yield "a reference to nothing", with_change(
        "relationship", target_ref="observed-data--46f2b2e8-9024-5361-8cf4-10886385798f"
    )
    yield "a relationship that there is not", with_change("relationship", relationship_type="eats")


def main(levels):
    for tlp in levels:
        with open(f"{tlp}.json", encoding="utf-8") as file:
            bundle = json.load(file)
        assert not errors(bundle), (tlp, errors(bundle))
        assert of_type(bundle, "marking-definition")[0]["name"] == f"TLP:{tlp.upper()}"
        check_patterns(bundle)
        check_rules(bundle)
        check_ids(bundle)
        check_csv(f"{tlp}.csv", tlp)
    refused = 0
    for fault, other in broken(bundle):
        assert errors(other), f"the validator takes {fault}"
        refused += 1
    print(f"{len(levels)} bundles are valid, {refused} broken ones are refused")


main(sys.argv[1:])
