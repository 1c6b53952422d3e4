#!/usr/bin/env bash
# Peak memory of `groupkeep inspect` and `groupkeep convert` over generated exports of two million messages, of one line of
# a gigabyte, and of the same export packed. Fails above the limit. Needs GNU time.
# usage: archive-memory.sh [MESSAGES]
set -euo pipefail
cd "$(dirname "$0")/../.."
messages=${1:-2000000}
limit_kib=$((64 * 1024))

cargo build --release --quiet
cargo build --release --quiet -p groupkeep-archive --example generate
groupkeep=$PWD/target/release/groupkeep
generate=$PWD/target/release/examples/generate
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
worst=0

# measured NAME COMMAND...: runs it with its output thrown away and prints time and peak memory
measured() {
  local name=$1 size kib seconds status=0
  shift
  /usr/bin/time -o "$work/time" -f '%M %e' env -C "$work" "$@" >/dev/null 2>"$work/errors" || status=$?
  read -r kib seconds < <(tail -n 1 "$work/time")
  # Incomplete is an answer; anything else is a failure of this script.
  if ((status != 0 && status != 3)); then
    cat "$work/errors" >&2
    exit 1
  fi
  size=$(du -k -s "$work/exports" | cut -f 1)
  printf '%-42s %7d MiB file %7.1f MiB peak %8.1f s  exit %d\n' "$name" $((size / 1024)) "$(awk "BEGIN { print $kib / 1024 }")" "$seconds" "$status"
  ((kib > worst)) && worst=$kib
  return 0
}

printf '%d messages each\n' "$messages"
mapfile -t forms < <("$generate")
for form in "${forms[@]}"; do
  mkdir -p "$work/exports"
  file=$("$generate" "$form" "$messages" "$work/exports")
  measured "inspect $form" "$groupkeep" inspect --date-order dmy "$file"
  case $form in
    weflow-json | "whatsapp-text, Android")
      measured "convert $form into chatlab" "$groupkeep" convert --date-order dmy --into chatlab --to "$work/converted.json" "$file"
      rm -f "$work/converted.json"
      gzip -1 "$file"
      measured "inspect $form, gzip" "$groupkeep" inspect --date-order dmy "$file.gz"
      ;;
  esac
  rm -rf "$work/exports"
done

mkdir -p "$work/exports"
{
  printf '2024/1/1, 10:00 - A: b\n'
  head -c 1G /dev/zero | tr '\0' x
  printf '\n2024/1/1, 10:01 - A: c\n'
} >"$work/exports/line.txt"
measured "inspect a line of 1 GiB" "$groupkeep" inspect --as whatsapp-text "$work/exports/line.txt"

printf 'worst peak: %.1f MiB, limit %d MiB\n' "$(awk "BEGIN { print $worst / 1024 }")" $((limit_kib / 1024))
((worst <= limit_kib))
