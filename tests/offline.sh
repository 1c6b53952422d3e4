#!/usr/bin/env bash
# Runs the daily path on a copy of an example in a network namespace without any network, not even loopback.
# Usage: offline.sh BINARY EXAMPLE-FOLDER. Exits 0 when every step works, 77 when namespaces are not allowed here.
set -euo pipefail

if [[ $# -ne 2 ]]; then
    echo "usage: $0 BINARY EXAMPLE-FOLDER" >&2
    exit 2
fi
binary=$(realpath "$1")
example=$(realpath "$2")

isolate=(unshare --net)
if ! "${isolate[@]}" true 2>/dev/null; then
    isolate=(unshare --user --map-root-user --net)
    if ! "${isolate[@]}" true 2>/dev/null; then
        echo "skipped: network namespaces are not allowed here" >&2
        exit 77
    fi
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/home"
cp -r "$example" "$folder/group"
rm -rf "$folder/group/copies" "$folder/group/releases" "$folder/group/.groupkeep"

step() {
    echo "offline: $*"
    "${isolate[@]}" env -i HOME="$folder/home" PATH="$PATH" LC_ALL=C.UTF-8 "$binary" -C "$folder/group" --quiet "$@" >"$folder/out"
}

if "${isolate[@]}" bash -c ': >/dev/udp/192.0.2.1/9' 2>/dev/null; then
    echo "the namespace has a network after all" >&2
    exit 1
fi
step check --fail-on never
(cd "$folder/group" && step anonymize exports --to "$folder/release" \
    --purpose test --recipient nobody --basis none --expires 2099-01-01 --preparer nobody)
step run --only backup,verify
step restore --to "$folder/back"
diff -r --exclude=copies --exclude=releases --exclude=.groupkeep "$folder/group" "$folder/back"
test -s "$folder/release/release.json"
echo "offline: all steps passed"
