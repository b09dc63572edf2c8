#!/usr/bin/env bash
# CPU and bytes of a recorded minute of one caller, ten at once; GENBA_BENCH_SECONDS (20) is the run's length.
set -euo pipefail
cd "$(dirname "$0")/../.."
source infra/setup/rust-bench.sh
rust_bench journal_cost --ignored | grep -E '^(a minute|CPU|\{)'
