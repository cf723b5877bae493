-- Keys that are equal by their collation and differ in their letters (012).
-- requires: SELECT 1 FROM pg_collation WHERE collprovider = 'i' LIMIT 1
-- setup: both
CREATE COLLATION anycase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE TABLE words (word text COLLATE anycase PRIMARY KEY, meaning text);
CREATE TABLE bare (word text COLLATE anycase, n int);
ALTER TABLE bare REPLICA IDENTITY FULL;
-- setup: publisher
INSERT INTO words VALUES ('Haus', 'house'), ('BAUM', 'tree'), ('weg', 'way');
INSERT INTO bare VALUES ('One', 1), ('TWO', 2);
-- step: publisher
UPDATE words SET word = 'HAUS' WHERE word = 'haus';
UPDATE words SET meaning = 'path' WHERE word = 'WEG';
DELETE FROM words WHERE word = 'baum';
INSERT INTO words VALUES ('baum', 'tree again');
UPDATE bare SET word = 'ONE' WHERE word = 'one';
DELETE FROM bare WHERE word = 'two';
