-- Columns that are added, dropped and renamed, that change their type, and a key that is dropped.
-- property: table.include.list=public.e.*
-- property: snapshot.mode=no_data
-- step: setup
create table e(id int primary key, v text);
-- step: stream
insert into e values(1,'a');
-- step: stream
alter table e add column n int default 5; insert into e values(2,'b',7);
-- step: stream
alter table e drop column v;
insert into e values(3,1);
-- step: stream
alter table e rename n to m;
insert into e values(4,1);
-- step: stream
alter table e alter m type bigint;
insert into e values(5,1);
-- step: stream
begin; insert into e values(6,1); alter table e add column z text not null default 'zz'; insert into e values(7,1,'q'); commit;
-- step: stream
create table e2(id int primary key, v text); insert into e2 values(1,'x');
-- step: stream
alter table e alter z drop not null;
insert into e values(8,1,null);
-- step: stream
alter table e drop constraint e_pkey; insert into e values(9,1,'x');
-- step: stream
create type md as enum('a','b'); alter table e add column en md; insert into e values(10,1,'x','a');
-- step: stream
alter type md add value 'c'; insert into e values(11,1,'x','b');
-- step: stream
insert into e values(12,1,'x','c');
