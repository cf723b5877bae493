-- Large values that an update leaves unchanged, and that the server does not send (002, 032).
-- setup: both
CREATE TABLE pages (id int PRIMARY KEY, title text, body text, data jsonb, raw bytea);
ALTER TABLE pages ALTER body SET STORAGE EXTERNAL, ALTER data SET STORAGE EXTERNAL,
  ALTER raw SET STORAGE EXTERNAL;
CREATE TABLE sheets (title text, body text);
ALTER TABLE sheets REPLICA IDENTITY FULL;
ALTER TABLE sheets ALTER body SET STORAGE EXTERNAL;
-- setup: publisher
INSERT INTO pages
  SELECT i, 'read', repeat('text ', 2000), jsonb_build_object('k', repeat('v', 9000)),
    decode(repeat('00ff', 4000), 'hex') FROM generate_series(1, 3) i;
INSERT INTO sheets SELECT 'sheet ' || i, repeat('line ', 2000) FROM generate_series(1, 2) i;
-- step: publisher
INSERT INTO pages VALUES (4, 'streamed', repeat('word ', 3000), '{}', NULL);
UPDATE pages SET title = title || '!';
UPDATE pages SET id = 10 WHERE id = 1;
UPDATE pages SET body = NULL WHERE id = 2;
UPDATE pages SET title = 'again' WHERE id IN (2, 10);
UPDATE pages SET id = id + 100, raw = '\x01' WHERE id IN (3, 4);
UPDATE sheets SET title = 'first' WHERE title = 'sheet 1';
DELETE FROM sheets WHERE title = 'sheet 2';
INSERT INTO sheets VALUES ('third', repeat('row ', 2500));
UPDATE sheets SET title = title || '?';
