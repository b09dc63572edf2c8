#!/usr/bin/env bash
# Starts a server of its own and besieges it on loopback; as root.
set -euo pipefail
cd "$(dirname "$0")/../.."
release=${GENBA_BINARIES:-$PWD/target/release}
source infra/setup/server.sh
start_server
attack=$1; shift
result=0
"$release/genba-loadtest" siege "$attack" --url "$url" --ca "$data/ca/genba-local-ca.pem" \
    --pid "$server_pid" --token-key "$data/keys/media-token.pem" "$@" || result=$?
no_panic
exit $result
