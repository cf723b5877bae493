-- Times around the epoch and at the ends of the range of every unit.
-- property: table.include.list=public.t
-- property: time.precision.mode=nanoseconds
-- step: setup
create table t (pk int primary key,
  ts timestamp,
  ts0 timestamp(0),
  ts3 timestamp(3),
  tstz timestamptz,
  tstz0 timestamptz(0),
  d date,
  ti time,
  ti3 time(3),
  ttz timetz,
  ttz3 timetz(3),
  iv interval,
  tsa timestamp[],
  tstza timestamptz[],
  da date[],
  tia time[],
  ttza timetz[]
);
insert into t values (1, '1970-01-01', '1970-01-01', '1970-01-01', '1970-01-01 00:00+00', '1970-01-01 00:00+00', '1970-01-01', '00:00', '00:00', '00:00+00', '00:00+00', '0', '{}', '{}', '{}', '{}', '{}');
insert into t values (2, '1969-12-31 23:59:59.999999', '1969-12-31 23:59:59', '1969-12-31 23:59:59.999', '1969-12-31 23:59:59.999999+00', '1969-12-31 23:59:59-05', '1969-12-31', '23:59:59.999999', '23:59:59.999', '23:59:59.999999+15:59', '23:59:59.999-15:59', '-00:00:00.000001', '{NULL,1969-12-31 23:59:59.999999}', '{NULL,1969-12-31 23:59:59.999999+00}', '{NULL,1969-12-31}', '{NULL,23:59:59.999999}', '{NULL,23:59:59+01:30}');
insert into t values (3, '1700-01-01 00:00:00.000001', '1700-01-01', '1700-01-01 00:00:00.001', '1700-01-01 00:00:00.000001+00', '1700-01-01 00:00+00', '1700-01-01', '12:00', '12:00:00.5', '12:00:00.1+05:30:15', '12:00:00.1-03:30', '100 years', null, null, null, null, null);
insert into t values (4, '2262-01-01 00:00:00.1', '2262-01-01', '2262-01-01 00:00:00.12', '2262-01-01 00:00:00.1+14', '2262-01-01 00:00-12', '2262-01-01', '00:00:00.1', '00:00:00.12', '00:00:00.12+00', '00:00:00.12+00', '1 year -13 mons 31 days -25:59:59.5', null, null, null, null, null);
insert into t values (5, 'infinity', null, 'infinity', 'infinity', null, null, null, null, null, null, null, '{infinity,-infinity}', '{infinity,-infinity}', null, null, null);
insert into t values (6, '-infinity', null, '-infinity', '-infinity', null, null, null, null, null, null, null, null, null, null, null, null);
insert into t (pk) values (7);
-- step: stream
insert into t values (101, '1970-01-01', '1970-01-01', '1970-01-01', '1970-01-01 00:00+00', '1970-01-01 00:00+00', '1970-01-01', '00:00', '00:00', '00:00+00', '00:00+00', '0', '{}', '{}', '{}', '{}', '{}');
insert into t values (102, '1969-12-31 23:59:59.999999', '1969-12-31 23:59:59', '1969-12-31 23:59:59.999', '1969-12-31 23:59:59.999999+00', '1969-12-31 23:59:59-05', '1969-12-31', '23:59:59.999999', '23:59:59.999', '23:59:59.999999+15:59', '23:59:59.999-15:59', '-00:00:00.000001', '{NULL,1969-12-31 23:59:59.999999}', '{NULL,1969-12-31 23:59:59.999999+00}', '{NULL,1969-12-31}', '{NULL,23:59:59.999999}', '{NULL,23:59:59+01:30}');
insert into t values (103, '1700-01-01 00:00:00.000001', '1700-01-01', '1700-01-01 00:00:00.001', '1700-01-01 00:00:00.000001+00', '1700-01-01 00:00+00', '1700-01-01', '12:00', '12:00:00.5', '12:00:00.1+05:30:15', '12:00:00.1-03:30', '100 years', null, null, null, null, null);
insert into t values (104, '2262-01-01 00:00:00.1', '2262-01-01', '2262-01-01 00:00:00.12', '2262-01-01 00:00:00.1+14', '2262-01-01 00:00-12', '2262-01-01', '00:00:00.1', '00:00:00.12', '00:00:00.12+00', '00:00:00.12+00', '1 year -13 mons 31 days -25:59:59.5', null, null, null, null, null);
insert into t values (105, 'infinity', null, 'infinity', 'infinity', null, null, null, null, null, null, null, '{infinity,-infinity}', '{infinity,-infinity}', null, null, null);
insert into t values (106, '-infinity', null, '-infinity', '-infinity', null, null, null, null, null, null, null, null, null, null, null, null);
insert into t (pk) values (107);
