# Sourced by the other scripts: one way to speak, one way to find a port, one way to stop a process.
# shellcheck shell=bash

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck disable=SC2034 # used by those who source this
target_dir=${CARGO_TARGET_DIR:-$repository/target}

# Says what is going on; goes to stderr so that stdout stays for results.
say() { printf '%s\n' "$*" >&2; }

# Ends the script. The message says what is wrong and what to do.
die() {
  say "error: $*"
  exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

# A TCP port that was free on 127.0.0.1 a moment ago.
free_port() {
  node -e 'const s=require("node:net").createServer();s.listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'
}

# Runs a command as root, through sudo where it does not ask for a password. Fails when there is no way.
as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif has sudo && sudo -n true 2>/dev/null; then
    sudo -n "$@"
  else
    return 1
  fi
}

# Stops a process that this script started: politely, then for good after ten seconds.
stop_process() {
  local pid=$1 tries=0
  kill -TERM "$pid" 2>/dev/null || return 0
  while kill -0 "$pid" 2>/dev/null; do
    tries=$((tries + 1))
    if [ "$tries" -gt 100 ]; then
      kill -KILL "$pid" 2>/dev/null || true
      break
    fi
    sleep 0.1
  done
  wait "$pid" 2>/dev/null || true
}

# The newest PostgreSQL on this machine: prints its bin directory, prints nothing when there is none.
postgres_bin() {
  local found
  found=$(find /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql*/bin -maxdepth 1 -name initdb 2>/dev/null |
    sort -V | tail -n 1)
  if [ -n "$found" ]; then
    dirname "$found"
  elif has initdb && has pg_ctl; then
    dirname "$(readlink -f "$(command -v initdb)")"
  fi
}
