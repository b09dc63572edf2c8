#!/usr/bin/env bash
# 60 callers at 1.5 Mbit/s, three viewers each, beside the tester: CPU of the server (goal 1.4 s/s).
# GENBA_BENCH_HTML=FILE keeps the report as a page, GENBA_BENCH_SECONDS is the run's length.
set -euo pipefail
cd "$(dirname "$0")/../.."
release=$PWD/target/release
source infra/setup/server.sh
start_server
html=${GENBA_BENCH_HTML:-$server_folder/report.html}
result=0
"$release/genba-loadtest" run loadtest/scenarios/sixty-callers.toml --data "$data" --html "$html" \
    --duration-s "${GENBA_BENCH_SECONDS:-60}" || result=$?
no_panic
exit $result
