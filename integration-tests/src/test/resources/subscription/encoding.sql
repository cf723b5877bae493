-- A publisher whose database has another encoding than the subscriber's (005).
-- database: ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0
-- setup: both
CREATE TABLE "words" (word text PRIMARY KEY, "größe" int, j jsonb);
-- setup: publisher
INSERT INTO words VALUES ('über', 4, '{"é": "ü"}');
-- step: publisher
INSERT INTO words VALUES ('façade', 6, NULL), ('naïve', 5, '["ï"]');
UPDATE words SET word = 'ÜBER' WHERE word = 'über';
DELETE FROM words WHERE word = 'naïve';
