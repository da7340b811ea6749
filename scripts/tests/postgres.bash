# A real PostgreSQL for a test, in a folder of its own and on a free port; it goes when the test ends. To be read after
# common.bash. Sets $bin (its programs), $port, $password and $url, the address of its owner.

bin="$(ls -d /usr/lib/postgresql/*/bin 2> /dev/null | sort -V | tail -n 1)"
[ -n "$bin" ] || fail "there is no PostgreSQL: scripts/install-packages.sh test installs it"
# PostgreSQL refuses root; it runs as the user that its package makes.
as_user() {
    if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}
stop_postgres() {
    as_user "$bin/pg_ctl" -D "$work/pg/data" -m immediate -w stop > /dev/null 2>&1 || true
}
stop() {
    stop_postgres
    chmod -R u+rwX "$work" 2> /dev/null || true
    rm -rf "$work"
}
trap stop EXIT
mkdir "$work/pg" && chmod 700 "$work/pg" && chmod 755 "$work"
[ "$(id -u)" -ne 0 ] || chown postgres "$work/pg"
port="$(free_port)"
password="secret-$RANDOM$RANDOM"
url="postgres://nunchi:$password@127.0.0.1:$port/postgres"
as_user sh -c "echo '$password' > '$work/pg/password'"
as_user "$bin/initdb" -D "$work/pg/data" -U nunchi --pwfile="$work/pg/password" -A scram-sha-256 -E UTF8 > initdb.txt 2>&1 ||
    fail "initdb: $(tail -5 initdb.txt)"

# Starts it, or starts it again: start_postgres [SETTING=VALUE…]
start_postgres() {
    local setting settings="-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$work/pg"
    for setting in "$@"; do settings+=" -c $setting"; done
    as_user "$bin/pg_ctl" -D "$work/pg/data" -w -l "$work/pg/log" -o "$settings" start > start.txt 2>&1 ||
        fail "pg_ctl: $(cat start.txt)"
}

# Runs SQL from standard input as the owner: sql [DATABASE]
sql() {
    PGPASSWORD="$password" "$bin/psql" -h 127.0.0.1 -p "$port" -U nunchi -X -q -A -t -v ON_ERROR_STOP=1 "${1:-postgres}"
}
