-- Transactions that are larger than the memory for decoding, with parts that were rolled back, and
-- with DDL inside (015 to 019, 022, 023).
-- subscription: streaming = on
-- setup: both
CREATE TABLE bulk (id int PRIMARY KEY, v text, n int);
CREATE TABLE other (id int PRIMARY KEY);
-- setup: publisher
INSERT INTO bulk SELECT i, md5(i::text), 0 FROM generate_series(1, 100) i;
-- step: publisher
BEGIN;
INSERT INTO bulk SELECT i, md5(i::text), 1 FROM generate_series(101, 1500) i;
SAVEPOINT a;
UPDATE bulk SET v = 'lost', n = 2;
INSERT INTO bulk SELECT i, 'lost', 2 FROM generate_series(5001, 6000) i;
ROLLBACK TO a;
SAVEPOINT b;
DELETE FROM bulk WHERE id % 7 = 0;
RELEASE b;
UPDATE bulk SET n = n + 1 WHERE id % 5 = 0;
COMMIT;
BEGIN;
INSERT INTO bulk SELECT i, 'lost', 3 FROM generate_series(7001, 8500) i;
INSERT INTO other VALUES (1);
ROLLBACK;
INSERT INTO other VALUES (2);
-- step: subscriber
ALTER TABLE bulk ADD COLUMN late text;
-- step: publisher
BEGIN;
INSERT INTO bulk SELECT i, md5(i::text), 4 FROM generate_series(2001, 3000) i;
ALTER TABLE bulk ADD COLUMN late text;
INSERT INTO bulk SELECT i, md5(i::text), 5, 'late' FROM generate_series(3001, 4000) i;
SAVEPOINT c;
ALTER TABLE bulk ADD COLUMN lost text;
UPDATE bulk SET lost = 'lost';
ROLLBACK TO c;
UPDATE bulk SET late = 'later' WHERE id < 50;
COMMIT;
