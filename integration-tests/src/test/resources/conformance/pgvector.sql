-- Types of pgvector.
-- skip: the embedded PostgreSQL has no pgvector
-- extensions: vector
-- property: table.include.list=public.t
-- step: setup
create table t (pk int primary key, v vector(3), h halfvec(3), s sparsevec(5));
insert into t values (1, '[1,2,3]', '[1,2,3]', '{1:1,5:5}/5');
-- step: stream
insert into t values (2, '[-1.5,0,1e10]', '[-1.5,0,1]', '{}/5');
insert into t (pk) values (3);
