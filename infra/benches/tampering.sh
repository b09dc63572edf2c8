#!/usr/bin/env bash
# Tampers with exports and trails 10,000 times each by random, and counts how many edits are found.
set -euo pipefail
cd "$(dirname "$0")/../.."
export GENBA_TAMPERINGS=${1:-10000}
told=$(cargo nextest run --workspace --lib --no-capture --cargo-quiet -E 'test(random_edits) | test(ten_thousand_random_changes)' 2>&1) || {
    echo "$told"
    exit 1
}
found=$(grep -o '[0-9]* of [0-9]* edits of [a-z ]* were found' <<<"$told")
echo "$found"
awk '{ found += $1; made += $3 } END { printf "{\"bench\":\"tampering\",\"edits\":%d,\"found\":%d}\n", made, found }' <<<"$found"
