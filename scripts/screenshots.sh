#!/usr/bin/env bash
# The pictures of docs/screenshots/, made anew from the release build and a demo of its own: `make screenshots`.
#
# JIANYUE_URL set beforehand means: photograph that server.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$repository"

photograph() { (cd web && JIANYUE_URL=$1 node screenshots/take.mjs "$repository/docs/screenshots"); }

if [ -n "${JIANYUE_URL:-}" ]; then
  photograph "$JIANYUE_URL"
  exit
fi

data=$(mktemp -d "${TMPDIR:-/tmp}/jianyue-screenshots.XXXXXX")
port=$(free_port)
"$target_dir/release/jianyue" demo --data "$data/demo" --listen "127.0.0.1:$port" >"$data/server.log" 2>&1 &
server=$!
trap 'stop_process "$server"; rm -rf "$data"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

node scripts/wait-ready.mjs "http://127.0.0.1:$port/readyz" "$server" 300 || {
  tail -n 40 "$data/server.log" >&2
  die "the server did not become ready"
}
photograph "http://127.0.0.1:$port"
