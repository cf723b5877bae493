-- Values of many types, read and streamed, as values and as keys (002).
-- setup: both
CREATE TYPE mood AS ENUM ('glad', 'sad');
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE TYPE place AS (street text, house int);
CREATE TABLE numbers (id int PRIMARY KEY, s smallint, b bigint, r real, d double precision,
  n numeric(10,2), f numeric, p positive, o oid, ok boolean);
CREATE TABLE texts (id int PRIMARY KEY, t text, v varchar(20), c char(5), j json, jb jsonb, u uuid,
  m mood, x bytea, net inet, ts tsvector, i int4range, days daterange);
CREATE TABLE times (id int PRIMARY KEY, d date, t time, ts timestamp, tz timestamptz);
CREATE TABLE lists (id int PRIMARY KEY, n int[], t text[], b boolean[], m mood[]);
CREATE TABLE by_text (k text, u uuid, v int, PRIMARY KEY (k, u));
CREATE TABLE by_time (at timestamptz PRIMARY KEY, v int);
CREATE TABLE addresses (id int PRIMARY KEY, name text, home place, spans int4multirange);
-- setup: publisher
INSERT INTO numbers VALUES
  (1, -32768, 9223372036854775807, 1.5, -2.25, 12.3, 100000000000000000000, 7, 4000000000, true),
  (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO texts VALUES
  (1, 'häuser', 'v', 'ab', '{"b": 1,  "a": [1, 2]}', '{"b": 1, "a": null}',
   '9a0eebc9-9c0b-4ef8-bb6d-6bb9bd380a11', 'glad', '\x00ff10', '10.1.2.3/24', 'a b', '[1,5)',
   '[2020-01-01,2020-02-01)');
INSERT INTO times VALUES
  (1, '2020-02-29', '12:34:56.789012', '2020-02-29 12:34:56.789012', '2020-02-29 12:34:56.5+02'),
  (2, '1900-01-01', '00:00', '1900-01-01 00:00:00', '1900-01-01 00:00:00+00');
INSERT INTO lists VALUES (1, '{1,NULL,3}', '{a,"b,c",NULL,""}', '{t,f}', '{sad,glad}');
INSERT INTO by_text VALUES ('a', '9a0eebc9-9c0b-4ef8-bb6d-6bb9bd380a11', 1);
INSERT INTO by_time VALUES ('2020-01-01 00:00:00+00', 1);
INSERT INTO addresses VALUES (1, 'Ada', ROW('Main Street', 7), '{[1,3),[5,7)}');
-- step: publisher
INSERT INTO numbers SELECT id + 10, s, b, r, d, n, f, p, o, ok FROM numbers;
UPDATE numbers SET n = -n, ok = NOT ok, f = 0.000001 WHERE id = 1;
INSERT INTO texts SELECT id + 10, t, v, c, j, jb, u, m, x, net, ts, i, days FROM texts;
UPDATE texts SET t = '', c = NULL, m = 'sad', i = 'empty' WHERE id = 1;
INSERT INTO times SELECT id + 10, d, t, ts, tz FROM times;
UPDATE times SET d = NULL, tz = tz + interval '1 microsecond' WHERE id = 1;
INSERT INTO lists VALUES (2, '{}', NULL, '{NULL}', '{}');
UPDATE lists SET t = array_append(t, 'more') WHERE id = 1;
INSERT INTO by_text VALUES ('ä "quoted"', '9a0eebc9-9c0b-4ef8-bb6d-6bb9bd380a12', 2);
UPDATE by_text SET v = 10 WHERE k = 'a';
UPDATE by_text SET k = 'b' WHERE k = 'a';
UPDATE by_time SET v = 2;
INSERT INTO by_time VALUES ('2020-01-01 00:00:00.000001+00', 3);
DELETE FROM by_time WHERE v = 2;
INSERT INTO addresses VALUES (2, 'Bo', NULL, '{}');
UPDATE addresses SET home.house = 8 WHERE id = 1;
-- differs: types-left-out | public.addresses | SELECT id, name FROM addresses
