-- Row filters, and rows that come to match them or cease to (028).
-- publication: FOR TABLE orders WHERE (region = 'north' AND amount > 0), people WHERE (id > 100)
-- setup: both
CREATE TABLE orders (id int PRIMARY KEY, region text, amount int);
ALTER TABLE orders REPLICA IDENTITY FULL;
CREATE TABLE people (id int PRIMARY KEY, name text);
-- setup: publisher
INSERT INTO orders VALUES (1, 'north', 10), (2, 'south', 10), (3, 'north', 0), (4, 'north', 4);
INSERT INTO people VALUES (1, 'hidden'), (101, 'seen'), (102, 'seen');
-- step: publisher
INSERT INTO orders VALUES (5, 'north', 50), (6, 'south', 60), (7, NULL, 70), (8, 'north', NULL);
UPDATE orders SET amount = 11 WHERE id = 1;
UPDATE orders SET region = 'north' WHERE id = 2;
UPDATE orders SET amount = 1 WHERE id = 3;
UPDATE orders SET region = 'south' WHERE id = 4;
UPDATE orders SET id = 50 WHERE id = 5;
UPDATE orders SET amount = 66 WHERE id = 6;
DELETE FROM orders WHERE id IN (1, 6);
UPDATE people SET id = id + 1000 WHERE id = 1;
UPDATE people SET id = 2 WHERE id = 101;
UPDATE people SET name = 'changed' WHERE id IN (2, 102);
DELETE FROM people WHERE id = 2;
