-- The identity changes while streaming.
-- property: table.include.list=public.t
-- step: setup
create table t (id int primary key, v text); insert into t values (1, 'a');
-- step: stream
update t set v = 'b';
-- step: stream
alter table t replica identity full; update t set v = 'c';
-- step: stream
update t set id = 2;
-- step: stream
alter table t replica identity default; update t set v = 'd'; delete from t;
