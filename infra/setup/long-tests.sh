#!/usr/bin/env bash
# What is too long for every run: the journey ten times in a row, each clause without its rule, every bench.
# Writes infra/results/DATE-COMMIT.md; fails when a part fails, after writing what there is.
set -uo pipefail
cd "$(dirname "$0")/../.."

commit=$(git rev-parse --short HEAD)
[ -z "$(git status --porcelain)" ] || commit=$commit-changed
result=infra/results/$(date -u +%F)-$commit.md
failed=0

part() { # title, command...
    local title=$1 output status
    shift
    printf 'genba: %s\n' "$title" >&2
    output=$("$@" 2>&1)
    status=$?
    [ $status -eq 0 ] || failed=1
    printf '## %s\n\n`%s` ended with %d.\n\n```\n%s\n```\n\n' "$title" "$*" "$status" "$(tail -n 40 <<<"$output")" >>"$result"
}

journeys() { (cd web-client && npm run --silent e2e -- journey --repeat-each 10); }
looks() { (cd web-client && GENBA_LOOKS=all npm run --silent e2e -- admin-looks town-looks staff-looks --workers 2); }

{
    printf '# Long tests of %s\n\n' "$commit"
    printf '%s, %s cores, %s, %s\n\n' "$(date -u +'%F %H:%M UTC')" "$(nproc)" \
        "$(uname -sr)" "$(rustc --version)"
} >"$result"
part "The journey, ten times in a row" journeys
part "Every screen in both sizes and colours" looks
part "Clauses, each with its rule switched off" infra/prove clauses CC VR
for bench in infra/benches/*.sh; do
    part "Figure: $(basename "$bench" .sh)" infra/bench "$(basename "$bench" .sh)"
done
printf 'genba: wrote %s\n' "$result" >&2
exit $failed
