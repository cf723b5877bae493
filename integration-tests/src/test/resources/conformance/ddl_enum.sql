-- An enum that gets more labels.
-- property: table.include.list=public.t
-- step: setup
create type mood as enum ('b', 'd'); create table t (id int primary key, m mood, ma mood[]); insert into t values (1, 'b', '{b}');
-- step: stream
alter type mood add value 'a' before 'b';
-- step: stream
insert into t values (2, 'b', '{d}');
-- step: stream
insert into t values (3, 'a', '{a,b}');
-- step: stream
alter type mood rename value 'd' to 'e';
-- step: stream
insert into t values (4, 'e', '{e}');
