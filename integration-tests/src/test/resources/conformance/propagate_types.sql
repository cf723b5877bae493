-- Source types as schema parameters, by type.
-- property: table.include.list=public.t
-- property: datatype.propagate.source.type=.+\.varchar,.+\.numeric,.+\._int4
-- step: setup
create table t (id int primary key, a varchar(10), b numeric(6, 2), c int[], d text); insert into t values (1, 'a', 1.5, '{1}', 'd');
-- step: stream
insert into t values (2, 'a', 1.5, '{1}', 'd');
