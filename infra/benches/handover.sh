#!/usr/bin/env bash
# The picture's gap when the phone's network changes (needs root).
exec "$(dirname "$0")/../setup/behind-link.sh" handover
