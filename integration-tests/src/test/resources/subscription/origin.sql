-- Changes that came from another server, and are not passed on (030).
-- property: slot.stream.params=origin=none
-- subscription: origin = none
-- setup: both
CREATE TABLE t (id int PRIMARY KEY, v text);
-- setup: publisher
INSERT INTO t VALUES (1, 'own');
-- step: publisher
SELECT pg_replication_origin_create('elsewhere');
SELECT pg_replication_origin_session_setup('elsewhere');
INSERT INTO t VALUES (2, 'of another server');
UPDATE t SET v = 'of another server' WHERE id = 1;
SELECT pg_replication_origin_session_reset();
INSERT INTO t VALUES (3, 'own');
SELECT pg_replication_origin_drop('elsewhere');
