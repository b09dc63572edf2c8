#!/usr/bin/env bash
# Checks ten million trail entries: in memory, and read as lines by the separate verifier.
set -euo pipefail
cd "$(dirname "$0")/../.."
entries=${1:-10000000}
cargo build --release --locked --quiet -p admin --example trail_speed
speed=target/release/examples/trail_speed
audit=$("$speed" "$entries")
key=$("$speed" 0 key)
begin=$(date +%s.%N)
verdict=$("$speed" "$entries" lines | target/release/genba verify trail /dev/stdin --key "$key")
seconds=$(echo "$(date +%s.%N) - $begin" | bc)
echo "in memory:  $audit"
echo "as lines:   $seconds s, making them beside it"
echo "$verdict" | sed 's/^/            /'
in_memory=$(sed 's/.*: \(.*\) s/\1/' <<<"$audit")
printf '{"bench":"verify-speed","entries":%s,"in_memory_s":%s,"as_lines_s":%.1f}\n' "$entries" "$in_memory" "$seconds"
