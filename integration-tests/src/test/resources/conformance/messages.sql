-- Logical messages, transactional or not.
-- property: table.include.list=public.t
-- step: setup
create table t (id int primary key);
-- step: stream
select pg_logical_emit_message(true, 'p', 'text');
-- step: stream
select pg_logical_emit_message(false, 'q', '\x00ff'::bytea);
-- step: stream
begin; insert into t values (1); select pg_logical_emit_message(true, 'p', ''); insert into t values (2); commit;
-- step: stream
begin; select pg_logical_emit_message(true, 'rolled', 'back'); rollback;
