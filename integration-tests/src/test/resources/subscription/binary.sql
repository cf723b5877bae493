-- A subscription that also takes values in their binary form (014).
-- subscription: binary = true
-- setup: both
CREATE TYPE grade AS ENUM ('low', 'high');
CREATE TABLE mixed (id bigint PRIMARY KEY, t text, n numeric, b bytea, ts timestamp, a int[],
  l grade);
-- setup: publisher
INSERT INTO mixed VALUES (1, 'a', 1.10, '\x01', '2020-01-01 10:00:00', '{1}', 'low');
-- step: publisher
INSERT INTO mixed VALUES (2, 'b', -0.5, '\x', '1970-01-01 00:00:00', '{}', NULL);
INSERT INTO mixed (id) VALUES (3);
UPDATE mixed SET l = 'high', n = n * 2 WHERE id = 1;
DELETE FROM mixed WHERE id = 3;
