#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Creates or updates the two connectors of docker/connectors on the worker, and shows their status.
#   docker/connectors.sh [URL of the worker]
set -eu

worker=${1:-http://localhost:8083}
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)

echo "waiting for $worker"
tries=60
until curl -fsS -o /dev/null "$worker/connectors" 2>/dev/null; do
  tries=$((tries - 1))
  [ "$tries" -gt 0 ] || { echo "no worker answered at $worker within two minutes" >&2; exit 1; }
  sleep 2
done

for name in shop lake; do
  curl -fsS -o /dev/null -X PUT -H 'Content-Type: application/json' \
    -d "@$here/connectors/$name.json" "$worker/connectors/$name/config"
done

sleep 5
for name in shop lake; do
  curl -fsS "$worker/connectors/$name/status"
  echo
done
