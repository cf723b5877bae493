-- Tables that are created, dropped and renamed.
-- property: schema.include.list=public
-- step: setup
create table t (id int primary key, v text); insert into t values (1, 'a');
-- step: stream
create table n (id int primary key, w int not null default 4); insert into n values (1);
-- step: stream
alter table n rename to n2; insert into n2 values (2);
-- step: stream
drop table n2; create table n2 (other text primary key); insert into n2 values ('o');
-- step: stream
create schema s2; alter table n2 set schema s2;
-- step: stream
insert into s2.n2 values ('not captured'); insert into t values (2, 'b');
