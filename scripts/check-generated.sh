#!/usr/bin/env bash
# Generated files that are committed must be what the code generates now.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$repository"

fresh=$(mktemp -d "${TMPDIR:-/tmp}/jianyue-generated.XXXXXX")
trap 'rm -rf "$fresh"' EXIT
scripts/generate.sh "$fresh"

stale=()
while IFS= read -r file; do
  diff -u --label "committed/$file" --label "generated/$file" "$file" "$fresh/$file" | head -n 40 >&2 || stale+=("$file")
done < <(cd "$fresh" && find . -type f -printf '%P\n' | sort)
[ "${#stale[@]}" = 0 ] || die "stale: ${stale[*]}. Run 'make generate' and commit the result."
say "generated files: fresh"
