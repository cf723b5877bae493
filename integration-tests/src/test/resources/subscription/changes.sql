-- Rows that are inserted, changed and deleted in many ways, with each replica identity (001).
-- setup: both
CREATE TABLE customers (id int PRIMARY KEY, name text, points int DEFAULT 0);
CREATE TABLE visits (place text, day int);
ALTER TABLE visits REPLICA IDENTITY FULL;
CREATE TABLE rooms (number int NOT NULL, floor int NOT NULL, state text);
CREATE UNIQUE INDEX rooms_key ON rooms (floor, number);
ALTER TABLE rooms REPLICA IDENTITY USING INDEX rooms_key;
CREATE TABLE journal (line text);
-- setup: publisher
INSERT INTO customers VALUES (1, 'Ada', 10), (2, 'Bo', 20), (3, 'Cy', 30), (4, 'Di', 40);
INSERT INTO visits VALUES ('lake', 1), ('lake', 2), ('hill', 1);
INSERT INTO rooms VALUES (1, 1, 'free'), (2, 1, 'free'), (1, 2, 'taken');
INSERT INTO journal VALUES ('opened');
-- step: publisher
UPDATE customers SET points = points + 1 WHERE id <= 2;
UPDATE customers SET id = id + 100 WHERE id = 3;
DELETE FROM customers WHERE id = 4;
INSERT INTO customers (id, name) VALUES (5, 'Eve'), (6, NULL);
UPDATE visits SET day = day + 10 WHERE place = 'lake';
DELETE FROM visits WHERE place = 'hill';
INSERT INTO visits VALUES (NULL, NULL), ('lake', 11);
UPDATE rooms SET state = 'taken' WHERE number = 2 AND floor = 1;
UPDATE rooms SET floor = 3 WHERE number = 1 AND floor = 2;
DELETE FROM rooms WHERE number = 1 AND floor = 1;
INSERT INTO journal VALUES ('closed'), (NULL);
-- step: publisher
INSERT INTO customers VALUES (5, 'Eve', 7), (7, 'Flo', 7)
  ON CONFLICT (id) DO UPDATE SET points = customers.points + excluded.points;
MERGE INTO customers AS c
  USING (VALUES (1, 500), (8, 800)) AS gift (id, points) ON c.id = gift.id
  WHEN MATCHED THEN UPDATE SET points = gift.points
  WHEN NOT MATCHED THEN INSERT VALUES (gift.id, 'merged', gift.points);
WITH gone AS (DELETE FROM customers WHERE id = 2 RETURNING *)
  INSERT INTO customers SELECT id + 200, name, points FROM gone;
BEGIN;
INSERT INTO customers VALUES (9, 'brief', 1);
UPDATE customers SET name = 'briefly' WHERE id = 9;
DELETE FROM customers WHERE id = 9;
INSERT INTO customers VALUES (9, 'back', 2);
UPDATE customers SET id = 10 WHERE id = 9;
UPDATE customers SET id = 9 WHERE id = 10;
COMMIT;
BEGIN;
INSERT INTO customers VALUES (11, 'kept', 1);
SAVEPOINT a;
UPDATE customers SET name = 'lost' WHERE id = 11;
DELETE FROM customers WHERE id = 1;
ROLLBACK TO a;
UPDATE customers SET points = 2 WHERE id = 11;
COMMIT;
BEGIN;
DELETE FROM customers;
ROLLBACK;
