#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The image of PostgreSQL runs this once. It creates the role, two tables and their publication.
set -eu

psql --set=ON_ERROR_STOP=1 --username="${POSTGRES_USER:-postgres}" --dbname="$POSTGRES_DB" \
  --set=password="$SHOP_POSTGRES_PASSWORD" <<'SQL'
CREATE ROLE waltap LOGIN REPLICATION PASSWORD :'password';
CREATE TABLE customers (id bigserial PRIMARY KEY, name text NOT NULL, created timestamptz NOT NULL DEFAULT now());
CREATE TABLE orders (
  id bigserial PRIMARY KEY,
  customer bigint NOT NULL REFERENCES customers,
  amount numeric(12, 2) NOT NULL,
  changed timestamptz NOT NULL DEFAULT now());
INSERT INTO customers (name) SELECT 'customer ' || i FROM generate_series(1, 100) i;
INSERT INTO orders (customer, amount) SELECT i % 100 + 1, i * 1.25 FROM generate_series(1, 1000) i;
GRANT SELECT ON customers, orders TO waltap;
CREATE PUBLICATION shop FOR TABLE customers, orders;
SQL
