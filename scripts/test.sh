#!/usr/bin/env bash
# Everything that `make test` runs, in the order in which it is quickest to learn that something is wrong.
#
# A failed part does not hide the others: all run, the last line names what failed, and the exit code is that of the
# whole. Run one part by name: scripts/test.sh rust
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$repository"

part_web() { (cd web && npm run --silent lint && npm run --silent types && npm run --silent test); }

part_scripts() {
  node --test --test-reporter=spec scripts/*.test.mjs && node scripts/check-direction.mjs && scripts/check-migrations.sh
}

part_rust() {
  if has cargo-nextest; then
    # Many tests wait for a database or a process: with as many as there are cores half of each core stays idle.
    scripts/postgres-for-tests.sh cargo nextest run --workspace --locked --no-fail-fast --test-threads "$(($(nproc) * 2))"
  else
    scripts/postgres-for-tests.sh cargo test --workspace --locked --lib --bins --tests --no-fail-fast
  fi
}

part_doc() { cargo test --workspace --locked --doc --quiet; }

part_browser() { scripts/browser-tests.sh; }

all_parts=(web scripts rust doc browser)
parts=("${@:-${all_parts[@]}}")
passed=() failed=()
for part in "${parts[@]}"; do
  declare -F "part_$part" >/dev/null || die "no part '$part'; there are: ${all_parts[*]}"
  say "── test: $part"
  # A child shell with -e of its own: a function called as a condition would run without it.
  if bash -c "$(declare -f "part_$part" say has); set -euo pipefail; part_$part"; then
    passed+=("$part")
  else
    failed+=("$part")
  fi
done

if [ "${#failed[@]}" -gt 0 ]; then
  say "make test: FAILED: ${failed[*]}${passed:+ (passed: ${passed[*]})}"
  exit 1
fi
say "make test: passed: ${passed[*]}"
