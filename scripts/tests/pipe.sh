#!/usr/bin/env bash
# One stream with every class of event, from a pipe, gives the figures of the separate files.
source "$(dirname "$0")/common.bash"

nunchi sim logs --background 20000 --scale 10000 > /dev/null
nunchi init --example shop > /dev/null
# In a merged stream the gateway's source also tells of issuances.
sed -i 's/^feed = "auth"/feed = "gateway"/' "$NUNCHI_DATA/nunchi.toml"
nunchi sim --stdout --background 20000 --scale 10000 | nunchi ingest --source gateway - > /dev/null
for one in reads accesses subjects exposures addresses; do
    same "$one" "$(figure "$one" "NOT issued")" "$(truth logs "not_issued.$one")"
done
whole
ok
