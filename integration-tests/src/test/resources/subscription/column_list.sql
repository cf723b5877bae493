-- Column lists: a subscriber without the columns that are not published (031).
-- publication: FOR TABLE people (id, name), cards (owner, number)
-- setup: publisher
CREATE TABLE people (id int PRIMARY KEY, secret text, name text);
CREATE TABLE cards (number int, pin int, owner int, PRIMARY KEY (owner, number));
INSERT INTO people VALUES (1, 'secret', 'Ada');
INSERT INTO cards VALUES (10, 1234, 1);
-- setup: subscriber
CREATE TABLE people (id int PRIMARY KEY, name text);
CREATE TABLE cards (number int, owner int, PRIMARY KEY (owner, number));
-- step: publisher
INSERT INTO people VALUES (2, 'secret', 'Bo');
UPDATE people SET secret = 'other' WHERE id = 1;
UPDATE people SET name = 'Bob', secret = NULL WHERE id = 2;
INSERT INTO cards VALUES (11, 1234, 2), (12, 1234, 2);
UPDATE cards SET owner = 1 WHERE number = 11;
DELETE FROM cards WHERE number = 12;
-- step: publisher
ALTER TABLE people ADD COLUMN added text DEFAULT 'x';
INSERT INTO people VALUES (3, 'secret', 'Cy', 'y');
