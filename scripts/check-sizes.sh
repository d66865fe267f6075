#!/usr/bin/env bash
# Binaries do not belong in a repository: none over 100 kB may be committed (fonts and pictures come at build time), but for the
# samples of documents, which carry their subset fonts and may have 256 kB.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$repository"

bad=0
while IFS= read -r -d '' file; do
  [ -f "$file" ] || continue
  size=$(stat -c %s "$file")
  case $file in docs/samples/*) most=262144 ;; *) most=102400 ;; esac
  # -I makes grep treat a binary file as one without a match.
  if [ "$size" -gt "$most" ] && ! grep -qI '' "$file"; then
    say "$file: binary of $size bytes (limit $most)"
    bad=1
  fi
done < <(git ls-files -z)
[ "$bad" = 0 ] || die "large binaries are committed; generate or download them at build time instead"
say "sizes: no binary is too large"
