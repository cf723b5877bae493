#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Starts ./waltap in the image, with temporary files in the data directory. The root of the container may be read-only,
# and no library can be loaded from a tmpfs as Docker mounts it. The JVM unpacks compression libraries into the directory
# of temporary files, and Iceberg writes there what it sends to S3.
set -eu

temporary=${WALTAP_DATA_DIR:-/var/lib/waltap}/tmp
case $temporary in
  *[[:space:]]*) ;; # ./waltap splits options at blanks
  *)
    if mkdir -p -m 700 "$temporary" 2>/dev/null && [ -w "$temporary" ]; then
      # what an earlier run has left that was killed
      [ "${1:-}" != run ] || find "$temporary" -mindepth 1 -mmin +60 -delete 2>/dev/null || true
      # first, so that an option of the user takes precedence
      export WALTAP_JAVA_OPTS="-Djava.io.tmpdir=$temporary ${WALTAP_JAVA_OPTS:-}"
    fi
    ;;
esac

exec /opt/waltap/waltap "$@"
