#!/usr/bin/env bash
# Tampers with exports and trails by random, and counts how many edits are found. [EDITS] of each, else 10,000.
set -euo pipefail
cd "$(dirname "$0")/../.."
export GENBA_TAMPERINGS=${1:-10000}
# What is counted here does not depend on speed: the programs of the usual tests do.
told=$(cargo test --locked --quiet --workspace --lib -- --nocapture random_edits random_changes 2>&1) || {
    echo "$told"
    exit 1
}
found=$(grep -o '[0-9]* of [0-9]* edits of [a-z ]* were found' <<<"$told")
echo "$found"
awk -v each="$GENBA_TAMPERINGS" '
    { kinds++; found += $1; made += $3; if ($3 != each) fewer = 1 }
    END {
        printf "{\"bench\":\"tampering\",\"edits\":%d,\"found\":%d}\n", made, found
        exit kinds != 2 || found != made || fewer
    }' <<<"$found"
