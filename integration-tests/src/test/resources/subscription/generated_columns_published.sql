-- Generated columns that the publication sends (011).
-- publication: FOR ALL TABLES WITH (publish_generated_columns = stored)
-- setup: publisher
CREATE TABLE boxes (id int PRIMARY KEY, w int, h int,
  area int GENERATED ALWAYS AS (w * h) STORED);
INSERT INTO boxes VALUES (1, 2, 3);
-- setup: subscriber
CREATE TABLE boxes (id int PRIMARY KEY, w int, h int, area int);
-- step: publisher
INSERT INTO boxes VALUES (2, 4, 5);
UPDATE boxes SET w = 10 WHERE id = 1;
DELETE FROM boxes WHERE id = 2;
