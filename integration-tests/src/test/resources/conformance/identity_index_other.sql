-- REPLICA IDENTITY USING INDEX, an index without the primary key.
-- property: table.include.list=public.t
-- property: skipped.operations=none
-- step: setup
create table t (id int primary key, k int not null, v text);
create unique index t_k on t (k); alter table t replica identity using index t_k;
insert into t values (100, 100, 'old');
-- step: stream
insert into t values (1, 10, 'a'), (2, 20, 'b');
-- step: stream
update t set v = 'c' where id = 1;
-- step: stream
update t set v = v where id = 1;
-- step: stream
update t set k = 11 where id = 1;
-- step: stream
update t set id = 5 where id = 2;
-- step: stream
delete from t where id = 1;
-- step: stream
truncate t;
