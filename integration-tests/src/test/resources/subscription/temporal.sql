-- A primary key whose last column must not overlap (034).
-- setup: both
CREATE TABLE bookings (room int4range, during daterange, guest text,
  PRIMARY KEY (room, during WITHOUT OVERLAPS));
-- setup: publisher
INSERT INTO bookings VALUES ('[1,2)', '[2020-01-01,2020-02-01)', 'Ada');
-- step: publisher
INSERT INTO bookings VALUES ('[1,2)', '[2020-02-01,2020-03-01)', 'Bo'),
  ('[2,3)', '[2020-01-01,2020-02-01)', 'Cy');
UPDATE bookings SET guest = 'Ada L.' WHERE guest = 'Ada';
UPDATE bookings SET during = '[2020-02-01,2020-02-15)' WHERE guest = 'Bo';
DELETE FROM bookings WHERE guest = 'Cy';
