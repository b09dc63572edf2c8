#!/usr/bin/env bash
# kill -9 of a media node at random moments while it records: seconds lost of each stream; GENBA_BENCH_KILLS (100).
set -euo pipefail
cd "$(dirname "$0")/../.."
export GENBA_BENCH_KILLS=${GENBA_BENCH_KILLS:-100}
cargo test --release --locked --quiet --workspace --test journal_kill -- --nocapture |
    grep -E '^(kills|lost|\{|thread|assertion)'
