#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# gather.sh <directory>: ClickHouse's engine as an npm package, some 550 MB; nothing where there is no npm.
set -eu
if ! command -v npm >/dev/null; then
  echo "no npm: the test of ClickHouse's SQL will be skipped"
  exit 0
fi
mkdir -p "$1"
cp package.json run.js "$1"
cd "$1"
# what is there of that version stays
npm install --no-package-lock --ignore-scripts --no-audit --no-fund --prefer-offline
