#!/usr/bin/env bash
# Sessions in and out, and what the server keeps of them; GENBA_BENCH_SESSIONS=200000 for the goal.
set -euo pipefail
cd "$(dirname "$0")/../.."
release=$PWD/target/release
source infra/setup/server.sh
start_server
result=0
"$release/genba-loadtest" soak --url "$url" --ca "$data/ca/genba-local-ca.pem" --pid "$server_pid" \
    --token-key "$data/keys/media-token.pem" --sessions "${GENBA_BENCH_SESSIONS:-20000}" || result=$?
no_panic
exit $result
