-- A publication that leaves out an operation (001, 010).
-- publication: FOR TABLE facts WITH (publish = 'insert, delete')
-- setup: both
CREATE TABLE facts (id int PRIMARY KEY, v text);
-- setup: publisher
INSERT INTO facts VALUES (1, 'old'), (2, 'old');
-- step: publisher
UPDATE facts SET v = 'not sent' WHERE id = 1;
INSERT INTO facts VALUES (3, 'new');
UPDATE facts SET id = 30 WHERE id = 3;
DELETE FROM facts WHERE id IN (2, 30);
TRUNCATE facts;
INSERT INTO facts VALUES (4, 'last');
