#!/usr/bin/env bash
# Words that say less than is known are found in what was typed into a form; a warning stands only where a person let it, with a
# reason, for that text alone.
source "$(dirname "$0")/common.bash"

read_shop 2000
export USER=kim
nunchi incident open --title 'Forged tokens' --selection 'NOT issued' --reason 'a complaint' > /dev/null
letter 1 E1
nunchi incident aware 1 --kind report_to_ciso --happened 2025-11-17T16:00:00+09:00 --who officer --knew leak --evidence E1 --reason told > /dev/null
nunchi incident scope 1 --reason 'the first count' > /dev/null

form() { # HOW
    printf '[course]\nhow = { en = "%s" }\n[relief]\nprotect = { en = "Change your password." }\n[people]\nnon_members = { en = "By text message." }\n' "$1" > form.toml
}
report() { # what is found in the report of GDPR, but for what is not certain of the law
    nunchi report write 1 --regime eu-33 --lang en --form form.toml --out out --reason r --format table > out.txt || true
    grep -E '^  (error|warning|let stand)' out.txt | grep -v uncertain || true
}
accept() {
    nunchi report accept 1 --in eu-33 --lang en --form form.toml --reason 'the customer wrote so' "$@"
}

# What no report may say is an error, whatever the law, and no error is let stand.
form 'No action is needed.'
report > found.txt
grep -q 'error (no_action): 3-5 How' found.txt || fail "no action: $(cat found.txt)"
expect 2 'an error is not let stand: change the text' accept --warning no_action
form 'Only names and e-mail addresses were leaked.'
report > found.txt
grep -q 'error (statement): form course.how: "Only" is contradicted' found.txt || fail "only: $(cat found.txt)"

# A number of an address counts nobody; one of people of whom it is not said that they were read is a warning and no error.
form 'A team of 50 people is investigating.'
printf '[organisation]\naddress = { en = "570 Gasang-daero, 05510 Seoul" }\n' >> form.toml
report > found.txt
grep -q '^  warning (statement): form course.how: "50" is unsupported' found.txt || fail "a number of staff: $(cat found.txt)"
if grep -q 'form organisation.address: "' found.txt; then fail "an address: $(cat found.txt)"; fi

# A warning is let stand by a person, at one place; its text is told nowhere but in the JSON.
form 'A customer asked about an exposure of data.'
report > found.txt
grep -q '^  warning (belittling): 3-5 How' found.txt || fail "exposure: $(cat found.txt)"
expect 2 'name one with --where' accept --warning belittling
expect 2 'the report warns of no "absolute" there' accept --warning absolute
expect 0 'let stand: warning \(belittling\): 3-5 How' accept --warning belittling --where 3-5 --format table
expect 2 'let it stand already' accept --warning belittling --where 3-5
expect 0 'warning belittling let stand in eu-33 first \(en\) of shop, 3-5 How' nunchi incident show 1 --format table
report > found.txt
grep -q '^  let stand by kim, step [0-9]* (the customer wrote so): warning (belittling): 3-5 How' found.txt || fail "let stand: $(cat found.txt)"
file=out/1-eu-33-first-shop.en
cp "$file.json" kept.json
same 'in the JSON' "$(python3 -c "import json; print([(of['warning'], of['place'], of['by'], of['why']) for of in json.load(open('$file.json'))['accepted']])")" \
    "[('belittling', '3-5 How', 'kim', 'the customer wrote so')]"
if grep -q 'the customer wrote so' "$file.html"; then fail "the document tells of it"; fi

# Another text is asked again, and so is this one once the step is taken back.
form 'A customer asked about the exposure of data.'
report > found.txt
grep -q '^  warning (belittling): 3-5 How' found.txt || fail "another text: $(cat found.txt)"
form 'A customer asked about an exposure of data.'
step="$(python3 -c "import json; print(json.load(open('kept.json'))['accepted'][0]['step'])")"
report > found.txt
grep -q '^  let stand by kim' found.txt || fail "the same text: $(cat found.txt)"
expect 0 'taken back' nunchi incident take-back 1 "$step" --reason 'not so' --format table
report > found.txt
grep -q '^  warning (belittling): 3-5 How' found.txt || fail "taken back: $(cat found.txt)"
unaltered
ok
