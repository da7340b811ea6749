#!/usr/bin/env bash
# What others claim and what we say ourselves is held against the ledger: too few found contradicts a claim only where
# the record is complete, the question is recorded first, and a statement is right, wrong or out of date by its numbers,
# moments and fields, each with its place.
source "$(dirname "${BASH_SOURCE[0]}")/common.bash"

read_shop 2000
nunchi incident open --title "Forged tokens" --selection "NOT issued AND route = 'my-info'" --reason test --as kim > /dev/null
emails="$(figure subjects "NOT issued AND field = 'email'")"

# --- Claims ----------------------------------------------------------------------------------------------------
claims() { # a claim file on standard output: the case's, and one of many more than there are
    cat << TOML
from = "the sender of the mails"
received = 2025-11-25T13:37:00+09:00
scale = 14_000
[[claim]]
text = "more than 120 million addresses, my sample is at hand"
counts = "records"
route = "address-list"
at_least = 120_000_000
[[claim]]
text = "more than 33 million e-mail addresses"
counts = "subjects"
field = "email"
at_least = $((emails * 14000))
[[claim]]
text = "also users in Taiwan"
counts = "subjects"
country_of_residence = "TW"
any = true
[[claim]]
text = "ten times that"
counts = "subjects"
field = "email"
at_least = $((emails * 140000))
[[claim]]
text = "data of the Taiwanese shop"
counts = "reads"
controller = "shop-tw"
from = 2025-01-01
to = 2025-12-31
any = true
TOML
}
verdicts() { # the verdicts of out.txt, in the order of the file
    python3 -c 'import json; print(" ".join(of["verdict"] for of in json.load(open("out.txt"))["claims"]))'
}
claims > claims.toml
# The log that was found late is missing: what was not found may be in it.
expect 0 '"complete":false' nunchi claim claims.toml --selection 'NOT issued' --as kim --format json
same "verdicts with a gap" "$(verdicts)" "cannot_say supported cannot_say cannot_say supported"
korean() { # what of out.txt stands in Korean has no sentence in English in it
    python3 -c 'import json, re
for of in json.load(open("out.txt"))["claims"]:
    assert not re.search("[A-Za-z]{3,} [A-Za-z]{2,}", of["because"]["ko"]), of["because"]["ko"]' || fail "English in Korean"
}
korean
# A complete roster bounds the members whom a gap may concern, and nothing else.
members() { # a claim of more members than there can be, with its other lines
    printf 'from = "x"\nreceived = 2025-11-25\n[[claim]]\ntext = "everybody"\ncounts = "subjects"\nat_least = 50_000\n%s\n' "$1"
}
members 'subject_kind = "member"' > members.toml
members '' > all.toml
expect 0 'how many more the gaps concern cannot be said' nunchi claim members.toml --selection 'NOT issued' --as kim --format json
nunchi roster complete --through 2026-01-01 --by kim --reason 'the list of accounts' > /dev/null
expect 1 '"complete":false' nunchi claim members.toml --selection 'NOT issued' --as kim --format json
expect 0 'the gaps concern at most [0-9,]+ more' nunchi claim all.toml --selection 'NOT issued' --as kim --format json
nunchi ingest --no-detect gateway-late=logs/gateway-late.ndjson > /dev/null
nunchi incident select 1 'NOT issued' --reason 'all of it' --as kim > /dev/null
expect 1 '"complete":true' nunchi claim claims.toml --incident 1 --as kim --format json
same "verdicts on a complete record" "$(verdicts)" "cannot_say supported cannot_say contradicted supported"
korean
printf 'from = "x"\nreceived = 2025-11-25\nscale = 14_000\n[[claim]]\ntext = "so many"\ncounts = "subjects"\nfield = "email"\nexactly = %s\n' \
    "$((emails * 14000 + 17))" > exact.toml
expect 0 'An exact number is finer than the scale of the replay' nunchi claim exact.toml --selection "NOT issued" --as kim --format json
same "an exact number in a replay" "$(verdicts)" "cannot_say"
nunchi claim claims.toml --incident 1 --as kim --format json > out.txt || true
first="$(grep -oE '"position":[0-9]+' out.txt)"
expect 1 'CONTRADICTED +ten times that' nunchi claim claims.toml --incident 1 --as kim --format table
grep -q 'no source says who lives in TW; of the controller shop-tw' out.txt || fail "residence: $(cat out.txt)"
grep -qE 'no source says how many records .* would have to have returned' out.txt || fail "records: $(cat out.txt)"
expect 1 "^9,more than 33 million" nunchi claim claims.toml --incident 1 --as kim --format csv
expect 1 '"question":\{"by":"kim"' nunchi claim claims.toml --incident 1 --as kim --format json
[ "$(grep -oE '"position":[0-9]+' out.txt)" != "$first" ] || fail "the question was not recorded anew"
if grep -rqa 'my sample is at hand' "$NUNCHI_DATA"; then fail "the words of a claim are in the ledger"; fi

# The example that ships is one.
expect 1 '"scale":1000' nunchi claim "$here/../../docs/examples/claims.toml" --incident 1 --as kim --format json

# What is wrong is said with its line, and nothing is asked.
sed 's/"address-list"/"adress-list"/' claims.toml > wrong.toml
expect 2 'wrong.toml: the claim of line 4: .*' nunchi claim wrong.toml --incident 1 --as kim
grep -q 'did you mean "address-list"' err.txt || fail "no better name: $(cat err.txt)"
sed 's/counts = "records"/counts = "rows"/' claims.toml > wrong.toml
expect 2 'wrong.toml: line 6, column 10: counts cannot be "rows"' nunchi claim wrong.toml --incident 1 --as kim
sed 's/shop-tw/shop-th/' claims.toml > wrong.toml
expect 2 'no controller "shop-th": did you mean "shop-tw"' nunchi claim wrong.toml --incident 1 --as kim
expect 2 'required' nunchi claim claims.toml
expect 2 'no incident 9' nunchi claim claims.toml --incident 9 --as kim

# --- Statements --------------------------------------------------------------------------------------------------
printf 'Notice\n\nTo be written.\n' > draft.md
expect 2 'has no scope yet' nunchi statement check draft.md --incident 1 --as kim
nunchi incident select 1 "NOT issued AND route = 'my-info' AND time < '2025-09-01'" --replace --reason 'first look' --as kim > /dev/null
nunchi incident scope 1 --reason 'first count' --as kim > /dev/null
few="$(figure subjects "NOT issued AND route = 'my-info' AND time < '2025-09-01'")"
nunchi incident select 1 'NOT issued' --replace --reason 'all of it' --as kim > /dev/null
nunchi incident scope 1 --reason 'the wide count' --as kim > /dev/null
letter 1 E1 --as kim
nunchi incident aware 1 --kind report_to_ciso --happened 2025-11-17T16:00 --who CISO --knew leak --evidence E1 --reason told --as kim > /dev/null
all="$(figure subjects 'NOT issued')"
[ "$few" -lt "$all" ] || fail "both scopes have $all subjects"

printf '개인정보 유출 알림\n\n%s개 계정의 정보가 유출되었습니다. 2025년 11월 17일 16시에 인지했습니다.\n\n- 로그인 비밀번호는 유출되지 않았습니다.\n' "$all" > right.md
expect 0 '^0 contradicted, 0 out of date, 0 unsupported, 4 supported; wording: 0 errors, 0 warnings$' nunchi statement check right.md --incident 1 --as kim --format table
expect 0 '"fit":true' nunchi statement check right.md --incident 1 --as kim --format json
printf 'Notice of a leak\n\nWe found that %s accounts were leaked.\n\nNo names were leaked. We were aware on 18 November 2025.\n' "$few" > wrong.md
expect 1 '^3,15,number,.*,out of date' nunchi statement check wrong.md --incident 1 --as kim --format csv
grep -q '^5,1,absolute,No,contradicted' out.txt || fail "names that were read: $(cat out.txt)"
grep -qE '^5,[0-9]+,moment,18 November 2025,contradicted' out.txt || fail "awareness: $(cat out.txt)"
# Parts are found beside their words: non-members are people of address books, and hold no account.
nunchi relation import logs/relations.csv > /dev/null
nunchi incident scope 1 --reason 'with the address books' --as kim > /dev/null
nunchi incident show 1 --as kim --format json > shown.json
read -r members others <<< "$(python3 -c 'import json; of = json.load(open("shown.json"))["scopes"][-1]["figures"]; print(of["by_kind"]["member"]["subjects"], of["people"]["recipients"])')"
[ "$others" -gt 0 ] || fail 'nobody is in an address book'
printf '회원 %s명과 다른 사람입니다.\n\n비회원 %s명의 정보입니다.\n\nIt concerns %s non-members.\n' "$members" "$others" "$others" > parts.md
expect 0 '0 unsupported, 3 supported' nunchi statement check parts.md --incident 1 --as kim --format table
printf '비회원 %s명의 정보입니다.\n' "$members" > parts.md
expect 0 '1 unsupported, 0 supported' nunchi statement check parts.md --incident 1 --as kim --format table

# The date of a candidate that was not chosen is none on which anybody became aware, as in the case's own statement.
nunchi incident aware 1 --kind own_statement --happened 2025-11-18T22:52 --who press --knew leak --evidence E1 --reason told --as kim > /dev/null
printf '2025년 11월 18일에 알게 되었으며 조사하고 있습니다.\n\nA mail went out on 18 November 2025.\n' > late.md
expect 1 '^1,1,moment,2025년 11월 18일,contradicted' nunchi statement check late.md --incident 1 --as kim --format csv
expect 1 'candidate 2 \(own_statement\), not chosen as the awareness' nunchi statement check late.md --incident 1 --all --as kim --format table
# The date of something else carries no sentence, and what nobody recorded carries none.
false_dates() { # VERDICT SENTENCE…
    local verdict="$1" sentence
    shift
    for sentence in "$@"; do
        printf '%s\n' "$sentence" > false.md
        nunchi statement check false.md --incident 1 --all --as kim --format csv > out.txt 2> err.txt || true
        grep -qE "^1,[0-9]+,moment,.*,$verdict" out.txt || fail "$sentence is not $verdict: $(cat out.txt err.txt)"
    done
}
false_dates contradicted '2025-11-18 22:52에 유출되었습니다.' '고객 정보는 2025년 11월 18일에 조회되었습니다.' \
    'We discovered the breach on 5 January 2025.'
false_dates unsupported 'We reported to the authority on 18 November 2025.' '2025년 11월 20일에 통지하였습니다.' \
    'The leak was contained on 17 November 2025.'
# What was reported too late was not on time; before anything is filed nobody can say.
false_dates unsupported 'We reported it within 24 hours.'
nunchi incident file 1 --clock KR-NET-24 --controller shop --received 2025-11-19T21:35 --to KISA --receipt R-1 --evidence E1 --late-because 'counted anew' --reason filed --as kim > /dev/null
false_dates contradicted 'We reported it within 24 hours.' '법정 기한 내에 신고하였습니다.' 'We reported to KISA on 18 November 2025.'
false_dates supported 'We reported it to KISA on 19 November 2025.' '2025년 11월 17일 16시에 유출 사실을 인지했습니다.'
# The worst line of the case: only names and e-mail. What else was read contradicts it, and is named.
for sentence in '이름과 이메일만 유출되었습니다.' 'Only names and e-mail addresses were leaked.'; do
    printf '%s\n' "$sentence" > only.md
    expect 1 'absolute,.*,contradicted,"?The record shows reads of others beside: .*address' nunchi statement check only.md --incident 1 --as kim --format csv
done
printf 'No data of non-members was leaked.\n' > others.md
expect 1 'absolute,.*,contradicted,"?The record shows reads of them. non-members' nunchi statement check others.md --incident 1 --as kim --format csv
printf 'There is no record of a read of login passwords.\n' > denied.md
expect 0 '0 unsupported, 2 supported' nunchi statement check denied.md --incident 1 --as kim --format table
printf 'Notice of the exposure of data\n' > belittles.md
expect 1 'exposure +error' nunchi statement check belittles.md --incident 1 --as kim --format table

# What was published is what was taken in, by its digest; its sentences that no longer hold are named.
nunchi incident evidence 1 --name E7 --item 'the notice of 20 November' --file wrong.md --from press --how copied --original archive --grade fact --reason intake --as kim > /dev/null
expect 1 '3 sentences need correcting' nunchi statement check wrong.md --incident 1 --published E7 --as kim --format table
expect 2 'the text is not evidence E7' nunchi statement check right.md --incident 1 --published E7 --as kim
expect 2 'no evidence E8' nunchi statement check wrong.md --incident 1 --published E8 --as kim

# An absolute word stands on a fact about the same thing, or on nothing.
printf 'Notice of a leak\n\nThe copies on the laptop were deleted.\n' > absolute.md
expect 0 '"unsupported":1' nunchi statement check absolute.md --incident 1 --as kim --format json
expect 0 '"supported":1' nunchi statement check absolute.md --incident 1 --carries deleted=E7:laptop --as kim --format json
expect 0 '"unsupported":1' nunchi statement check absolute.md --incident 1 --carries deleted=E7:phone --as kim --format json
nunchi incident evidence 1 --name E8 --item 'his word' --from him --how mail --original archive --reason intake --as kim > /dev/null
expect 0 '"unsupported":1' nunchi statement check absolute.md --incident 1 --carries deleted=E8:laptop --as kim --format json
expect 2 'write WORD=ID:ABOUT' nunchi statement check absolute.md --incident 1 --carries deleted --as kim
# A ledger that holds nothing tells of no moment by which anybody was there.
NUNCHI_DATA="$work/empty" NUNCHI_KEYS="$work/empty-keys" nunchi init > /dev/null
expect 0 'so how many were there is not known' env NUNCHI_DATA="$work/empty" NUNCHI_KEYS="$work/empty-keys" \
    "$NUNCHI_BIN" scope "time >= '2000-01-01'" --format table
if grep -q 292278994 out.txt; then fail "a year that nobody means: $(cat out.txt)"; fi
unaltered
ok "claims and statements are held against the ledger"
