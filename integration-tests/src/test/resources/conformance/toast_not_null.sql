-- An unchanged large array in a required column makes Debezium's task fail permanently.
-- debezium: fails
-- property: table.include.list=public.t
-- property: snapshot.mode=no_data
-- step: setup
create table t (id int primary key, n int, fa float4[] not null); alter table t alter fa set storage external; insert into t values (1, 1, (select array_agg(g * 1.5) from generate_series(1, 5000) g));
-- step: stream
update t set n = 2;
