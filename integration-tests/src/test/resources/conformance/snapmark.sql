-- Which rows of a snapshot are marked as the first and the last of a table. One of the tables is empty.
-- quick
-- property: table.include.list=public.a.*
-- step: setup
create table a1(id int primary key);
create table a2(id int primary key);
create table a3(id int primary key);
create table a4(id int primary key);
insert into a1 values(1),(2),(3);
insert into a2 values(1);
insert into a4 values(1),(2);
-- step: stream
insert into a1 values(9)
