-- A subscriber whose tables have columns of their own, another order, and wider types (008).
-- setup: publisher
CREATE TABLE guests (id int PRIMARY KEY, name text, age int);
CREATE TABLE desks (id int PRIMARY KEY, seats int);
INSERT INTO guests VALUES (1, 'Ada', 36);
INSERT INTO desks VALUES (1, 4);
-- setup: subscriber
CREATE TABLE guests (arrived text DEFAULT 'not yet', age int, name text, id int PRIMARY KEY);
CREATE TABLE desks (seats bigint, id int PRIMARY KEY);
CREATE TABLE local_only (id int PRIMARY KEY);
-- step: publisher
INSERT INTO guests VALUES (2, 'Bo', 41);
UPDATE guests SET age = 37 WHERE id = 1;
UPDATE desks SET seats = 6;
INSERT INTO desks VALUES (2, NULL);
-- differs: subscriber-columns | public.guests | SELECT * FROM guests
