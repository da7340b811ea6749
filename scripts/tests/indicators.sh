#!/usr/bin/env bash
# Indicators are what the standard says: the validator of STIX 2.1 takes every bundle and refuses broken ones,
# patterns and Sigma rules read back as what was seen, and nothing of a person is in any of it.
source "$(dirname "${BASH_SOURCE[0]}")/common.bash"

python="${NUNCHI_PYTHON:-python3}"
"$python" -c 'import sigma, stix2patterns, stix2validator' 2> /dev/null ||
    fail "$python has no stix2-validator or pySigma: scripts/install-test.sh installs them"
example="$(example indicators)"

levels=(clear green amber amber+strict red)
for tlp in "${levels[@]}"; do
    "$example" stix "$tlp" > "$tlp.json"
    "$example" csv "$tlp" > "$tlp.csv"
    "$example" stix "$tlp" | cmp - "$tlp.json" || fail "two bundles of the same facts differ"
done
"$python" "$here/indicators_twin.py" "${levels[@]}" > told.txt 2>&1 || fail "$(tail -n 20 told.txt)"
same "what is left out" "$("$example" left red)" "$(
    echo 'network: it matches everything: name what the attacker used and others did not'
    echo 'client: it looks like the number of a telephone or a member: what may name a person does not go out'
    echo 'client: it looks like an e-mail address: what may name a person does not go out'
)"
if grep -lE 'kim@|1234-5678' ./*.json ./*.csv; then fail "what may name a person went out"; fi
ok "$(tail -n 1 told.txt)"
