-- Generated columns are not streamed.
-- property: table.include.list=public.t
-- step: setup
create table t (id int primary key, a int, b int generated always as (a * 2) stored, c text,
  v int generated always as (a * 3) virtual, --@18-
  d text generated always as (c || '!') stored);
insert into t (id, a, c) values (1, 1, 'x');
-- step: stream
insert into t (id, a, c) values (2, 2, 'y');
-- step: stream
update t set a = 5;
-- step: stream
delete from t where id = 1;
