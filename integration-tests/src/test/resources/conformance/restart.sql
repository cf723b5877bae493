-- Changes while the connectors are stopped.
-- quick
-- property: table.include.list=public.a
-- step: setup
create table a(id int primary key, v text); insert into a values(1,'x');
-- step: stream
insert into a values(2,'y');
-- stop
-- step: stream
insert into a values(3,'z'); insert into a values(4,'z');
-- restart
-- step: stream
insert into a values(5,'y');
