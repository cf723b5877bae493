-- TRUNCATE, which the connector skips unless it is told otherwise (010).
-- setup: both
CREATE TABLE emptied (id int PRIMARY KEY, v text);
-- setup: publisher
INSERT INTO emptied VALUES (1, 'old'), (2, 'old');
-- step: publisher
TRUNCATE emptied;
INSERT INTO emptied VALUES (2, 'new'), (3, 'new');
-- differs: truncate | public.emptied | SELECT * FROM (VALUES (1, 'old'), (2, 'new'), (3, 'new')) v (id, v)
