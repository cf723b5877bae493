-- NaN and, on servers that have it, infinity.
-- property: table.include.list=public.t
-- property: decimal.handling.mode=double
-- step: setup
create table t (pk int primary key,
  n numeric,
  n52 numeric(5, 2),
  na numeric[]
);
insert into t values (1, 'NaN', 'NaN', '{1,NaN}');
insert into t values (2, 'Infinity', null, '{Infinity,-Infinity}');
insert into t values (3, '-Infinity', null, null);
insert into t (pk) values (4);
-- step: stream
insert into t values (101, 'NaN', 'NaN', '{1,NaN}');
insert into t values (102, 'Infinity', null, '{Infinity,-Infinity}');
insert into t values (103, '-Infinity', null, null);
insert into t (pk) values (104);
