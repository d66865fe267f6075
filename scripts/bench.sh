#!/usr/bin/env bash
# Benchmarks on the release build: `make bench`. Results, with the machine's description, go to docs/bench/.
#
#   docs/bench/sla.txt      due dates and elapsed time a second on one core
#   docs/bench/papers.txt   long papers as PDF and the other formats
#   docs/bench/http.md      the load over HTTP: both databases, both sizes, 1, 8 and 32 connections
#   docs/bench/http.jsonl   the same, a JSON line a measurement, for comparing runs
#
# Shorter runs: BENCH_TICKETS="100000" BENCH_DATABASES="sqlite" scripts/bench.sh
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$repository"

out=$repository/docs/bench
sizes=${BENCH_TICKETS:-100000 1000000}
databases=${BENCH_DATABASES:-sqlite postgres}
seconds=${BENCH_SECONDS:-8}
jianyue=$target_dir/release/jianyue
load=$target_dir/release/jianyue-load

# Who signs in: an agent of the hotline in the demo, who may open, read, answer and search.
account=agent
password=Jianyue-demo-2026

machine() {
  local model
  model=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)
  printf '%s × %s, %s, Linux %s, %s, PostgreSQL %s, %s\n' \
    "$(nproc)" "${model:-unknown processor}" \
    "$(awk '/MemTotal/ {printf "%.0f GB", $2 / 1048576}' /proc/meminfo)" "$(uname -r)" \
    "$(rustc --version | cut -d ' ' -f 1-2)" "$("$(postgres_bin)/postgres" --version | cut -d ' ' -f 3)" \
    "$(git describe --always --dirty)"
}

now_ms() { date +%s%3N; }

server=
stop_server() {
  if [ -n "$server" ]; then stop_process "$server"; fi
  server=
}

# Starts `jianyue ARGUMENT…` on a free port and waits until it is ready; sets server, port and started_in (ms).
start_server() {
  local before
  port=$(free_port)
  before=$(now_ms)
  JIANYUE_LISTEN=127.0.0.1:$port "$jianyue" "$@" >"$scratch/server.log" 2>&1 &
  server=$!
  node scripts/wait-ready.mjs "http://127.0.0.1:$port/readyz" "$server" 3600 || {
    tail -n 40 "$scratch/server.log" >&2
    die "the server did not become ready"
  }
  started_in=$(($(now_ms) - before))
}

resident_mb() { awk '/VmRSS/ {printf "%.0f", $2 / 1000}' "/proc/$server/status"; }

# One database at one size: fill it, start again on it (which is what start-up time means), measure.
measure() {
  local database=$1 tickets=$2 label="$1, $2 tickets"
  say "── bench: $label: writing the data"
  export JIANYUE_DATA=$scratch/$database-$tickets
  "$jianyue" demo --load-only >"$scratch/demo.log" 2>&1 || { cat "$scratch/demo.log" >&2; die "the demo did not load"; }
  "$load" --multiply "${JIANYUE_DATABASE_URL:-sqlite:$JIANYUE_DATA/jianyue.db}" --tickets "$tickets"
  start_server serve
  sleep 5
  printf '\n**%s**: ready in %s ms, %s MB resident when idle.\n\n' "$label" "$started_in" "$(resident_mb)" | tee -a "$out/http.md"
  "$load" --server "127.0.0.1:$port" --account "$account" --password "$password" --connections 1,8,32 \
    --seconds "$seconds" --pid "$server" --label "$label" --json "$out/http.jsonl" | tee -a "$out/http.md"
  stop_server
  rm -rf "$JIANYUE_DATA"
}

# Runs again inside scripts/postgres-for-tests.sh, with a fresh server of its own for each size.
if [ "${1:-}" = measure ]; then
  scratch=$(mktemp -d "${TMPDIR:-/tmp}/jianyue-bench.XXXXXX")
  trap 'stop_server; rm -rf "$scratch"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  if [ "$2" = postgres ]; then export JIANYUE_DATABASE_URL=$JIANYUE_TEST_POSTGRES JIANYUE_DATABASE_CONNECTIONS=16; fi
  measure "$2" "$3"
  exit
fi

mkdir -p "$out"
cargo build --release --locked --bin jianyue --bin jianyue-load
say "── bench: business time"
{
  machine
  cargo bench --locked --quiet -p jianyue-sla
} | tee "$out/sla.txt"
say "── bench: papers"
{
  machine
  cargo bench --locked --quiet -p jianyue-documents
} | tee "$out/papers.txt"

{
  printf '# Load over HTTP\n\n%s\n\n' "$(machine)"
  printf 'Closed loop over kept-alive loopback connections, server and load generator on the same machine; %s s each.\n' "$seconds"
} >"$out/http.md"
: >"$out/http.jsonl"
for tickets in $sizes; do
  for database in $databases; do
    if [ "$database" = postgres ]; then
      JIANYUE_POSTGRES_DURABLE=1 scripts/postgres-for-tests.sh scripts/bench.sh measure postgres "$tickets"
    else
      scripts/bench.sh measure "$database" "$tickets"
    fi
  done
done
say "bench: results are in docs/bench/"
