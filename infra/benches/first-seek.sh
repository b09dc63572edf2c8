#!/usr/bin/env bash
# From a press in the middle of a recording of an hour to its picture, in Chromium. GENBA_BENCH_MINUTES, GENBA_BENCH_RUNS.
set -euo pipefail
cd "$(dirname "$0")/../.."
export GENBA_BINARIES=${GENBA_BINARIES:-$PWD/target/release}
cd web-client
exec npx --no-install playwright test --config e2e/bench/playwright.config.ts first-seek
