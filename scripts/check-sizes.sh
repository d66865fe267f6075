#!/usr/bin/env bash
# Binaries do not belong in a repository: none over 100 kB may be committed (fonts and pictures come at build time).
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$repository"

limit=102400
bad=0
while IFS= read -r -d '' file; do
  [ -f "$file" ] || continue
  size=$(stat -c %s "$file")
  # -I makes grep treat a binary file as one without a match.
  if [ "$size" -gt "$limit" ] && ! grep -qI '' "$file"; then
    say "$file: binary of $size bytes (limit $limit)"
    bad=1
  fi
done < <(git ls-files -z)
[ "$bad" = 0 ] || die "large binaries are committed; generate or download them at build time instead"
say "sizes: no binary over $limit bytes"
