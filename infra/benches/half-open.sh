#!/usr/bin/env bash
# 10,000 sessions that are begun and not finished, 1,000 requests that drip, and people who join meanwhile.
set -euo pipefail
cd "$(dirname "$0")/../.."
exec infra/setup/siege.sh half-open "$@"
