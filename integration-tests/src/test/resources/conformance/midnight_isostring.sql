-- 24:00, the end of the day.
-- property: table.include.list=public.t
-- property: time.precision.mode=isostring
-- step: setup
create table t (pk int primary key,
  ti time,
  ti0 time(0),
  ti3 time(3),
  ttz timetz
);
insert into t values (1, '24:00', '24:00', '24:00', '24:00+00');
insert into t values (2, '00:00', '00:00', '00:00', '00:00+00');
insert into t (pk) values (3);
-- step: stream
insert into t values (101, '24:00', '24:00', '24:00', '24:00+00');
insert into t values (102, '00:00', '00:00', '00:00', '00:00+00');
insert into t (pk) values (103);
