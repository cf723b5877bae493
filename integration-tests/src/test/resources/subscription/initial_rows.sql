-- Rows that are in the tables at first, and tables that come later with rows (004).
-- setup: both
CREATE TABLE first (id int PRIMARY KEY, v text);
CREATE TABLE bare (v text, n int);
ALTER TABLE bare REPLICA IDENTITY FULL;
CREATE TABLE empty (id int PRIMARY KEY);
-- setup: publisher
INSERT INTO first SELECT i, 'row ' || i FROM generate_series(1, 500) i;
INSERT INTO bare SELECT 'same', i % 3 FROM generate_series(1, 30) i;
-- step: publisher
INSERT INTO first VALUES (501, 'new');
DELETE FROM first WHERE id % 10 = 0;
DELETE FROM bare WHERE n = 1;
-- step: both
CREATE TABLE second (id int PRIMARY KEY, v text);
CREATE UNLOGGED TABLE third (id int PRIMARY KEY, v text);
-- step: publisher
INSERT INTO second SELECT i, 'row ' || i FROM generate_series(1, 200) i;
UPDATE second SET v = 'changed' WHERE id <= 10;
INSERT INTO third VALUES (1, 'unlogged'), (2, 'unlogged');
-- step: both
ALTER TABLE third SET LOGGED;
-- step: subscriber
ALTER SUBSCRIPTION {subscription} REFRESH PUBLICATION;
-- step: publisher
DELETE FROM second WHERE id > 190;
INSERT INTO third VALUES (3, 'logged');
INSERT INTO empty VALUES (1);
DELETE FROM empty;
