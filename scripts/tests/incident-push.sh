#!/usr/bin/env bash
# A block list is pushed by two people to a real HTTPS receiver, which checks the signature as docs/blocking.md tells:
# repeats, refusals, dead letters, a sender that is killed, an exercise that is never sent, and a key that is nowhere.
source "$(dirname "${BASH_SOURCE[0]}")/common.bash"

read_shop 2000
export USER=kim
nunchi incident open --title "Forged tokens" --reason opened --selection "NOT issued" > /dev/null

# --- A receiver of our own, with a certificate of our own ---------------------------------------------------------
authority() { # NAME
    openssl req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256 -days 2 -subj "/CN=$1" -keyout "$1.key" -out "$1.pem" 2> /dev/null
}
authority ours
authority theirs
openssl req -nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256 -subj /CN=edge -keyout edge.key -out edge.csr 2> /dev/null
printf 'subjectAltName=IP:127.0.0.1\nbasicConstraints=CA:FALSE\n' > edge.ext
openssl x509 -req -in edge.csr -CA ours.pem -CAkey ours.key -CAcreateserial -days 2 -extfile edge.ext -out edge.pem 2> /dev/null
secret="whsec_$(openssl rand -base64 32)"
echo "$secret" > keys/edge.secret

# What the manual tells receivers to do is what this one does.
sed -n '/^```python$/,/^```$/p' "$here/../../docs/blocking.md" | sed '/^```/d' > verification.py
grep -q "def verified" verification.py || fail "the manual does not tell how a receiver checks"
cat > receiver.py << 'PY'
import http.server, json, os, ssl, threading, time
from verification import verified

class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        answers = open("answers").read().split()
        answer, rest = (answers or ["200"])[0], answers[1:]
        open("answers", "w").write(" ".join(rest))
        number = len(open("seen.ndjson").readlines()) + 1
        open(f"body-{number}", "wb").write(body)
        with open("seen.ndjson", "a") as seen:
            told = {"id": self.headers["webhook-id"], "type": self.headers["content-type"], "path": self.path, "at": time.time(),
                    "verified": verified(self.headers, body, open("keys/edge.secret").read()), "team": self.headers["x-team"],
                    "tampered": verified(self.headers, body + b" ", open("keys/edge.secret").read())}
            print(json.dumps(told), file=seen)
        if answer == "silent":
            open("got", "w").write("got\n")
            threading.Event().wait()
        status, _, more = answer.partition(":")
        self.send_response(int(status))
        if status == "503":
            self.send_header("retry-after", more)
        if status == "302":
            self.send_header("location", "/elsewhere")
        text = f"list {secret_of_nobody}" if status == "400" else ""
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        pass

secret_of_nobody = "not for this gateway"
open("seen.ndjson", "w").close()
open("answers", "w").close()
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
server.daemon_threads = True
tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
tls.load_cert_chain("edge.pem", "edge.key")
server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
open("ready", "w").write(f"{server.server_address[1]}\n")
server.serve_forever()
PY
mkfifo ready got
# Open at both ends for as long as the test runs, so that nobody sees its end.
exec 9<> got
python3 receiver.py 2> receiver.txt &
receiver=$!
trap 'kill "$receiver" 2> /dev/null || true; chmod -R u+rwX "$work" 2> /dev/null || true; rm -rf "$work"' EXIT
read -r port < ready
seen() { # FIELD OF THE LAST REQUEST
    tail -n 1 seen.ndjson | python3 -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"
}
requests() { wc -l < seen.ndjson; }

# --- Targets in the settings, and what is wrong with them ----------------------------------------------------------
cp ledger/nunchi.toml plain.toml
target() { # NAME URL FORM [MORE]
    printf '\n[[webhook]]\nname = "%s"\nurl = "%s"\nsecret_file = "edge.secret"\nform = "%s"\nwait = "1ms"\n%b' "$1" "$2" "$3" "${4:-}"
}
settings() {
    cp plain.toml ledger/nunchi.toml
    cat >> ledger/nunchi.toml
}
expect 2 'names none: write \[\[webhook\]\]' nunchi incident push 1 --to edge --reason r ||
    fail "a target that nobody named"
{ target edge "http://gateway.example/" json; } | settings
expect 1 'nunchi.toml:[0-9]+:7: "http://gateway.example/" would be sent in clear' nunchi config check --format table
{ target edge "https://127.0.0.1:$port/hook" json 'ca_file = "../absent.pem"\n'; } | settings
expect 1 'absent.pem: there is no such file' nunchi config check --format table
{ target edge "https://127.0.0.1:$port/hook" json 'ca_file = "../edge.key"\n'; } | settings
expect 1 'edge.key: it holds no certificate' nunchi config check --format table
ours='ca_file = "../ours.pem"\ntimeout = "20s"\nheaders = { x-team = "security" }\n'
short='ca_file = "../ours.pem"\ntimeout = "300ms"\nattempts = 2\n'
targets() {
    target edge "https://127.0.0.1:$port/hook" json "$ours"
    target nginx "https://127.0.0.1:$port/nginx" nginx-deny "$ours"
    target short "https://127.0.0.1:$port/hook" json "$short"
    target slow "https://127.0.0.1:$port/hook" json 'ca_file = "../ours.pem"\ntimeout = "5s"\nattempts = 1\n'
    target stranger "https://127.0.0.1:$port/hook" json 'ca_file = "../theirs.pem"\n'
    target name "https://localhost:$port/hook" json "$ours"
    target nobody "http://127.0.0.1:$(free_port)/hook" json 'attempts = 2\n'
}
targets | settings
mv keys/edge.secret away
expect 1 'edge.secret: there is no such file' nunchi config check --format table
echo short > keys/edge.secret
expect 1 'edge.secret: it is no key: write whsec_' nunchi config check --format table
mv away keys/edge.secret
expect 0 'no mistakes' nunchi config check --format table

# A proxy of the environment is another address than the one that two people see: nobody is asked there.
proxy="http://127.0.0.1:$(free_port)"
export HTTPS_PROXY="$proxy" HTTP_PROXY="$proxy" ALL_PROXY="$proxy" https_proxy="$proxy" http_proxy="$proxy" all_proxy="$proxy"

# --- Two people --------------------------------------------------------------------------------------------------
push() { # WHO ARGUMENTS…
    local who="$1"
    shift
    nunchi incident push 1 --reason "stop them" --as "$who" "$@"
}
expect 2 'no block list yet' push kim --to edge
nunchi incident block 1 --reason "what they used" > /dev/null 2>&1
expect 2 'did you mean "edge"' push kim --to egde
expect 4 'nobody proposed it' push lee --to edge --confirm
push kim --to nginx > /dev/null 2> left.txt
grep -q 'left out: key auth-2024-04' left.txt || fail "what the form cannot say is not told before: $(cat left.txt)"
expect 0 'somebody else looks at it and confirms' push kim --to edge
expect 0 'WAITS for somebody other than kim: .* to edge as json' nunchi incident push 1 --format table
for same in kim KIM; do
    expect 2 'somebody else must' push "$same" --to edge --confirm
done
same "requests before anybody confirmed" "$(requests)" 0
expect 0 '^  WAITS for somebody other than kim: .* to edge as json' nunchi incident show 1 --format table
expect 0 '"state":"delivered"' push lee --to edge --confirm --format json
expect 0 '^  W1  delivered: to edge as json, begun .* .kim proposed, lee confirmed.$' nunchi incident show 1 --format table
expect 0 '"push":"W1"' nunchi incident show 1 --format json
same "requests" "$(requests)" 1
same "the signature" "$(seen verified) $(seen tampered)" "True False"
same "headers and path" "$(seen type) $(seen team) $(seen path)" "application/json security /hook"
nunchi incident block 1 --again --form json > list.json 2> /dev/null
nunchi incident block 1 --again --format json 2> /dev/null | grep -q '"pushed":true' || fail "the list does not say that it was pushed"
cmp list.json body-1 || fail "what was sent is not what is fetched"
expect 2 'proposal of step [0-9]+ is void: it was confirmed' push lee --to edge --confirm
# The other form, and what stands there but for the moment of which it tells.
push lee --to nginx --confirm > /dev/null 2>&1
nunchi incident block 1 --again --form nginx-deny 2> /dev/null | tail -n +2 > deny.conf
tail -n +2 body-2 | cmp deny.conf - || fail "the form that was sent is not the one that is fetched"
same "the other form" "$(seen type) $(seen path)" "text/plain; charset=utf-8 /nginx"

# --- What voids a proposal ---------------------------------------------------------------------------------------
push kim --to edge > /dev/null 2>&1
nunchi incident block 1 --reason "made anew" > /dev/null 2>&1
expect 2 'is void: a new list was made' push lee --to edge --confirm
push kim --to edge > /dev/null 2>&1
targets | sed 's|/hook|/another|' | settings
expect 2 'is not as it was proposed' push lee --to edge --confirm
targets | settings
# More patience is no other target.
targets | sed 's|^timeout = "20s"|timeout = "15s"|' | settings
expect 0 '"state":"delivered"' push lee --to edge --confirm --format json
targets | settings
same "requests" "$(requests)" 3

# --- Repeats, refusals, redirects --------------------------------------------------------------------------------
proposed() { # ARGUMENTS…
    push kim "$@" > /dev/null 2>&1 || fail "it was not proposed: $*"
}
echo "503:1 429 204" > answers
proposed --to edge
expect 0 'again in 1\.0 s' push lee --to edge --confirm
same "requests" "$(requests)" 6
python3 - << 'PY' || fail "the repeats are not what the receiver asked for"
import json
seen = [json.loads(line) for line in open("seen.ndjson")][3:]
assert len({one["id"] for one in seen}) == 1 and all(one["verified"] for one in seen), seen
assert seen[1]["at"] - seen[0]["at"] >= 1.0, seen
PY
id="$(seen id)"
echo 400 > answers
proposed --to edge
expect 4 'refused it with status 400, and would again' push lee --to edge --confirm
grep -q 'not for this gateway' out.txt || fail "what the receiver says is not told: $(cat out.txt)"
same "requests" "$(requests)" 7
[ "$id" != "$(seen id)" ] || fail "two messages have one id"
echo 302 > answers
proposed --to edge
expect 4 'a redirect, which is not followed' push lee --to edge --confirm
same "requests" "$(requests)" 8
echo "503:7200" > answers
proposed --to edge
expect 4 'asks to wait 7200 s' push lee --to edge --confirm
same "requests" "$(requests)" 9

# --- Nobody there, somebody else there ---------------------------------------------------------------------------
for who in stranger name; do
    proposed --to "$who"
    expect 4 'the certificate of the receiver is not believed' push lee --to "$who" --confirm
done
proposed --to nobody
expect 4 'none of 2 attempts delivered it' push lee --to nobody --confirm --format json
grep -q '"may_have_arrived":false' out.txt || fail "what was never sent may have arrived: $(cat out.txt)"
same "requests" "$(requests)" 9

# --- A silent peer is a dead letter that may have arrived; two people send it again --------------------------------
echo "silent silent" > answers
proposed --to short
expect 4 'none of 2 attempts delivered it' push lee --to short --confirm --format json
for _ in 1 2; do read -t 60 -r _ <&9 || fail "the receiver was not asked twice"; done
grep -q '"may_have_arrived":true' out.txt || fail "silence is taken for a refusal: $(cat out.txt)"
dead="$(grep -oE '"push":"W[0-9]+"' out.txt | grep -oE 'W[0-9]+')"
id="$(seen id)"
nunchi incident push 1 --dead --format csv > dead.csv
grep -q "^$dead,dead,short," dead.csv || fail "the dead letter is not listed: $(cat dead.csv)"
same "dead letters" "$(grep -c ',dead,' dead.csv)" 7
expect 4 'nobody proposed it' push lee --again "$dead" --confirm
proposed --again "$dead"
expect 2 'somebody else must' push kim --again "$dead" --confirm
expect 0 '"state":"delivered"' push lee --again "$dead" --confirm --format json
same "the id of what is sent again" "$(seen id)" "$id"
cmp "body-$(requests)" "body-$(($(requests) - 1))" || fail "what is sent again is not what was sent"
nunchi incident push 1 --dead --format csv > dead.csv
if grep -q "^$dead," dead.csv; then fail "what was sent again is still a dead letter"; fi

# --- Others go on while it is sent ---------------------------------------------------------------------------------
echo silent > answers
proposed --to slow
nunchi incident push 1 --to slow --confirm --reason r --as lee --format json > slow.json 2> slow.txt &
sender=$!
read -t 60 -r _ <&9 || fail "the receiver was not asked"
nunchi incident confirm 1 --reason "it is one" > /dev/null
nunchi incident restrict 1 kim --reason "they alone" > /dev/null
found=0
wait "$sender" || found=$?
same "the end of a push during which others took steps" "$found" 4
grep -q '"state":"dead"' slow.json || fail "what became of it is not told: $(cat slow.json slow.txt)"
nunchi incident restrict 1 --reason "everybody again" > /dev/null
nunchi incident push 1 --format csv | tail -n 1 | grep -q ',dead,slow,' || fail "what became of it is not recorded"

# --- Killed between the sending and the record ---------------------------------------------------------------------
echo silent > answers
proposed --to edge
before="$(requests)"
"$NUNCHI_BIN" incident push 1 --to edge --confirm --reason r --as lee > killed.txt 2>&1 &
sender=$!
read -t 60 -r _ <&9 || fail "the receiver was not asked"
expect 4 'under way: wait' push lee --to edge --confirm
expect 0 'under way' nunchi incident push 1 --format table
kill -9 "$sender"
wait "$sender" 2> /dev/null || true
nunchi incident push 1 --dead --format json > dead.json
lost="$(python3 -c '
import json
last = json.load(open("dead.json"))["pushes"][-1]
assert last["state"] == "unknown" and last["ended"] is None and "nothing tells" in last["why"], last
print(last["push"])')" || fail "a push that was cut off is not told as unknown: $(cat dead.json)"
nunchi incident check > /dev/null || fail "the steps are not whole"
expect 2 'is void: it was confirmed' push lee --to edge --confirm
same "requests after it was killed" "$(requests)" "$((before + 1))"
id="$(seen id)"
proposed --again "$lost"
expect 0 '"state":"delivered"' push lee --again "$lost" --confirm --format json
same "the id of what is sent again" "$(seen id)" "$id"
# Whatever came of it, the ledger knows who decided, what was sent where, and what was answered.
nunchi incident steps 1 --format json > steps.json
python3 - << 'PY' || fail "the steps do not say what was sent"
import hashlib, json
steps = json.load(open("steps.json"))["steps"]
does = lambda word: [of for of in steps if of["what"]["does"] == word]
begun, ended = does("push_begun"), does("push_ended")
assert len(begun) == len(ended) + 1, (len(begun), len(ended))
by = {of["number"]: of["by"] for of in steps}
assert all(of["by"] == "lee" and by[of["what"]["proposed"]] == "kim" for of in begun)
first = begun[0]["what"]
assert first["body"] == "sha256:" + hashlib.sha256(open("body-1", "rb").read()).hexdigest(), first
repeated = next(of["what"] for of in ended if len(of["what"]["attempts"]) == 3)
assert [of["status"] for of in repeated["attempts"]] == [503, 429, 204], repeated
assert all(of["took_ms"] >= 0 and of["at"].endswith("Z") for of in repeated["attempts"]), repeated
PY

# --- An exercise is written, whatever is set ------------------------------------------------------------------------
nunchi incident open --title Practice --exercise --reason opened --selection "NOT issued" > /dev/null
nunchi incident block E1 --reason "what they used" > /dev/null 2>&1
before="$(requests)"
nunchi incident push E1 --to edge --reason r --as kim > /dev/null 2>&1
expect 2 'name a file with --out' nunchi incident push E1 --to edge --confirm --reason r --as lee
expect 2 'somebody else must' nunchi incident push E1 --to edge --confirm --reason r --as kim --out practice.json
expect 0 'EXERCISE' nunchi incident push E1 --to edge --confirm --reason r --as lee --out practice.json --format table
grep -q 'nothing was sent' out.txt || fail "it does not say that nothing was sent: $(cat out.txt)"
nunchi incident block E1 --again --form json 2> /dev/null | cmp - practice.json || fail "what is written is not the list"
# What is written says in its first line that it is practised, and no gateway that takes it refuses anybody.
for form in nginx nginx-server nginx-deny; do
    nunchi incident block E1 --again --form "$form" > practice.conf 2> /dev/null
    grep -q '^# EXERCISE 훈련: .*nothing of this leaves the machine' <(head -n 1 practice.conf) || fail "$form has no mark: $(head -n 1 practice.conf)"
    if grep -v '^#' practice.conf; then fail "$form of an exercise says something to a gateway"; fi
done
grep -q '^# deny 198\.18\.' practice.conf || fail 'the addresses are not there to be looked at'
python3 - <(nunchi incident block E1 --again --form envoy 2> /dev/null) practice.json << 'PY' || fail 'JSON of an exercise may take effect'
import json, sys
envoy, listed = (json.load(open(path)) for path in sys.argv[1:])
assert envoy["name"].startswith("EXERCISE 훈련: ") and "rules" not in envoy["typed_config"], envoy["name"]
assert envoy["typed_config"]["shadow_rules"]["policies"], envoy
assert next(iter(listed)) == "EXERCISE 훈련" and "entries" not in listed and listed["list"]["entries"], listed.keys()
PY
expect 0 '^nothing of this leaves the machine$' nunchi incident block E1 --again --format table
expect 0 '"stays_here":"nothing of this leaves the machine"' nunchi incident block E1 --again --format json
expect 0 '"stays_here":null' nunchi incident block 1 --again --format json
same "requests for an exercise" "$(requests)" "$before"
push kim --to edge > /dev/null 2>&1
expect 2 'what is real is sent' push lee --to edge --confirm --out real.json
[ ! -e real.json ] || fail "what is real was written"

# --- What has ended is not sent as it was ----------------------------------------------------------------------------
echo 400 > answers
proposed --to edge
push lee --to edge --confirm --format json > out.txt 2> err.txt || true
dead="$(grep -oE '"push":"W[0-9]+"' out.txt | grep -oE 'W[0-9]+')"
if command -v faketime > /dev/null; then
    expect 4 "entries of push $dead have ended since it began: propose the list with --to edge" \
        faketime -f '+8d' "$NUNCHI_BIN" incident push 1 --again "$dead" --reason r --as kim
else
    echo "not run: another week needs faketime (Debian package faketime)"
fi

# --- The key is nowhere ------------------------------------------------------------------------------------------
nunchi config show > shown.json
grep -q '"secret_file": "edge.secret"' shown.json || fail "the settings do not show which key: $(head -c 300 shown.json)"
hex="$(printf '%s' "${secret#whsec_}" | base64 -d | od -An -tx1 | tr -d ' \n')"
for text in "${secret#whsec_}" "$hex"; do
    if grep -raF --exclude=edge.secret -- "$text" . > /dev/null; then fail "the key stands in a file: $(grep -rlaF --exclude=edge.secret -- "$text" .)"; fi
done
whole
ok
