#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# gather.sh <directory>: installs ClickHouse's engine, an npm package of some 550 MB. Without npm it installs nothing.
set -eu
if ! command -v npm >/dev/null; then
  echo "npm is not installed: the test of ClickHouse's SQL will be skipped"
  exit 0
fi
mkdir -p "$1"
cp package.json run.js "$1"
cd "$1"
# a package of this version that is installed already stays
npm install --no-package-lock --ignore-scripts --no-audit --no-fund --prefer-offline
