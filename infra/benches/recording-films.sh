#!/usr/bin/env bash
# What a film of a long recording costs: seconds, processor time and memory for each hour; GENBA_BENCH_HOURS (1).
set -euo pipefail
cd "$(dirname "$0")/../.."
export GENBA_BENCH_HOURS=${GENBA_BENCH_HOURS:-1}
cargo test --release --locked --quiet --workspace --test recording_bench -- --ignored --nocapture |
    grep -E '^([0-9]+ h,|thread|assertion)'
