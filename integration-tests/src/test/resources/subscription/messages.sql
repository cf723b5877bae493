-- Logical decoding messages, which change no table (020).
-- setup: both
CREATE TABLE t (id int PRIMARY KEY);
-- step: publisher
SELECT pg_logical_emit_message(false, 'app', 'at once');
BEGIN;
INSERT INTO t VALUES (1);
SELECT pg_logical_emit_message(true, 'app', 'with the transaction');
INSERT INTO t VALUES (2);
COMMIT;
BEGIN;
INSERT INTO t VALUES (3);
SELECT pg_logical_emit_message(true, 'app', 'lost');
SELECT pg_logical_emit_message(false, 'app', 'kept');
ROLLBACK;
DELETE FROM t WHERE id = 1;
