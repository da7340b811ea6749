#!/usr/bin/env bash
# Logs that nobody here wrote: what real programs print is read whole, and twice changes nothing.
source "$(dirname "$0")/common.bash"

if [ -z "${NUNCHI_REAL_LOGS:-}" ]; then
    echo "not run: set NUNCHI_REAL_LOGS (https://github.com/elastic/examples, https://github.com/invictus-ir/aws_dataset)"
    ok "skipped"
    exit 0
fi

# --- Apache, 10,000 lines of the format combined --------------------------------------------------
mkdir -p "$NUNCHI_DATA"
cat > "$NUNCHI_DATA/nunchi.toml" << 'EOF'
[ledger]
origin = "blog.example/ledger"

[[field]]
bit = 0
id = "page"
ko = "페이지"
en = "Page of a person's blog"

[[namespace]]
id = "blog"

[[source]]
id = "apache"
format = "combined"

[[route]]
id = "blog"
match = "/blog/{subject}/{*}"
namespace = "blog"
fields = ["page"]

[[route]]
id = "rest"
match = "/{*}"
plain = true
EOF
nunchi init > /dev/null
log="$NUNCHI_REAL_LOGS/apache_combined_10k.log"
lines="$(wc -l < "$log")"
expect 0 '"quarantined":0' nunchi ingest --output json "$log"
taken="$(grep -oE '"(accesses|plain)":[0-9]+' out.txt | grep -oE '[0-9]+$' | paste -sd+ | sed 's/^/echo $((/; s/$/))/' | bash)"
same "lines of $log that were taken" "$taken" "$lines"
cp "$log" renamed.log
expect 0 '"events":0' nunchi ingest --output json apache=renamed.log
whole_or_gaps="$(nunchi verify --format json || true)"
grep -q '"integrity":"ok"' <<< "$whole_or_gaps" || fail "verify: $whole_or_gaps"
# Four days of a public web server hold nothing that a detector should say.
same "findings in the web log" "$(nunchi detect --replay --format table 2> /dev/null)" "nothing was found"
apache="$lines lines of Apache"

# --- CloudTrail: who read which secret ------------------------------------------------------------
secrets() { # NAME: an empty ledger of who read which secret; what follows is about it
    export NUNCHI_DATA="$work/$1" NUNCHI_KEYS="$work/$1-keys"
    mkdir -p "$NUNCHI_DATA"
    cat > "$NUNCHI_DATA/nunchi.toml" << 'EOF'
[ledger]
origin = "aws.example/ledger"

[[field]]
bit = 0
id = "secret"
ko = "비밀값"
en = "Secret"
class = "credential"

[[namespace]]
id = "secret"

[[source]]
id = "trail"
format = "cloudtrail"

[[route]]
id = "get-secret"
call = "secretsmanager.amazonaws.com GetSecretValue"
subject = "pointer:/requestParameters/secretId"
namespace = "secret"
fields = ["secret"]

EOF
    nunchi init > /dev/null
}
found() { # One line a finding: when, what, how sure, by which program, its secrets and those of its selection.
    nunchi detect --replay --format json > found.json 2> /dev/null
    python3 > found.txt -c '
import json
def program(client):
    if client.startswith("stratus-red-team"):
        return "the tool of the attack"
    return "its Terraform" if "stratus-red-team" in client else "plain Terraform"
for of in json.load(open("found.json"))["findings"]:
    of_whom = program(of["examples"][0]["client"])
    print(of["found"][:16], of["detector"], of["severity"], of_whom, of["people"], of["selection"], sep="|")'
    sort found.txt | while IFS='|' read -r at detector severity program people selection; do
        echo "$at $detector $severity, $program: $people of $(figure subjects "$selection")"
    done
}
hour="$NUNCHI_REAL_LOGS/cloudtrail_invictus/*.json"

secrets aws
expect 0 '"quarantined":0' nunchi ingest --output json "$hour"
wanted="$(cat "$NUNCHI_REAL_LOGS"/cloudtrail_invictus/*.json | grep -oE '"eventName": ?"GetSecretValue"' | wc -l)"
same "secrets read" "$(figure reads "route = 'get-secret' AND outcome IN ('served', 'denied', 'missing')")" "$wanted"
# Twenty secrets in three seconds, the Terraform of the attack's tool before it, and the same user's plain Terraform ten
# minutes later. The hour has no past by which to tell them apart, so all three are notices. Nothing else: its users give their keys back as they leave.
same "findings in the hour of CloudTrail" "$(found)" \
    "2023-07-10T11:58 bulk notice, its Terraform: 20 of 20
2023-07-10T11:58 bulk notice, the tool of the attack: 20 of 20
2023-07-10T12:08 bulk notice, plain Terraform: 20 of 20"

# --- The same hour with a past ---------------------------------------------------------------------
# The plain Terraform of 12:07:57, dated back to each of the 20 days before: the only past that the hour itself can
# give. And the hour once more, in which the attack calls itself what that Terraform does.
python3 - << 'EOF'
import datetime, glob, json, os
paths = sorted(glob.glob(os.environ["NUNCHI_REAL_LOGS"] + "/cloudtrail_invictus/*.json"))
records = [record for path in paths for record in json.load(open(path))["Records"]]
secrets = [record for record in records if record["eventName"] == "GetSecretValue"]
benign = [record for record in secrets if record["eventTime"] == "2023-07-10T12:07:57Z"]
assert len(benign) == 20 and not any("stratus" in record["userAgent"] for record in benign)
os.makedirs("past")
for back in range(1, 21):
    day = datetime.date(2023, 7, 10) - datetime.timedelta(days=back)
    dated = [record | {"eventTime": f"{day}T12:07:57Z", "eventID": f"{record['eventID']}-{back}"} for record in benign]
    json.dump({"Records": dated}, open(f"past/{day}.json", "w"))
for record in secrets:
    record["userAgent"] = benign[0]["userAgent"]
json.dump({"Records": records}, open("disguised.json", "w"))
EOF
secrets with-past
expect 0 '"quarantined":0' nunchi ingest --output json "$work/past/*.json"
# On its first day the Terraform is what any burst on a route without a past is. From then on it is silent.
first="2023-06-20T12:08 bulk notice, plain Terraform: 20 of 20"
same "findings of 20 days of Terraform" "$(found)" "$first"
expect 0 '"quarantined":0' nunchi ingest --output json "$hour"
# The 20 secrets in 3 seconds are found, and so is the Terraform of the attack's tool: each is a program that never read
# this route and reads all of it. That finds them, and neither pace nor size: the plain Terraform reads as many secrets
# as fast, and is silent ten minutes later as on the days before.
same "findings in the hour with a past" "$(found)" "$first
2023-07-10T11:58 new_place high, its Terraform: 20 of 20
2023-07-10T11:58 new_place high, the tool of the attack: 20 of 20"
# It rests on what a client says of itself: an attack by the same user on the same secrets, from the same address, that
# calls itself what the user's Terraform does, is missed.
secrets disguised
expect 0 '"quarantined":0' nunchi ingest --output json "$work/past/*.json" "$work/disguised.json"
same "findings when the attack calls itself Terraform" "$(found)" "$first"
ok "$apache, $wanted readings of secrets in CloudTrail"
