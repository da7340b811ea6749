#!/usr/bin/env bash
# Block lists are obeyed by real gateways: nginx and Envoy refuse what an entry matches, let everybody else
# pass, and take nothing that a hostile client calls itself for a directive.
source "$(dirname "${BASH_SOURCE[0]}")/common.bash"

python="${NUNCHI_PYTHON:-python3}"
envoy="$(dirname "$python")/envoy"
for program in nginx curl "$envoy"; do
    command -v "$program" > /dev/null || fail "$program is missing: scripts/install-test.sh installs it"
done
example="$(example block)"

# A gateway that was started ends with the test, by its own id.
started=()
stop() {
    for id in "${started[@]}"; do
        kill "$id" 2> /dev/null && wait "$id" 2> /dev/null || true
    done
    started=()
}
trap 'stop; rm -rf "$work"' EXIT

answers() { # PORT: waits until the gateway that was started last answers
    curl --silent --output /dev/null --retry 50 --retry-delay 1 --retry-connrefused --max-time 60 "http://127.0.0.1:$1/" ||
        fail "nothing answers on port $1: $(tail -n 5 ./*.log)"
}

# The status of one request: status PORT CURL-ARGUMENT…
status() {
    local port="$1"
    shift
    curl --silent --output /dev/null --write-out '%{http_code}' --max-time 20 "$@" "http://127.0.0.1:$port/"
}

refused() { # PORT WHAT CURL-ARGUMENT…
    same "$2 on $gateway" "$(status "$1" "${@:3}")" 403
}

passes() { # PORT WHAT CURL-ARGUMENT…
    same "$2 on $gateway" "$(status "$1" "${@:3}")" 200
}

# What both gateways must do with addresses and clients.
addresses_and_clients() { # PORT
    passes "$1" "an address that nobody named" -H 'X-Forwarded-For: 203.0.113.8'
    refused "$1" "an address" -H 'X-Forwarded-For: 203.0.113.7'
    refused "$1" "an address of a prefix" -H 'X-Forwarded-For: 198.51.100.200'
    passes "$1" "an address beside the prefix" -H 'X-Forwarded-For: 198.51.101.1'
    refused "$1" "an IPv6 address of a prefix" -H 'X-Forwarded-For: 2001:db8:7:1::9'
    passes "$1" "an IPv6 address beside it" -H 'X-Forwarded-For: 2001:db8:8::9'
    passes "$1" "a carrier whom nobody confirmed" -H 'X-Forwarded-For: 100.64.3.9'
    refused "$1" "an entry of one day" -H 'X-Forwarded-For: 192.0.2.1'
    while IFS= read -r client; do
        refused "$1" "the client $client" -A "$client"
        passes "$1" "a client that is longer than $client" -A "${client}x"
        passes "$1" "a client that is longer than $client" -A "x$client"
    done < clients.txt
    refused "$1" "the longest client" -A "$(printf '(%.0s' {1..999})/"
    passes "$1" "another case of a client" -A 'Reader/1.0 (curl/8.5)'
    passes "$1" "no client at all" -H 'User-Agent:'
}
cat > clients.txt << 'EOF'
reader/1.0 (curl/8.5)
x" 1; } server { listen 127.0.0.1:9; } map $a $b { default "
x' 1; include /etc/passwd; # ${host} $remote_addr \
~*.*
default
\z" 1; return 500;
읽는 이/1.0
EOF

# --- nginx ---------------------------------------------------------------------------------------------------
gateway=nginx
fetch() { # MOMENT [confirmed]: what nginx includes
    for form in http server deny; do
        "$example" "$form" "$@" > "$form.conf"
    done
}
port="$(free_port)"
deny_port="$(free_port)"
cat > nginx.conf << EOF
daemon off;
master_process off;
pid $work/nginx.pid;
error_log $work/nginx.log;
events { }
http {
    access_log off;
    client_body_temp_path $work/body;
    proxy_temp_path $work/proxy;
    fastcgi_temp_path $work/fastcgi;
    uwsgi_temp_path $work/uwsgi;
    scgi_temp_path $work/scgi;
    set_real_ip_from 127.0.0.1;
    real_ip_header X-Forwarded-For;
    include $work/http.conf;
    server {
        listen 127.0.0.1:$port;
        include $work/server.conf;
        location / { try_files /none @good; }
        location @good { return 200 "good"; }
    }
    server {
        listen 127.0.0.1:$deny_port;
        root $work/site;
        location / { include $work/deny.conf; }
    }
}
EOF
mkdir site
echo good > site/index.html
chmod -R a+rX "$work"
# As root nginx serves files as nobody, who must find them; else as who runs the test.
if [ "$(id -u)" -eq 0 ]; then sed -i '1i user root;' nginx.conf; fi
run_nginx() {
    nginx -p "$work" -e "$work/nginx.log" -t -c "$work/nginx.conf" 2> told.txt || fail "nginx -t: $(cat told.txt)"
    # A warning is a line that nginx understood otherwise than it was meant.
    if grep -E 'warn|emerg' told.txt; then fail "nginx -t warns"; fi
    nginx -p "$work" -e "$work/nginx.log" -c "$work/nginx.conf" 2> /dev/null &
    started+=($!)
    answers "$port"
}
fetch 2026-11-30T12:00:00Z
run_nginx
addresses_and_clients "$port"
refused "$port" "a session" -H 'Cookie: sid=s-0815'
passes "$port" "another session" -H 'Cookie: sid=s-08155'
refused "$port" "a token" -H 'X-Test-Jti: t-4711'
hmac="$(printf 'a stolen token' | openssl dgst -sha256 -hmac 'a secret of the test, 32 bytes long' -r | cut -d ' ' -f 1)"
refused "$port" "a credential that the gateway hashed" -H "X-Test-Hmac: $hmac"
passes "$port" "another credential" -H "X-Test-Hmac: ${hmac%?}x"
# The lines for addresses alone do the same.
refused "$deny_port" "an address" -H 'X-Forwarded-For: 203.0.113.7'
passes "$deny_port" "another address" -H 'X-Forwarded-For: 203.0.113.8'
passes "$deny_port" "a client, of which they say nothing" -A 'reader/1.0 (curl/8.5)'
stop
# A day later one entry has ended, and two people have confirmed the carrier.
fetch 2026-12-01T00:00:00Z confirmed
run_nginx
passes "$port" "an entry that has ended" -H 'X-Forwarded-For: 192.0.2.1'
refused "$port" "a carrier whom two people confirmed" -H 'X-Forwarded-For: 100.64.3.9'
refused "$port" "what has not ended" -H 'X-Forwarded-For: 203.0.113.7'
stop
# After a week nothing is left, and the configuration still stands.
fetch 2026-12-07T00:00:00Z
run_nginx
passes "$port" "what has ended" -H 'X-Forwarded-For: 203.0.113.7' -A default
stop
# The list of an exercise is included and refuses nobody.
fetch 2026-11-30T12:00:00Z practised
grep -q '^# deny 203\.0\.113\.7' deny.conf || fail "the list of an exercise is empty: $(cat deny.conf)"
run_nginx
passes "$port" "an address of an exercise" -H 'X-Forwarded-For: 203.0.113.7'
passes "$port" "a client of an exercise" -A 'reader/1.0 (curl/8.5)'
passes "$deny_port" "an address of an exercise" -H 'X-Forwarded-For: 203.0.113.7'
stop
"$example" left 2026-11-30T12:00:00Z > left.txt
same "what is left out" "$(cat left.txt)" "$(
    echo 'nginx key: nginx compares no spans of time: refuse the key, or use Envoy or JSON'
    echo 'envoy credential: Envoy computes no HMAC of a token: let its authorisation service use the JSON'
)"

# --- Envoy ---------------------------------------------------------------------------------------------------
gateway=envoy
port="$(free_port)"
"$python" - "$port" > tokens.env << 'PY'
# Tokens as an issuer signs them, and the keys by which Envoy knows them.
import base64, hashlib, hmac, json, sys

secret = b"the signing key of the shop, 32+ bytes"

def part(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

def token(kid, **claims):
    head = {"alg": "HS256", "typ": "JWT", "kid": kid}
    signed = part(json.dumps(head).encode()) + "." + part(json.dumps({"iss": "shop", **claims}).encode())
    return signed + "." + part(hmac.new(secret, signed.encode(), hashlib.sha256).digest())

# 2025-06-24 and 2025-11-09, UTC: the span of the entry.
first, end = 1750723200, 1762646400
tokens = {
    "first": token("auth-2025-03", iat=first), "last": token("auth-2025-03", iat=end - 1),
    "before": token("auth-2025-03", iat=first - 1), "behind": token("auth-2025-03", iat=end),
    "other_key": token("auth-2025-04", iat=first), "undated": token("auth-2025-03"),
    "jti": token("auth-2025-04", jti="t-4711"), "sid": token("auth-2025-04", sid="s-0815"),
    "other_jti": token("auth-2025-04", jti="t-47111", sid="t-4711"),
}
for name, text in tokens.items():
    print(f"{name}={text}")
keys = [{"kty": "oct", "alg": "HS256", "kid": kid, "k": part(secret)} for kid in ("auth-2025-03", "auth-2025-04")]
provider = {
    "issuer": "shop", "local_jwks": {"inline_string": json.dumps({"keys": keys})},
    "payload_in_metadata": "payload", "header_in_metadata": "header",
}
api = "type.googleapis.com/envoy.extensions.filters."
jwt = {"name": "envoy.filters.http.jwt_authn", "typed_config": {
    "@type": api + "http.jwt_authn.v3.JwtAuthentication", "providers": {"shop": provider},
    "rules": [{"match": {"prefix": "/"}, "requires": {"requires_any": {"requirements": [
        {"provider_name": "shop"}, {"allow_missing": {}}]}}}]}}
router = {"name": "envoy.filters.http.router", "typed_config": {"@type": api + "http.router.v3.Router"}}
manager = {
    "@type": api + "network.http_connection_manager.v3.HttpConnectionManager", "stat_prefix": "test",
    "use_remote_address": False, "http_filters": [jwt, "RBAC", router],
    "original_ip_detection_extensions": [{"name": "envoy.http.original_ip_detection.xff", "typed_config": {
        "@type": "type.googleapis.com/envoy.extensions.http.original_ip_detection.xff.v3.XffConfig"}}],
    "access_log": [{"name": "envoy.access_loggers.file", "typed_config": {
        "@type": "type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog", "path": "access.log",
        "log_format": {"text_format_source": {"inline_string": "%RESPONSE_CODE% %RESPONSE_CODE_DETAILS%\n"}}}}],
    "route_config": {"virtual_hosts": [{"name": "all", "domains": ["*"], "routes": [
        {"match": {"prefix": "/"}, "direct_response": {"status": 200}}]}]}}
listener = {
    "address": {"socket_address": {"address": "127.0.0.1", "port_value": int(sys.argv[1])}},
    "filter_chains": [{"filters": [
        {"name": "envoy.filters.network.http_connection_manager", "typed_config": manager}]}]}
json.dump({"static_resources": {"listeners": [listener]}}, open("envoy.template", "w"))
PY
source tokens.env
run_envoy() { # MOMENT [practised]: Envoy with the filter of that moment
    "$example" envoy "$@" > filter.json
    "$python" -c '
import json
whole = open("envoy.template").read().replace("\"RBAC\"", open("filter.json").read())
json.dump(json.loads(whole), open("envoy.json", "w"))'
    "$envoy" --mode validate --config-path envoy.json > told.txt 2>&1 || fail "envoy: $(tail -n 5 told.txt)"
    if grep -i deprecated told.txt; then fail "Envoy knows better names"; fi
    "$envoy" --config-path envoy.json --disable-hot-restart --concurrency 1 --log-path envoy.log > /dev/null 2>&1 &
    started+=($!)
    answers "$port"
}
run_envoy 2026-11-30T12:00:00Z
addresses_and_clients "$port"
bearer() { # TOKEN
    echo "Authorization: Bearer $1"
}
for bad in first last jti sid; do
    refused "$port" "the token $bad" -H "$(bearer "${!bad}")"
done
# shellcheck disable=SC2154 # `before` and the others come from tokens.env
for good in before behind other_key undated other_jti; do
    passes "$port" "the token $good" -H "$(bearer "${!good}")"
done
same "a token that nobody signed" "$(status "$port" -H "$(bearer "${before%????}aaaa")")" 401
stop
# Envoy itself says which entry refused.
grep -qE '^403 rbac_access_denied_matched_policy\[nunchi-i-7-[0-9a-f]{16}\]$' access.log || fail "no policy is named: $(tail -n 5 access.log)"
run_envoy 2026-12-07T00:00:00Z
passes "$port" "what has ended" -H 'X-Forwarded-For: 203.0.113.7' -A default
stop
# The list of an exercise is a filter that Envoy takes and that refuses nobody.
run_envoy 2026-11-30T12:00:00Z practised
passes "$port" "an address of an exercise" -H 'X-Forwarded-For: 203.0.113.7'
passes "$port" "a client of an exercise" -A 'reader/1.0 (curl/8.5)'
stop
ok "nginx and Envoy refuse what is listed and let the rest pass"
