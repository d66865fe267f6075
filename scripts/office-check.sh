#!/usr/bin/env bash
# Opens every Word and Excel file of docs/samples (or of the folder given) in LibreOffice and prints it, and compares the
# formulas that LibreOffice computes with the results that the files already have.
#
# Not part of `make test`: LibreOffice is big and is not installed for it. Run by `make office` where there is one.
# Leaves the pages as PNG below target/office, to be looked at.
set -euo pipefail

cd "$(dirname "$0")/.."
samples=${1:-docs/samples}
out=target/office
office=$(command -v soffice || command -v libreoffice || true)
if [[ -z $office ]]; then
  echo "office-check: LibreOffice is not installed; nothing was checked" >&2
  exit 1
fi
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT
rm -rf "$out"
mkdir -p "$out"

# One profile believes the results that a file has, the other computes every formula anew (0: always, 1: never).
for mode in 0 1; do
  mkdir -p "$profile/$mode/user"
  cat >"$profile/$mode/user/registrymodifications.xcu" <<XCU
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>$mode</value></prop></item>
</oor:items>
XCU
done

convert() { # convert MODE FORMAT FOLDER FILE
  "$office" "-env:UserInstallation=file://$profile/$1" --headless --convert-to "$2" --outdir "$3" "$4" >"$out/log" 2>&1
}

failed=0
shopt -s nullglob
files=("$samples"/*.docx "$samples"/*.xlsx)
if ((${#files[@]} == 0)); then
  echo "office-check: no .docx or .xlsx in $samples" >&2
  exit 1
fi
for file in "${files[@]}"; do
  name=$(basename "$file")
  convert 1 pdf "$out" "$file"
  pdf="$out/${name%.*}.pdf"
  if [[ ! -s $pdf ]]; then
    echo "FAILED  $name: LibreOffice could not open it" >&2
    failed=1
    continue
  fi
  pages=$(pdfinfo "$pdf" | awk '/^Pages:/ { print $2 }')
  mv "$pdf" "$out/$name.pdf"
  pdftoppm -r 60 -png "$out/$name.pdf" "$out/$name"
  if [[ $name == *.xlsx ]]; then
    # Each sheet as a text, with the results that it has and with those that are computed anew.
    csv='csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1'
    convert 1 "$csv" "$out/$name.kept" "$file"
    convert 0 "$csv" "$out/$name.computed" "$file"
    if ! diff -r "$out/$name.kept" "$out/$name.computed" >&2; then
      echo "FAILED  $name: LibreOffice computes other results" >&2
      failed=1
      continue
    fi
  fi
  echo "ok      $name ($pages pages)"
done
exit "$failed"
