#!/usr/bin/env bash
# The largest film of a phone over a line that breaks again and again, and 4 GiB of a town camera: seconds, memory.
set -euo pipefail
cd "$(dirname "$0")/../.."
tests='test(bad_line::a_film_of_the_largest) | test(cc_large::)'
told=$(cargo nextest run --release --locked --workspace --test api --run-ignored only --no-capture --cargo-quiet -E "$tests" 2>&1) || {
    echo "$told"
    exit 1
}
grep -o '{"bench".*}' <<<"$told"
