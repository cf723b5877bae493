-- Transaction metadata over several tables.
-- property: table.include.list=public.a,public.b
-- property: provide.transaction.metadata=true
-- step: setup
create table a (id int primary key, v text); create table b (id int primary key, v text); create table c (id int); insert into a values (1, 'x');
-- step: stream
begin; insert into a values (2, 'a'); insert into b values (1, 'b'); update a set id = 3 where id = 2; delete from b; commit;
-- step: stream
insert into c values (1);
-- step: stream
begin; savepoint s; insert into a values (8, 'x'); rollback to s; savepoint s2; insert into a values (9, 'y'); release s2; commit;
-- step: stream
begin; insert into a values (10, 'z'); rollback;
