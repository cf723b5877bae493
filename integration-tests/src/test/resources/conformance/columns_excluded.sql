-- All but the listed columns.
-- property: table.include.list=public.t
-- property: column.exclude.list=public.t.[ac]
-- step: setup
create table t (id int primary key, a text, b text, c int); insert into t values (1, 'a', 'b', 1);
-- step: stream
insert into t values (2, 'a', 'b', 2);
-- step: stream
update t set c = 3 where id = 1;
-- step: stream
update t set id = 5 where id = 2;
-- step: stream
delete from t where id = 1;
