-- Changes of a table inside a transaction, rolled back and not.
-- property: table.include.list=public.t
-- step: setup
create table t (id int primary key, v text); insert into t values (1, 'a');
-- step: stream
begin; insert into t values (2, 'b'); alter table t add w int default 7; insert into t values (3, 'c', 3); alter table t drop v; insert into t values (4, 4); alter table t rename w to x; update t set x = 5 where id = 2; commit;
-- step: stream
begin; alter table t add gone int; insert into t values (50, 1, 1); rollback; insert into t values (5, 5);
-- step: stream
begin; insert into t values (6, 6); savepoint s; alter table t add y text; insert into t values (7, 7, 'y'); rollback to s; insert into t values (8, 8); commit;
-- step: stream
delete from t where id < 5;
