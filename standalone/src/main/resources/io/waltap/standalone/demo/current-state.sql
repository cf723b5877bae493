-- The rows that PostgreSQL has: of each key the change with the largest _seq, unless it is a deletion, or older than a
-- TRUNCATE (which lands only with skipped.operations=none).
WITH changes AS (SELECT * FROM ${table})
SELECT ${columns}
FROM (
  SELECT *, row_number() OVER (PARTITION BY ${key} ORDER BY _seq DESC) AS _rank
  FROM changes
  WHERE _op <> 't' AND _lsn > coalesce((SELECT max(_lsn) FROM changes WHERE _op = 't'), -1)
) AS ranked
WHERE _rank = 1 AND _op <> 'd'
ORDER BY ${key}
