-- Many rows in one transaction, and one after the other.
-- property: table.include.list=public.t
-- step: setup
create table t (id int primary key, v text); insert into t select g, 'v' || g from generate_series(1, 500) g;
-- step: stream
insert into t select g, 'w' || g from generate_series(501, 1500) g;
-- step: stream
update t set v = 'x' where id % 100 = 0;
-- step: stream
delete from t where id % 3 = 0;
