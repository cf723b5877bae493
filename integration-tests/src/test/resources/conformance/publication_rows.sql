-- A publication with a row filter.
-- publication: FOR TABLE t WHERE (id > 10), zz_marker
-- min-major: 15
-- property: table.include.list=public.t
-- step: setup
create table t (id int primary key, v text); insert into t values (1, 'a'), (11, 'b'), (2, 'c'), (12, 'd');
-- step: stream
insert into t values (3, 'e'), (13, 'f');
-- step: stream
update t set id = 14 where id = 3;
-- step: stream
update t set id = 4 where id = 13;
-- step: stream
delete from t where id < 20;
