-- The rows that PostgreSQL had at a moment: the same over the changes that were committed by then. Goes back as far as the
-- log does, long after Iceberg's snapshots have expired.
WITH until_then AS (
  SELECT * FROM orders_changes WHERE _ts <= CAST('${moment}' AS TIMESTAMP WITH TIME ZONE)
),
ranked AS (
  SELECT until_then.*, row_number() OVER (PARTITION BY id ORDER BY _seq DESC) AS version_rank
  FROM until_then
  WHERE _op <> 't'
),
truncated AS (
  SELECT coalesce(max(_seq), -1) AS last_seq
  FROM until_then
  WHERE _op = 't'
)
SELECT id, customer, amount, placed_on, note
FROM ranked CROSS JOIN truncated
WHERE version_rank = 1 AND NOT _deleted AND _seq > last_seq
ORDER BY id
