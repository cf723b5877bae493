-- Only some tables are in the snapshot.
-- property: table.include.list=public.a,public.b
-- property: snapshot.include.collection.list=public.b
-- step: setup
create table a (id int primary key); create table b (id int primary key); insert into a values (1), (2); insert into b values (1), (2);
-- step: stream
insert into a values (3); insert into b values (3);
