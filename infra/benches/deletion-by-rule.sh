#!/usr/bin/env bash
# Five simulated years of keeping and erasing: too early, too late; and whether any path erases. [SEEDS [DAYS]]
set -euo pipefail
cd "$(dirname "$0")/../.."
source infra/setup/rust-bench.sh
export GENBA_BENCH_SEEDS=${1:-4} GENBA_BENCH_DAYS=${2:-1826}
# What is counted here does not depend on speed: the programs of the usual tests do.
export GENBA_BENCH_PROFILE=dev
rust_bench api --ignored years_of_deletion_by_rule no_operation_erases |
    grep -E '^(simulated|decisions|trouble|goal 0|latest|no path|\{)'
