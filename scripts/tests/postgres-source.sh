#!/usr/bin/env bash
# Relations, rosters and the contacts of a trace from a real PostgreSQL: the same answers as from the same rows as CSV, all of them or none, and
# no password or person in any error.
source "$(dirname "${BASH_SOURCE[0]}")/common.bash"
source "$here/postgres.bash"

# A certificate for the server, and an authority that vouches for it; another one that does not.
for authority in ca other-ca; do
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=$authority" \
        -keyout $authority.key -out $authority.pem 2> /dev/null
done
openssl req -newkey rsa:2048 -nodes -subj /CN=127.0.0.1 -keyout server.key -out server.csr 2> /dev/null
openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out server.crt \
    -extfile <(echo 'subjectAltName=IP:127.0.0.1') 2> /dev/null
cp server.crt server.key pg/data/
[ "$(id -u)" -ne 0 ] || chown postgres pg/data/server.crt pg/data/server.key
chmod 600 pg/data/server.key
start_postgres ssl=on

read_shop 5000
cp -r ledger csv
cp -r ledger pg-ledger
# The figures of the reads, without when they were asked for.
told() { # SELECTION
    figures "$1" | grep -v "^coverage.possibly.because"
}

# What the file holds, with every type that a column may have: an enumeration, text, whole numbers, moments with and
# without a zone.
sql << SQL
CREATE TYPE kind AS ENUM ('address_book', 'same_person');
CREATE TABLE file (kind text, owner text, other text, "from" text, "to" text);
\copy file FROM 'logs/relations.csv' (FORMAT csv, HEADER)
CREATE TABLE entry AS SELECT kind::kind, substr(owner, 8)::bigint AS owner, other::varchar, "from"::timestamptz AS valid_from,
    "to"::timestamptz AT TIME ZONE 'Asia/Seoul' AS valid_to FROM file;
CREATE TABLE member (id bigint, state text, day date);
INSERT INTO member SELECT 990000 + n, 'joined', DATE '2020-01-01' FROM generate_series(1, 500) AS n;
INSERT INTO member VALUES (990001, 'withdrawn', '2020-02-01');
CREATE ROLE reader LOGIN PASSWORD '$password-reader';
GRANT SELECT ON file, entry, member TO reader;
SQL
export SHOP_DB="postgres://reader:$password-reader@127.0.0.1:$port/postgres"
export OWNER_DB="$url"
relate() { # ADDRESS QUERY: imports relations
    nunchi relation import --from-postgres "$1" --query "$2"
}
COLUMNS="kind, owner, other, valid_from, valid_to"
ALL="SELECT $COLUMNS FROM entry"

# The people of the file, of the database, and of neither.
reads="NOT issued"
none="$(told "$reads")"
export NUNCHI_DATA="$work/csv"
rows="$(($(wc -l < logs/relations.csv) - 1))"
with="$(printf "%'d" "$rows" | sed 's/[^0-9]/,/g; s/^\([0-9]*\)\([0-9]\{3\}\)$/\1,\2/')"
expect 0 "^$with relations imported; relation version 1$" nunchi relation import logs/relations.csv
wanted="$(told "$reads")"
[ "$none" != "$wanted" ] || fail "the relations change no figure of people"
grep -q '^people\.' <<< "$wanted" || fail "no figures of people: $wanted"

export NUNCHI_DATA="$work/pg-ledger"
expect 0 "^$with relations imported from postgres://127.0.0.1:$port/postgres \(digest of its rows [0-9a-f]{64}\); relation version 1$" \
    relate env:SHOP_DB "$ALL"
same "people by relations of a database" "$(told "$reads")" "$wanted"

# The digest is what the documentation says, of rows in any order.
"${NUNCHI_PYTHON:-python3}" > digest.txt << PY
import hashlib, csv, datetime
total = n = 0
def moment(text):
    if not text: return ""
    at = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return at
seoul = datetime.timezone(datetime.timedelta(hours=9))
for row in csv.DictReader(open("logs/relations.csv")):
    start, end = moment(row["from"]), moment(row["to"])
    cells = [row["kind"], row["owner"][7:], row["other"],
        start and start.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.") + f"{start.microsecond // 1000:03}Z",
        end and end.astimezone(seoul).strftime("%Y-%m-%dT%H:%M:%S.") + f"{end.microsecond // 1000:03}"]
    hashed = hashlib.sha512(b"".join(len(c.encode()).to_bytes(8, "little") + c.encode() for c in cells)).digest()
    total, n = (total + int.from_bytes(hashed, "little")) % 2**512, n + 1
print(hashlib.sha256(b"nunchi rows v1\0relation\0" + n.to_bytes(8, "little") + total.to_bytes(64, "little")).hexdigest())
PY
grep -q "$(cat digest.txt)" out.txt || fail "the digest is not $(cat digest.txt): $(cat out.txt)"

# Twice is nothing new, in another order too; one row more is.
expect 0 "^nothing new: the $rows rows that .* gives were imported before \(digest $(cat digest.txt)\)" \
    relate env:SHOP_DB "$ALL ORDER BY other DESC, owner DESC;"
echo "$ALL -- all of them" > all.sql
echo "$SHOP_DB" > address.txt
expect 0 '^nothing new' nunchi relation import --from-postgres file:address.txt --query-file all.sql
expect 0 '^nothing new: the query gives no row' \
    relate env:SHOP_DB "$ALL WHERE owner = 0"
same "people after the same twice" "$(told "$reads")" "$wanted"
cp -r pg-ledger more
export NUNCHI_DATA="$work/more"
expect 0 '^[0-9,]* relations imported' relate env:SHOP_DB "$ALL WHERE owner % 2 = 0"
same "people after a part of it again" "$(told "$reads" | grep '^people')" "$(grep '^people' <<< "$wanted")"
expect 0 '^1 relations imported from .*; relation version 3$' relate env:SHOP_DB \
    "SELECT * FROM (VALUES ('same_person', 'member:1', 'member:2', '-infinity'::date, 'infinity'::timestamptz)) AS one ($COLUMNS)"
export NUNCHI_DATA="$work/pg-ledger"
whole

# An entry counts as it was at the time of the read: without its times other people are told.
cp -r ledger without
NUNCHI_DATA="$work/without" relate env:SHOP_DB \
    "SELECT kind, owner, other, NULL AS valid_from, NULL AS valid_to FROM entry" > /dev/null
[ "$(NUNCHI_DATA="$work/without" told "$reads")" != "$wanted" ] || fail "the times of the entries change nothing"

# A roster: how many a gap may concern follows from it as from a file.
{ echo subject,change,time; echo "COPY (SELECT * FROM member) TO STDOUT (FORMAT csv)" | sql; } > roster.csv
roster() { # LEDGER COMMAND…: imports a roster, and tells how many the late gateway may concern
    export NUNCHI_DATA="$work/$1"
    expect 0 '^501 changes imported' "${@:2}"
    expect 0 'nothing new' "${@:2}"
    nunchi roster complete --through 2026-01-01 --by lee --reason 'from the account system' > /dev/null
    told "source = 'gateway-late' AND time < '2025-11-10'" | grep '^coverage.possibly'
}
roster csv nunchi roster import roster.csv > by-file.txt
roster pg-ledger nunchi roster import --from-postgres env:SHOP_DB \
    --query 'SELECT id AS subject, state AS change, day AS time FROM member' > by-query.txt
same "how many at most" "$(cat by-query.txt)" "$(cat by-file.txt)"
grep -qE 'at_most,[0-9]{3,}' by-query.txt || fail "nobody is possibly affected: $(cat by-query.txt)"
whole

# Everything that fails takes nothing in, says what, and tells no secret and nobody's data.
before="$(nunchi status --format json | grep -o '"position":[0-9]*')"
refused() { # CODE PATTERN COMMAND…
    expect "$@"
    if grep -qE "$password|010-?4321|member:77" err.txt out.txt; then fail "a secret is told: $(cat err.txt out.txt)"; fi
}
ROW="'same_person' AS kind, 'member:77' AS owner, 'member:78' AS other, NULL AS valid_from"
refused 2 'gives 0 columns "to", and must give one; the columns are kind, owner, other, from, to' relate env:SHOP_DB "SELECT $ROW"
refused 2 'gives 2 columns "to"' relate env:SHOP_DB "SELECT $ROW, NULL AS valid_to, NULL AS \"to\""
refused 2 'also gives a column "phone"' relate env:SHOP_DB "SELECT $ROW, NULL AS valid_to, '010-4321' AS phone"
refused 2 'column "valid_to" is of the type INT4, and must be timestamptz, timestamp, date or text' relate env:SHOP_DB "SELECT $ROW, 7 AS valid_to"
refused 2 'column "owner" is of the type JSONB, and must be text, a whole number or uuid' relate env:SHOP_DB \
    "SELECT 'same_person' AS kind, '{}'::jsonb AS owner, '1' AS other, NULL AS valid_from, NULL AS valid_to"
refused 2 'refuses the query at character 10: syntax error at or near "FORM"' relate env:SHOP_DB 'SELECT * FORM entry'
refused 2 'refuses the query at character 15: relation "entries" does not exist' relate env:SHOP_DB 'SELECT * FROM entries'
refused 2 'permission denied for table pg_authid' relate env:SHOP_DB \
    "SELECT 'same_person' AS kind, rolpassword AS owner, '1' AS other, NULL AS valid_from, NULL AS valid_to FROM pg_authid"
refused 2 'cannot insert multiple commands' relate env:SHOP_DB "$ALL; DELETE FROM entry"
# The words of an error about data hold data.
refused 2 'error 22007, whose words stand in the server' relate env:SHOP_DB \
    "SELECT $ROW, (kind::text || ' 010-4321')::timestamptz AS valid_to FROM entry"
refused 2 "postgres: row 3: from is no time: write RFC 3339" relate env:SHOP_DB \
    "SELECT 'same_person' AS kind, n AS owner, 'member:7' AS other, CASE n WHEN 3 THEN 'yesterday' END AS valid_from, NULL AS valid_to FROM generate_series(1, 9) AS n"
refused 2 'row 5000: owner and other must both be named' relate env:SHOP_DB \
    "SELECT 'same_person' AS kind, nullif(n, 5000) AS owner, 'member:7' AS other, NULL AS valid_from, NULL AS valid_to FROM generate_series(1, 9000) AS n"
refused 2 'row 1: kind is none of those that there are: write address_book' relate env:SHOP_DB "SELECT '010-4321' AS kind, 1 AS owner, 'member:2' AS other, NULL AS valid_from, NULL AS valid_to"
refused 2 'row 1: owner has 5000 bytes; at most 4096' relate env:SHOP_DB \
    "SELECT 'same_person' AS kind, repeat('7', 5000) AS owner, 'member:2' AS other, NULL AS valid_from, NULL AS valid_to"
# What is too long is refused at the first row, and a thousand of them are not waited for.
cat > memory.py << 'PY'
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
print("MiB:", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
sys.exit(code)
PY
refused 2 'row 1: owner has 1000000 bytes; at most 4096' python3 memory.py "$NUNCHI_BIN" relation import --from-postgres env:SHOP_DB \
    --query "SELECT 'same_person' AS kind, repeat('7', 1000000) AS owner, 'member:2' AS other, NULL AS valid_from, NULL AS valid_to FROM generate_series(1, 1000)"
peak="$(grep -oE '^MiB: [0-9]+' out.txt | grep -oE '[0-9]+')"
[ "$peak" -lt 200 ] || fail "1,000 rows of 1 MB took $peak MiB"
refused 2 'row 1: time is a time outside the years' nunchi roster import --from-postgres env:SHOP_DB \
    --query "SELECT 1 AS subject, 'joined' AS change, DATE '20000-01-01' AS time"

# Who may write everywhere cannot write here, whatever the query says.
sql << 'SQL'
CREATE TABLE written (n int);
CREATE FUNCTION writes() RETURNS text LANGUAGE plpgsql AS $$ BEGIN INSERT INTO written VALUES (1); RETURN 'same_person'; END $$;
CREATE FUNCTION raises() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE 'phone 010-4321 of member:77'; END $$;
CREATE FUNCTION forbids() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE 'not for 010-4321' USING ERRCODE = '42501'; END $$;
CREATE FUNCTION undoes() RETURNS text LANGUAGE plpgsql AS $$ BEGIN SET TRANSACTION READ WRITE; INSERT INTO written VALUES (1); RETURN 'same_person'; END $$;
SQL
REST="1 AS owner, 'member:2' AS other, NULL AS valid_from, NULL AS valid_to"
refused 2 'refuses the query: it wants to write, and may only read: error 25006' relate env:OWNER_DB "SELECT writes() AS kind, $REST"
refused 2 'refuses the query' relate env:OWNER_DB "SELECT undoes() AS kind, $REST"
refused 2 'the query is no question' relate env:OWNER_DB "INSERT INTO written VALUES (1) RETURNING 'same_person' AS kind, $REST"
refused 2 'the query is no question' relate env:OWNER_DB \
    "WITH w AS (INSERT INTO written VALUES (1) RETURNING n) SELECT 'same_person' AS kind, $REST FROM w"
refused 2 'error P0001, whose words' relate env:SHOP_DB "SELECT raises() AS kind, $REST"
# Nor do the words about a statement that a row became, or about a name that one was taken for, whatever their code.
refused 2 'asks for something that is not there: error 42703, whose words' relate env:SHOP_DB \
    "SELECT query_to_xml(format('SELECT %I FROM entry', m.id || ' of 010-4321'), true, true, '')::text AS kind, $REST FROM member AS m"
refused 2 'error 42P01, whose words' relate env:SHOP_DB \
    "SELECT ('\"010-4321 of ' || m.id || '\"')::regclass::text AS kind, $REST FROM member AS m"
refused 2 'error 42501, whose words' relate env:SHOP_DB "SELECT forbids() AS kind, $REST"
refused 2 'row 1: time is no time: write RFC 3339' nunchi roster import --from-postgres env:SHOP_DB \
    --query "SELECT 1 AS subject, 'joined' AS change, 'at 010-4321' AS time"
refused 2 'row 1: change is none of those that there are' nunchi roster import --from-postgres env:SHOP_DB \
    --query "SELECT 1 AS subject, '010-4321' AS change, now() AS time"
same "rows that were written" "$(echo 'SELECT count(*) FROM written' | sql)" 0
# Rows that a policy hides are no shorter answer.
echo 'ALTER TABLE member ENABLE ROW LEVEL SECURITY; CREATE POLICY few ON member USING (id < 990003);' | sql
refused 2 'would be affected by row-level security policy' nunchi roster import --from-postgres env:SHOP_DB \
    --query 'SELECT id AS subject, state AS change, day AS time FROM member'
# Chance gives other rows when it is asked again.
refused 2 'asked twice, did not give the same rows' relate env:SHOP_DB \
    "SELECT 'same_person' AS kind, gen_random_uuid() AS owner, 'member:2' AS other, NULL AS valid_from, NULL AS valid_to"

# The address: where it stands, and what it says.
refused 2 'write env:NAME or file:PATH' relate "$SHOP_DB" "$ALL"
refused 2 'no text of the name NO_SUCH' relate env:NO_SUCH "$ALL"
refused 2 'address of the database cannot be read' env BAD="mysql://me:$password@db/shop" "$NUNCHI_BIN" relation import --from-postgres env:BAD --query "$ALL"
refused 2 'required arguments were not provided' nunchi relation import --from-postgres env:SHOP_DB
refused 2 'cannot be used with' nunchi relation import logs/relations.csv --from-postgres env:SHOP_DB --query "$ALL"
export WRONG="postgres://reader:wrong@127.0.0.1:$port/postgres"
refused 4 'cannot be used: password authentication failed for user "reader" \(28P01\)' relate env:WRONG "$ALL"
export NOWHERE="postgres://reader:$password@127.0.0.1:1/postgres"
refused 4 'postgres://127.0.0.1:1/postgres cannot be used: .*refused' relate env:NOWHERE "$ALL"
export NO_DATABASE="${SHOP_DB%/*}/nothing"
refused 4 'database "nothing" does not exist' relate env:NO_DATABASE "$ALL"

# TLS by who vouches for the server, and by nobody else.
SEALED="SELECT 'same_person' AS kind, 1 AS owner, 'member:2' AS other, NULL AS valid_from, NULL AS valid_to FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl"
export TLS="$SHOP_DB?sslmode=verify-full&sslrootcert=$work/ca.pem"
export OTHER_TLS="$SHOP_DB?sslmode=verify-full&sslrootcert=$work/other-ca.pem"
export CLEAR="$SHOP_DB?sslmode=disable"
refused 4 'TLS failed' relate env:OTHER_TLS "$SEALED"
expect 0 '^nothing new: the query gives no row' relate env:CLEAR "$SEALED"
cp -r pg-ledger sealed
expect 0 '^1 relations imported' env NUNCHI_DATA="$work/sealed" "$NUNCHI_BIN" relation import --from-postgres env:TLS --query "$SEALED"

# The contacts of a trace: whom the rows of a sample may be is the same by a file and by a query, and nothing of them stays.
python3 - << 'PY'
import json
ids = sorted({json.loads(line)["user"]["uid"] for line in open("logs/accounts.ndjson")}, key=int)[:400]
phone = lambda id: f"010-{7000 + int(id) // 10000:04}-{int(id) % 10000:04}"
rows = [(f"member:{id}", f"m{id}@marker.example", phone(id), f"이름{int(id) % 97}", f"서울 강남구 테헤란로 {id} 3층") for id in ids]
with open("contacts.csv", "w") as out:
    out.write("subject,email,phone,name,address,valid_from\n")
    out.writelines(",".join(row) + ",2020-01-01T00:00:00Z\n" for row in rows)
with open("leak.csv", "w") as out:
    out.write("email,phone\n")
    out.writelines(f"{row[1]},{row[2]}\n" for row in rows[:60])
    out.writelines(f"x{n}@nobody.example,010-4321-{n:04}\n" for n in range(20))
PY
sql << 'SQL'
CREATE TABLE contact (subject text, email text, phone text, name text, address text, since timestamptz);
\copy contact FROM 'contacts.csv' (FORMAT csv, HEADER)
GRANT SELECT ON contact TO reader;
SQL
export NUNCHI_DATA="$work/traced"
cp -r pg-ledger traced
trace() { # OPTION…
    nunchi trace leak.csv --reason 'a file on a forum' --as kim --format json "$@"
}
CONTACTS='SELECT subject, email, phone, name, address, since AS valid_from FROM contact'
whom() { # FILE: how many rows were matched, and whom each may be; and how many contacts were seen
    python3 -c 'import json, sys; d = json.load(open(sys.argv[1])); print(d["contacts"], d["counts"]["matched"], d["rows"])' "$1"
}
trace --contacts contacts.csv > by-file.json 2> /dev/null
trace --from-postgres env:SHOP_DB --query "$CONTACTS" > by-query.json 2> /dev/null
same "whom the rows may be" "$(whom by-query.json)" "$(whom by-file.json)"
same "contacts and matches" "$(whom by-query.json | grep -oE "'lines': [0-9]+|\} [0-9]+" | tr '\n' ' ')" "'lines': 400 } 60 "
echo "$CONTACTS ORDER BY random()" > contacts.sql
trace --from-postgres file:address.txt --query-file contacts.sql > again.json 2> /dev/null
same "in any order" "$(whom again.json)" "$(whom by-file.json)"
# A number of an account, and a moment in the zone of the settings, are read as in imports.
trace --from-postgres env:SHOP_DB \
    --query "SELECT substr(subject, 8)::bigint AS subject, email, phone, NULL AS name, NULL AS address, since::date AS valid_from FROM contact" > numbers.json 2> /dev/null
same "numbers of accounts" "$(python3 -c 'import json; print(json.load(open("numbers.json"))["counts"]["matched"])')" 60
# What is wrong with the address, the query or its columns is told before the question is on record.
asked="$(nunchi status --format json | grep -o '"position":[0-9]*')"
refused 2 'gives 0 columns "valid_from", and must give one; the columns are subject, email, phone, name, address, valid_from' \
    trace --from-postgres env:SHOP_DB --query 'SELECT subject, email, phone, name, address FROM contact'
refused 2 'also gives a column "since"' trace --from-postgres env:SHOP_DB --query 'SELECT *, since AS valid_from FROM contact'
refused 2 'no text of the name NO_SUCH' trace --from-postgres env:NO_SUCH --query "$CONTACTS"
refused 4 'cannot be used: password authentication failed' trace --from-postgres env:WRONG --query "$CONTACTS"
refused 2 'cannot be used with' trace --contacts contacts.csv --from-postgres env:SHOP_DB --query "$CONTACTS"
refused 2 'required arguments were not provided' trace --from-postgres env:SHOP_DB
same "what is on record of what was refused" "$(nunchi status --format json | grep -o '"position":[0-9]*')" "$asked"
# A wrong row is told by its number and its column, and there is no answer.
refused 2 'postgres: row 1: subject is no name' trace --from-postgres env:SHOP_DB \
    --query "SELECT NULL AS subject, email, phone, name, address, since AS valid_from FROM contact"
refused 2 'postgres: row 1: subject is of a kind that there is none of; there are: member' trace --from-postgres env:SHOP_DB \
    --query "SELECT 'x:010-4321' AS subject, email, phone, name, address, since AS valid_from FROM contact"
refused 2 'row 1: valid_from is no time' trace --from-postgres env:SHOP_DB \
    --query "SELECT subject, email, phone, name, address, 'at 010-4321' AS valid_from FROM contact"
refused 2 'row 1: address has 5000 bytes; at most 4096' trace --from-postgres env:SHOP_DB \
    --query "SELECT subject, email, phone, name, repeat('7', 5000) AS address, since AS valid_from FROM contact"
refused 2 'the query gives no row, so nobody could be matched' trace --from-postgres env:SHOP_DB --query "$CONTACTS WHERE false"
refused 2 'it wants to write, and may only read' trace --from-postgres env:OWNER_DB \
    --query "SELECT writes() AS subject, email, phone, name, address, since AS valid_from FROM contact"
same "rows that a trace wrote" "$(echo 'SELECT count(*) FROM written' | sql)" 0
if [ -s out.txt ]; then fail "a trace that was refused has an answer: $(cat out.txt)"; fi
for value in marker.example 테헤란로 "$password"; do
    if grep -rqF "$value" "$work/traced" by-query.json again.json numbers.json; then fail "$value of the contacts stands somewhere"; fi
done
whole
export NUNCHI_DATA="$work/pg-ledger"

# A server that goes away, while rows are checked and while they are taken in.
sql << 'SQL'
CREATE FUNCTION goes(n bigint, at bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE seen bigint := coalesce(nullif(current_setting('test.seen', true), ''), '0')::bigint + 1;
BEGIN
    PERFORM set_config('test.seen', seen::text, false);
    IF seen = at THEN PERFORM pg_advisory_lock_shared(7); END IF;
    RETURN n;
END $$;
SQL
import_waits() { # ROW: begins an import of 20,000 rows that waits at that row, counted over both goings over them
    coproc HOLDER { sql; }
    holder=$HOLDER_PID to="${HOLDER[1]}"
    echo "SELECT pg_advisory_lock(7); \\echo held" >&"$to"
    read -r <&"${HOLDER[0]}"
    relate env:OWNER_DB "SELECT 'same_person' AS kind, goes(n, $1) AS owner, 'member:2' AS other, NULL AS valid_from, NULL AS valid_to FROM generate_series(1, 20000) AS n" \
        > out.txt 2> err.txt &
    import=$!
    until [ "$(echo "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted" | sql)" = 1 ]; do
        kill -0 "$import" 2> /dev/null || fail "the import ended before row $1: $(cat out.txt err.txt)"
    done
}
let_go() {
    exec {to}>&-
    wait "$holder" 2> /dev/null || true
}
dies() { # ROW PLACE: the server is killed while the import waits
    local code=0
    import_waits "$1"
    stop_postgres
    wait "$import" || code=$?
    let_go
    same "the exit code" "$code" 4
    grep -qE "went away after row $2: .*; nothing was taken in, so ask again" err.txt || fail "killed at row $1: $(cat err.txt out.txt)"
    if grep -q "$password" err.txt; then fail "a secret is told: $(cat err.txt)"; fi
    start_postgres ssl=on
}
# While rows are checked somebody else writes: the ledger is opened for it only when they are taken in.
beside() { # ROW CODE: what a writer ends with while the import waits
    local code=0
    cp -r pg-ledger "beside-$1"
    NUNCHI_DATA="$work/beside-$1" import_waits "$1"
    NUNCHI_DATA="$work/beside-$1" nunchi roster complete --through 2026-01-01 --by lee --reason 'while rows come' > beside.txt 2>&1 || code=$?
    [ "$code" = "$2" ] || fail "a writer beside row $1 ended with $code: $(cat beside.txt)"
    let_go
    wait "$import" || fail "the import beside a writer: $(cat err.txt out.txt)"
    grep -q '^20,000 relations imported' out.txt || fail "the import beside a writer: $(cat out.txt)"
}
beside 5500 0
beside 37500 4
dies 5500 5000
dies 37500 17000

same "what the ledger holds after all that failed" "$(nunchi status --format json | grep -o '"position":[0-9]*')" "$before"
same "people after all that failed" "$(told "$reads" | grep '^people')" "$(grep '^people' <<< "$wanted")"
whole
if grep -rqF "$password" "$work/pg-ledger" "$work/keys"; then fail "the password stands in the ledger"; fi
ok "PostgreSQL $("$bin/postgres" --version | grep -oE '[0-9]+' | head -1), $rows relations"
