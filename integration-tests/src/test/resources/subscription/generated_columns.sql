-- Generated columns, which the server does not send (011).
-- setup: both
CREATE TABLE boxes (id int PRIMARY KEY, w int, h int,
  area int GENERATED ALWAYS AS (w * h) STORED, half int GENERATED ALWAYS AS (w / 2) VIRTUAL);
-- setup: publisher
INSERT INTO boxes VALUES (1, 2, 3);
-- step: publisher
INSERT INTO boxes VALUES (2, 4, 5);
UPDATE boxes SET w = 10 WHERE id = 1;
-- differs: generated-columns | public.boxes | SELECT id, w, h FROM boxes
