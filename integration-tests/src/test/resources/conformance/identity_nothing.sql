-- REPLICA IDENTITY NOTHING allows only inserts.
-- property: table.include.list=public.t
-- property: skipped.operations=none
-- step: setup
create table t (id int primary key, v text); alter table t replica identity nothing; insert into t values (1, 'a');
-- step: stream
insert into t values (2, 'b');
-- step: stream
truncate t;
