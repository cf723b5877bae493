-- A different placeholder.
-- property: table.include.list=public.t
-- property: unavailable.value.placeholder=not here
-- step: setup
create table t (id int primary key, n int, tx text, j jsonb, by bytea, ta text[], ia int[], ua uuid[]);
alter table t alter tx set storage external, alter by set storage external, alter ia set storage external;
insert into t select 1, 1, big, jsonb_build_object('a', big), big::bytea, array[big], (select array_agg(g) from generate_series(1, 5000) g), (select array_agg(md5(g::text)::uuid) from generate_series(1, 2000) g) from (select (select string_agg(md5(g::text), '') from generate_series(1, 400) g) big) q;
-- step: stream
update t set n = 2;
-- step: stream
update t set tx = 'small';
-- step: stream
update t set id = 2;
-- step: stream
delete from t;
