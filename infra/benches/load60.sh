#!/usr/bin/env bash
# 60 callers at 1.5 Mbit/s, all recorded, three viewers each, beside the tester: CPU of the server (goal 1.4 s/s).
# GENBA_BENCH_HTML=FILE keeps the report as a page, GENBA_BENCH_SECONDS is the run's length.
set -euo pipefail
cd "$(dirname "$0")/../.."
release=${GENBA_BINARIES:-$PWD/target/release}
source infra/setup/server.sh
start_server
html=${GENBA_BENCH_HTML:-$server_folder/report.html}
result=0
"$release/genba-loadtest" run loadtest/scenarios/sixty-callers.toml --data "$data" --html "$html" \
    --duration-s "${GENBA_BENCH_SECONDS:-60}" || result=$?
# Everything that came was to be recorded, and was.
mb=$(($(counted genba_journal_bytes_total) / 1000000))
lost=$(counted genba_journal_records_lost_total)
unrecorded=$(counted genba_journal_packets_unrecorded_total)
journals=$(find "$data/journal" -name '*.journal' | wc -l)
echo "recorded: $mb MB in $journals journals; $lost records lost, $unrecorded packets that nobody ordered to be recorded"
printf '{"bench":"load60-recording","journals":%d,"mb":%d,"records_lost":%d,"packets_unrecorded":%d}\n' \
    "$journals" "$mb" "$lost" "$unrecorded"
[ "$journals" -gt 0 ] && [ "$lost" -eq 0 ] || result=1
no_panic
exit $result
