#!/usr/bin/env bash
# Writes every generated file that is committed, below the directory given (the repository itself for `make generate`).
#
#   docs/openapi.json            the HTTP interface, from the handlers
#   docs/contract.schema.json    the contract format, from the model
#   web/src/api/schema.d.ts      TypeScript types, from docs/openapi.json
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
[ "$#" = 1 ] || die "usage: scripts/generate.sh DIRECTORY"
mkdir -p "$1/docs" "$1/web/src/api"
out=$(cd "$1" && pwd)
cd "$repository"

cargo build --locked --quiet --bin jianyue
"$target_dir/debug/jianyue" openapi >"$out/docs/openapi.json"
"$target_dir/debug/jianyue" contract schema >"$out/docs/contract.schema.json"
(cd web && npx --no-install openapi-typescript "$out/docs/openapi.json" -o "$out/web/src/api/schema.d.ts" >/dev/null)
