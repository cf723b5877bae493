-- The first and the last days, years before Christ, the change of the calendar.
-- property: table.include.list=public.t
-- property: time.precision.mode=connect
-- step: setup
create table t (pk int primary key,
  ts timestamp,
  ts3 timestamp(3),
  tstz timestamptz,
  d date
);
insert into t values (1, '4713-01-01 00:00:00 BC', '4713-01-01 00:00:00 BC', '4713-01-01 00:00:00+00 BC', '4713-01-01 BC');
insert into t values (2, '294276-12-31 23:59:59.999999', '294276-12-31 23:59:59.999', '294276-12-31 23:59:59.999999+00', '5874897-12-31');
insert into t values (3, '0001-12-31 23:59:59.5 BC', '0001-12-31 23:59:59.5 BC', '0001-12-31 23:59:59.5+00 BC', '0001-12-31 BC');
insert into t values (4, '0001-01-01', '0001-01-01', '0001-01-01 00:00+00', '0001-01-01');
insert into t values (5, '1582-10-04', '1582-10-04', '1582-10-04 00:00+00', '1582-10-04');
insert into t values (6, '1582-10-15', '1582-10-15', '1582-10-15 00:00+00', '1582-10-15');
insert into t values (7, '10000-01-01', '10000-01-01', '10000-01-01 00:00+00', '10000-01-01');
insert into t values (8, 'infinity', 'infinity', 'infinity', 'infinity');
insert into t values (9, '-infinity', '-infinity', '-infinity', '-infinity');
insert into t (pk) values (10);
-- step: stream
insert into t values (101, '4713-01-01 00:00:00 BC', '4713-01-01 00:00:00 BC', '4713-01-01 00:00:00+00 BC', '4713-01-01 BC');
insert into t values (102, '294276-12-31 23:59:59.999999', '294276-12-31 23:59:59.999', '294276-12-31 23:59:59.999999+00', '5874897-12-31');
insert into t values (103, '0001-12-31 23:59:59.5 BC', '0001-12-31 23:59:59.5 BC', '0001-12-31 23:59:59.5+00 BC', '0001-12-31 BC');
insert into t values (104, '0001-01-01', '0001-01-01', '0001-01-01 00:00+00', '0001-01-01');
insert into t values (105, '1582-10-04', '1582-10-04', '1582-10-04 00:00+00', '1582-10-04');
insert into t values (106, '1582-10-15', '1582-10-15', '1582-10-15 00:00+00', '1582-10-15');
insert into t values (107, '10000-01-01', '10000-01-01', '10000-01-01 00:00+00', '10000-01-01');
insert into t values (108, 'infinity', 'infinity', 'infinity', 'infinity');
insert into t values (109, '-infinity', '-infinity', '-infinity', '-infinity');
insert into t (pk) values (110);
