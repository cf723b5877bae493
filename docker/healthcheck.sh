#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Asks "waltap run" how it is, at http://HEALTH_HOST:HEALTH_PORT/healthz.
#   healthcheck.sh         succeeds if it is ready
#   healthcheck.sh alive   succeeds if it answers at all: also while it starts, is degraded, or stops
# With HEALTH_PORT=0, or without bash, the log tells: it was written in the last two minutes, and, without "alive",
# neither connector has failed.
set -eu

want=${1:-ready}
port=${HEALTH_PORT:-8090}
host=${HEALTH_HOST:-127.0.0.1}
case $host in
  0.0.0.0 | ::) host=127.0.0.1 ;;
esac

# A base image with Java may have neither curl nor wget. HTTP/1.0, so that the server closes the connection.
if [ "$port" != 0 ] && command -v bash >/dev/null 2>&1; then
  # shellcheck disable=SC2016 # bash expands it
  exec bash -c '
    exec 3<>"/dev/tcp/$1/$2" || { echo "nothing listens at $1:$2"; exit 1; }
    printf "GET /healthz HTTP/1.0\r\nHost: %s:%s\r\n\r\n" "$1" "$2" >&3
    read -r -t 4 protocol code text <&3 || { echo "no answer from $1:$2"; exit 1; }
    while read -r -t 4 header <&3; do
      case $header in
        *[![:space:]]*) ;;
        *) break ;;
      esac
    done
    IFS= read -r -t 4 body <&3 || true
    echo "$code $body"
    case $3.$code in
      ready.200 | alive.[1-5][0-9][0-9]) ;;
      *) exit 1 ;;
    esac' healthcheck "$host" "$port" "$want" 2>/dev/null
fi

log=${WALTAP_DATA_DIR:-/var/lib/waltap}/waltap.log

[ -f "$log" ] || { echo "the log $log does not exist yet"; exit 1; }
[ -n "$(find "$log" -mmin -2)" ] || { echo "nothing was logged for two minutes"; exit 1; }
[ "$want" != alive ] || exit 0
last=$(tail -n 5000 "$log" | grep -E 'source [A-Z]+.*, sink [A-Z]+' | tail -n 1) || true
echo "${last:-the log has no status yet}"
case $last in
  '' | *'source FAILED'* | *'sink FAILED'*) exit 1 ;;
esac
