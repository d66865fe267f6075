#!/usr/bin/env bash
# The browser tests against the real server: a small demo in a throw-away folder, on a free port, stopped afterwards.
#
# The development build is used; it reads web/dist from disk. JIANYUE_URL set beforehand means: test that server.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$repository"

run_tests() { (cd web && JIANYUE_URL=$1 npm run --silent e2e); }

if [ -n "${JIANYUE_URL:-}" ]; then
  run_tests "$JIANYUE_URL"
  exit
fi

[ -f web/dist/index.html ] || die "web/dist is missing: run 'make web' first"
cargo build --locked --bin jianyue

data=$(mktemp -d "${TMPDIR:-/tmp}/jianyue-browser.XXXXXX")
port=$(free_port)
# The tests are the gateways and robots that messages go to.
JIANYUE_ALLOW_TARGETS=127.0.0.1 "$target_dir/debug/jianyue" demo --data "$data/demo" --tickets 200 --listen "127.0.0.1:$port" >"$data/server.log" 2>&1 &
server=$!
trap 'stop_process "$server"; rm -rf "$data"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# Ready means that migrations ran and the demo year is written.
node scripts/wait-ready.mjs "http://127.0.0.1:$port/readyz" "$server" 180 || {
  say "── last lines of the server's log:"
  tail -n 40 "$data/server.log" >&2
  die "the server did not become ready"
}

status=0
export MAIL_IN="env JIANYUE_DATA=$data/demo $target_dir/debug/jianyue mail-in"
run_tests "http://127.0.0.1:$port" || status=$?
if [ "$status" -ne 0 ]; then
  say "── last lines of the server's log:"
  tail -n 40 "$data/server.log" >&2
fi
exit "$status"
