-- Partitions whose changes are published as those of their partitioned table (013).
-- publication: FOR TABLE readings WITH (publish_via_partition_root = true)
-- setup: publisher
CREATE TABLE readings (id int, day int, v int, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
CREATE TABLE readings_1 PARTITION OF readings FOR VALUES FROM (0) TO (10);
CREATE TABLE readings_2 (v int, day int NOT NULL, id int NOT NULL, PRIMARY KEY (id, day));
ALTER TABLE readings ATTACH PARTITION readings_2 FOR VALUES FROM (10) TO (20);
INSERT INTO readings VALUES (1, 1, 100), (2, 11, 200);
-- setup: subscriber
CREATE TABLE readings (id int, day int, v int, PRIMARY KEY (id, day));
-- step: publisher
INSERT INTO readings VALUES (3, 2, 300), (4, 12, 400);
INSERT INTO readings_2 (id, day, v) VALUES (5, 13, 500);
UPDATE readings SET day = 15 WHERE id = 1;
UPDATE readings SET v = v + 1;
DELETE FROM readings WHERE id = 2;
CREATE TABLE readings_3 PARTITION OF readings FOR VALUES FROM (20) TO (30);
INSERT INTO readings VALUES (6, 25, 600);
CREATE TABLE readings_4 (id int, day int, v int, PRIMARY KEY (id, day));
INSERT INTO readings_4 VALUES (7, 35, 700);
ALTER TABLE readings ATTACH PARTITION readings_4 FOR VALUES FROM (30) TO (40);
INSERT INTO readings VALUES (8, 36, 800);
ALTER TABLE readings DETACH PARTITION readings_1;
INSERT INTO readings_1 VALUES (9, 3, 900);
-- differs: attached-partition | public.readings | SELECT id, day, v FROM readings UNION ALL SELECT id, day, v FROM readings_1 WHERE id <> 9
