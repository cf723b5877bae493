-- Operations while both are stopped, and a second stop.
-- property: table.include.list=public.t
-- step: setup
create table t (id int primary key, v text); insert into t values (1, 'a');
-- step: stream
insert into t values (2, 'b');
-- stop
-- step: stream
insert into t values (3, 'c'); update t set v = 'd' where id = 1;
-- step: stream
delete from t where id = 2;
-- restart
-- step: stream
insert into t values (4, 'e');
-- stop
-- step: stream
update t set id = 40 where id = 4;
-- restart
-- step: stream
insert into t values (5, 'f');
