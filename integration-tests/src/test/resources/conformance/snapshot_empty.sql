-- Empty tables first, between and last.
-- property: schema.include.list=public
-- step: setup
create table a (id int primary key); create table b (id int primary key); create table c (id int primary key); create table d (id int primary key); insert into b values (1), (2); insert into d values (1);
-- step: stream
insert into a values (1); insert into c values (1);
