#!/usr/bin/env bash
# The browser tests against the real server: small demos in a throw-away folder, on free ports, stopped afterwards.
#
# The files are dealt out to as many servers as BROWSER_SERVERS says (two: a browser alone leaves a second core idle). Each
# server has a demo of its own, so that no test sees what a test of another server did. The development build is used; it
# reads web/dist from disk. JIANYUE_URL set beforehand means: test that server, with all files.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$repository"

if [ -n "${JIANYUE_URL:-}" ]; then
  cd web && exec npm run --silent e2e
fi

[ -f web/dist/index.html ] || die "web/dist is missing: run 'make web' first"
cargo build --locked --bin jianyue

count=${BROWSER_SERVERS:-2}
data=$(mktemp -d "${TMPDIR:-/tmp}/jianyue-browser.XXXXXX")
servers=()
stop_all() {
  for server in "${servers[@]}"; do stop_process "$server"; done
  rm -rf "$data"
}
trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# Starts server $1.
start() {
  local port
  port=$(free_port)
  # The tests are the gateways and robots that messages go to.
  JIANYUE_ALLOW_TARGETS=127.0.0.1 "$target_dir/debug/jianyue" demo --data "$data/$1" --tickets 200 --listen "127.0.0.1:$port" >"$data/$1.log" 2>&1 &
  servers+=("$!")
  echo "http://127.0.0.1:$port" >"$data/$1.url"
}

# The files of server $1: the largest are dealt out first.
files_of() {
  # shellcheck disable=SC2012 # names of tests are plain
  (cd web && ls -S e2e/*.test.mjs) | awk -v n="$1" -v count="$count" '{ turn = int((NR - 1) / count); at = (NR - 1) % count
    if ((turn % 2 ? count - 1 - at : at) == n) print }'
}

# Runs the tests of server $1.
run() {
  local files
  mapfile -t files < <(files_of "$1")
  export MAIL_IN="env JIANYUE_DATA=$data/$1 $target_dir/debug/jianyue mail-in" JIANYUE_URL
  JIANYUE_URL=$(cat "$data/$1.url")
  (cd web && node --test --test-concurrency=1 --test-reporter=spec "${files[@]}") 2>&1 | sed -u "s/^/[$1] /"
}

for ((n = 0; n < count; n++)); do start "$n"; done
for ((n = 0; n < count; n++)); do
  # Ready means that migrations ran and the demo year is written.
  node scripts/wait-ready.mjs "$(cat "$data/$n.url")/readyz" "${servers[$n]}" 300 || {
    say "── last lines of the log of server $n:"
    tail -n 40 "$data/$n.log" >&2
    die "server $n did not become ready"
  }
done

running=() status=0
for ((n = 0; n < count; n++)); do
  run "$n" &
  running+=("$!")
done
for ((n = 0; n < count; n++)); do
  wait "${running[$n]}" || {
    status=1
    say "── last lines of the log of server $n:"
    tail -n 40 "$data/$n.log" >&2
  }
done
exit "$status"
