-- A table that leaves the publication and returns (007).
-- publication: FOR TABLE stays, leaves
-- setup: both
CREATE TABLE stays (id int PRIMARY KEY, v text);
CREATE TABLE leaves (id int PRIMARY KEY, v text);
-- setup: publisher
INSERT INTO stays VALUES (1, 'old');
INSERT INTO leaves VALUES (1, 'old'), (2, 'old');
-- step: publisher
UPDATE leaves SET v = 'before' WHERE id = 1;
ALTER PUBLICATION {publication} DROP TABLE leaves;
INSERT INTO leaves VALUES (3, 'away');
UPDATE leaves SET v = 'away' WHERE id = 2;
ALTER PUBLICATION {publication} ADD TABLE leaves;
INSERT INTO leaves VALUES (4, 'back');
INSERT INTO stays VALUES (2, 'new');
-- differs: table-away | public.leaves | SELECT * FROM leaves
