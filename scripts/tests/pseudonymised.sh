#!/usr/bin/env bash
# Routes that are marked as pseudonymised: an answer says how much of it is, and the notice is proposed not to apply where
# all that was read of a controller is, and not where other data was read too.
source "$(dirname "$0")/common.bash"

read_shop 20000
export USER=kim
catalogue() { nunchi scope 'NOT issued' --format json | python3 -c 'import json, sys; print(json.load(sys.stdin)["as_of"]["catalogue"])'; }
same 'catalogue before' "$(catalogue)" 1
expect 0 '"pseudonymised":null' nunchi scope "route = 'order-list'" --format json
sed -i 's/^id = "order-list"$/&\npseudonymised = true/' ledger/nunchi.toml
expect 0 '"complaints":\[\]' nunchi config check --data ledger
same 'catalogue with the mark' "$(catalogue)" 2

orders="$(figure reads "route = 'order-list'")"
expect 0 "\"pseudonymised\":\{\"reads\":$orders,\"routes\":\[\"order-list\"\]\}" nunchi scope "route = 'order-list'" --format json
both="route IN ('order-list', 'my-info')"
expect 0 "\"pseudonymised\":\{\"reads\":$orders," nunchi scope "$both" --format json
expect 0 '^pseudonymised [0-9,]+ of [0-9,]+ reads, as the catalogue says: order-list$' nunchi scope "$both" --format table

nunchi incident open --title 'Orders' --selection "route = 'order-list'" --regime kr-pipa --reason r > /dev/null
nunchi incident open --title 'Orders and more' --selection "$both" --regime kr-pipa --reason r > /dev/null
for id in 1 2; do
    letter $id E1
    nunchi incident aware $id --kind complaint --happened 2025-11-17T16:00:00+09:00 --who desk --knew leak --evidence E1 --reason r > /dev/null
    nunchi incident scope $id --reason 'the count' > /dev/null
done
proposed() { # INCIDENT: of each duty what is proposed, and how much is pseudonymised
    nunchi incident duties "$1" --format json | python3 -c '
import json, sys
for of in json.load(sys.stdin)["duties"]:
    if of["controller"] == "shop" and of["clock"] in ("KR-PIPA-NOTICE", "KR-PIPA-REPORT"):
        part = of["pseudonymised"]
        print(of["clock"], of["proposed"], part and part["reads"] == part["of"])'
}
expect 0 '^shop: all [0-9,]+ reads are of routes that the catalogue marks as pseudonymised$' nunchi incident duties 1 --format table
expect 0 '^shop: [0-9,]+ of [0-9,]+ reads are of routes that are pseudonymised: what a law exempts' nunchi incident duties 2 --format table
same 'all of it' "$(proposed 1 | head -n 1)" 'KR-PIPA-NOTICE does_not_apply True'
same 'a part of it' "$(proposed 2 | head -n 1)" 'KR-PIPA-NOTICE applies False'
if proposed 1 | grep -q 'KR-PIPA-REPORT does_not_apply'; then fail "the report is proposed not to apply: $(proposed 1)"; fi
# What a person says of the whole incident stands before what the catalogue says.
nunchi incident says 1 pseudonymised no --reason 'the key was taken too' > /dev/null
same 'as a person says' "$(proposed 1 | head -n 1)" 'KR-PIPA-NOTICE applies True'
nunchi incident says 1 pseudonymised unknown --reason 'to be seen' > /dev/null
same 'as nobody says' "$(proposed 1 | head -n 1)" 'KR-PIPA-NOTICE does_not_apply True'
expect 0 '' nunchi incident check --format json
ok
