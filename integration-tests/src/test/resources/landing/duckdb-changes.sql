-- The change log of a table, as a view of the data files of its current snapshot. With DuckDB's iceberg extension, read
-- iceberg_scan('<table>') instead: it finds the files itself, and identifies columns by their field IDs.
CREATE OR REPLACE VIEW orders_changes AS
SELECT * FROM read_parquet([${files}], union_by_name = true, hive_partitioning = false);
