-- Ranges; multiranges are left out.
-- property: table.include.list=public.t
-- step: setup
create table t (pk int primary key,
  i4 int4range,
  i8 int8range,
  n numrange,
  ts tsrange,
  tz tstzrange,
  d daterange,
  i4a int4range[],
  m4 int4multirange,
  mn nummultirange,
  mt tstzmultirange,
  md datemultirange
);
insert into t values (1, 'empty', 'empty', 'empty', 'empty', 'empty', 'empty', '{}', '{}', '{}', '{}', '{}');
insert into t values (2, '(,)', '(,)', '(,)', '(,)', '(,)', '(,)', '{"[1,2)",NULL,empty}', '{(,)}', '{(,)}', '{(,)}', '{(,)}');
insert into t values (3, '(1,5]', '[-9223372036854775808,0]', '(1.50,2.5]', '[2020-01-01 00:00:00.5,infinity)', '[2020-01-01 00:00+02,2020-01-02 00:00+02]', '(2020-01-01,2020-12-31]', null, '{[1,2),[5,7)}', '{(1.5,2.5],[3,3]}', '{[2020-01-01 00:00+00,2020-01-02 00:00+00)}', '{[2020-01-01,2020-01-02]}');
insert into t values (4, '[1,)', '(,5)', '[,1.0)', '(,2020-01-01)', '[-infinity,infinity]', '[-infinity,2020-01-01)', null, '{[,2),[5,)}', '{}', '{}', '{}');
insert into t (pk) values (5);
-- step: stream
insert into t values (101, 'empty', 'empty', 'empty', 'empty', 'empty', 'empty', '{}', '{}', '{}', '{}', '{}');
insert into t values (102, '(,)', '(,)', '(,)', '(,)', '(,)', '(,)', '{"[1,2)",NULL,empty}', '{(,)}', '{(,)}', '{(,)}', '{(,)}');
insert into t values (103, '(1,5]', '[-9223372036854775808,0]', '(1.50,2.5]', '[2020-01-01 00:00:00.5,infinity)', '[2020-01-01 00:00+02,2020-01-02 00:00+02]', '(2020-01-01,2020-12-31]', null, '{[1,2),[5,7)}', '{(1.5,2.5],[3,3]}', '{[2020-01-01 00:00+00,2020-01-02 00:00+00)}', '{[2020-01-01,2020-01-02]}');
insert into t values (104, '[1,)', '(,5)', '[,1.0)', '(,2020-01-01)', '[-infinity,infinity]', '[-infinity,2020-01-01)', null, '{[,2),[5,)}', '{}', '{}', '{}');
insert into t (pk) values (105);
