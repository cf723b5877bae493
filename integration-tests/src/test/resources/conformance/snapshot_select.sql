-- A table that is read by its own statement.
-- property: table.include.list=public.t
-- property: snapshot.select.statement.overrides=public.t
-- property: snapshot.select.statement.overrides.public.t=SELECT * FROM public.t WHERE id > 1
-- step: setup
create table t (id int primary key, v text); alter table t replica identity full; insert into t values (1, 'a'), (2, 'b');
-- step: stream
insert into t values (3, 'c');
-- step: stream
update t set v = 'x' where id = 1;
-- step: stream
update t set v = v where id = 1;
-- step: stream
update t set id = 30 where id = 3;
-- step: stream
delete from t where id = 2;
-- step: stream
truncate t;
