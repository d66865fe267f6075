#!/usr/bin/env bash
# cargo-deny over the whole dependency tree, by the rules of deny.toml. Installs cargo-deny under target/tools once.
#
# Licences, bans and sources need no network and always run. Advisories need RustSec's database: when it cannot be
# fetched, this is said loudly, and it is an error where JIANYUE_REQUIRE_ADVISORIES is set (release machines).
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$repository"

PATH=$target_dir/tools/bin:$PATH
if ! has cargo-deny; then
  say "dependencies: installing cargo-deny into $target_dir/tools, once; this takes some minutes"
  cargo install cargo-deny --locked --quiet --root "$target_dir/tools" ||
    die "cargo-deny could not be installed. Install it by hand (cargo install cargo-deny --locked) and run again."
fi

cargo deny --locked --log-level error check bans licenses sources

if timeout 120 cargo deny --locked --log-level error fetch db >/dev/null 2>&1; then
  cargo deny --locked --log-level error check advisories
elif [ -n "${JIANYUE_REQUIRE_ADVISORIES:-}" ]; then
  die "the RustSec advisory database could not be fetched, and JIANYUE_REQUIRE_ADVISORIES demands it"
else
  say "dependencies: ADVISORIES NOT CHECKED: the RustSec database cannot be reached from here"
fi
