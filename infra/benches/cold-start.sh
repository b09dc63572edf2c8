#!/usr/bin/env bash
# From starting the server to its ready line: new data folder and existing one, ten runs each.
exec node "$(dirname "$0")/cold-start.mjs"
