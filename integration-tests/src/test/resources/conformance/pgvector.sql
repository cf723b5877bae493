-- Types of pgvector, from its version 0.7 on: with a fixed and with any dimension, required and NULL.
-- extensions: vector
-- property: table.include.list=public.t
-- step: setup
create table t (pk int primary key,
  v vector(3),
  va vector,
  vn vector(2) not null,
  h halfvec(3),
  s sparsevec(5)
);
insert into t values (1, '[1,2,3]', '[1]', '[0,0]', '[1,2,3]', '{1:1,5:5}/5');
insert into t values (2, '[-1.5,0,1e10]', '[0.1,-0.2,3e-10,4,5]', '[1.1,-1.1]', '[-1.5,0.1,65504]', '{}/5');
insert into t (pk, vn) values (3, '[1,1]');
-- step: stream
insert into t values (101, '[1,2,3]', '[1]', '[0,0]', '[1,2,3]', '{1:1,5:5}/5');
insert into t values (102, '[-1.5,0,1e10]', '[0.1,-0.2,3e-10,4,5]', '[1.1,-1.1]', '[-1.5,0.1,65504]', '{}/5');
insert into t (pk, vn) values (103, '[1,1]');
-- step: stream
update t set v = '[7,8,9]', h = null, s = '{2:0.1,3:-0.5}/5' where pk = 1;
-- step: stream
update t set pk = 4 where pk = 2;
-- step: stream
delete from t where pk = 3;
-- step: stream
alter table t replica identity full; update t set va = '[2,3]' where pk = 1; delete from t where pk = 1;
