#!/usr/bin/env bash
# Checks ten million trail entries, in memory, and as lines by the separate verifier (goal 60 s). [ENTRIES]
set -euo pipefail
cd "$(dirname "$0")/../.."
entries=${1:-10000000}
binaries=${GENBA_BINARIES:-$PWD/target/release}
speed=$binaries/examples/trail_speed
audit=$("$speed" "$entries")
key=$("$speed" 0 key)
begin_us=${EPOCHREALTIME//[!0-9]/}
verdict=$("$speed" "$entries" lines | "$binaries/genba" verify trail /dev/stdin --key "$key")
took_ms=$(((${EPOCHREALTIME//[!0-9]/} - begin_us) / 1000))
echo "in memory:  $audit"
echo "as lines:   $took_ms ms, and they are made meanwhile beside it"
echo "$verdict" | sed 's/^/            /'
in_memory_s=$(sed 's/.*: \(.*\) s/\1/' <<<"$audit")
grep -q "^$entries entries" <<<"$verdict" || { echo "verify-speed: not every entry was read" >&2; exit 1; }
printf '{"bench":"verify-speed","entries":%s,"in_memory_s":%s,"as_lines_ms":%s,"goal_ms":60000}\n' \
    "$entries" "$in_memory_s" "$took_ms"
[ "$took_ms" -le 60000 ]
