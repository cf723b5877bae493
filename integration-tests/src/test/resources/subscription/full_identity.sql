-- REPLICA IDENTITY FULL: equal rows, NULL, and a unique index that is not the identity (032).
-- setup: both
CREATE TABLE tally (day int, note text, amount numeric(8,2));
ALTER TABLE tally REPLICA IDENTITY FULL;
CREATE TABLE seats (code int NOT NULL UNIQUE, holder text);
ALTER TABLE seats REPLICA IDENTITY FULL;
CREATE TABLE badges (code int UNIQUE, holder text);
ALTER TABLE badges REPLICA IDENTITY FULL;
-- setup: publisher
INSERT INTO tally SELECT 1, 'same', 1.50 FROM generate_series(1, 4);
INSERT INTO seats VALUES (1, 'Ada'), (2, 'Bo');
-- step: publisher
UPDATE tally SET note = 'other' WHERE ctid = (SELECT min(ctid) FROM tally);
DELETE FROM tally WHERE ctid = (SELECT max(ctid) FROM tally WHERE note = 'same');
INSERT INTO tally VALUES (NULL, NULL, NULL), (NULL, NULL, NULL), (2, NULL, 0);
UPDATE tally SET amount = 3 WHERE ctid = (SELECT min(ctid) FROM tally WHERE day IS NULL);
UPDATE tally SET day = day WHERE day = 2;
DELETE FROM tally WHERE amount = 3;
UPDATE seats SET code = 3 WHERE code = 1;
UPDATE seats SET holder = NULL WHERE code = 2;
INSERT INTO seats VALUES (1, 'Eve');
INSERT INTO badges VALUES (1, 'a'), (NULL, 'b'), (NULL, 'c');
-- differs: nullable-unique-key | public.badges | SELECT * FROM badges WHERE code = 1 OR holder = 'c'
