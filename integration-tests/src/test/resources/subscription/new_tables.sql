-- A new table of a publication FOR ALL TABLES, which a subscriber does not get by itself (004, 100).
-- setup: both
CREATE TABLE known (id int PRIMARY KEY);
-- step: both
CREATE TABLE made (id int PRIMARY KEY, v text);
-- step: publisher
INSERT INTO made VALUES (1, 'a'), (2, 'b');
UPDATE made SET v = 'c' WHERE id = 2;
INSERT INTO known VALUES (1);
-- differs: new-tables | public.made | SELECT * FROM made
