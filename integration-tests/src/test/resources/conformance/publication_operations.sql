-- A publication without some operations.
-- publication: FOR ALL TABLES WITH (publish = 'insert, delete')
-- property: table.include.list=public.t
-- property: skipped.operations=none
-- step: setup
create table t (id int primary key, v text); insert into t values (1, 'a');
-- step: stream
insert into t values (2, 'b');
-- step: stream
update t set v = 'c';
-- step: stream
delete from t where id = 1;
-- step: stream
truncate t;
