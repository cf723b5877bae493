-- A key column that is excluded from the row.
-- property: table.include.list=public.t
-- property: column.exclude.list=public.t.id
-- step: setup
create table t (id int primary key, a text, b text, c int); insert into t values (1, 'a', 'b', 1);
-- step: stream
insert into t values (2, 'a', 'b', 2);
-- step: stream
update t set c = 3 where id = 1;
