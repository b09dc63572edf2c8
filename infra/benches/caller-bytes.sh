#!/usr/bin/env bash
# What a caller's phone loads, compressed: first paint and in all, against the budget.
set -euo pipefail
cd "$(dirname "$0")/../../web-client"
exec npm run --silent budget
