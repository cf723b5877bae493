-- Intervals with parts of both signs, as ISO 8601.
-- property: table.include.list=public.t
-- property: interval.handling.mode=string
-- step: setup
create table t (pk int primary key,
  iv interval,
  ivm interval year to month,
  iva interval[]
);
insert into t values (1, '1 year 2 mons 3 days 04:05:06.789', '1 year', '{1 day,NULL}');
insert into t values (2, '-1 year -2 mons -3 days -04:05:06.789', '-1 mon', '{}');
insert into t values (3, '1 mon -1 day 00:00:00.000001', '13 mons', null);
insert into t values (4, '178000000 years', '100000 years', null);
insert into t values (5, '-178000000 years', '-100000 years', null);
insert into t values (6, '2147483647 days', '40 days', null);
insert into t values (7, '2147483646:59:54.775807', '1 year', null);
insert into t values (8, '0', '0', null);
insert into t (pk) values (9);
-- step: stream
insert into t values (101, '1 year 2 mons 3 days 04:05:06.789', '1 year', '{1 day,NULL}');
insert into t values (102, '-1 year -2 mons -3 days -04:05:06.789', '-1 mon', '{}');
insert into t values (103, '1 mon -1 day 00:00:00.000001', '13 mons', null);
insert into t values (104, '178000000 years', '100000 years', null);
insert into t values (105, '-178000000 years', '-100000 years', null);
insert into t values (106, '2147483647 days', '40 days', null);
insert into t values (107, '2147483646:59:54.775807', '1 year', null);
insert into t values (108, '0', '0', null);
insert into t (pk) values (109);
