#!/usr/bin/env bash
# 200,000 sessions in and out, and what the server keeps of them; some seven minutes. GENBA_BENCH_SESSIONS is their number.
set -euo pipefail
cd "$(dirname "$0")/../.."
release=${GENBA_BINARIES:-$PWD/target/release}
source infra/setup/server.sh
start_server
result=0
"$release/genba-loadtest" soak --url "$url" --ca "$data/ca/genba-local-ca.pem" --pid "$server_pid" \
    --token-key "$data/keys/media-token.pem" --sessions "${GENBA_BENCH_SESSIONS:-200000}" || result=$?
no_panic
exit $result
