-- Tables that are rewritten, and columns that come and go (006, 007).
-- setup: both
CREATE TABLE parts (id int PRIMARY KEY, name text, amount int);
CREATE TABLE tools (id int PRIMARY KEY, name text, size int);
CREATE TABLE heaps (id int PRIMARY KEY, v text);
CREATE TABLE grown (id int PRIMARY KEY, v text);
-- setup: publisher
INSERT INTO parts VALUES (1, 'bolt', 10), (2, 'nut', 20);
INSERT INTO tools VALUES (1, 'saw', 7), (2, 'axe', 8);
INSERT INTO heaps SELECT i, 'row' FROM generate_series(1, 50) i;
INSERT INTO grown VALUES (1, 'a'), (2, 'b');
-- step: both
ALTER TABLE parts ADD COLUMN color text DEFAULT 'grey';
ALTER TABLE parts ALTER amount TYPE bigint USING amount * 100;
ALTER TABLE grown ADD COLUMN more int;
-- step: publisher
INSERT INTO parts VALUES (3, 'ring', 3000000000, 'red');
UPDATE parts SET name = 'screw' WHERE id = 2;
ALTER TABLE tools DROP COLUMN size;
INSERT INTO tools VALUES (3, 'file');
UPDATE tools SET name = 'hatchet' WHERE id = 2;
INSERT INTO grown VALUES (3, 'c', 3);
UPDATE grown SET more = 1 WHERE id = 1;
DELETE FROM heaps WHERE id % 2 = 0;
VACUUM FULL heaps;
CLUSTER heaps USING heaps_pkey;
UPDATE heaps SET v = 'later' WHERE id < 10;
-- step: subscriber
ALTER TABLE tools DROP COLUMN size;
-- differs: rows-before-ddl | public.parts | SELECT * FROM (VALUES (1, 'bolt', 10::bigint, NULL), (2, 'screw', 2000, 'grey'), (3, 'ring', 3000000000, 'red')) v (id, name, amount, color)
-- differs: rows-before-ddl | public.tools | SELECT * FROM (VALUES (1, 'saw', 7), (2, 'hatchet', NULL), (3, 'file', NULL)) v (id, name, size)
