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
export NUNCHI_DATA="$work/aws" NUNCHI_KEYS="$work/aws-keys"
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
expect 0 '"quarantined":0' nunchi ingest --output json "$NUNCHI_REAL_LOGS/cloudtrail_invictus/*.json"
wanted="$(cat "$NUNCHI_REAL_LOGS"/cloudtrail_invictus/*.json | grep -oE '"eventName": ?"GetSecretValue"' | wc -l)"
same "secrets read" "$(figure reads "route = 'get-secret' AND outcome IN ('served', 'denied', 'missing')")" "$wanted"
# Twenty secrets in three seconds, the Terraform of the attack's tool before it, and the same user's plain Terraform ten
# minutes later. The hour has no past by which to tell them apart, so all three are notices. Nothing else: its users give their keys back as they leave.
nunchi detect --replay --format json > found.json 2> /dev/null
same "findings in the hour of CloudTrail" "$(python3 -c '
import json
found = [finding for finding in json.load(open("found.json"))["findings"]]
print(*sorted((of["found"][11:16], of["detector"], of["severity"], of["people"]) for of in found), sep="\n")')" \
    "('11:58', 'bulk', 'notice', 20)
('11:58', 'bulk', 'notice', 20)
('12:08', 'bulk', 'notice', 20)"
ok "$apache, $wanted readings of secrets in CloudTrail"
