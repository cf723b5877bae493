-- Relations that logical replication leaves out, next to tables that it sends (009, 100).
-- setup: both
CREATE TABLE animals (id int PRIMARY KEY, name text);
CREATE TABLE dogs (good boolean) INHERITS (animals);
ALTER TABLE dogs ADD PRIMARY KEY (id);
-- setup: publisher
CREATE VIEW names AS SELECT name FROM animals;
CREATE MATERIALIZED VIEW counted AS SELECT count(*) AS n FROM animals;
CREATE SEQUENCE tickets;
CREATE UNLOGGED TABLE scratch (id int PRIMARY KEY);
INSERT INTO animals VALUES (1, 'cat');
INSERT INTO dogs VALUES (2, 'Rex', true);
-- step: publisher
INSERT INTO animals VALUES (3, 'hen');
INSERT INTO dogs VALUES (4, 'Fix', NULL);
UPDATE animals SET name = upper(name);
DELETE FROM ONLY animals WHERE id = 1;
REFRESH MATERIALIZED VIEW counted;
SELECT nextval('tickets');
INSERT INTO scratch VALUES (1);
CREATE TEMPORARY TABLE mine (id int PRIMARY KEY);
INSERT INTO mine VALUES (1);
UPDATE mine SET id = 2;
