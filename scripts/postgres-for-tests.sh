#!/usr/bin/env bash
# Runs a command with a private PostgreSQL of its own, and takes the server down again whatever happens.
#
#   scripts/postgres-for-tests.sh cargo nextest run -p jianyue-platform
#
# The command finds the server in JIANYUE_TEST_POSTGRES (a superuser without password, on 127.0.0.1, at a free port).
# When that variable is already set, the server it names is used and none is started. Without a server the script
# fails: a test on one database only is no test. Durability is off, because nothing in this server is worth keeping;
# JIANYUE_POSTGRES_DURABLE=1 leaves it on, for benchmarks that compare durable writes.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

[ "$#" -gt 0 ] || die "usage: scripts/postgres-for-tests.sh COMMAND [ARGUMENT…]"

if [ -n "${JIANYUE_TEST_POSTGRES:-}" ]; then
  exec "$@"
fi

bin=$(postgres_bin)
[ -n "$bin" ] || die "no PostgreSQL found. Install it (apt-get install postgresql) or name a server in JIANYUE_TEST_POSTGRES."

# In /tmp and not under target/: the server's user must reach it, and a socket's path must stay short.
home=$(mktemp -d "${TMPDIR:-/tmp}/jianyue-postgres.XXXXXX")
owner=()

# PostgreSQL refuses to run as root; somebody unprivileged runs it then.
if [ "$(id -u)" = 0 ]; then
  user=postgres
  id -u "$user" >/dev/null 2>&1 || user=nobody
  owner=(setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups)
  chown "$user" "$home"
fi

# shellcheck disable=SC2329 # called by the trap
stop_postgres() {
  if [ -f "$home/data/postmaster.pid" ]; then
    (cd / && "${owner[@]}" "$bin/pg_ctl" stop -D "$home/data" -m immediate -w -t 30 >/dev/null 2>&1) || true
  fi
  rm -rf "$home"
}
trap stop_postgres EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

say "postgres: starting a private server from $bin"
(cd / && "${owner[@]}" "$bin/initdb" -D "$home/data" -U jianyue --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync \
  >"$home/initdb.log" 2>&1) || {
  cat "$home/initdb.log" >&2
  die "initdb failed"
}

quick=(-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum_naptime=10min)
if [ -n "${JIANYUE_POSTGRES_DURABLE:-}" ]; then quick=(); fi

# A port can be taken between looking and listening, so a failed start is tried again on another one.
start_postgres() {
  local attempt
  for attempt in 1 2 3 4 5; do
    port=$(free_port)
    if (cd / && "${owner[@]}" "$bin/pg_ctl" start -D "$home/data" -l "$home/data/server.log" -w -t 60 -o "\
      -c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=$home/data \
      ${quick[*]} -c max_connections=300 -c shared_buffers=256MB -c max_wal_size=2GB" >/dev/null); then
      return 0
    fi
    say "postgres: attempt $attempt on port $port failed"
  done
  tail -n 20 "$home/data/server.log" >&2
  return 1
}
start_postgres || die "PostgreSQL did not start; its log is above"

export JIANYUE_TEST_POSTGRES="postgres://jianyue@127.0.0.1:$port/postgres"

# In the background, because bash tells a trap of a signal only after a foreground command has ended.
"$@" <&0 &
command=$!
trap 'stop_process "$command"; exit 130' INT
trap 'stop_process "$command"; exit 143' TERM HUP
status=0
wait "$command" || status=$?
exit "$status"
