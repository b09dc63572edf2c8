#!/usr/bin/env bash
# A million media packets forged, replayed and sent from others' addresses into two rooms.
set -euo pipefail
cd "$(dirname "$0")/../.."
exec infra/setup/siege.sh injection "$@"
