-- The same name in two schemas.
-- property: schema.include.list=public,s2
-- step: setup
create schema s2; create table t (id int primary key, v text); create table s2.t (id text primary key, w int); insert into t values (1, 'a'); insert into s2.t values ('k', 1);
-- step: stream
begin; insert into t values (2, 'b'); insert into s2.t values ('l', 2); update t set v = 'c'; commit;
