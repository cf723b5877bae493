-- A publication with a column list.
-- publication: FOR TABLE t (c, id, a), zz_marker
-- min-major: 15
-- property: table.include.list=public.t
-- step: setup
create table t (id int primary key, a text, b text, c int not null default 3); insert into t values (1, 'a', 'b');
-- step: stream
insert into t values (2, 'a', 'b');
-- step: stream
update t set b = 'x';
-- step: stream
update t set id = 9 where id = 1;
-- step: stream
delete from t where id = 2;
