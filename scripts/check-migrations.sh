#!/usr/bin/env bash
# Both databases must be at the same version under the same names, each version once.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$repository/migrations"

names() { (cd "$1" && find . -maxdepth 1 -name '*.sql' -printf '%f\n' | sort); }

sqlite=$(names sqlite)
[ -n "$sqlite" ] || die "migrations/sqlite holds no migration"
diff <(names sqlite) <(names postgres) >&2 ||
  die "migrations/sqlite (<) and migrations/postgres (>) hold different files; every version needs both"

twice=$(cut -d _ -f 1 <<<"$sqlite" | uniq -d)
[ -z "$twice" ] || die "migration number used twice: $twice"
odd=$(grep -vE '^[0-9]{4}_[a-z0-9_]+\.sql$' <<<"$sqlite" || true)
[ -z "$odd" ] || die "migration names are NNNN_snake_case.sql, not: $odd"
say "migrations: $(wc -l <<<"$sqlite") versions, the same in both folders"
