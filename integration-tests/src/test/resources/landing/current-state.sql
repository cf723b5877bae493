-- The rows that PostgreSQL has: of each key the change with the largest _seq, unless it is a deletion, or older than a
-- TRUNCATE (which lands only with skipped.operations=none). Standard SQL: runs in DuckDB, Trino, Athena and Spark.
WITH ranked AS (
  SELECT changes.*, row_number() OVER (PARTITION BY id ORDER BY _seq DESC) AS version_rank
  FROM orders_changes AS changes
  WHERE _op <> 't'
),
truncated AS (
  SELECT coalesce(max(_seq), -1) AS last_seq
  FROM orders_changes
  WHERE _op = 't'
)
SELECT id, customer, amount, placed_on, note
FROM ranked CROSS JOIN truncated
WHERE version_rank = 1 AND NOT _deleted AND _seq > last_seq
ORDER BY id
